#!/usr/bin/env node
// Runs the program of the package for this platform, which npm installs as an optional dependency.
'use strict';
const { spawnSync } = require('node:child_process');

const { platforms } = require('../platforms.json');
const libc = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime ? '-musl' : '';
const platform = platforms.find((p) => p.key === `${process.platform}-${process.arch}${libc}`);
let program = process.env.VPNCONFORM_BINARY;
try {
  program ||= require.resolve(`${platform.name}/bin/vpnconform${process.platform === 'win32' ? '.exe' : ''}`);
} catch {
  console.error(`vpnconform: no program for ${process.platform} ${process.arch}${libc}: set VPNCONFORM_BINARY`);
  process.exit(70);
}
const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
if (error) {
  console.error(`vpnconform: ${program}: ${error.message}`);
}
if (signal) {
  process.kill(process.pid, signal);
}
process.exitCode = status ?? 70;

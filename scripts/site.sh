#!/usr/bin/env bash
# Builds the site under target/site/book with mdBook, checks its links, and opens it in headless Chromium from its folder, without a
# server: no error, no request to elsewhere, the search finds, no scrolling to the side on a phone. Screenshots are left in
# target/site/shots.
#
# MDBOOK      mdBook (default: the pinned version, which cargo installs under target/mdbook)
# VPNCONFORM  the program (default: cargo run --release --)
# CHROMIUM    the browser (default: as in scripts/browser.sh)
# CI_STRICT=1 fails without a browser; else that part is left out, with the reason
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.5.4
mdbook=${MDBOOK:-$PWD/target/mdbook/bin/mdbook}
if [ "$("$mdbook" --version 2>/dev/null)" != "mdbook v$version" ]; then
    cargo install --quiet --locked --root target/mdbook --version "$version" --no-default-features --features search mdbook
    mdbook=$PWD/target/mdbook/bin/mdbook
fi
rm -rf target/site
cargo xtask site --mdbook "$mdbook"

absent() {
    echo "ABSENT  $*"
    [ "${CI_STRICT:-0}" != 1 ]
    exit
}
chromium=
for name in ${CHROMIUM:-} chromium chromium-browser google-chrome; do
    ! command -v "$name" >/dev/null || { chromium=$(command -v "$name"); break; }
done
[ -n "$chromium" ] || absent "the look of the site: no chromium"
command -v npm >/dev/null || absent "the look of the site: no npm"
out=$PWD/target/browser
mkdir -p "$out" target/site/shots
cp scripts/browser/package.json "$out/"
npm install --silent --no-audit --no-fund --prefix "$out" >/dev/null 2>&1 || absent "the look of the site: npm cannot install playwright-core"
driver=$PWD/scripts/browser/site.mjs
book=$PWD/target/site/book
shots=$PWD/target/site/shots
(cd "$out" && node "$driver" "$chromium" "$book" "$shots")

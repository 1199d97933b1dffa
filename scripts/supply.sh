#!/usr/bin/env bash
# What the project is made of and how it is packed: licences and minimum versions of Rust of all dependencies, the contents of
# the package, and, where cargo-deny is there, bans and sources. Advisories need the database of RustSec: `cargo deny check
# advisories` where that can be reached.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo metadata --locked --format-version 1 --all-features | python3 scripts/lint/supply.py

cargo package --list --allow-dirty --locked >target/package-list
strange=$(grep -vE '^(src|corpora|snapshots|benches|examples|tests|schema)/|^(Cargo\.(toml|toml\.orig|lock)|(README|DESIGN|CHANGELOG|ROBUSTNESS)\.md|LICENSE-(MIT|APACHE)|\.cargo_vcs_info\.json)$' target/package-list || true)
[ -z "$strange" ] || { echo "not meant for the package: $strange" >&2; exit 1; }
# What tests and sources include has to be in it.
missing=0
while IFS=: read -r file included; do
    path=$(python3 -c 'import os, sys; print(os.path.normpath(os.path.join(os.path.dirname(sys.argv[1]), sys.argv[2])))' "$file" "$included")
    grep -qxF "$path" target/package-list || { echo "$file includes $path, which is not in the package" >&2; missing=1; }
done < <(grep -roE 'include_(str|bytes)!\("[^"]+"\)' src tests benches | sed -E 's/include_[a-z]+!\("([^"]+)"\)/\1/')
[ "$missing" = 0 ] || exit 1
echo "package: $(wc -l <target/package-list) files"

if cargo deny --version >/dev/null 2>&1; then
    cargo deny --locked check licenses bans sources
else
    echo "SKIPPED: bans and sources, no cargo-deny (cargo install --locked cargo-deny)"
fi

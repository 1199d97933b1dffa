#!/usr/bin/env bash
# All targets and parsers side by side, out of the reports that are committed: snapshots/matrix.html and snapshots/matrix.md.
#
#   scripts/matrix.sh            writes both, and the report of the embedded endpoint
#   scripts/matrix.sh --check    fails where a committed file is not what would be written
#
# VPNCONFORM  the program (default: cargo run --release --)
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
'') out=snapshots ;;
--check) out=$(mktemp -d); trap 'rm -rf "$out"' EXIT ;;
*) sed -n '2,7p' "$0"; exit 2 ;;
esac
read -r -a program <<<"${VPNCONFORM:-cargo run --quiet --release --}"

# Without the time: the same in every run.
mkdir -p "$out/reports"
"${program[@]}" endpoint --report json=- | sed '/^  "started":/d; /^  "elapsed_ms":/d' >"$out/reports/reference.json"

files=("$out/reports/reference.json")
names=(--name reference)
for folder in snapshots/targets/*/; do
    file=$folder/report.json
    [ -f "$file" ] || continue
    name=$(basename "$folder")
    files+=("$file")
    names+=(--name "${name/@/ }")
done
for file in corpora/evidence/parsers/*.json; do
    files+=("$file")
    names+=(--name "$(basename "$file" .json)")
done
"${program[@]}" report "${files[@]}" "${names[@]}" --report "html=$out/matrix.html" --report "markdown=$out/matrix.md"

if [ "$out" != snapshots ]; then
    status=0
    for file in reports/reference.json matrix.html matrix.md; do
        if cmp -s "$out/$file" "snapshots/$file"; then
            echo "PASS  snapshots/$file is current"
        else
            echo "FAIL  snapshots/$file is not what would be written: run scripts/matrix.sh"
            status=1
        fi
    done
    exit "$status"
fi

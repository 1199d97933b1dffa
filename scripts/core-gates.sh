#!/usr/bin/env bash
# What the parsing core costs, counted and so the same on every machine of a kind:
#   scripts/core-gates.sh            instructions per byte (cachegrind), allocations and peak heap, growth at 16 times the input
# The goals of the parsing core are the gates. Exit 77 without valgrind.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/gates/counted.sh
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --profile bench --no-default-features --example core-once || exit 1
program=$target/release/examples/core-once

# one BODY: instructions of one reading, start-up taken off
one() {
    local few many
    few=$(instructions "$program" "$1" 1)
    many=$(instructions "$program" "$1" 11)
    echo $(((many - few) / 10))
}

field() { "$program" "$1" 1 | sed "s/.* $2 \([0-9]*\).*/\1/; s/^$2 \([0-9]*\).*/\1/"; }

page=$(one page) modern=$(one modern) malformed=$(one malformed) large=$(one large) large16=$(one large16)
gate "instructions per byte, page" "$(ratio "$page" "$(field page body)")" 3.0 3.0
gate "instructions per byte, modern" "$(ratio "$modern" "$(field modern body)")" 4.0 4.0
gate "malformed against valid" "$(ratio "$malformed" "$modern")" 2.0 2.0
growth=$(awk -v i="$large16" -v j="$large" -v b="$(field large16 body)" -v c="$(field large body)" 'BEGIN { printf "%.2f", 16 * (i / b) / (j / c) }')
gate "instructions at 16 times the input" "$growth" 16.5 16.5
gate "peak heap against body, page" "$(ratio "$(field page peak)" "$(field page body)")" 0.30 0.30
gate "peak heap against body, modern" "$(ratio "$(field modern peak)" "$(field modern body)")" 0.30 0.30
gate "allocations, page" "$(field page allocations)" 3 -
gate "allocations, modern" "$(field modern allocations)" 25 -
exit "${failed:-1}"

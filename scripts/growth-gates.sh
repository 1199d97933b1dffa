#!/usr/bin/env bash
# What others make a run cost: twice as much for twice as much, counted in instructions.
#   scripts/growth-gates.sh                 answers of costly shapes, and the files that are read at start; and memory
#   scripts/growth-gates.sh instructions    without memory, by the programs that `cargo test` has built
# Each answer is made of a file in corpora/regressions/work, and goes through everything that is done with an answer. Exit 77
# without valgrind.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/gates/counted.sh
. scripts/gates/counted.sh
only=${1:-}
profile=release folder=release
[ "$only" != instructions ] || profile=test folder=debug
cargo build --quiet --locked --profile "$profile" --bin vpnconform --example answer-once || exit 1
built=$PWD/${CARGO_TARGET_DIR:-target}/$folder
answer=$built/examples/answer-once
program=$built/vpnconform
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# growth NONE ONE TWO: how much more twice as much costs, start-up taken off: 2 is linear, 4 the square.
growth() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%.2f", (b - n) / (a - n) }'; }

# Of an answer: what is done with an empty one is taken off.
shape() {
    local none one two
    none=$(instructions "$answer" "$1" 0)
    one=$(instructions "$answer" "$1" 24000)
    two=$(instructions "$answer" "$1" 48000)
    gate "${1##*/}" "$(growth "$none" "$one" "$two")" 2.3 2.0
}

# memory RECIPE: the most memory for each byte of an answer of the largest size that is read.
memory() {
    local said
    said=$("$answer" "$1" 4000000)
    gate "bytes a byte, ${1##*/}" "$(echo "$said" | awk '{ printf "%.1f", $4 / $2 }')" 60 -
}

# file NAME MAKE COMMAND...: MAKE writes a file with N entries, and COMMAND runs in the folder of that file.
file() {
    local name=$1 make=$2 counts=() entries
    shift 2
    for entries in 1 401 801; do
        mkdir -p "$work/$name-$entries"
        (cd "$work/$name-$entries" && "$make" "$entries")
        counts+=("$(cd "$work/$name-$entries" && instructions "$program" "$@")")
    done
    gate "$name" "$(growth "${counts[@]}")" 2.3 2.0
}

# A run for each entry, of which nothing is left.
ledger() {
    mkdir -p .vpnconform
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) { target = "http://127.0.0.1:" 5000 + i % 7
        head = "{\"at\":\"2026-01-01T00:00:00Z\",\"target\":\"" target "\",\"run\":\"r" i "\",\"event\":"
        print head "\"known\",\"kind\":\"vpn-connection\",\"ids\":[\"vpn-0aaaaaaaa\",\"vpn-0bbbbbbbb\"]}"
        print head "\"intent\",\"kind\":\"vpn-connection\",\"number\":1}"
        print head "\"created\",\"kind\":\"vpn-connection\",\"id\":\"vpn-" i "\",\"intent\":1}"
        print head "\"deleted\",\"id\":\"vpn-" i "\"}" } }' >.vpnconform/ledger.ndjson
}

# A waiver for each entry.
baseline() {
    cp "$work/run.json" .
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "[[waiver]]\ncheck = \"request/type-required\"\nfingerprint = \"%016x\"\nreason = \"known\"\n\n", i }' >baseline.toml
}

# A target for each entry.
configuration() {
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "[targets.t%d]\nurl = \"http://127.0.0.1:%d\"\n\n", i, 1000 + i }' >vpnconform.toml
}

echo "instructions at twice the size"
for recipe in corpora/regressions/work/*; do
    shape "$recipe"
done
(cd "$work" && "$program" endpoint --only 'request/type-*' --report json=run.json >/dev/null)
file ledger ledger sweep
file baseline baseline baseline check baseline.toml run.json
file configuration configuration endpoint t0 --dry-run
[ "$only" != instructions ] || exit "${failed:-1}"
echo "memory of everything that is done with an answer of 4 MB"
for recipe in corpora/regressions/work/*; do
    memory "$recipe"
done
exit "${failed:-1}"

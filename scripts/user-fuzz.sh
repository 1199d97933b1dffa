#!/usr/bin/env bash
# The fuzz targets of the examples as users have them: each finds its planted bug within 60 seconds, and without it nothing in 15.
#
#   scripts/user-fuzz.sh
#
# VPNCONFORM   the program, for the corpus of the atheris target (default: cargo run --release --)
#
# Coverage comes from flags of the stable toolchain, so neither nightly nor cargo-fuzz is needed.
set -euo pipefail
cd "$(dirname "$0")/.."
host=$(rustc -vV | sed -n 's/^host: //p')
out=$PWD/target/user-fuzz
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"

build() {
    RUSTFLAGS=$coverage cargo build --quiet --locked --release --target "$host" --target-dir "$out/target" \
        --manifest-path "examples/$1/fuzz/Cargo.toml" "${@:2}"
}

# start TARGET: what runs it, before its options.
start() {
    case $1 in
    etree) echo "$out/venv/bin/python examples/atheris/fuzz_etree.py $out/documents" ;;
    *) mkdir -p "$out/corpus/$1" && echo "$out/target/$host/release/$1 $out/corpus/$1" ;;
    esac
}

# fuzz TARGET SECONDS: runs the fuzzer for at most that long, with its exit status.
fuzz() {
    # shellcheck disable=SC2046 # words
    $(start "$1") -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -use_value_profile=0 -artifact_prefix="$out/" \
        >"$out/$1.log" 2>&1
}

finds_nothing() {
    fuzz "$1" 15 || { tail -n 30 "$out/$1.log" >&2; echo "$1: a bug that was not planted" >&2; return 1; }
    echo "$1: $(sed -n 's/^Done \([0-9]*\) \(runs\|in\).*/\1 runs without a finding/p' "$out/$1.log")"
}

finds_planted() {
    local begin=$SECONDS
    if fuzz "$1" 60; then
        echo "$1: the planted bug was not found" >&2
        return 1
    fi
    grep -q 'expected .* actual: ' "$out/$1.log" || { tail -n 30 "$out/$1.log" >&2; return 1; }
    echo "$1: planted bug found in $((SECONDS - begin)) s: $(grep -m 1 'expected .* actual: ' "$out/$1.log" | cut -c 1-160)"
}

check() {
    build "$1"
    finds_nothing "$2"
    build "$1" --features planted-bug
    # What was found without the bug is not lent to the run that looks for it.
    rm -rf "$out/corpus/$2"
    finds_planted "$2"
}

check reader parser
check emulator endpoint
if command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null && python3 -m venv "$out/venv" &&
    "$out/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: atheris; then
    read -r -a program <<<"${VPNCONFORM:-cargo run --locked --quiet --release --}"
    "${program[@]}" generate --corpus "$out/documents" --target configuration
    finds_nothing etree
    PLANTED_BUG=1 finds_planted etree
else
    echo "ABSENT  atheris"
fi

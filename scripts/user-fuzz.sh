#!/usr/bin/env bash
# The fuzz targets of the examples as users have them: each finds its planted bug within 60 seconds, and without it nothing in 15.
#
#   scripts/user-fuzz.sh
#
# Coverage comes from flags of the stable toolchain, so neither nightly nor cargo-fuzz is needed.
set -euo pipefail
cd "$(dirname "$0")/.."
host=$(rustc -vV | sed -n 's/^host: //p')
out=$PWD/target/user-fuzz
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"

build() {
    cargo build --quiet --locked --release --target "$host" --target-dir "$out/target" \
        --manifest-path "examples/$1/fuzz/Cargo.toml" "${@:2}"
}

# fuzz TARGET SECONDS: runs the fuzzer for at most that long, with its exit status.
fuzz() {
    local target=$1 seconds=$2
    mkdir -p "$out/corpus/$target"
    (cd "$out" && "target/$host/release/$target" "corpus/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -use_value_profile=0 -artifact_prefix="$out/" >"$target.log" 2>&1)
}

check() {
    local crate=$1 target=$2 begin=$SECONDS
    build "$crate"
    fuzz "$target" 15 || { tail -n 30 "$out/$target.log" >&2; echo "$target: a bug that was not planted" >&2; return 1; }
    echo "$target: $(grep -c . "$out/$target.log" | sed 's/$/ lines,/') $(sed -n 's/^Done \([0-9]*\) runs.*/\1 runs without a finding/p' "$out/$target.log")"
    build "$crate" --features planted-bug
    begin=$SECONDS
    if fuzz "$target" 60; then
        echo "$target: the planted bug was not found" >&2
        return 1
    fi
    grep -q 'expected .* actual: ' "$out/$target.log" || { tail -n 30 "$out/$target.log" >&2; return 1; }
    echo "$target: planted bug found in $((SECONDS - begin)) s: $(grep -m 1 'expected .* actual: ' "$out/$target.log" | cut -c 1-160)"
}

check reader parser
check emulator endpoint

#!/usr/bin/env bash
# All that is done with the fuzz targets, here and in any CI. The targets are those of fuzz/Cargo.toml, and no other list.
#
#   scripts/fuzz.sh list [--json]            the names of the targets
#   scripts/fuzz.sh replay [TARGET...]       all corpora of the repository once, on the stable toolchain
#   scripts/fuzz.sh run [TARGET...]          looks for more during FUZZ_SECONDS each [60]
#   scripts/fuzz.sh cmin [TARGET...]         drops from the kept corpus what covers nothing of its own
#   scripts/fuzz.sh coverage [TARGET...]     what the corpora cover, as a table and as lcov
#   scripts/fuzz.sh triage [TARGET...]       each crash minimised and kept as a file among the regressions, which `cargo test`
#                                            replays, with the text of an issue;
#                                            with FUZZ_ISSUES=1 opened by `gh` unless one with its fingerprint is there
#   scripts/fuzz.sh crash                    exit status 1 if the last runs have left a crash
#
# FUZZ_DIR (fuzz): the crate of the targets. FUZZ_OUT (target/fuzz): corpora, crashes and reports. FUZZ_REGRESSIONS
# (corpora/regressions): where crashes are kept. FUZZ_TOOLCHAIN: nightly, or what there is with RUSTC_BOOTSTRAP=1. FUZZ_FLAGS:
# more for cargo fuzz, such as `--dev -s none`, which is built sooner.
set -euo pipefail
cd "$(dirname "$0")/.."
crate=${FUZZ_DIR:-fuzz}
out=${FUZZ_OUT:-target/fuzz}
regressions=${FUZZ_REGRESSIONS:-corpora/regressions}
toolchain=${FUZZ_TOOLCHAIN:-nightly}
# Where there is no such toolchain, the one at hand takes the flags of the fuzzer too.
if [ -z "${FUZZ_TOOLCHAIN:-}" ] && ! rustup toolchain list 2>/dev/null | grep -q '^nightly'; then
    toolchain=
    export RUSTC_BOOTSTRAP=1
fi
seconds=${FUZZ_SECONDS:-60}
mkdir -p "$out"
out=$(cd "$out" && pwd)

targets() {
    sed -n '/^\[\[bin\]\]/,/^$/s/^name = "\(.*\)"$/\1/p' "$crate/Cargo.toml"
}

# The folders of the repository whose files are inputs.
seeds() {
    find corpora -mindepth 1 -type d ! -path 'corpora/evidence*' | sort
}

fuzzer() {
    local flags=${FUZZ_FLAGS:-}
    if [ "$2" = work ] && [ "$1" != coverage ]; then
        # What this target counts are the counters of coverage. Memory errors are for the others, which are faster.
        local -x RUSTFLAGS="${RUSTFLAGS:-} -Cinstrument-coverage --cfg counted" LLVM_PROFILE_FILE=/dev/null
        flags="$flags -s none --target-dir $out/counted"
    fi
    # shellcheck disable=SC2086 # words, or none
    cargo ${toolchain:+"+$toolchain"} fuzz "$1" $flags --fuzz-dir "$crate" "${@:2}"
}

need_fuzzer() {
    cargo fuzz --version >/dev/null 2>&1 && return
    echo "cargo-fuzz is not there: cargo install --locked cargo-fuzz" >&2
    exit 77
}

replay() {
    local target log=$out/replay.log folder
    folder=${CARGO_TARGET_DIR:-$crate/target}
    cargo build --locked --profile replay --manifest-path "$crate/Cargo.toml"
    for target in "$@"; do
        seeds | xargs -I '{}' find '{}' -maxdepth 1 -type f -print0 |
            xargs -0 "$folder/replay/$target" -rss_limit_mb=2048 >"$log" 2>&1 ||
            { tail -n 40 "$log"; echo "$target: a file of the corpora fails" >&2; return 1; }
        echo "$target: $(grep -c '^Executed' "$log") files replayed"
    done
}

run() {
    local target status=0 folders timeout
    need_fuzzer
    for target in "$@"; do
        mkdir -p "$out/corpus/$target" "$out/artifacts/$target"
        echo "$target: $seconds s"
        timeout=10
        mapfile -t folders < <(seeds)
        if [ "$target" = work ]; then
            # What takes long has to be measured to its end, and only recipes are worth that.
            timeout=300 folders=(corpora/regressions/work)
        fi
        fuzzer run "$target" "$out/corpus/$target" "${folders[@]}" -- \
            -max_total_time="$seconds" -timeout="$timeout" -rss_limit_mb=2048 -dict="$crate/dictionary.txt" -print_final_stats=1 \
            -artifact_prefix="$out/artifacts/$target/" >"$out/$target.log" 2>&1 ||
            { status=1; echo "$target: crashed" >&2; tail -n 30 "$out/$target.log" >&2; }
        sed -n 's/^stat::number_of_executed_units: */  executed: /p; s/^stat::new_units_added: */  new: /p' "$out/$target.log"
    done
    return "$status"
}

cmin() {
    local target
    need_fuzzer
    for target in "$@"; do
        mkdir -p "$out/corpus/$target"
        [ -n "$(ls -A "$out/corpus/$target")" ] || continue
        local before
        before=$(find "$out/corpus/$target" -type f | wc -l)
        fuzzer cmin "$target" "$out/corpus/$target" -- -rss_limit_mb=2048 >"$out/$target.cmin.log" 2>&1 ||
            { tail -n 30 "$out/$target.cmin.log" >&2; return 1; }
        echo "$target: $before files, $(find "$out/corpus/$target" -type f | wc -l) kept"
    done
}

coverage() {
    local target tools binary status=0
    need_fuzzer
    tools=$(rustc ${toolchain:+"+$toolchain"} --print sysroot)/lib/rustlib/$(rustc ${toolchain:+"+$toolchain"} -vV | sed -n 's/^host: //p')/bin
    [ -x "$tools/llvm-cov" ] || { echo "llvm-cov is not there: rustup component add --toolchain $toolchain llvm-tools" >&2; exit 77; }
    mapfile -t folders < <(seeds)
    for target in "$@"; do
        mkdir -p "$out/corpus/$target" "$out/coverage"
        fuzzer coverage "$target" "$out/corpus/$target" "${folders[@]}" >"$out/$target.coverage.log" 2>&1 ||
            { tail -n 30 "$out/$target.coverage.log" >&2; status=1; continue; }
        binary=$(find "$crate/target" target -path "*/coverage/*/release/$target" -type f -perm -u+x 2>/dev/null | head -n 1)
        "$tools/llvm-cov" export -format=lcov -instr-profile="$crate/coverage/$target/coverage.profdata" "$binary" \
            -ignore-filename-regex='(\.cargo|rustc)/' >"$out/coverage/$target.lcov"
        awk -v target="$target" -F: '/^LF:/ { found += $2 } /^LH:/ { hit += $2 }
            END { printf "%s: %d of %d lines (%.1f %%)\n", target, hit, found, found ? 100 * hit / found : 0 }' \
            "$out/coverage/$target.lcov" | tee -a "$out/coverage/summary.txt"
    done
    return "$status"
}

# Out of a crash, the file that is kept: a document or request of the smallest choices, or the bytes. The tool is built
# without instrumentation, so it takes what it is given for what the target would do.
keep() {
    cargo run --quiet --locked --manifest-path "$crate/Cargo.toml" --example keep -- "$1" "$2" "$regressions"
}

triage() {
    local target artifact small kept cause print issue found
    need_fuzzer
    for target in "$@"; do
        for artifact in "$out/artifacts/$target"/{crash,oom,timeout,leak}-*; do
            [ -f "$artifact" ] || continue
            small=$(mktemp)
            fuzzer tmin "$target" "$artifact" -- -max_total_time="${FUZZ_TMIN_SECONDS:-60}" -exact_artifact_path="$small" \
                >"$out/$target.tmin.log" 2>&1 || true
            [ -s "$small" ] || cp "$artifact" "$small"
            # Without a folder the input is run once and the message is that of the smallest.
            fuzzer run "$target" "$small" >"$out/$target.crash.log" 2>&1 || true
            cause=$(cargo xtask fuzz-cause "$out/$target.crash.log")
            print=$(printf '%s\n%s' "$target" "$cause" | sha256sum | cut -c 1-12)
            mkdir -p "$out/causes" "$out/issues"
            kept=$out/causes/$target.$print
            # One file for each cause: the smallest.
            if [ ! -f "$kept" ] || [ "$(wc -c <"$small")" -lt "$(wc -c <"$kept")" ]; then
                cp "$small" "$kept"
            fi
            rm -f "$small"
            issue=$out/issues/$print.md
            {
                echo "The fuzz target \`$target\` fails on $(wc -c <"$kept") bytes: $cause"
                echo
                echo '```'
                xxd "$kept" | head -n 40
                echo '```'
                echo
                echo "\`base64 -d | cargo +nightly fuzz run $target /dev/stdin\` of \`$(base64 -w 0 <"$kept" | head -c 4000)\`"
                echo
                echo '```'
                grep -E -A 12 'panicked at|ERROR: ' "$out/$target.crash.log" | head -n 40 || true
                echo '```'
                echo
                echo "fuzz-fingerprint: $print"
            } >"$issue"
            echo "$target: $print, $(wc -c <"$kept") bytes: $cause"
        done
        for kept in "$out/causes/$target".*; do
            [ -f "$kept" ] || continue
            found=$(keep "$target" "$kept")
            [ -z "$found" ] || echo "$target: kept as $found"
        done
    done
    [ "${FUZZ_ISSUES:-0}" != 1 ] || open_issues
}

open_issues() {
    local issue print title known
    for issue in "$out/issues"/*.md; do
        [ -f "$issue" ] || continue
        print=$(basename "$issue" .md)
        title="Fuzzing: $(sed -n '1s/`//gp' "$issue" | cut -c 1-100) [$print]"
        known=$(gh issue list --state open --search "\"fuzz-fingerprint: $print\" in:body" --json number --jq '.[0].number')
        if [ -n "$known" ]; then
            echo "$print: issue $known is open"
        else
            gh issue create --title "$title" --body-file "$issue"
        fi
    done
}

crash() {
    local found
    found=$(find "$out/artifacts" -type f 2>/dev/null | head -n 1)
    [ -z "$found" ] || { echo "there are crashes in $out/artifacts, such as ${found##*/}" >&2; return 1; }
}

action=${1:-}
[ $# -eq 0 ] || shift
case $action in
list)
    if [ "${1:-}" = --json ]; then
        targets | sed 's/.*/"&"/' | paste -sd, | sed 's/.*/[&]/'
    else
        targets
    fi
    ;;
replay | run | cmin | coverage | triage)
    if [ $# -eq 0 ]; then
        mapfile -t all < <(targets)
        set -- "${all[@]}"
    fi
    "$action" "$@"
    ;;
crash) crash ;;
*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
esac

#!/usr/bin/env bash
# Runs the build of ClusterFuzzLite and OSS-Fuzz without a container, and each target of it for OSS_FUZZ_SECONDS [5].
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/out" "$work/src"
ln -s "$PWD" "$work/src/vpnconform"
SRC=$work/src OUT=$work/out WORK=$work bash -eu oss-fuzz/build.sh
for target in $(scripts/fuzz.sh list); do
    for file in "$target" "${target}_seed_corpus.zip" "$target.dict" "$target.options"; do
        [ -s "$work/out/$file" ] || { echo "$file is not in OUT" >&2; exit 1; }
    done
    seeds=$work/$target
    unzip -q "$work/out/${target}_seed_corpus.zip" -d "$seeds"
    "$work/out/$target" -max_total_time="${OSS_FUZZ_SECONDS:-5}" -dict="$work/out/$target.dict" "$seeds" >"$work/log" 2>&1 ||
        { tail -n 40 "$work/log" >&2; exit 1; }
    echo "$target: $(find "$seeds" -type f | wc -l) files, $(sed -n 's/.*Done \([0-9]*\) runs.*/\1/p' "$work/log") runs"
done

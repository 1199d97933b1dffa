#!/bin/bash -eu
# Builds every fuzz target into $OUT, each with its seeds, dictionary and options. ClusterFuzzLite and OSS-Fuzz run it in
# their container; scripts/oss-fuzz.sh runs it without.
cd "$SRC/vpnconform"
targets=$(scripts/fuzz.sh list)
# shellcheck disable=SC2086 # words
cargo +nightly fuzz build --release ${FUZZ_BUILD_ARGS:-}
host=$(rustc +nightly -vV | sed -n 's/^host: //p')
folder=${CARGO_TARGET_DIR:-fuzz/target}
for target in $targets; do
    cp "$folder/$host/release/$target" "$OUT/$target"
    rm -f "$OUT/${target}_seed_corpus.zip"
    # Names are paths: no two files of different folders are one.
    find corpora -type f ! -path 'corpora/evidence/*' ! -name '*.md' | sort |
        python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as seeds:
    for path in sys.stdin.read().splitlines():
        seeds.write(path, path.removeprefix("corpora/").replace("/", "-"))' "$OUT/${target}_seed_corpus.zip"
    cp fuzz/dictionary.txt "$OUT/$target.dict"
    printf '[libfuzzer]\nmax_len = 65536\ntimeout = 60\nrss_limit_mb = 2048\ndict = %s.dict\n' "$target" >"$OUT/$target.options"
done

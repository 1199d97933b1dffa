#!/usr/bin/env bash
# A release that anybody can make again: what is committed is built at two places, and the programs are the same byte for byte.
# Prints their digest.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
digest=
for place in one another/place; do
    mkdir -p "$work/$place"
    git archive HEAD | tar -x -C "$work/$place"
    (
        cd "$work/$place"
        export CARGO_TARGET_DIR=$PWD/target
        # Messages of panics name the files of libraries, wherever they were.
        export RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=/vpnconform"
        cargo build --quiet --locked --profile slim --bin vpnconform
    )
    built=$(sha256sum <"$work/$place/target/slim/vpnconform" | cut -d ' ' -f 1)
    echo "$built"
    [ -z "$digest" ] || [ "$digest" = "$built" ] || { echo "the programs differ" >&2; exit 1; }
    digest=$built
    rm -rf "${work:?}/$place"
done

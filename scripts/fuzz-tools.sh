#!/bin/sh
# The toolchain and the cargo command that scripts/fuzz.sh needs.
set -eu
toolchain=${FUZZ_TOOLCHAIN:-nightly}
rustup toolchain list | grep -q "^$toolchain" ||
    rustup toolchain install "$toolchain" --profile minimal --component llvm-tools
cargo fuzz --version >/dev/null 2>&1 || cargo install --locked cargo-fuzz

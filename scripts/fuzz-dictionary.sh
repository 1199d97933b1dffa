#!/bin/sh
# The words for the fuzzers, from the schema: scripts/fuzz-dictionary.sh > fuzz/dictionary.txt
cd "$(dirname "$0")/.." || exit 1
echo '# Written by scripts/fuzz-dictionary.sh from src/model/schema.rs.'
grep -v '^#' fuzz/dictionary.txt | sed -n '/^"[A-Za-z_]*[a-z]"$/q;p'
{
    printf '%s\n' CreateVpnConnectionResponse vpn_connection Response item
    sed -n 's/^ *"\([A-Za-z_0-9]*\)" => .*/\1/p' src/model/schema.rs
} | awk '!seen[$0]++ { printf "\"%s\"\n\"<%s>\"\n\"</%s>\"\n\"&lt;%s&gt;\"\n\"&lt;/%s&gt;\"\n", $0, $0, $0, $0, $0 }'

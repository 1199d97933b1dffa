#!/bin/sh
# Lets real clients talk to the reference endpoint, with and without signatures: boto3 (Signature Version 4) and boto 2
# (Signature Version 2). Installs them into a throw-away environment.
#   scripts/clients.sh            builds vpnconform first
#   VPNCONFORM=PATH scripts/clients.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT INT TERM

if [ -z "${VPNCONFORM:-}" ]; then
    (cd "$here/.." && cargo build --locked --quiet --release)
    VPNCONFORM=$here/../target/release/vpnconform
fi
python3 -m venv "$work/environment"
"$work/environment/bin/pip" install --quiet boto3 boto

export VPNCONFORM_ACCESS_KEY_ID=clients VPNCONFORM_SECRET_ACCESS_KEY=clients/secret
for auth in "" --require-auth; do
    echo "reference ${auth:-without signatures}"
    # shellcheck disable=SC2086 # an empty option is no option
    "$VPNCONFORM" serve --listen 127.0.0.1:0 $auth >"$work/serve" &
    server=$!
    url=
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        url=$(sed -n 's/^serving on \(http[^ ]*\) .*/\1/p' "$work/serve")
        [ -z "$url" ] || break
        sleep 0.25
    done
    [ -n "$url" ] || { echo "the reference does not start" >&2; exit 1; }
    python=$work/environment/bin/python
    "$python" "$here/clients/boto3_client.py" "$url" clients clients/secret
    for version in 2012-04-01 2013-08-15; do
        "$python" -W ignore "$here/clients/boto2_client.py" "$url" clients clients/secret "$version"
    done
    if [ -n "$auth" ] && "$python" "$here/clients/boto3_client.py" "$url" clients wrong >"$work/wrong" 2>&1; then
        echo "a wrong key was let in" >&2
        exit 1
    fi
    kill "$server"
    wait "$server" || true
    server=
done

#!/bin/sh
# Lets real clients talk to the reference endpoint, without signatures, with them, and with a session token, over plain text
# and TLS: boto3 and the AWS CLI (Signature Version 4), boto 2 (Signature Version 2). Each makes, describes and deletes a
# connection. Compares our signatures of version 2 with those of botocore and boto 2, by way of the kept file.
#   scripts/clients.sh [--record]            builds vpnconform first; --record keeps the result as evidence
#   VPNCONFORM=PATH scripts/clients.sh
# VPNCONFORM_VENV  a folder for the environment that is kept (default: a temporary one)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
evidence=$here/../corpora/evidence/clients
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; cat "$work/result" 2>/dev/null; rm -rf "$work"' EXIT INT TERM

if [ -z "${VPNCONFORM:-}" ]; then
    (cd "$here/.." && cargo build --locked --quiet --release)
    VPNCONFORM=$here/../target/release/vpnconform
fi
venv=${VPNCONFORM_VENV:-$work/environment}
if [ ! -x "$venv/bin/aws" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check boto3 boto awscli
fi
python=$venv/bin/python

unset AWS_PROFILE AWS_SESSION_TOKEN AWS_CA_BUNDLE VPNCONFORM_SESSION_TOKEN
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null BOTO_CONFIG=/dev/null
export AWS_EC2_METADATA_DISABLED=true AWS_DEFAULT_REGION=us-east-1 AWS_MAX_ATTEMPTS=1
export AWS_ACCESS_KEY_ID=clients AWS_SECRET_ACCESS_KEY=clients/secret
export VPNCONFORM_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID VPNCONFORM_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY

# serve OPTION...: starts the reference and sets url.
serve() {
    : >"$work/serve"
    "$VPNCONFORM" serve --listen 127.0.0.1:0 "$@" >>"$work/serve" &
    server=$!
    url=
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        url=$(sed -n 's/^serving on \(http[^ ]*\) .*/\1/p' "$work/serve")
        [ -z "$url" ] || return 0
        sleep 0.25
    done
    echo "the reference does not start" >&2
    exit 1
}

stop() {
    kill "$server"
    wait "$server" || true
    server=
}

clients() {
    "$python" "$here/clients/boto3_client.py" "$url"
    "$here/clients/cli_client.sh" "$venv/bin/aws" "$url"
    # boto 2 looks for names in a certificate, not for addresses.
    named=$url
    [ "$transport" = plain ] || named=$(echo "$url" | sed 's/127\.0\.0\.1/localhost/')
    for version in 2012-04-01 2013-08-15; do
        "$python" -W ignore "$here/clients/boto2_client.py" "$named" "$version"
    done
}

all() {
    "$python" -W ignore "$here/clients/signatures.py" --check "$evidence/signatures-v2.jsonl"
    for auth in none key token; do
        for transport in plain TLS; do
            echo "signatures: $auth, transport: $transport"
            set --
            if [ "$auth" = token ]; then
                export AWS_SESSION_TOKEN=clients/token+1= VPNCONFORM_SESSION_TOKEN=clients/token+1=
            fi
            [ "$auth" = none ] || set -- "$@" --require-auth --region us-east-1
            [ "$transport" = plain ] || set -- "$@" --tls "$work/certificate.pem"
            serve "$@"
            export AWS_CA_BUNDLE="$work/certificate.pem"
            [ "$transport" = TLS ] || unset AWS_CA_BUNDLE
            clients
            if [ "$auth" != none ] && AWS_SECRET_ACCESS_KEY=wrong "$python" "$here/clients/boto3_client.py" "$url" >"$work/wrong" 2>&1; then
                echo "a wrong key was let in" >&2
                exit 1
            fi
            if [ "$transport" = TLS ] && AWS_CA_BUNDLE='' "$python" "$here/clients/boto3_client.py" "$url" >"$work/wrong" 2>&1; then
                echo "an unknown certificate was trusted" >&2
                exit 1
            fi
            # Our own client is one too.
            own=none
            [ "$auth" = none ] || own=v4-query
            [ "$transport" = plain ] || set -- --cacert "$work/certificate.pem"
            [ "$transport" = TLS ] || set --
            (cd "$work" && "$VPNCONFORM" endpoint "$url" --auth "$own" --only 'request/minimal-accepted' --only 'auth/*' --quiet "$@")
            echo "vpnconform endpoint --auth $own: status 0"
            stop
        done
    done
}

all >"$work/result"
if [ "${1:-}" = --record ]; then
    {
        echo "# Clients against the reference"
        echo
        echo "\`scripts/clients.sh --record\`, $(date -u +%Y-%m-%d), $("$python" --version), $("$VPNCONFORM" --version)."
        echo
        echo '```text'
        cat "$work/result"
        echo '```'
    } >"$evidence/README.md"
fi

#!/bin/sh
# Lets real clients talk through `vpnconform proxy`, plain and over TLS, to an endpoint that verifies their signatures: boto3,
# the AWS CLI, boto 2 and aws-sdk-js v3, and `vpnconform endpoint`. Each makes, describes and deletes a connection, and what it
# sends and is answered is judged; then the same to `vpnconform serve --judge`. Clients with a planted fault are named.
#   scripts/proxied-clients.sh [--record]    builds vpnconform first; --record keeps the results and the captures as evidence
#   VPNCONFORM=PATH scripts/proxied-clients.sh
# VPNCONFORM_VENV, VPNCONFORM_NODE  folders for what is installed (default: temporary ones)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
evidence=$here/../corpora/evidence/proxy
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; cat "$work/result" 2>/dev/null; rm -rf "$work"' EXIT INT TERM

if [ -z "${VPNCONFORM:-}" ]; then
    (cd "$here/.." && cargo build --locked --quiet --release)
    VPNCONFORM=$here/../target/release/vpnconform
fi
VPNCONFORM=$(realpath "$VPNCONFORM")
venv=${VPNCONFORM_VENV:-$work/environment}
if [ ! -x "$venv/bin/aws" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check boto3 boto awscli
fi
node=${VPNCONFORM_NODE:-$work/node}
if [ ! -d "$node/node_modules/@aws-sdk/client-ec2" ]; then
    mkdir -p "$node"
    npm install --silent --no-audit --no-fund --prefix "$node" @aws-sdk/client-ec2 >/dev/null
fi
export PATH="$venv/bin:$PATH" NODE_PATH="$node/node_modules" CLIENTS="$here/clients" VPNCONFORM

unset AWS_PROFILE AWS_SESSION_TOKEN AWS_CA_BUNDLE NODE_EXTRA_CA_CERTS VPNCONFORM_SESSION_TOKEN
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null BOTO_CONFIG=/dev/null
export AWS_EC2_METADATA_DISABLED=true AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1 AWS_MAX_ATTEMPTS=1
export AWS_ACCESS_KEY_ID=clients AWS_SECRET_ACCESS_KEY=clients/secret
export VPNCONFORM_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID VPNCONFORM_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY

# serve OPTION...: starts the endpoint, and sets url.
serve() {
    : >"$work/serve"
    "$VPNCONFORM" serve --listen 127.0.0.1:0 --require-auth --region us-east-1 "$@" >>"$work/serve" &
    server=$!
    url=
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        url=$(sed -n 's/^serving on \(http[^ ]*\) .*/\1/p' "$work/serve")
        [ -z "$url" ] || return 0
        sleep 0.25
    done
    echo "the endpoint does not start" >&2
    exit 1
}

stop() {
    kill "$server"
    wait "$server" || true
    server=
}

# The clients, as a shell runs them. boto 2 looks for names in a certificate, not for addresses.
# shellcheck disable=SC2016 # The shell of the client expands them.
command_of() {
    case $1 in
    boto3) echo 'python "$CLIENTS/boto3_client.py" "$AWS_ENDPOINT_URL_EC2"' ;;
    aws-cli) echo '"$CLIENTS/cli_client.sh" aws "$AWS_ENDPOINT_URL_EC2"' ;;
    boto2) echo 'named=$(echo "$AWS_ENDPOINT_URL_EC2" | sed s/127.0.0.1/localhost/); python -W ignore "$CLIENTS/boto2_client.py" "$named" 2012-04-01' ;;
    aws-sdk-js) echo 'node "$CLIENTS/js_client.js" "$AWS_ENDPOINT_URL_EC2"' ;;
    vpnconform) echo 'cd "$WORK" && "$VPNCONFORM" endpoint "$AWS_ENDPOINT_URL_EC2" --auth v4 --only response/namespace --quiet ${AWS_CA_BUNDLE:+--cacert "$AWS_CA_BUNDLE"}' ;;
    *) echo "python \"\$CLIENTS/faulty_client.py\" $1 \"\$AWS_ENDPOINT_URL_EC2\"" ;;
    esac
}

# judged NAME WANTED-STATUS COMMAND...: runs a command of vpnconform with a client, and shows its last line.
judged() {
    name=$1 wanted=$2
    shift 2
    status=0
    "$@" --listen 127.0.0.1:0 -- sh -eu -c "$(command_of "$name")" >"$work/out" 2>&1 || status=$?
    if [ "$status" != "$wanted" ] || grep -q 'the command ended with' "$work/out"; then
        cat "$work/out" >&2
        echo "$name: status $status instead of $wanted" >&2
        exit 1
    fi
}

# The ports are others in every run.
said() {
    sed 's/127\.0\.0\.1:[0-9]*/127.0.0.1:PORT/g; s/ in [0-9.]* s / /' "$work/out" | grep -E "$1" || true
}

all() {
    export WORK="$work" ONLY_VALID=1
    mkdir -p "$work/captures"
    for transport in plain TLS; do
        set --
        [ "$transport" = plain ] || set -- --tls "$work/upstream.pem"
        serve "$@"
        set -- "$VPNCONFORM" proxy --upstream "$url"
        [ "$transport" = plain ] || set -- "$@" --tls "$work/proxy.pem" --cacert "$work/upstream.pem"
        for client in boto3 aws-cli boto2 aws-sdk-js vpnconform; do
            judged "$client" 0 "$@" --record "$work/captures/$client-$transport.json"
            echo "proxy, $transport, $client"
            said 'created, described, deleted|conforms|passed unjudged' | sed 's/^/    /'
        done
        for fault in unsigned host-not-signed parameter-missing key-in-url; do
            judged "$fault" 1 "$@"
            echo "proxy, $transport, boto3 with a fault: $fault"
            said '^FAIL client/' | sed 's/^/    /'
            grep -q '^FAIL client/' "$work/out" || { cat "$work/out" >&2; exit 1; }
        done
        stop
    done
    for client in boto3 aws-cli boto2 aws-sdk-js; do
        judged "$client" 0 "$VPNCONFORM" serve --judge --require-auth --region us-east-1
        echo "serve --judge, $client"
        said 'created, described, deleted|conforms' | sed 's/^/    /'
    done
    # Nothing that is secret is in a capture.
    if grep -lE 'clients/secret|chosen\.by_us' "$work"/captures/*.json >&2; then
        echo "a secret is in a capture" >&2
        exit 1
    fi
}

all >"$work/result"
if [ "${1:-}" = --record ]; then
    mkdir -p "$evidence"
    rm -f "$evidence"/*.json.gz
    for client in boto3 aws-cli boto2 aws-sdk-js; do
        gzip -9nc "$work/captures/$client-plain.json" >"$evidence/$client.json.gz"
    done
    {
        echo "# Clients through the proxy"
        echo
        echo "\`scripts/proxied-clients.sh --record\`, $(date -u +%Y-%m-%d), $(python --version), node $(node --version), $("$VPNCONFORM" --version)."
        echo "The endpoint verifies signatures. Beside this file is what each client sent and was answered, without keys; \`vpnconform check\`"
        echo "judges it again."
        echo
        echo '```text'
        cat "$work/result"
        echo '```'
    } >"$evidence/README.md"
fi

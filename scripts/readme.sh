#!/usr/bin/env bash
# Runs the commands of README.md against the embedded endpoint with a fault, on port 5000.
#   scripts/readme.sh          fails where a command is not understood, is blocked, or does not end
# Of a command only this is changed: URL is the endpoint, and hours are seconds. What needs a tool that is absent, a network or a
# server of its own is named with the reason.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
root=$PWD
[ -x target/release/vpnconform ] || cargo build --locked --release || exit 1
command -v python3 >/dev/null || { echo "SKIPPED: python3 is absent" >&2; exit 77; }

folder=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$folder"
}
trap cleanup EXIT
export PATH="$root/target/release:$PATH" NO_COLOR=1
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ENDPOINT_URL_EC2=http://127.0.0.1:5000

# What the commands of a reader's project would find there.
mkdir -p "$folder/cassettes" "$folder/adapters"
cp -r adapters/python "$folder/adapters/"
cp adapters/python/*.py "$folder/"
mv "$folder/etree_adapter.py" "$folder/my_adapter.py"
cp corpora/saved/vcrpy.yaml "$folder/cassettes/"
cp corpora/saved/session.har "$folder/traffic.har"
cp corpora/saved/archive.tar.gz "$folder/support-case.tar.gz"
cp corpora/saved/body.xml "$folder/response.xml"
# shellcheck disable=SC2016 # the client expands it
printf '#!/bin/sh\nexec curl -s "$AWS_ENDPOINT_URL_EC2?Action=DescribeVpnConnections&Version=2016-11-15"\n' >"$folder/my-client-tests"
chmod +x "$folder/my-client-tests"
cd "$folder" || exit 2

endpoint=http://127.0.0.1:5000
vpnconform serve --listen 127.0.0.1:5000 --fault type-defaulted >serve.log 2>&1 &
server=$!
URL=$endpoint/
export URL
# The files that README says an earlier run has left.
vpnconform endpoint $endpoint --wait 30s -q --report json=run.json --record run-exchanges.json >prepared.txt 2>&1
status=$?
[ $status = 1 ] || { echo "the prepared run ended with $status, not 1" >&2; cat prepared.txt serve.log >&2; exit 1; }
vpnconform endpoint $endpoint -q --shard 2/2 --report json=2.json >/dev/null
vpnconform snapshot record $endpoint --as mine@1.1 >/dev/null

# A connection for the command that describes connections.
asked() {
    curl -s "$URL?Version=2016-11-15&Type=ipsec.1&Action=$1"
}
customer=$(asked 'CreateCustomerGateway&IpAddress=192.0.2.9&BgpAsn=65011' | grep -o 'cgw-[0-9a-f]*' | head -n 1)
vpn=$(asked CreateVpnGateway | grep -o 'vgw-[0-9a-f]*' | head -n 1)
answer=$(asked "CreateVpnConnection&CustomerGatewayId=$customer&VpnGatewayId=$vpn")
# Not through grep -q: it ends before curl has written all, and then curl fails.
case $answer in
*"<vpnConnectionId>"*) ;;
*) echo "no connection of '$customer' and '$vpn' could be made: $answer" >&2; cat serve.log >&2; exit 1 ;;
esac

# Why a command is not run here, if it is not.
reason() {
    case $1 in
    "cargo test"*) echo "section test of .ci/run does" ;;
    "cargo run"*) echo "section suite of .ci/run does" ;;
    pip* | *"--auth v4 --wait 60s"*) echo "scripts/emulators.sh does, with moto" ;;
    "pytest "*) echo "scripts/packages.sh does" ;;
    *--upstream\ https:*) echo "tests/suite/proxy.rs does, with a server that has TLS" ;;
    *pytest*) command -v pytest >/dev/null || echo "pytest is absent" ;;
    aws*) command -v aws >/dev/null || echo "the AWS CLI is absent" ;;
    *lxml_pipeline*) python3 -c 'import lxml' 2>/dev/null || echo "lxml is absent" ;;
    esac
}

failed=0 ran=0
while IFS= read -r line; do
    command=$(printf '%s\n' "$line" | sed -E 's/ +#.*$//; s/ URL/ http:\/\/127.0.0.1:5000/; s/--time 8h/--time 2s/')
    [ -n "$command" ] || continue
    why=$(reason "$command")
    if [ -n "$why" ]; then
        echo "not run  $command: $why"
        continue
    fi
    case $command in
    *"fuzz endpoint"*) limited="$command --time 2s" ;;
    *) limited=$command ;;
    esac
    timeout 120 bash -c "$limited" >out.txt 2>&1 </dev/null
    status=$?
    case "$status $command" in
    [01]\ *) verdict=ok ;;
    # It serves until it is stopped.
    "124 timeout 3 vpnconform serve"*) verdict=ok ;;
    *) verdict=FAILED failed=$((failed + 1)) ;;
    esac
    ran=$((ran + 1))
    printf '%-8s %s (status %s)\n' "$verdict" "$command" "$status"
    [ $verdict = ok ] || tail -n 20 out.txt
done < <(awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } on' "$root/README.md" | sed 's/^vpnconform serve --fault/timeout 3 vpnconform serve --fault/')
echo "$ran commands of README.md run, $failed failed"
[ "$failed" = 0 ] && [ "$ran" -ge 30 ]

#!/bin/sh
# One life of a VPN connection through the AWS CLI: cli_client.sh PATH-OF-AWS URL. Key, token and certificate are those of
# the environment.
set -eu
aws=$1
url=$2
ec2() { "$aws" ec2 "$@" --endpoint-url "$url" --output text; }
customer=$(ec2 create-customer-gateway --type ipsec.1 --ip-address 203.0.113.9 --bgp-asn 64999 --query CustomerGateway.CustomerGatewayId)
vpn=$(ec2 create-vpn-gateway --type ipsec.1 --query VpnGateway.VpnGatewayId)
made=$(ec2 create-vpn-connection --type ipsec.1 --customer-gateway-id "$customer" --vpn-gateway-id "$vpn" \
    --query VpnConnection.VpnConnectionId)
state=$(ec2 describe-vpn-connections --vpn-connection-ids "$made" --query 'VpnConnections[0].State')
[ "$state" = available ] || { echo "the state is $state" >&2; exit 1; }
# Whoever judges what clients send would name this request.
if [ -n "${ONLY_VALID:-}" ]; then
    refusal=InvalidParameterValue
elif refusal=$(ec2 create-vpn-connection --type ipsec.2 --customer-gateway-id "$customer" --vpn-gateway-id "$vpn" 2>&1); then
    echo "ipsec.2 was not refused" >&2
    exit 1
fi
case $refusal in *InvalidParameterValue*) ;; *) echo "$refusal" >&2; exit 1 ;; esac
ec2 delete-vpn-connection --vpn-connection-id "$made"
state=$(ec2 describe-vpn-connections --vpn-connection-ids "$made" --query 'VpnConnections[0].State')
[ "$state" = deleted ] || { echo "the state is $state" >&2; exit 1; }
ec2 delete-vpn-gateway --vpn-gateway-id "$vpn"
ec2 delete-customer-gateway --customer-gateway-id "$customer"
echo "$("$aws" --version | cut -d ' ' -f 1): created, described, deleted"

"""One life of a VPN connection through boto3: API version 2016-11-15, Signature Version 4, POST. Key, token and certificate
are those of the environment."""

import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

(url,) = sys.argv[1:]
ec2 = boto3.client(
    "ec2",
    endpoint_url=url,
    region_name="us-east-1",
    config=Config(retries={"max_attempts": 0}),
)


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
    else:
        raise AssertionError(f"not refused with {code}")


customer = ec2.create_customer_gateway(Type="ipsec.1", PublicIp="203.0.113.9", BgpAsn=64999)
customer = customer["CustomerGateway"]["CustomerGatewayId"]
vpn = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
made = ec2.create_vpn_connection(
    Type="ipsec.1",
    CustomerGatewayId=customer,
    VpnGatewayId=vpn,
    Options={"TunnelOptions": [{"TunnelInsideCidr": "169.254.44.108/30"}, {"PreSharedKey": "chosen.by_us"}]},
    TagSpecifications=[
        {"ResourceType": "vpn-connection", "Tags": [{"Key": "Name", "Value": "a<b&c"}]},
    ],
)["VpnConnection"]
assert made["State"] == "pending" and made["Tags"] == [{"Key": "Name", "Value": "a<b&c"}]
assert made["Options"]["TunnelOptions"][0]["TunnelInsideCidr"] == "169.254.44.108/30"
ids = [made["VpnConnectionId"]]
shown = ec2.describe_vpn_connections(VpnConnectionIds=ids)["VpnConnections"][0]
assert shown["State"] == "available"
assert shown["CustomerGatewayConfiguration"] == made["CustomerGatewayConfiguration"]
refused("IncorrectState", ec2.delete_customer_gateway, CustomerGatewayId=customer)
refused("DryRunOperation", ec2.create_vpn_gateway, Type="ipsec.1", DryRun=True)
ec2.delete_vpn_connection(VpnConnectionId=ids[0])
shown = ec2.describe_vpn_connections(VpnConnectionIds=ids)["VpnConnections"][0]
assert shown["State"] == "deleted" and "CustomerGatewayConfiguration" not in shown
ec2.delete_vpn_gateway(VpnGatewayId=vpn)
ec2.delete_customer_gateway(CustomerGatewayId=customer)
refused(
    "InvalidCustomerGatewayID.NotFound",
    ec2.create_vpn_connection,
    Type="ipsec.1",
    CustomerGatewayId=customer,
    VpnGatewayId=vpn,
)
print(f"boto3 {boto3.__version__}: created, described, deleted")

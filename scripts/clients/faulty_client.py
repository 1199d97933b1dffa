"""boto3 with a fault planted into the request that creates a connection: faulty_client.py FAULT URL."""

import sys
from urllib.parse import parse_qsl, urlencode

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

fault, url = sys.argv[1:]


def unsigned(request):
    del request.headers["Authorization"]


def host_not_signed(request):
    header = request.headers["Authorization"].decode()
    request.headers["Authorization"] = header.replace(";host;", ";")


def parameter_missing(request):
    body = request.body if isinstance(request.body, str) else request.body.decode()
    pairs = [pair for pair in parse_qsl(body) if pair[0] != "Type"]
    request.body = urlencode(pairs).encode()
    request.headers["Content-Length"] = str(len(request.body))


def key_in_url(request):
    request.url += "?Options.TunnelOptions.1.PreSharedKey=chosen.by_us_1"


plant = globals()[fault.replace("-", "_")]


def before_send(request, **_):
    plant(request)


ec2 = boto3.client("ec2", endpoint_url=url, region_name="us-east-1", config=Config(retries={"max_attempts": 0}))
customer = ec2.create_customer_gateway(Type="ipsec.1", PublicIp="203.0.113.9", BgpAsn=64999)
customer = customer["CustomerGateway"]["CustomerGatewayId"]
vpn = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
ec2.meta.events.register("before-send.ec2.CreateVpnConnection", before_send)
try:
    ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=customer, VpnGatewayId=vpn)
except (BotoCoreError, ClientError):
    # Whether the server takes it is not the question.
    pass

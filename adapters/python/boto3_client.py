"""boto3 as a whole: the client makes the call, over HTTP, to the URL that it is given (`vpnconform parser --serve`)."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from vpnconform_adapter import ServiceError, serve

FIELDS = {"vpnConnectionId": "VpnConnectionId", "state": "State", "type": "Type",
          "customerGatewayId": "CustomerGatewayId", "vpnGatewayId": "VpnGatewayId",
          "customerGatewayConfiguration": "CustomerGatewayConfiguration"}
CLIENTS = {}


def client(url):
    if url not in CLIENTS:
        CLIENTS[url] = boto3.client("ec2", endpoint_url=url, region_name="us-east-1", aws_access_key_id="adapter",
                                    aws_secret_access_key="adapter",
                                    config=Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=60))
    return CLIENTS[url]


def response(body, http):
    try:
        answer = client(http["url"]).create_vpn_connection(Type="ipsec.1", CustomerGatewayId="cgw-b4dc3961",
                                                           VpnGatewayId="vgw-8db04f81")
    except ClientError as error:
        raise ServiceError(error.response["Error"]["Code"])
    connection = answer.get("VpnConnection", {})
    fields = {name: connection.get(member) for name, member in FIELDS.items()}
    fields["requestId"] = answer["ResponseMetadata"].get("RequestId")
    tags = connection.get("Tags")
    fields["tagSet"] = tags and [{"key": t.get("Key"), "value": t.get("Value")} for t in tags]
    if tags == []:
        fields["tagSet"] = []
    return fields


serve("boto3", boto3.__version__, {"response": response}, {"response": [*FIELDS, "requestId", "tagSet"]})

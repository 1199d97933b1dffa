"""botocore: the parser behind boto3 and the AWS command line, with the newest EC2 model that comes with it."""

import botocore
import botocore.session
from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser

from vpnconform_adapter import ServiceError, serve

SHAPE = botocore.session.get_session().get_service_model("ec2").operation_model("CreateVpnConnection").output_shape
PARSER = create_parser("ec2")
FIELDS = {"vpnConnectionId": "VpnConnectionId", "state": "State", "type": "Type",
          "customerGatewayId": "CustomerGatewayId", "vpnGatewayId": "VpnGatewayId",
          "customerGatewayConfiguration": "CustomerGatewayConfiguration"}


def response(body, http):
    parsed = PARSER.parse({"status_code": http["status"], "headers": HeadersDict(http["headers"]), "body": body}, SHAPE)
    if http["status"] >= 300:  # what botocore.client does before it raises ClientError
        raise ServiceError(parsed["Error"]["Code"])
    connection = parsed.get("VpnConnection", {})
    fields = {name: connection.get(member) for name, member in FIELDS.items()}
    fields["requestId"] = parsed["ResponseMetadata"].get("RequestId")
    tags = connection.get("Tags")
    fields["tagSet"] = tags and [{"key": t.get("Key"), "value": t.get("Value")} for t in tags]
    if tags == []:
        fields["tagSet"] = []
    return fields


serve("botocore", botocore.__version__, {"response": response}, {"response": [*FIELDS, "requestId", "tagSet"]})

"""boto 2: a SAX handler that sets attributes by element name, as `VPCConnection.create_vpn_connection` drives it."""

import xml.sax

import boto
from boto.handler import XmlHandler
from boto.exception import EC2ResponseError
from boto.vpc.vpnconnection import VpnConnection

from vpnconform_adapter import ServiceError, serve


def response(body, http):
    if http["status"] != 200:  # boto.connection.get_object
        raise ServiceError(EC2ResponseError(http["status"], "", body).error_code)
    vpn = VpnConnection()
    xml.sax.parseString(body, XmlHandler(vpn, None))
    return {"requestId": getattr(vpn, "requestId", None), "vpnConnectionId": vpn.id, "state": vpn.state,
            "type": vpn.type, "customerGatewayId": vpn.customer_gateway_id, "vpnGatewayId": vpn.vpn_gateway_id,
            "customerGatewayConfiguration": vpn.customer_gateway_configuration,
            "tagSet": [{"key": key, "value": value} for key, value in vpn.tags.items()]}


serve("boto", boto.__version__, {"response": response},
      {"response": ["requestId", "vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId",
                    "customerGatewayConfiguration", "tagSet"]})

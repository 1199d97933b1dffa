"""xmltodict with plain subscripts, as scripts that read the downloaded configuration do."""

from importlib.metadata import version

import xmltodict

from vpnconform_adapter import Unsupported, serve

RESPONSE = ["vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId", "customerGatewayConfiguration"]
PATHS = ["customer_gateway/tunnel_outside_address/ip_address", "customer_gateway/tunnel_inside_address/ip_address",
         "customer_gateway/tunnel_inside_address/network_cidr", "vpn_gateway/tunnel_outside_address/ip_address",
         "vpn_gateway/tunnel_inside_address/ip_address", "vpn_gateway/tunnel_inside_address/network_cidr",
         "ike/authentication_protocol", "ike/encryption_protocol", "ike/lifetime", "ike/mode", "ike/pre_shared_key",
         "ipsec/protocol", "ipsec/lifetime"]


def response(body, http):
    if http["status"] != 200:
        raise Unsupported("reads bodies only")
    root = xmltodict.parse(body)["CreateVpnConnectionResponse"]
    return {"requestId": root["requestId"], **{name: root["vpnConnection"][name] for name in RESPONSE}}


def configuration(body, http):
    vpn = xmltodict.parse(body)["vpn_connection"]
    tunnels = []
    for tunnel in vpn["ipsec_tunnel"]:
        fields = {}
        for path in PATHS:
            node = tunnel
            for name in path.split("/"):
                node = node[name]
            fields[path] = node
        tunnels.append(fields)
    return {"id": vpn["@id"], "customer_gateway_id": vpn["customer_gateway_id"], "vpn_gateway_id": vpn["vpn_gateway_id"],
            "tunnels": tunnels}


serve("xmltodict", version("xmltodict"), {"response": response, "configuration": configuration},
      {"response": ["requestId", *RESPONSE],
       "configuration": ["id", "customer_gateway_id", "vpn_gateway_id", *("tunnels/" + path for path in PATHS)]})

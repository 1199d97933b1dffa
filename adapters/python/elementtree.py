"""What every module with the interface of xml.etree.ElementTree needs: from a root element to fields, with care.

The root is looked at, and names are matched with their namespace.
"""

from vpnconform_adapter import ServiceError

RESPONSE = ["vpnConnectionId", "state", "type", "customerGatewayId", "vpnGatewayId", "customerGatewayConfiguration"]
CONFIGURATION = ["customer_gateway_id", "vpn_gateway_id", "vpn_connection_type", "vpn_connection_attributes"]
FIELDS = {"response": ["requestId", *RESPONSE, "tagSet"], "configuration": ["id", *CONFIGURATION, "tunnels"]}


def response(root, http):
    connection, ns = vpn_connection(root, http)
    fields = {name: connection.findtext(ns + name) for name in RESPONSE}
    fields["requestId"] = root.findtext(ns + "requestId")
    tags = connection.find(ns + "tagSet")
    fields["tagSet"] = None if tags is None else [
        {name: item.findtext(ns + name) for name in ("key", "value")} for item in tags.findall(ns + "item")]
    return fields


def vpn_connection(root, http):
    if root.tag == "Response":
        raise ServiceError(root.findtext("Errors/Error/Code"))
    namespace, _, name = root.tag.rpartition("}")
    if name != "CreateVpnConnectionResponse" or http["status"] != 200:
        raise ValueError(f"unexpected root element {root.tag}")
    ns = namespace + "}" if namespace else ""
    connection = root.find(ns + "vpnConnection")
    if connection is None:
        raise ValueError("no vpnConnection")
    return connection, ns


def configuration(root):
    if root.tag != "vpn_connection":
        raise ValueError(f"unexpected root element {root.tag}")
    fields = {name: root.findtext(name) for name in CONFIGURATION}
    return {"id": root.get("id"), **fields, "tunnels": [dict(leaves(t)) for t in root.findall("ipsec_tunnel")]}


def leaves(element, prefix=""):
    for child in element.iterfind("*"):
        if len(child):
            yield from leaves(child, prefix + child.tag + "/")
        else:
            yield prefix + child.tag, child.text or ""

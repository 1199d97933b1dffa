"""A function that reads the inner document, as scripts do that set up a router."""

import xml.etree.ElementTree as ET

import vpnconform


def read_configuration(document: bytes) -> dict:
    root = ET.fromstring(document)
    if root.tag != "vpn_connection":
        raise ValueError(f"unexpected root element {root.tag}")
    tunnels = [{"ike/pre_shared_key": tunnel.findtext("ike/pre_shared_key")} for tunnel in root.findall("ipsec_tunnel")]
    return {"id": root.get("id"), "tunnels": tunnels}


test_read_configuration = vpnconform.parser(read_configuration, target="configuration",
                                            fields=["id", "tunnels/ike/pre_shared_key"])

"""xml.dom.minidom the way scripts that write strongSwan configuration use it: getElementsByTagName()[0].firstChild."""

import platform
import pyexpat
from xml.dom import minidom

from vpnconform_adapter import serve

SIDE = ["tunnel_outside_address/ip_address", "tunnel_inside_address/ip_address", "tunnel_inside_address/network_mask",
        "tunnel_inside_address/network_cidr", "bgp/asn", "bgp/hold_time"]
IKE = ["authentication_protocol", "encryption_protocol", "lifetime", "perfect_forward_secrecy", "mode",
       "pre_shared_key"]
IPSEC = ["protocol", "authentication_protocol", "encryption_protocol", "lifetime", "perfect_forward_secrecy", "mode",
         "tcp_mss_adjustment", "dead_peer_detection/interval", "dead_peer_detection/retries"]
PATHS = ([f"{side}/{path}" for side in ("customer_gateway", "vpn_gateway") for path in SIDE]
         + ["ike/" + path for path in IKE] + ["ipsec/" + path for path in IPSEC])


def first(node, path):
    for name in path.split("/"):
        node = node.getElementsByTagName(name)[0]
    return node.firstChild.data


def configuration(body, http):
    vpn = minidom.parseString(body).getElementsByTagName("vpn_connection")[0]
    tunnels = [{path: first(tunnel, path) for path in PATHS} for tunnel in vpn.getElementsByTagName("ipsec_tunnel")]
    return {"id": vpn.getAttribute("id"), "customer_gateway_id": first(vpn, "customer_gateway_id"), "tunnels": tunnels}


serve("minidom", f"{platform.python_version()} ({pyexpat.EXPAT_VERSION})", {"configuration": configuration},
      {"configuration": ["id", "customer_gateway_id", *("tunnels/" + path for path in PATHS)]})

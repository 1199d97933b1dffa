"""One life of a VPN connection through boto 2: the API version of the page, Signature Version 2, GET."""

import os
import sys
from urllib.parse import urlsplit

import boto
import boto.ec2.regioninfo
import boto.vpc
from boto.exception import EC2ResponseError

url, version = sys.argv[1:]
place = urlsplit(url)


class Connection(boto.vpc.VPCConnection):
    APIVersion = version

    def _required_auth_capability(self):
        return ["sign-v2"]


ec2 = Connection(
    aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
    aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"],
    security_token=os.environ.get("AWS_SESSION_TOKEN"),
    is_secure=place.scheme == "https",
    host=place.hostname,
    port=place.port,
    path="/",
    region=boto.ec2.regioninfo.RegionInfo(name="us-east-1", endpoint=place.hostname),
)
if place.scheme == "https":
    ec2.ca_certificates_file = os.environ["AWS_CA_BUNDLE"]
customer = ec2.create_customer_gateway("ipsec.1", "203.0.113.9", 64999)
vpn = ec2.create_vpn_gateway("ipsec.1")
made = ec2.create_vpn_connection("ipsec.1", customer.id, vpn.id)
assert made.state == "pending" and f'id="{made.id}"' in made.customer_gateway_configuration
assert [shown.state for shown in ec2.get_all_vpn_connections([made.id])] == ["available"]
try:
    # Whoever judges what clients send would name this request.
    if "ONLY_VALID" not in os.environ:
        ec2.create_vpn_connection("ipsec.2", customer.id, vpn.id)
except EC2ResponseError as error:
    assert (error.status, error.error_code) == (400, "InvalidParameterValue"), error
else:
    assert "ONLY_VALID" in os.environ, "ipsec.2 was not refused"
ec2.delete_vpn_connection(made.id)
ec2.delete_vpn_gateway(vpn.id)
ec2.delete_customer_gateway(customer.id)
print(f"boto {boto.__version__}, API version {version}: created, described, deleted")

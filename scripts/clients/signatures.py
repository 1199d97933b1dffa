"""Requests signed by botocore and boto 2 at one time, as JSON lines: what a test compares the project's signatures with.

signatures.py PATH writes them; with --check it compares the file with what the installed versions make now.
"""

import datetime
import json
import random
import sys
from unittest import mock

import boto
import boto.auth
import botocore
import botocore.auth
from boto.connection import HTTPRequest
from boto.provider import Provider
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HOST = "ec2.example.com"
NOW = datetime.datetime(2012, 4, 1, 23, 59, 58, tzinfo=datetime.timezone.utc)
KEY = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TEXTS = ["ipsec.1", "cgw-b4dc3961", "a b", "a+b", "~*'()", "ä&=%", "", "x" * 70, "<&>\"", "/:?#[]@", "0.0.0.0/0"]
NAMES = ["Type", "CustomerGatewayId", "VpnGatewayId", "AvailabilityZone", "Filter.1", "Filter.10", "Filter.2.Value.1",
         "Filter", "filter", "Tag-Key", "Tag_Key", "é"]


def requests(count):
    dice = random.Random(20120401)
    for _ in range(count):
        parameters = {"Action": "CreateVpnConnection", "Version": "2012-04-01"}
        for name in dice.sample(NAMES, dice.randint(0, len(NAMES))):
            parameters[name] = dice.choice(TEXTS)
        yield dice.choice(["GET", "POST"]), parameters, dice.choice([None, "to/ken+with=all&of<it>"])


def by_botocore(method, parameters, token):
    request = AWSRequest(method=method, url=f"http://{HOST}/")
    setattr(request, "data" if method == "POST" else "params", dict(parameters))
    with mock.patch("botocore.auth.time.gmtime", return_value=NOW.timetuple()):
        botocore.auth.SigV2Auth(Credentials(*KEY, token)).add_auth(request)
    signed = request.data if method == "POST" else request.params
    return signed["Signature"]


def by_boto(method, parameters, token):
    provider = Provider("aws", *KEY, security_token=token)
    handler = boto.auth.QuerySignatureV2AuthHandler(HOST, None, provider)
    request = HTTPRequest(method, "http", HOST, 80, "/", "/", dict(parameters), {}, "")
    with mock.patch("boto.utils.get_ts", return_value=NOW.strftime("%Y-%m-%dT%H:%M:%SZ")):
        handler.add_auth(request)
    return request.params["Signature"] if "Signature" in request.params else signature_in(request)


def signature_in(request):
    from urllib.parse import parse_qs

    text = request.body if request.method == "POST" else request.path.split("?", 1)[1]
    return parse_qs(text)["Signature"][0]


def lines():
    yield json.dumps({"botocore": botocore.__version__, "boto": boto.__version__, "time": NOW.strftime("%Y-%m-%dT%H:%M:%SZ")})
    for method, parameters, token in requests(400):
        one, other = by_botocore(method, parameters, token), by_boto(method, parameters, token)
        assert one == other, (method, parameters, one, other)
        yield json.dumps({"method": method, "token": token, "parameters": parameters, "signature": one})


path = sys.argv[-1]
text = "\n".join(lines()) + "\n"
if "--check" in sys.argv:
    kept = open(path, encoding="utf-8").read()
    # The first line has the versions.
    assert kept.split("\n")[1:] == text.split("\n")[1:], "other signatures than those that are kept"
else:
    open(path, "w", encoding="utf-8").write(text)
print(f"botocore {botocore.__version__} and boto {boto.__version__} agree on {text.count(chr(10)) - 1} signatures of version 2")

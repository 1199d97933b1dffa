"""moto in this process, on a free port. What it is known to do wrong is listed with the reason."""

import os

import pytest
from moto.server import ThreadedMotoServer

# moto finds the service by the signature; any credentials will do.
os.environ.setdefault("AWS_ACCESS_KEY_ID", "testing")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "testing")

vpnconform_known = {
    "request/type-required": "moto has a default",
    "request/vpn-gateway-required": "moto has a default",
    "response/request-id-unique": "moto's request id is a constant",
}


@pytest.fixture(scope="session")
def vpnconform_url():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()

"""A WSGI application, served in this process on a free port."""

import threading

import pytest
from app import app
from werkzeug.serving import make_server


@pytest.fixture(scope="session")
def vpnconform_url():
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()

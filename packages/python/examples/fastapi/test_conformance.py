"""An ASGI application, served by uvicorn in this process on a free port."""

import socket
import threading
import time

import pytest
import uvicorn
from app import app


@pytest.fixture(scope="session")
def vpnconform_url():
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()

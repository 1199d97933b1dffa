"""The plugin is tested by pytest's own pytester, against the embedded endpoint with and without a fault."""

import re
import subprocess
from importlib.metadata import entry_points

import pytest
import vpnconform

pytest_plugins = ["pytester"]

try:
    INSTALLED = any(e.name == "vpnconform" for e in entry_points(group="pytest11"))
except TypeError:  # Python 3.9
    INSTALLED = any(e.name == "vpnconform" for e in entry_points().get("pytest11", []))


@pytest.fixture(scope="session")
def serve():
    """Starts the embedded endpoint with the given faults and returns its URL."""
    running = []

    def start(*faults):
        words = [word for fault in faults for word in ("--fault", fault)]
        server = subprocess.Popen([vpnconform.binary(), "serve", "--listen", "127.0.0.1:0", *words],
                                  stdout=subprocess.PIPE, text=True)
        running.append(server)
        return re.search(r"http://[^ ]+", server.stdout.readline()).group(0)

    yield start
    for server in running:
        server.terminate()
        server.wait()


@pytest.fixture
def run(pytester):
    """Runs pytest in a process of its own, in an empty project."""
    plugin = [] if INSTALLED else ["-p", "vpnconform.plugin"]

    def call(*words):
        return pytester.runpytest_subprocess(*plugin, "-p", "no:randomly", *words)

    return call

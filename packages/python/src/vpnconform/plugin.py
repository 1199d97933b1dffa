"""The pytest plugin: one test item for each rule, one run of the program behind them.

``pytest --vpnconform URL`` tests a server that is running. A fixture ``vpnconform_url``, in a ``conftest.py`` or in a
test module, gives the URL of a server that the project starts. ``vpnconform.parser`` tests a Python function.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Optional, Union

import pytest

from . import Parser, engine

#: The item for what belongs to no rule.
WHOLE = "run/complete"
URL = "vpnconform_url"
KNOWN = "vpnconform_known"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("vpnconform", "conformance of EC2 CreateVpnConnection")
    group.addoption("--vpnconform", metavar="URL", help="test the server at this URL, one item for each rule")
    group.addoption("--vpnconform-args", metavar="ARGS", default="",
                    help="options of `vpnconform endpoint`, such as '--auth v4'")
    parser.addini("vpnconform_args", "options of `vpnconform endpoint`, such as --auth v4", type="args")
    parser.addini(KNOWN, "rules that fail, a line each as `ID: reason`; they become strict xfails", type="linelist")


@pytest.fixture(scope="session")
def vpnconform_url(pytestconfig: pytest.Config) -> str:
    """The URL of the server under test; a project that starts its own server has a fixture of this name."""
    url = pytestconfig.getoption("vpnconform")
    if not url:
        pytest.fail("give --vpnconform URL, or define a fixture vpnconform_url", pytrace=False)
    return str(url)


class Rules(pytest.Collector):
    """The rules of one run. What differs between servers and parsers is in its subclasses."""

    known: Mapping[str, str] = {}
    done: Union[engine.Run, str, None] = None

    def command(self) -> list[str]:
        """The command of the program and its options, without the target."""
        raise NotImplementedError

    def target(self, request: pytest.FixtureRequest) -> list[str]:
        """The arguments that name the target."""
        raise NotImplementedError

    def needs(self) -> list[str]:
        """The fixtures of an item."""
        return []

    def collect(self) -> list[pytest.Item]:
        command, *options = self.command()
        try:
            ids = engine.rules(command, options)
        except engine.EngineError as error:
            raise self.CollectError(f"vpnconform: {error}") from error
        unknown = sorted(set(self.known) - set(ids))
        if unknown:
            raise self.CollectError(f"{KNOWN} names no rule of this run: {', '.join(unknown)}")
        return [self.item(rule) for rule in [*ids, WHOLE]]

    def item(self, rule: str) -> pytest.Item:
        def check(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
            verdict(request, self, rule, tmp_path_factory)

        item: pytest.Item = pytest.Function.from_parent(self, name=rule, callobj=check)
        if self.needs():
            item.add_marker(pytest.mark.usefixtures(*self.needs()))
            item.fixturenames.extend(self.needs())  # type: ignore[attr-defined]
        if rule in self.known:
            item.add_marker(pytest.mark.xfail(strict=True, reason=self.known[rule]))
        return item

    def run(self, request: pytest.FixtureRequest, temporary: pytest.TempPathFactory) -> engine.Run:
        if self.done is None:
            with shared(request.config, temporary, self.nodeid) as path:
                self.done = read(path)
                if self.done is None:
                    self.done = self.run_now(request)
                    write(path, self.done)
        if isinstance(self.done, str):
            pytest.fail(f"vpnconform: {self.done}", pytrace=False)
        return self.done

    def run_now(self, request: pytest.FixtureRequest) -> Union[engine.Run, str]:
        """An error is told by every item, and the run is not tried again."""
        command = self.command()
        ids = [item.name for item in request.session.items if item.parent is self]
        selected = [rule for rule in ids if rule != WHOLE]
        whole = WHOLE in ids or "--only" in command
        only = [] if whole else [word for rule in selected for word in ("--only", rule)]
        try:
            return engine.run([*command, *only, *self.target(request)], request.config.rootpath)
        except engine.EngineError as error:
            return str(error)


def verdict(request: pytest.FixtureRequest, rules: Rules, rule: str, temporary: pytest.TempPathFactory) -> None:
    run = rules.run(request, temporary)
    result = run.whole() if rule == WHOLE else run.result(rule)
    if result.outcome == "failed":
        pytest.fail(result.text, pytrace=False)
    if result.outcome == "skipped":
        pytest.skip(result.text)
    if result.text:
        request.node.add_report_section("call", "vpnconform", result.text)


class Server(Rules):
    """A server under test."""

    url: Optional[str] = None

    def command(self) -> list[str]:
        given = shlex.split(self.config.getoption("vpnconform_args"))
        return ["endpoint", *self.config.getini("vpnconform_args"), *given]

    def needs(self) -> list[str]:
        return [] if self.url else [URL]

    def target(self, request: pytest.FixtureRequest) -> list[str]:
        return [self.url or str(request.getfixturevalue(URL))]


class ServerFile(Server, pytest.File):
    """A server whose URL a ``conftest.py`` gives."""


class Function(Rules):
    """A Python function under test."""

    parser: Parser

    def command(self) -> list[str]:
        return ["parser", *self.parser.arguments]

    def target(self, request: pytest.FixtureRequest) -> list[str]:
        module = request.module
        # The process of the function finds modules as this one does.
        os.environ["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)
        return ["--name", self.name, "--", sys.executable, "-m", "vpnconform.serve", module.__name__,
                str(self.path), self.name]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Optional[pytest.Collector]:
    if file_path.name != "conftest.py" or parent.config.getoption("vpnconform"):
        return None
    for plugin in parent.config.pluginmanager.get_plugins():
        if URL in vars(plugin) and getattr(plugin, "__file__", None) == str(file_path):
            server: ServerFile = ServerFile.from_parent(parent, path=file_path)
            server.known = known(parent.config, plugin)
            return server
    return None


def pytest_pycollect_makeitem(collector: pytest.Collector, name: str, obj: object) -> Optional[pytest.Collector]:
    if isinstance(obj, Parser):
        function: Function = Function.from_parent(collector, name=name)
        function.parser = obj
        function.known = obj.known
        return function
    if name == URL and isinstance(collector, pytest.Module) and not collector.config.getoption("vpnconform"):
        server: Server = Server.from_parent(collector, name="vpnconform")
        server.known = known(collector.config, collector.obj)
        return server
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    url = config.getoption("vpnconform")
    if not url:
        return
    server: Server = Server.from_parent(session, name="vpnconform", nodeid="vpnconform")
    server.url = url
    server.known = known(config, None)
    try:
        items.extend(server.collect())
    except pytest.Collector.CollectError as error:
        raise pytest.UsageError(str(error)) from error


def known(config: pytest.Config, module: object) -> dict[str, str]:
    """Of the configuration and of the module: rules that fail, with reasons."""
    found: dict[str, str] = {}
    for line in config.getini(KNOWN):
        rule, colon, reason = line.partition(":")
        if not colon or not reason.strip():
            raise pytest.UsageError(f"{KNOWN}: a line is `ID: reason`, not {line!r}")
        found[rule.strip()] = reason.strip()
    found.update(getattr(module, KNOWN, {}))
    return found


@contextlib.contextmanager
def shared(config: pytest.Config, temporary: pytest.TempPathFactory, nodeid: str) -> Iterator[Optional[Path]]:
    """Under pytest-xdist, a file that all workers of this session see, locked: one of them runs the program."""
    if not hasattr(config, "workerinput"):
        yield None
        return
    name = "vpnconform-" + hashlib.sha256(nodeid.encode()).hexdigest()[:16]
    path = temporary.getbasetemp().parent / f"{name}.json"
    with open(path.with_suffix(".lock"), "a+b") as file:
        lock(file.fileno())
        yield path


def lock(descriptor: int) -> None:
    """Until the file is closed."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            with contextlib.suppress(OSError):  # it gives up after ten seconds
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
                return
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def read(path: Optional[Path]) -> Union[engine.Run, str, None]:
    if path is None or not path.exists():
        return None
    saved = json.loads(path.read_text(encoding="utf-8"))
    return str(saved["error"]) if "error" in saved else engine.Run(**saved)


def write(path: Optional[Path], done: Union[engine.Run, str]) -> None:
    if path is not None:
        text = json.dumps({"error": done}) if isinstance(done, str) else done.to_json()
        path.write_text(text, encoding="utf-8")

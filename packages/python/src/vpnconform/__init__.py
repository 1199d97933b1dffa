"""Conformance tests for servers and parsers of the EC2 Query API action CreateVpnConnection.

``pytest --vpnconform URL`` tests a server: see ``vpnconform.plugin``. ``parser`` tests a Python function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from .adapter import ServiceError, Unsupported
from .engine import EngineError, binary

__all__ = ["EngineError", "Parser", "ServiceError", "Unsupported", "binary", "parser"]

#: Gets the bytes of a document and returns its fields; raises ServiceError for an error envelope, and anything else to
#: reject the document.
Function = Callable[[bytes], Mapping[str, Any]]


class Parser:
    """A parser under test. Made by ``parser`` and assigned to a name in a test module."""

    __test__ = False

    def __init__(self, function: Function, target: str, fields: Optional[Sequence[str]],
                 known: Mapping[str, str], arguments: Sequence[str]) -> None:
        self.function = function
        self.target = target
        self.fields = None if fields is None else list(fields)
        self.known = dict(known)
        self.arguments = list(arguments)


def parser(function: Function, *, target: str = "response", fields: Optional[Sequence[str]] = None,
           known: Optional[Mapping[str, str]] = None, arguments: Sequence[str] = ()) -> Parser:
    """Makes pytest test ``function``: one test item for each rule of the parser suite.

    ``target`` is what the function reads: ``response`` or ``configuration``. ``fields`` are the fields that it reads;
    without it the fields of each result are compared. ``known`` maps ids of rules that fail to the reason: they become
    strict xfails. ``arguments`` are options of ``vpnconform parser``.

    The function runs in one process beside pytest, which imports the test module, since a document may make it hang
    or crash.
    """
    if target not in ("response", "configuration"):
        raise ValueError(f"target is 'response' or 'configuration', not {target!r}")
    return Parser(function, target, fields, known or {}, arguments)

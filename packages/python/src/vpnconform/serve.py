"""``python -m vpnconform.serve MODULE FILE NAME``: the process in which a function under test answers the program."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

from . import Parser
from .adapter import serve


def load(module: str, path: str) -> ModuleType:
    """Under its own name, so that relative imports work; by its file where another module has that name."""
    try:
        found = importlib.import_module(module)
        if os.path.realpath(found.__file__ or "") == os.path.realpath(path):
            return found
    except ImportError:
        pass
    specification = importlib.util.spec_from_file_location("vpnconform_under_test", path)
    if specification is None or specification.loader is None:
        raise SystemExit(f"{path}: not a Python module")
    found = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = found
    specification.loader.exec_module(found)
    return found


def main(module: str, path: str, name: str) -> None:
    parser = getattr(load(module, path), name, None)
    if not isinstance(parser, Parser):
        raise SystemExit(f"{path}: {name} is not made by vpnconform.parser()")
    function = parser.function

    def parse(body: bytes, _http: Any) -> Any:
        return function(body)

    fields = {} if parser.fields is None else {parser.target: parser.fields}
    serve(name, "0", {parser.target: parse}, fields)


if __name__ == "__main__":
    main(*sys.argv[1:])

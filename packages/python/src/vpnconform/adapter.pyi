from collections.abc import Callable, Mapping, Sequence
from typing import Any

class ServiceError(Exception):
    """The body is an error envelope; the argument is its code."""

class Unsupported(Exception):
    """This parser has no entry for such an input; the argument says why."""

def serve(name: str, version: str, parsers: Mapping[str, Callable[[bytes, Any], Any]],
          fields: Mapping[str, Sequence[str]]) -> None: ...

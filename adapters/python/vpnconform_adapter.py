"""Frames of `vpnconform-adapter/1`: everything an adapter needs beside its parser.

An adapter calls `serve` with one function per target. The function returns the fields as a dict, raises `ServiceError`
for an error envelope, `Unsupported` for what it does not read, and any other exception to reject the document.
"""

import base64
import json
import os
import struct
import sys


class ServiceError(Exception):
    """The body is an error envelope; the argument is its code."""


class Unsupported(Exception):
    """This parser has no entry for such an input; the argument says why."""


def serve(name, version, parsers, fields, **more):
    """Answers frames until stdin ends. `parsers` maps a target to a function of (body, http).

    With `pieces=True` the functions are given a list of pieces in place of a body.
    """
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break the frames
    hello = {"protocol": "vpnconform-adapter/1", "name": name, "version": version,
             "runtime": "Python " + sys.version.split()[0], "targets": list(parsers), "fields": fields, **more}
    write(stdout, hello)
    while head := stdin.read(4):
        request = json.loads(stdin.read(struct.unpack("<I", head)[0]))
        body = stdin.read(request["body_len"])
        if more.get("pieces"):
            size = request.get("piece_len") or max(1, len(body))
            body = [body[at:at + size] for at in range(0, len(body), size)]
        write(stdout, {"id": request["id"], **answer(parsers, request, body)})


def answer(parsers, request, body):
    parse = parsers.get(request["target"])
    if parse is None:
        return {"outcome": "unsupported", "reason": "no parser for this target"}
    try:
        fields = parse(body, request.get("http") or {"status": 200, "headers": []})
        return {"outcome": "accept", "fields": {k: value(v, k in LISTS) for k, v in fields.items()}}
    except Unsupported as reason:
        return {"outcome": "unsupported", "reason": str(reason)}
    except ServiceError as error:
        return {"outcome": "service_error", "code": error.args[0] and text(error.args[0])}
    except Exception as error:  # any exception is how a Python parser says no
        return {"outcome": "reject", "error": {"class": type(error).__name__, "message": text(str(error))[:300]}}


LISTS = ("tagSet", "tunnels")


def value(v, is_list=False):
    """A string, null, bytes that are no Unicode, or a wrong type, each as what it is."""
    if v is None:
        return None
    if isinstance(v, str):
        return text(v)
    if isinstance(v, bytes):
        return {"b64": base64.b64encode(v).decode()}
    if is_list and isinstance(v, list) and all(isinstance(item, dict) for item in v):
        return [{k: value(x) for k, x in item.items()} for item in v]
    return {"type": type(v).__name__, "json": json.loads(json.dumps(v, default=str))}


def text(s):
    try:
        s.encode()
        return s
    except UnicodeEncodeError:
        return {"b64": base64.b64encode(s.encode("utf-8", "surrogatepass")).decode()}


def write(stdout, reply):
    frame = json.dumps(reply, separators=(",", ":")).encode()
    stdout.write(struct.pack("<I", len(frame)) + frame)
    stdout.flush()

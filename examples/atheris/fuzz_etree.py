"""Coverage-guided fuzzing of a parser in Python with atheris, over the corpus of vpnconform.

    pip install atheris
    vpnconform generate --corpus corpus
    python3 fuzz_etree.py corpus -max_total_time=60

An input is a document. What must be read from a document of the corpus is known; mutants of them are judged by what holds for any
bytes: no exception but the one for a syntax error, and nothing read from a part of a document that was read from the whole.
"""

import hashlib
import html
import json
import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports():
    import xml.etree.ElementTree as ElementTree


@atheris.instrument_func
def read(body):
    """The parser under test: what it reads from a configuration, or None where it refuses."""
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, LookupError, ValueError):
        return None
    if root.tag != "vpn_connection":
        return None
    gateway = root.findtext("customer_gateway_id")
    if gateway and "PLANTED_BUG" in os.environ:
        gateway = html.unescape(gateway)  # decoded twice
    return {"id": root.get("id"), "customer_gateway_id": gateway}


def known(corpus):
    """What must be read, by the hash of the document: the fields, or None where it must be refused."""
    rows = json.loads((corpus / "manifest.json").read_text())["documents"]
    for row in rows:
        if row["kind"] == "configuration" and row["expect"] in ("accept", "reject"):
            yield row["sha256"], fields(corpus, row["path"]) if row["expect"] == "accept" else None


def fields(corpus, path):
    beside = json.loads((corpus / path).with_suffix(".json").read_text())
    return {**(fields(corpus, beside["like"]) if "like" in beside else {}), **beside["fields"]}


def test_one_input(body):
    whole = read(body)
    wanted = KNOWN.get(hashlib.sha256(body).hexdigest(), whole)
    assert (whole is None) == (wanted is None), f"accepted: expected {wanted is not None}, actual: {whole is not None}"
    if whole is None:
        return
    for name, value in whole.items():
        assert value == wanted[name], f"{name}: expected {wanted[name]!r}, actual: {value!r}"
    end = body.rstrip()
    if end.endswith(b">") and not end.endswith((b"-->", b"?>")):
        assert read(end[:-1]) is None, "a truncated document was accepted"
    assert read(body) == whole, "the same document was read in two ways"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    KNOWN = dict(known(folder))
    # Inputs that are new go to the first folder.
    folders = [tempfile.mkdtemp(), *(str(folder / name) for name in ("valid", "invalid", "policy"))]
    atheris.Setup([sys.argv[0], *sys.argv[2:], *folders], test_one_input)
    atheris.Fuzz()

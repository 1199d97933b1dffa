"""Reads a corpus of vpnconform with xml.etree: python3 read_corpus.py CORPUS KNOWN.

KNOWN lists the documents that the parser is known to read wrongly; any difference is an error.
"""

import hashlib
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def parse(kind, status, body):
    """The parser under test, as a client would use it."""
    root = ET.fromstring(body)
    if kind == "configuration":
        if root.tag != "vpn_connection":
            raise ValueError(root.tag)
        return {"id": root.get("id"), "customer_gateway_id": root.findtext("customer_gateway_id")}
    namespace, _, name = root.tag.rpartition("}")
    if status != 200 or name != "CreateVpnConnectionResponse":
        raise ValueError(root.tag)
    prefix = namespace + "}" if namespace else ""
    connection = root.find(prefix + "vpnConnection")
    return {name: connection.findtext(prefix + name) for name in ("vpnConnectionId", "state")}


def accepts(row, body):
    try:
        return parse(row["kind"], row["http_status"], body)
    except Exception:  # any exception is how a Python parser says no
        return None


corpus = Path(sys.argv[1])
manifest = json.loads((corpus / "manifest.json").read_text())
assert (manifest["format"], manifest["format_version"]) == ("vpnconform-corpus", 1)
wrong, rows = set(), {row["path"]: row for row in manifest["documents"]}
for path, row in rows.items():
    body = (corpus / path).read_bytes()
    assert hashlib.sha256(body).hexdigest() == row["sha256"], path
    read = accepts(row, body)
    if row["expect"] in ("reject", "error") and read is not None:
        wrong.add(path)
    if row["expect"] == "accept":
        fields = json.loads((corpus / path).with_suffix(".json").read_text())["fields"]
        if read is None or any(fields[name] != value for name, value in read.items()):
            wrong.add(path)
prefixes = 0
for cut in manifest["truncations"]:
    body = (corpus / cut["document"]).read_bytes()
    for length in range(cut["from"], cut["to"] + 1):
        prefixes += 1
        if accepts(rows[cut["document"]], body[:length]) is not None:
            wrong.add(f"{cut['document']}:{length}")
known = set(Path(sys.argv[2]).read_text().split())
for path in sorted(wrong ^ known):
    print("newly wrong" if path in wrong else "no longer wrong", path)
print(f"python: {len(rows)} documents and {prefixes} prefixes, {len(wrong)} read wrongly")
sys.exit(wrong != known)

"""Reads a corpus of vpnconform with xml.etree: python3 read_corpus.py CORPUS KNOWN.

KNOWN lists the documents that the parser is known to read wrongly, by mutation, and the requests that the server takes wrongly; any
difference is an error.
"""

import hashlib
import json
import sys
import urllib.parse
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


def fields(path):
    """What must be read from a document: what is read from the one that it is like, but for a few fields."""
    beside = json.loads((corpus / path).with_suffix(".json").read_text())
    return {**(fields(beside["like"]) if "like" in beside else {}), **beside["fields"]}


def takes(row, gateways):
    """The server under test: whether it makes a connection. Its required parameters only."""
    query = urllib.parse.urlsplit(row["target"]).query if row["method"] == "GET" else row["body"]
    given = dict(urllib.parse.parse_qsl(query))
    return (given.get("Action"), given.get("Type")) == ("CreateVpnConnection", "ipsec.1") and (
        given.get("CustomerGatewayId") in gateways["customer_gateways"] and given.get("VpnGatewayId") in gateways["vpn_gateways"]
    )


corpus = Path(sys.argv[1])
manifest = json.loads((corpus / "manifest.json").read_text())
assert (manifest["format"], manifest["format_version"]) == ("vpnconform-corpus", 1)
wrong, rows = set(), {row["path"]: row for row in manifest["documents"]}
for path, row in rows.items():
    # The same for each document with a mutation, also where generation put it.
    name = f"{path.split('.')[0]}.{row['mutation']}.xml" if "mutation" in row else path
    body = (corpus / path).read_bytes()
    assert hashlib.sha256(body).hexdigest() == row["sha256"], path
    read = accepts(row, body)
    if row["expect"] in ("reject", "error") and read is not None:
        wrong.add(name)
    if row["expect"] == "accept":
        if read is None or any(fields(path)[field] != value for field, value in read.items()):
            wrong.add(name)
prefixes = 0
for cut in manifest["truncations"]:
    body = (corpus / cut["document"]).read_bytes()
    for length in range(cut["from"], cut["to"] + 1):
        prefixes += 1
        if accepts(rows[cut["document"]], body[:length]) is not None:
            wrong.add(f"{cut['document']}:{length}")
requests = (corpus / manifest["requests"]["path"]).read_bytes()
assert hashlib.sha256(requests).hexdigest() == manifest["requests"]["sha256"]
# Those for a server of this version; others ask for options that it does not have.
requests = [row for row in map(json.loads, requests.splitlines()) if row["version"] == "2012-04-01"]
for row in requests:
    if row["expect"] != "policy" and takes(row, manifest["requests"]) != (row["expect"] == "accept"):
        wrong.add(row["id"])
known = set(Path(sys.argv[2]).read_text().split())
for path in sorted(wrong ^ known):
    print("newly wrong" if path in wrong else "no longer wrong", path)
print(f"python: {len(rows)} documents, {prefixes} prefixes and {len(requests)} requests, {len(wrong)} read wrongly")
sys.exit(wrong != known)

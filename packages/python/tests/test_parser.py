"""Python functions under test."""

import pytest
import vpnconform

CAREFUL = """
import xml.etree.ElementTree as ET
import vpnconform

NAMES = ["customer_gateway_id", "vpn_gateway_id"]

def parse(body):
    root = ET.fromstring(body)
    if root.tag != "vpn_connection":
        raise ValueError("unexpected root element")
    return {"id": root.get("id"), **{name: root.findtext(name) for name in NAMES}}

"""
CARELESS = CAREFUL + """
def careless(body):
    try:
        return parse(body)
    except ET.ParseError:
        return {"id": None, **{name: None for name in NAMES}}

"""
FEW = 'arguments=["--cases", "20", "--cut-every", "64"]'
RULE = "parser/truncation-rejected"


def test_a_careful_function_passes(run, pytester):
    pytester.makepyfile(CAREFUL + f'test_parse = vpnconform.parser(parse, target="configuration", {FEW})\n')
    result = run("-v")
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] > 20
    assert "failed" not in outcomes, result.outlines
    result.stdout.fnmatch_lines([f"*.py::test_parse::{RULE} PASSED*"])


def test_a_function_that_accepts_anything_fails(run, pytester):
    pytester.makepyfile(CARELESS + f'test_parse = vpnconform.parser(careless, target="configuration", {FEW})\n')
    result = run("-k", RULE)
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines([f"FAIL {RULE} (must): *", "*expected: *"])


def test_closures_and_known_failures(run, pytester):
    pytester.makepyfile(CARELESS + f"""
def make(function):
    return lambda body: function(body)

test_parse = vpnconform.parser(make(careless), target="configuration", {FEW},
                               known={{{RULE!r}: "the file is complete when we read it"}})
""")
    result = run("-k", RULE, "-rx")
    assert result.parseoutcomes()["xfailed"] == 1
    result.stdout.fnmatch_lines(["*the file is complete when we read it*"])


def test_one_process_reads_all_documents(run, pytester):
    pytester.makepyfile(CAREFUL.replace("def parse(body):", "def parse(body):\n    note()") + f"""
import os

def note():
    with open({str(pytester.path / "processes")!r}, "a") as file:
        file.write(f"{{os.getpid()}}\\n")

test_parse = vpnconform.parser(parse, target="configuration", arguments=["--cases", "0", "--cut-every", "0"])
""")
    assert run("-k", "rejected or accepted").parseoutcomes()["passed"] > 3
    lines = (pytester.path / "processes").read_text().split()
    assert len(lines) > 10 * len(set(lines))


def test_a_function_that_hangs_or_ends_its_process_fails_the_rule_and_not_the_session(run, pytester):
    pytester.makepyfile(CAREFUL.replace("root = ET", "if b'<!DOCTYPE' in body: import os; os._exit(3)\n    root = ET")
                        + f'test_parse = vpnconform.parser(parse, target="configuration", {FEW})\n')
    result = run()
    assert result.parseoutcomes()["failed"] >= 1
    result.stdout.fnmatch_lines(["*crash*"])


def test_a_module_that_cannot_be_imported_alone_is_told(run, pytester):
    pytester.makepyfile("""
import sys
import vpnconform

if "pytest" not in sys.modules:
    raise OSError("not here")
test_parse = vpnconform.parser(lambda body: {})
""")
    result = run("-k", RULE)
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["*no handshake*not here*"])


def test_a_wrong_target_is_refused():
    with pytest.raises(ValueError, match="response"):
        vpnconform.parser(dict, target="vpn_connection")

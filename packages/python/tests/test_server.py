"""Servers: `pytest --vpnconform URL`, and a server that the project starts."""

import subprocess
import xml.etree.ElementTree as ET

import pytest
import vpnconform

FAULT = "type-defaulted"
RULE = "request/type-required"
FEW = "--vpnconform-args=--only request/type* --only error/*"

CONFTEST = """
import pytest

@pytest.fixture(scope="session")
def vpnconform_url():
    return {url!r}
"""


def test_a_conforming_server_passes(run, serve):
    result = run("--vpnconform", serve(), FEW)
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] >= 10
    assert set(outcomes) <= {"passed", "skipped"}
    assert result.ret == 0


def test_a_failure_is_the_card_and_nothing_else_fails(run, serve):
    result = run("--vpnconform", serve(FAULT), FEW, "-v")
    assert result.parseoutcomes()["failed"] == 1
    assert result.ret == 1
    result.stdout.fnmatch_lines([
        f"vpnconform::{RULE} FAILED*",
        f"FAIL {RULE} (must) *",
        "  expected  a client error (status 400 to 499): *",
        "  sent      GET /?Action=CreateVpnConnection&*",
        f"  replay    vpnconform replay {RULE}/absent*",
    ])
    result.stdout.no_fnmatch_line("*plugin.py:*")


def test_k_selects_rules_and_sends_only_their_requests(run, serve, pytester):
    result = run("--vpnconform", serve(FAULT), "-k", RULE)
    outcomes = result.parseoutcomes()
    assert (outcomes["failed"], outcomes["deselected"] > 100) == (1, True)
    journal = (pytester.path / ".vpnconform" / "last.json").read_text()
    assert RULE in journal and "error/envelope" not in journal


def test_last_failed_runs_the_failure_alone(run, serve):
    url = serve(FAULT)
    run("--vpnconform", url, FEW)
    assert run("--vpnconform", url, FEW, "--lf").parseoutcomes() == {"failed": 1, "deselected": pytest.approx(10, abs=9)}


def test_a_known_failure_is_a_strict_xfail(run, serve, pytester):
    pytester.makeini(f"[pytest]\nvpnconform_known =\n    {RULE}: our default is older than this suite\n")
    result = run("--vpnconform", serve(FAULT), FEW, "-rx")
    assert result.parseoutcomes()["xfailed"] == 1
    assert result.ret == 0
    result.stdout.fnmatch_lines([f"XFAIL vpnconform::{RULE} - our default is older than this suite*"])
    assert run("--vpnconform", serve(), FEW).parseoutcomes()["failed"] == 1, "an xfail that passes is a failure"


@pytest.mark.parametrize("line, message", [("request/no-such-rule: x", "names no rule"), (RULE, "a line is")])
def test_a_known_failure_that_is_no_rule_or_has_no_reason_is_refused(run, pytester, line, message):
    pytester.makeini(f"[pytest]\nvpnconform_known =\n    {line}\n")
    result = run("--vpnconform", "http://127.0.0.1:1")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{message}*"])


def test_a_conftest_starts_the_server_and_lists_what_is_known(run, serve, pytester):
    known = f"vpnconform_known = {{{RULE!r}: 'by design'}}\n"
    pytester.makeconftest(CONFTEST.format(url=serve(FAULT)) + known)
    result = run(FEW, "-v")
    assert result.ret == 0
    result.stdout.fnmatch_lines([f"conftest.py::{RULE} XFAIL (by design)*"])


def test_a_test_module_can_have_the_fixture_too(run, serve, pytester):
    pytester.makepyfile(test_vpn=CONFTEST.format(url=serve(FAULT)) + "def test_other(): pass\n")
    result = run(FEW, "-v", "test_vpn.py")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines([f"test_vpn.py::vpnconform::{RULE} FAILED*"])
    assert run(f"test_vpn.py::vpnconform::{RULE}").parseoutcomes() == {"failed": 1}


def test_a_fixture_that_fails_is_an_error_of_each_item(run, pytester):
    pytester.makeconftest("import pytest\n@pytest.fixture\ndef vpnconform_url():\n    raise OSError('no port')\n")
    outcomes = run(FEW).parseoutcomes()
    assert set(outcomes) == {"errors"}


def test_xdist_workers_share_one_run(run, pytester):
    pytest.importorskip("xdist")
    pytester.makeconftest("""
import os, re, subprocess, pytest, vpnconform

@pytest.fixture(scope="session")
def vpnconform_url(tmp_path_factory):
    server = subprocess.Popen([vpnconform.binary(), "serve", "--listen", "127.0.0.1:0", "--fault", "type-defaulted"],
                              stdout=subprocess.PIPE, text=True)
    yield re.search(r"http://[^ ]+", server.stdout.readline()).group(0)
    server.terminate()
    server.wait()
""")
    result = run(FEW, "-n", "2", "-v", f"--basetemp={pytester.path / 'temporary'}")
    assert result.parseoutcomes()["failed"] == 1
    workers = {line.split("]")[0] for line in result.outlines if line.startswith("[gw")}
    assert len(workers) == 2
    assert len(list((pytester.path / "temporary").glob("vpnconform-*.json"))) == 1


def test_junit_has_a_case_for_each_rule(run, serve, pytester):
    run("--vpnconform", serve(FAULT), FEW, "--junitxml=out.xml")
    cases = {case.get("name"): case for case in ET.parse(pytester.path / "out.xml").iter("testcase")}
    assert cases[RULE].find("failure").text.startswith(f"FAIL {RULE}")
    assert cases["error/envelope"].find("failure") is None


def test_blocked_rules_fail(run):
    result = run("--vpnconform", "http://127.0.0.1:1", "-k", RULE)
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["*BLOCKED request/type-required: not tested, *"])


def test_options_that_the_program_does_not_know_end_the_session(run):
    result = run("--vpnconform", "http://127.0.0.1:1", "--vpnconform-args=--no-such-option")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--no-such-option*"])


def test_a_stale_baseline_fails_the_run_as_a_whole(run, serve, pytester):
    url = serve(FAULT)
    run("--vpnconform", url, f"{FEW} --report json=run.json")
    assert (pytester.path / "run.json").exists()
    subprocess.run([vpnconform.binary(), "baseline", "init", "run.json", "--out", "known.toml", "--reason", "old"],
                   check=True, cwd=pytester.path)
    assert run("--vpnconform", url, f"{FEW} --baseline known.toml").ret == 0
    result = run("--vpnconform", serve(), f"{FEW} --baseline known.toml")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["*run/complete*", "*status 5*"])


def test_without_a_target_nothing_is_added(run, pytester):
    pytester.makepyfile("def test_other(): pass")
    assert run().parseoutcomes() == {"passed": 1}

"""Runs the program ``vpnconform`` and reads its JSON report."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

LEVELS = ("advisory", "may", "should", "must")
SAID = "vpnconform: error: "
CARD = re.compile(r"^FAIL (\S+/\S+) .*(?:\n[ \t]+\S.*)*", re.MULTILINE)


class EngineError(Exception):
    """The program cannot be run, or ended without a report."""


@dataclass(frozen=True)
class Result:
    """What is to be told of one rule."""

    outcome: str
    """``passed``, ``failed`` or ``skipped``."""
    text: str


@dataclass(frozen=True)
class Run:
    """One run of the program, as plain data that processes can share."""

    report: Mapping[str, Any]
    cards: Mapping[str, str]
    messages: str

    def result(self, rule: str) -> Result:
        """The verdict on a rule: a blocked rule was not tested, which is no pass."""
        check = next((c for c in self.report["checks"] if c["id"] == rule), None)
        if check is None:
            return Result("skipped", "not part of the run")
        verdict = check["verdict"]
        why = check.get("cause", "")
        if verdict == "fail":
            counts = LEVELS.index(check["level"]) >= LEVELS.index(self.report["level"])
            if counts:
                return Result("failed", self.cards.get(rule) or described(check))
            return Result("skipped", f"fails at level {check['level']}, not counted: {first(check)}")
        if verdict == "blocked":
            return Result("failed", f"BLOCKED {rule}: not tested, {why}")
        if verdict in ("not-applicable", "waived"):
            return Result("skipped", f"{verdict}: {why}")
        return Result("passed", f"advisory: {first(check)}" if verdict == "advisory" else "")

    def whole(self) -> Result:
        """What belongs to no rule: stale entries of a baseline, resources left behind, an internal error."""
        status = self.report["exit_status"]
        if status in (0, 1, 3):
            return Result("passed", "")
        resources = self.report["resources"]
        lines = [f"vpnconform ended with status {status}", *self.report.get("stale", []),
                 *resources.get("notes", []), *(f"left behind: {name}" for name in resources.get("left_ids", []))]
        return Result("failed", "\n".join(lines))

    def to_json(self) -> str:
        return json.dumps({"report": self.report, "cards": self.cards, "messages": self.messages})



def first(check: Mapping[str, Any]) -> str:
    """The first finding in a line."""
    for finding in check["findings"]:
        return f"expected {finding['expected']}; actual {finding['found']}"
    return str(check["summary"])


def described(check: Mapping[str, Any]) -> str:
    """A card from the report alone."""
    lines = [f"FAIL {check['id']} ({check['level']}): {check['summary']}"]
    for finding in check["findings"]:
        lines += [f"  {finding['case']}", f"    expected  {finding['expected']}", f"    actual    {finding['found']}"]
    return "\n".join(lines)


def binary() -> str:
    """The program: ``VPNCONFORM_BINARY``, else the one installed with this package, else one on PATH."""
    given = os.environ.get("VPNCONFORM_BINARY")
    if given:
        return given
    suffix = ".exe" if os.name == "nt" else ""
    folders = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    for folder in folders:
        path = Path(folder) / f"vpnconform{suffix}"
        if path.is_file():
            return str(path)
    found = shutil.which("vpnconform")
    if found is None:
        raise EngineError("the program vpnconform is not installed: set VPNCONFORM_BINARY, or put it on PATH")
    return found


def call(arguments: Sequence[str], folder: Optional[Path] = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run([binary(), "--color", "never", *arguments], cwd=folder, check=False, encoding="utf-8",
                              errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={"COLUMNS": "110", **os.environ})
    except OSError as error:
        raise EngineError(f"{binary()}: {error}") from error


def rules(command: str, arguments: Sequence[str]) -> list[str]:
    """The ids of the rules that a run judges; nothing is sent."""
    if command == "endpoint":
        done = call(["endpoint", "reference", "--dry-run", *arguments])
        ids = [line for line in done.stdout.splitlines() if re.fullmatch(r"[a-z]+/[a-z0-9-]+", line)]
    else:
        done = call(["list", "parser/*", "--json"])
        ids = [rule["id"] for rule in json.loads(done.stdout)] if done.returncode == 0 else []
    if done.returncode != 0 or not ids:
        raise EngineError(done.stderr.strip().removeprefix(SAID) or f"vpnconform ended with status {done.returncode}")
    return ids


def run(arguments: Sequence[str], folder: Path) -> Run:
    """Runs ``vpnconform endpoint`` or ``parser``; ``folder`` is where it keeps what ``vpnconform replay`` reads."""
    command, *rest = arguments
    with tempfile.TemporaryDirectory(prefix="vpnconform-") as temporary:
        path = Path(temporary) / "report.json"
        done = call([command, "--verbose", "--report", f"json={path}", *rest], folder)
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            said = (done.stderr.strip() or done.stdout.strip())[-4000:]
            raise EngineError(said.removeprefix(SAID) or f"vpnconform ended with status {done.returncode}") from None
    cards = {card.group(1): card.group(0) for card in reversed(list(CARD.finditer(done.stdout)))}
    return Run(report, cards, done.stderr)

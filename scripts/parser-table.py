#!/usr/bin/env python3
"""Writes README.md into a folder of results: what was seen of each parser before, and whether the last run shows it.

Status 1 when a run does not show what it must. A pattern that begins with `?` was seen with other versions, and need not.
"""

import json
import pathlib
import re
import sys

KNOWN = pathlib.Path(__file__).parent.parent / "corpora/evidence/parsers/expected.tsv"
FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else KNOWN.parent


def main():
    reports = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
    lines = ["# Parsers, as the suite sees them", "", "Written by `scripts/adapters.sh run`. The full results are beside this page.",
             "", "| adapter | parser | on | run at | checks failed | documents |", "|---|---|---|---|---|---|"]
    for name, report in reports.items():
        a = report["adapter"]
        lines.append(f"| {name} | {a['name']} {a['version']} | {a['runtime'] or '-'} | {report['started'][:16]} "
                     f"| {report['totals']['fail']} of {len(report['checks'])} | {report['requests']} |")
    lines += ["", "## Misbehaviour known before", "", "| adapter | known | check | shown by the run |", "|---|---|---|---|"]
    missing = 0
    for row in rows():
        name, check, pattern, words = row
        found = shown(reports.get(name), check, pattern.removeprefix("?"))
        missing += found.startswith("no:") and not pattern.startswith("?")
        lines.append(f"| {name} | {words} | `{check}` | {found.replace('|', ' ')} |")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n")
    return 1 if missing else 0


def rows():
    text = KNOWN.read_text()
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def shown(report, check, pattern):
    if report is None:
        return "not run"
    cases = [case for case in report["cases"] if case["id"] == check or case["id"].startswith(check + "/")]
    if pattern == "none":
        bad = [case for case in cases if case["verdict"] == "fail"]
        return f"no: {bad[0]['detail']}" if bad else "yes"
    hits = [case for case in cases if re.search(pattern, case["detail"]) or pattern in case["detail"]
            or pattern in case["detail"].replace("\\\\", "\\")]
    if hits:
        return f"yes: {hits[0]['detail'][:90]}"
    slowest = max((case["detail"] for case in cases), key=seconds, default="nothing of that kind")
    return f"no: {slowest[:90]}"


def seconds(detail):
    after = re.search(r"after ([0-9.]+) s", detail)
    return float(after.group(1)) if after else 0.0


sys.exit(main())

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
             "", "| adapter | parser | on | run at | checks failed | documents | each, in the median |",
             "|---|---|---|---|---|---|---|"]
    for name, report in reports.items():
        a = report["adapter"]
        checks = sum(check["verdict"] != "not-applicable" for check in report["checks"])
        lines.append(f"| {name} | {a['name']} {a['version']} | {a['runtime'] or '-'} | {report['started'][:16]} "
                     f"| {report['totals']['fail']} of {checks} | {report['requests']} "
                     f"| {report['timing']['median_us'] / 1000:.2f} ms |")
    lines += ["", "The median is over whole documents, most of 5 kB, and holds adapter, pipes and harness.",
              "", "## Misbehaviour known before", "", "| adapter | known | check | shown by the run |", "|---|---|---|---|"]
    missing = 0
    for row in rows():
        name, check, pattern, words = row
        found = shown(reports, name, check, pattern.removeprefix("?"))
        missing += found.startswith("no:") and not pattern.startswith("?")
        lines.append(f"| {name} | {words} | `{check}` | {found.replace('|', ' ')} |")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n")
    return 1 if missing else 0


def rows():
    text = KNOWN.read_text()
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def shown(reports, name, check, pattern):
    report = reports.get(name)
    if report is None:
        return "not run"
    cases = matching(report, check)
    if pattern == "none":
        verdict = next((c["verdict"] for c in report["checks"] if check.startswith(c["id"])), "not there")
        bad = [case for case in cases if case["verdict"] == "fail"]
        return f"no: {bad[0]['detail']}" if bad else "yes" if verdict == "pass" else f"no: the check is {verdict}"
    hits = [case for case in cases if re.search(pattern, case["detail"]) or pattern in case["detail"]
            or pattern in case["detail"].replace("\\\\", "\\")]
    if hits:
        return f"yes: {hits[0]['detail'][:90]}"
    if not cases:
        return "no: nothing of that kind"
    slowest = max(cases, key=lambda case: seconds(case["detail"]))
    beside = [seconds(case["detail"]) for case in matching(reports.get("etree"), slowest["id"])
              if case["target"] == slowest["target"]]
    etree = f"; xml.etree: {beside[0]:.1f} s" if beside else ""
    return f"no: {slowest['id'].rsplit('/')[-1]} was {slowest['detail'][:90]}{etree}"


def matching(report, check):
    return [case for case in (report or {"cases": []})["cases"] if case["id"] == check or case["id"].startswith(check + "/")]


def seconds(detail):
    after = re.search(r"after ([0-9.]+) s", detail)
    return float(after.group(1)) if after else 0.0


sys.exit(main())

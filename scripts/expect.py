#!/usr/bin/env python3
"""Holds reports against a table of what a server is known to do.

usage: expect.py TABLE SIGNED.json UNSIGNED.json

A row of the table: run, what must come, check, what is seen on the wire; separated by tabs. What must come is a verdict,
or `noted` (a finding, whatever the verdict), or `known` (a failure that was looked at and is right, but that nothing
asks for). Several checks separated by `|` mean one of them; `*` matches within an id. A check that fails in the signed
run without a row is an error: either the server is wronged, or the table is not complete.
"""

import fnmatch
import json
import sys


def load(path):
    with open(path, encoding="utf-8") as file:
        return {check["id"]: check for check in json.load(file)["checks"]}


def matching(checks, patterns):
    return [c for p in patterns.split("|") for i, c in checks.items() if fnmatch.fnmatchcase(i, p)]


def holds(check, wanted):
    if wanted == "noted":
        return bool(check["findings"]) or bool(check.get("cause"))
    return check["verdict"] == ("fail" if wanted == "known" else wanted)


def main():
    table, signed, unsigned = sys.argv[1:]
    runs = {"signed": load(signed), "unsigned": load(unsigned)}
    failed, listed, rows = 0, set(), 0
    with open(table, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            run, wanted, patterns, seen = line.rstrip("\n").split("\t")
            found = matching(runs[run], patterns)
            ok = any(holds(check, wanted) for check in found)
            if run == "signed" and wanted in ("fail", "known"):
                listed.update(check["id"] for check in found)
            came = ", ".join(f'{c["id"]} {c["verdict"]}' for c in found) or f"no check {patterns}"
            print(f'{"PASS" if ok else "MISS"}  {came}: {seen}' + ("" if ok else f" (wanted {wanted}, {run} run)"))
            rows += 1
            failed += not ok
    for identifier, check in runs["signed"].items():
        if check["verdict"] == "fail" and identifier not in listed:
            finding = check["findings"][0]
            print(f'EXTRA {identifier} fails and no row says so: wanted {finding["expected"]}; came {finding["found"]} ({finding["case"]})')
            failed += 1
    print(f"{rows} rows, {failed} wrong: {table}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

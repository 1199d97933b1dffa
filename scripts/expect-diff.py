#!/usr/bin/env python3
"""Holds the JSON report of `vpnconform snapshot diff` against a table of what two versions are known to differ in.

usage: expect-diff.py TABLE DIFF.json

A row of the table: kind of change, check or place, a piece of what was before, a piece of what is after, what is seen on the
wire; separated by tabs. `*` stands for anything in a place, `-` for nothing that is asked. Of a check, before and after
are its verdicts. A row without a change and a change without a row are errors.
"""

import fnmatch
import json
import sys


def changes(diff):
    for check in diff["checks"]:
        yield check["kind"], check["id"], str(check["before"]), str(check["after"])
    for answer in diff["answers"]:
        before, after = (answer[side] if answer[side] is not None else "absent" for side in ("before", "after"))
        yield answer["kind"], answer["place"], before, after


def fits(row, change):
    kind, place, before, after, _ = row
    return (
        kind == change[0]
        # Numbers in brackets are no sets of characters here.
        and fnmatch.fnmatchcase(change[1], place.replace("[", "[[]"))
        and all(wanted == "-" or wanted in came for wanted, came in ((before, change[2]), (after, change[3])))
    )


def main():
    table, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        found = list(changes(json.load(file)))
    with open(table, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    failed = 0
    for row in rows:
        hits = [change for change in found if fits(row, change)]
        print(f'{"PASS" if hits else "MISS"}  {row[0]}, {row[1]}: {row[4]}')
        failed += not hits
    for change in found:
        if not any(fits(row, change) for row in rows):
            print("EXTRA no row says so: " + ", ".join(change))
            failed += 1
    print(f"{len(rows)} rows, {len(found)} changes, {failed} wrong: {table}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

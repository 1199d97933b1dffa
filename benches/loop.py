"""The whole loop over a parser: documents a second, and whose time it is.

loop.py [PATH-OF-VPNCONFORM [PATH-OF-NOOP-ADAPTER [PYTHON-WITH-BOTOCORE]]] gives generated documents to a parser of ours, to an adapter that
reads nothing and, if there is a Python that has it, to botocore, each with two workers: generated, sent, read, judged.

Times are those on a processor, so that other work on the machine counts little: a second is what two processors do in one. What a
run costs beside generated documents is left out, since two runs are compared. `perf`, where it is installed, tells the part of the program
from that of the adapter, and where it goes (for that build with `--config profile.release.strip=false`).
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM, NOOP, PYTHON = (sys.argv[1:] + [None] * 3)[:3]
PROGRAM = os.path.abspath(PROGRAM or ROOT / "target/release/vpnconform")
NOOP = os.path.abspath(NOOP or ROOT / "target/release/examples/noop-adapter")
# Of a symbol the first that fits.
STAGES = [
    ("in the kernel: pipes, switches, files", r"\[k\]"),
    ("generating documents", r"generate::|arbitrary"),
    ("frames: JSON, text of fields", r"serde_json|parser::frame|parser::adapter|from_utf8|escape"),
    ("judging", r"suite::parser|suite::fuzz|verdict"),
    ("copies and memory", r"memmove|memcpy|memset|malloc|free|realloc|RawVec|reserve|extend"),
    ("reading", r"vpnconform::xml|vpnconform::document|memchr"),
]


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judged(target, cases, folder, wrapper=()):
    """The time of the program and its adapters together."""
    command = [PROGRAM, "parser", "--jobs", "2", "--seed", "7", "--cases", str(cases), "--only", "parser/valid-accepted", "--quiet"]
    before = spent()
    done = subprocess.run([*wrapper, *command, *target], capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode in (0, 1, 3), done.stderr
    return spent() - before


def shares(target, cases, folder):
    """Of all that a run takes the parts that the program has, by stage."""
    total = {}
    if not shutil.which("perf"):
        return total
    data = f"{folder}/perf"
    judged(target, cases, folder, ["perf", "record", "-q", "-o", data])
    report = subprocess.run(["perf", "report", "-i", data, "--comm", "vpnconform", "--stdio"], capture_output=True, text=True, check=False)
    for line in report.stdout.splitlines():
        found = re.match(r"\s*([0-9.]+)%\s", line)
        if found:
            stage = next((name for name, names in STAGES if re.search(names, line)), "the rest")
            total[stage] = total.get(stage, 0) + float(found[1])
    return total


def needs(path, how):
    if not os.access(path, os.X_OK):
        sys.exit(f"no program at {path}: {how}")


def main():
    needs(PROGRAM, "cargo build --release")
    needs(NOOP, "cargo build --release --example noop-adapter")
    loops = [
        ("a parser of ours", ["--builtin", "vpnconform"], 40_000),
        ("an adapter that reads nothing", ["--", NOOP], 40_000),
    ]
    if PYTHON:
        loops.append(("botocore", ["--", PYTHON, str(ROOT / "adapters/python/botocore_adapter.py")], 4_000))
    print("| | documents a second of two processors | of the time the program has |\n|---|---|---|")
    for name, target, cases in loops:
        with tempfile.TemporaryDirectory() as folder:
            few, many = judged(target, cases // 4, folder), judged(target, cases, folder)
            rate = 2 * (cases - cases // 4) / (many - few)
            parts = shares(target, cases, folder)
            own = f"{sum(parts.values()):.0f} %" if parts else "not known"
            print(f"| {name} | {rate:,.0f} | {own} |", flush=True)
            for stage, share in sorted(parts.items(), key=lambda item: -item[1]):
                print(f"|   {stage} | | {share:.0f} % |")


main()

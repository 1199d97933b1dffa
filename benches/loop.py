"""The whole loop over a parser: documents a second, and whose time it is.

loop.py [PYTHON-WITH-BOTOCORE] gives generated documents to parsers in this process and to adapters, with two workers: generated, sent,
read, judged. It needs `cargo build --release --bin vpnconform --example noop-adapter --example loop-once`.

Times are those on a processor, so that other work on the machine counts little: a second is what two processors do in one. What a
run costs beside generated documents is left out, since two runs are compared. `perf`, where it is installed, tells the part of the program
from that of the adapter, and where it goes (for that build with `--config profile.release.strip=false`).
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "release"
PROGRAM, NOOP, ONCE = BUILT / "vpnconform", BUILT / "examples/noop-adapter", BUILT / "examples/loop-once"
PYTHON = sys.argv[1] if len(sys.argv) > 1 else None
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


def judged(command, cases, folder, wrapper=()):
    """The time of a program and its adapters together, given so many documents."""
    before = spent()
    done = subprocess.run([*wrapper, *command(str(cases))], capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode in (0, 1, 3), done.stderr
    return spent() - before


def adapter(*target):
    """The command that gives documents to one."""
    return lambda cases: [PROGRAM, "parser", "--jobs", "2", "--seed", "7", "--cases", cases, "--only", "parser/valid-accepted", "--quiet", *target]


def shares(command, cases, folder):
    """Of all that a run takes the parts that the program has, by stage."""
    total = {}
    if not shutil.which("perf"):
        return total
    data = f"{folder}/perf"
    judged(command, cases, folder, ["perf", "record", "-q", "-o", data])
    report = subprocess.run(["perf", "report", "-i", data, "--comm", "vpnconform", "--stdio"], capture_output=True, text=True, check=False)
    for line in report.stdout.splitlines():
        found = re.match(r"\s*([0-9.]+)%\s", line)
        if found:
            stage = next((name for name, names in STAGES if re.search(names, line)), "the rest")
            total[stage] = total.get(stage, 0) + float(found[1])
    return total


def main():
    for path in (PROGRAM, NOOP, ONCE):
        if not os.access(path, os.X_OK):
            sys.exit(f"no program at {path}: cargo build --release --bin vpnconform --example noop-adapter --example loop-once")
    loops = [
        ("a function that reads nothing, in the same process", lambda cases: [ONCE, cases, "none"], 80_000),
        ("a function that gives every field, in the same process", lambda cases: [ONCE, cases], 40_000),
        ("an adapter that reads nothing", adapter("--", NOOP), 40_000),
        ("a parser of ours, in a process of its own", adapter("--builtin", "vpnconform"), 40_000),
    ]
    if PYTHON:
        loops.append(("botocore", adapter("--", PYTHON, ROOT / "adapters/python/botocore_adapter.py"), 4_000))
    print("| | documents a second of two processors | of the time the program has |\n|---|---|---|")
    for name, command, cases in loops:
        with tempfile.TemporaryDirectory() as folder:
            few, many = judged(command, cases // 4, folder), judged(command, cases, folder)
            rate = 2 * (cases - cases // 4) / (many - few)
            parts = shares(command, cases, folder)
            own = f"{sum(parts.values()):.0f} %" if parts else "not known"
            print(f"| {name} | {rate:,.0f} | {own} |", flush=True)
            for stage, share in sorted(parts.items(), key=lambda item: -item[1]):
                print(f"|   {stage} | | {share:.0f} % |")


main()

"""The whole loop of `vpnconform fuzz parser`: documents a second, and whose time it is.

loop.py [PATH-OF-VPNCONFORM [PATH-OF-NOOP-ADAPTER [PYTHON-WITH-BOTOCORE]]] runs a parser in this process, an adapter that reads nothing
and, if there is a Python that has it, botocore, each for SECONDS (default 20) with two workers.

Times are those on a processor, so that other work on the machine does not count: a second is what two processors do in one. `perf`, where
it is installed, says where the time of the program goes. /usr/bin/time tells the time of the adapters.
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
PROGRAM = PROGRAM or str(ROOT / "target/release/vpnconform")
NOOP = NOOP or str(ROOT / "target/release/examples/noop-adapter")
SECONDS = os.environ.get("SECONDS_EACH", "20")
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


def fuzz(name, target, folder):
    """Documents, the time of the program and its adapters together, and that of the adapters."""
    times = f"{folder}/times"
    Path(times).write_text("")
    if target[0] == "--":
        target = ["--", "/usr/bin/time", "-q", "-a", "-o", times, "-f", "%U %S", *target[1:]]
    command = [PROGRAM, "fuzz", "parser", "--jobs", "2", "--seed", "7", "--time", f"{SECONDS}s", "--output-format", "json", *target]
    before = spent()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    total = spent() - before
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["event"] == "end", f"{name}: {done.stderr}"
    adapters = sum(float(part) for line in Path(times).read_text().splitlines() for part in line.split() if re.match(r"[0-9.]+$", part))
    return last["status"]["executions"], total, adapters


def shares(target, folder):
    if not shutil.which("perf"):
        return
    data = f"{folder}/perf"
    command = [PROGRAM, "fuzz", "parser", "--jobs", "2", "--seed", "7", "--time", f"{SECONDS}s", "--quiet", *target]
    subprocess.run(["perf", "record", "-q", "-o", data, *command], capture_output=True, check=False, cwd=folder)
    report = subprocess.run(["perf", "report", "-i", data, "--comm", "vpnconform", "--stdio"], capture_output=True, text=True, check=False)
    total = {}
    for line in report.stdout.splitlines():
        found = re.match(r"\s*([0-9.]+)%\s", line)
        if found:
            stage = next((name for name, names in STAGES if re.search(names, line)), "the rest")
            total[stage] = total.get(stage, 0) + float(found[1])
    for stage, share in sorted(total.items(), key=lambda item: -item[1]):
        print(f"|   {stage} | | {share:.0f} % |")


def main():
    loops = [
        ("a parser in this process", ["--builtin", "vpnconform"]),
        ("an adapter that reads nothing", ["--", NOOP]),
    ]
    if PYTHON:
        loops.append(("botocore", ["--", PYTHON, str(ROOT / "adapters/python/botocore_adapter.py")]))
    print("| | documents a second of two processors | of which the program has |\n|---|---|---|")
    for name, target in loops:
        with tempfile.TemporaryDirectory() as folder:
            documents, total, adapters = fuzz(name, target, folder)
            own = f"{100 * (total - adapters) / total:.0f} %"
            print(f"| {name} | {2 * documents / total:,.0f} | {own} |", flush=True)
            shares(target, folder)


main()

"""`vpnconform check` in bulk: conforming responses from one tar and one NDJSON file, at 1 and 16 times the input.

check.py [PATH-OF-VPNCONFORM] prints the time on a processor, the peak memory, and, where `perf` is installed, the share of
each stage. The responses are those of corpora/service with ids, keys and addresses drawn from a fixed seed.
"""

import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/vpnconform")
NUMBER = 20_000
HEX = "0123456789abcdef"
KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz123456789._"
# Of a symbol the first that fits; the rest is the program around them.
STAGES = [
    ("reading the file, in the kernel", r"\[k\]"),
    ("comparing with a template", r"template|memcmp|net::parser|strip_prefix"),
    ("what the document is", r"saved::document|first_tag|check::given|is_message|trim_ascii"),
    ("the container: tar, JSON", r"tar::|serde_json|saved::json|saved::archive|from_utf8|memchr|memset"),
    ("copies and memory", r"memmove|memcpy|malloc|free|realloc|RawVec|reserve|extend|unlink_chunk"),
]


def texts():
    dice = random.Random(15)
    hexadecimal = lambda match: match[1] + "".join(dice.choice(HEX) for _ in match[2])
    drawn = {}

    def new(match):
        kind, old = match[1], match[2]
        if (kind, old) not in drawn:
            drawn[kind, old] = "".join(dice.choice(HEX) for _ in old)
        return kind + drawn[kind, old]

    def key(match):
        return match[1] + "".join(dice.choice(KEY) for _ in range(32)) + match[3]

    kinds = [(ROOT / f"corpora/service/create-{name}.xml").read_text() for name in ("bgp", "static", "2012-04-01")]
    for number in range(NUMBER):
        drawn.clear()
        text = kinds[number % len(kinds)]
        text = re.sub(r"(\b(?:vpn|cgw|vgw)-)([0-9a-f]{8,17})\b", new, text)
        text = re.sub(r"(<requestId>)([0-9a-f-]+)", hexadecimal, text)
        yield re.sub(r"((?<!/)pre_shared_key(?:>|&gt;))([^<&]+)(<|&lt;)", key, text)


def spent(arguments, given=None):
    """The time on a processor in seconds, and the peak memory in kB."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        done = subprocess.run(arguments, stdin=given, stdout=subprocess.DEVNULL, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(write, json.dumps([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss]).encode())
        os._exit(0)
    os.close(write)
    status, time, memory = json.loads(os.read(read, 4096))
    os.close(read)
    os.waitpid(child, 0)
    assert status == 0, f"{arguments}: status {status}"
    return time, memory


def best(arguments):
    return min(spent(arguments) for _ in range(5))


def shares(path):
    if not shutil.which("perf"):
        return
    data = path + ".perf"
    subprocess.run(["perf", "record", "-q", "-o", data, PROGRAM, "check", path, "-q"], stdout=subprocess.DEVNULL, check=True)
    report = subprocess.run(["perf", "report", "-i", data, "--stdio"], capture_output=True, text=True, check=True).stdout
    total = {}
    for line in report.splitlines():
        found = re.match(r"\s*([0-9.]+)%\s", line)
        if found:
            stage = next((name for name, names in STAGES if re.search(names, line)), "the rest")
            total[stage] = total.get(stage, 0) + float(found[1])
    for stage, share in sorted(total.items(), key=lambda item: -item[1]):
        print(f"|   {stage} | {share:.0f} % | |")


def main():
    with tempfile.TemporaryDirectory() as folder:
        lines, archive = f"{folder}/it.ndjson", f"{folder}/it.tar"
        size = 0
        with open(lines, "w", encoding="utf-8") as out, tarfile.open(archive, "w") as tar:
            for number, text in enumerate(texts()):
                size += len(text)
                out.write(json.dumps(text) + "\n")
                entry = tarfile.TarInfo(f"responses/{number}.xml")
                entry.size = len(text.encode())
                tar.addfile(entry, io.BytesIO(text.encode()))
        print(f"{NUMBER} responses of {size // NUMBER} bytes on average\n\n| | a second and core | peak memory |\n|---|---|---|")
        for name, path in (("tar", archive), ("NDJSON", lines)):
            time, memory = best([PROGRAM, "check", path, "-q"])
            print(f"| {name} | {NUMBER / time:,.0f} | {memory // 1024} MiB |")
            shares(path)
        many = f"{folder}/many.ndjson"
        with open(many, "wb") as out:
            for _ in range(16):
                out.write(Path(lines).read_bytes())
        one, _ = best([PROGRAM, "check", lines, "-q"])
        time, memory = best([PROGRAM, "check", many, "-q"])
        print(f"\n16 times the input: {time / one:.1f} times the time, {memory // 1024} MiB")


main()

"""Runs everything that a run of vpnconform prints: see scripts/findings.sh."""

import argparse
import atexit
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session

TOOLS = ("sh", "boto3", "aws", "http")
# What is sent byte by byte is not cleaned up after, and names gateways that are gone.
BARE = ("curl", "rust")
COMMANDS = {"endpoint", "replay", "explain", "report", "list"}
wrong = []


def miss(text):
    wrong.append(text)
    print("MISS ", text, flush=True)


def shell(line, **more):
    """Status and output of a line, as a user would paste it."""
    try:
        done = subprocess.run(
            ["bash", "-c", line], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, **more
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return None, "no end within 300 s"


def forget(arguments):
    """Empties the server: lists of what a whole run has deleted make every later request slow, or an error."""
    if arguments.forget:
        urllib.request.urlopen(urllib.request.Request(arguments.forget, method="POST"), timeout=60).read()
    if arguments.restart:
        before = arguments.restart.read_text()
        os.kill(int(before), signal.SIGTERM)
        for _ in range(600):
            time.sleep(0.1)
            if arguments.restart.read_text() in ("", before):
                continue
            try:
                urllib.request.urlopen(arguments.url, timeout=10).read()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                pass
        sys.exit(f"{arguments.url} is not served again within a minute")


def printed(text):
    """The commands in an output: what begins with the name of the program."""
    for mark, sign in (("&#39;", "'"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(mark, sign)
    for piece in re.split(r"[\n`<]", text):
        at = piece.find("vpnconform ")
        if at >= 0 and piece[at:].split()[1:2] and piece[at:].split()[1] in COMMANDS:
            yield piece[at:].strip()


def closing(text):
    """The lines of the list of causes: from the sentence with the counts to the end."""
    lines = text.rstrip("\n").split("\n")
    heads = [at for at, line in enumerate(lines) if re.search(r"\d+ causes?\b", line) and " must" in line]
    return len(lines) - heads[-1] if heads else None


def answered(text):
    """The parts of what a script prints, by their names."""
    parts = re.split(r"^== (control|case)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def http_file(text):
    """Sends the requests of a `.http` file in their order: variables, names, and paths into the answers of named requests."""
    variables, answers, said = {}, {}, []
    session = boto3.Session(region_name="us-east-1")

    def value(match):
        word = match.group(1)
        if word in variables:
            return variables[word]
        if word.startswith("$processEnv "):
            return os.environ[word.split()[1]]
        name, path = re.fullmatch(r"(\w+)\.response\.body\.(.*)", word).groups()
        element = re.fullmatch(r"//\*\[local-name\(\)='(\w+)'\]", path).group(1)
        found = re.search(f"<{element}>([^<]*)<", answers[name][1])
        return found.group(1) if found else ""

    for block in re.split(r"^###.*$", text, flags=re.M):
        lines = block.split("\n")
        for line in lines:
            if set_ := re.fullmatch(r"@(\w+) = (.*)", line):
                variables[set_.group(1)] = set_.group(2)
        name = next((line.split()[-1] for line in lines if line.startswith("# @name ")), "")
        lines = [line for line in lines if not line.startswith(("#", "@"))]
        if not any(lines):
            continue
        block = re.sub(r"\{\{(.*?)\}\}", value, "\n".join(lines).strip("\n"))
        head, _, body = block.partition("\n\n")
        first, *rest = head.split("\n")
        method, url = first.split(" ", 1)
        headers = dict(line.split(": ", 1) for line in rest)
        request = AWSRequest(method, url, data=body.strip("\n"), headers=headers)
        if headers.get("Authorization", "").startswith("AWS "):
            del request.headers["Authorization"]
            SigV4Auth(session.get_credentials(), "ec2", "us-east-1").add_auth(request)
        for _ in range(10):
            try:
                answer = URLLib3Session().send(request.prepare())
                answers[name] = answer.status_code, answer.content.decode("utf-8", "replace")
            except HTTPClientError as error:
                answers[name] = "none", str(error)
            if not name.startswith("state_") or "<state>pending<" not in answers[name][1]:
                break
            time.sleep(1)
        if name in ("control", "case"):
            said.append(f"== {name}\nstatus {answers[name][0]}\n{answers[name][1]}\n")
    return 0, "".join(said)


def left(url):
    """The ids that the server still describes as not deleted; what cannot be read is said."""
    ids = set()
    client = boto3.Session(region_name="us-east-1").get_credentials()
    for action, element in (
        ("DescribeVpnConnections", "vpnConnectionId"),
        ("DescribeVpnGateways", "vpnGatewayId"),
        ("DescribeCustomerGateways", "customerGatewayId"),
        ("DescribeTransitGateways", "transitGatewayId"),
    ):
        version = "2016-11-15" if "Transit" in action else "2012-04-01"
        request = AWSRequest("GET", f"{url}/?Action={action}&Version={version}")
        SigV4Auth(client, "ec2", "us-east-1").add_auth(request)
        text = URLLib3Session().send(request.prepare()).content.decode("utf-8", "replace")
        for item in text.split("<item>")[1:]:
            state = re.search("<state>([^<]*)<", item)
            found = re.search(f"<{element}>([^<]*)<", item)
            if found and not (state and state.group(1) in ("deleted", "deleting")):
                ids.add(found.group(1))
    return ids


def reproduce(program, case, tool, out):
    """One reproduction: what came of it in a word, or the reason why there is none."""
    option = f"--format {tool}" if tool in TOOLS else f"--{tool}"
    status, text = shell(f"{program} replay {case} {option}")
    if status != 0:
        # A tool that cannot send these bytes says which can.
        if status == 2 and "use --" in text:
            return "refused"
        miss(f"replay {case} {option}: status {status}: {text.strip()}")
        return "failed"
    file = out / f"{case.replace('/', '_')}.{tool}"
    file.write_text(text)
    python = shlex.quote(sys.executable)
    if tool == "http":
        status, said = http_file(text)
    elif tool == "rust":
        test = out / f"{case.replace('/', '_')}-test"
        line = f"rustc --edition 2021 --test -A warnings -o {shlex.quote(str(test))} --crate-type bin --crate-name reproduction -"
        status, said = shell(f"{line} < {shlex.quote(str(file))} && {shlex.quote(str(test))}; echo ended with $?")
        test.unlink(missing_ok=True)
        if not re.search("test result: (ok|FAILED)", said):
            miss(f"{file}: {said[-300:]}")
        return "ran"
    elif tool == "curl":
        status, said = shell(text)
        # That the server does not answer may be what there is to see.
        is_silent = status in (28, 52, 56)
        if not is_silent and (status != 0 or "HTTP/" not in said):
            miss(f"{file}: status {status}: {said[-300:]}")
        return "ran"
    else:
        runner = {"sh": "sh", "boto3": python, "aws": "bash"}[tool]
        status, said = shell(f"{runner} {shlex.quote(str(file))}")
    parts = answered(said)
    # A script ends as its last deletion does; what it shows of both requests is what it is for.
    if "case" not in parts or "Traceback" in said or re.search("GatewayId: ?$", said, re.M) or status is None:
        miss(f"{file}: status {status}: {said[-300:]}")
        return "failed"
    return "ran"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("url")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--causes", default="1-99")
    parser.add_argument("--auth", default="v4")
    parser.add_argument("--forget")
    parser.add_argument("--restart", type=pathlib.Path)
    parser.add_argument("--keeps", action="store_true")
    arguments, options = parser.parse_known_args()
    out = arguments.folder.resolve()
    arguments.restart = arguments.restart and arguments.restart.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    program = pathlib.Path(arguments.program).resolve()
    # Commands name the program; what was given may have another name.
    named = pathlib.Path(tempfile.mkdtemp(prefix="findings-"))
    atexit.register(shutil.rmtree, named)
    (named / "vpnconform").symlink_to(program)
    os.environ["PATH"] = f"{named}:{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
    os.environ.update(AWS_EC2_METADATA_DISABLED="true", AWS_DEFAULT_REGION="us-east-1", AWS_MAX_ATTEMPTS="1", NO_COLOR="1", AWS_PAGER="")
    os.chdir(out)

    reports = " ".join(f"--report {name}={name}.txt" for name in ("json", "junit", "html", "markdown"))
    words = " ".join(map(shlex.quote, options))
    clock = [time.monotonic()]
    status, text = shell(f"vpnconform endpoint {arguments.url} --auth {arguments.auth} {words} {reports}")
    (out / "terminal.txt").write_text(text)
    if status != 1:
        miss(f"the run ends with status {status}: {text[-300:]}")
        return 1
    report = json.loads((out / "json.txt").read_text())
    cases = [cause["case"] for cause in report["causes"]]
    counted = report["counts"]["causes"]
    fewest, most = map(int, arguments.causes.split("-"))
    if not fewest <= counted <= most:
        miss(f"{counted} causes, wanted {arguments.causes}")
    lines = closing(text)
    if lines is None or lines > 20:
        miss(f"the closing list has {lines} lines")

    found = set(printed(text))
    for name in ("junit", "html", "markdown"):
        found.update(printed((out / f"{name}.txt").read_text()))
    # A rule says alone what it says in company; what is below the level of a run does not fail it.
    ends = {"fail": 1, "blocked": 3}
    statuses = {
        check["id"]: {0 if check["level"] in ("may", "advisory") else ends.get(check["verdict"], 0)}
        for check in report["checks"]
    }
    clock.append(time.monotonic())
    ran, refused = 0, 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for case in cases:
            forget(arguments)
            there = left(arguments.url)
            for tools in TOOLS, BARE:
                hows = list(pool.map(lambda tool: reproduce("vpnconform", case, tool, out), tools))
                ran, refused = ran + hows.count("ran"), refused + hows.count("refused")
                if tools is TOOLS and (more := left(arguments.url) - there):
                    miss(f"replay {case} leaves {' '.join(sorted(more))}")
    clock.append(time.monotonic())

    def obey(line):
        # The whole run is made once; that it would be made again is enough.
        whole = " endpoint " in line and "--only" not in line
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(".vpnconform", f"{folder}/.vpnconform")
            status, said = shell(line + (" --dry-run" if whole else ""), cwd=folder)
        only = re.search(r"--only (\S+)$", line)
        is_of_target = only and arguments.url in line
        wanted = statuses.get(only.group(1), {0, 1}) if is_of_target else {0, 1}
        # Where the server keeps what it answered with an error, that is said too.
        if status not in wanted and not (arguments.keeps and status == 7 and 0 in wanted):
            miss(f"{line}: status {status}, wanted {wanted}: {said[-300:]}")

    # One after the other those that ask the server, beside them the rest.
    alone = {line for line in found if arguments.url in line or " replay " in line}
    with ThreadPoolExecutor(max(1, os.cpu_count() - 1)) as pool:
        others = pool.map(obey, sorted(found - alone))
        for line in sorted(alone):
            forget(arguments)
            obey(line)
        list(others)
    clock.append(time.monotonic())
    figures = {
        "lines": text.count("\n"),
        "failed": report["counts"]["failed"],
        "causes": counted,
        "closing_lines": lines,
        "commands": len(found),
        "reproductions": ran,
        "refused": refused,
        "wrong": len(wrong),
        "seconds": {
            name: round(end - begin) for name, begin, end in zip(("run", "reproductions", "commands"), clock, clock[1:])
        },
    }
    (out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    print("PASS " if not wrong else "MISS ", json.dumps(figures))
    return 1 if wrong else 0


sys.exit(main())

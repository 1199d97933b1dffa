#!/usr/bin/env bash
# Reads JUnit and TAP reports by libraries that others read them with, and holds the counts against the JSON reports.
#
#   scripts/formats.sh [REPORT.json...]      default: the committed reports of moto and of parsers
#
# VPNCONFORM  the program (default: cargo run --release --)
#
# Installs junitparser (PyPI) and tap-parser (npm) into target/formats. Status 77: skipped, and why.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "SKIPPED: $*"
    exit 77
}
command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null || skip "no python3 with venv"
command -v npm >/dev/null || skip "no npm"
out=$PWD/target/formats
mkdir -p "$out"
[ -x "$out/venv/bin/python" ] || python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet --disable-pip-version-check junitparser==5.0.3 || skip "no junitparser"
[ -d "$out/node_modules/tap-parser" ] || npm install --silent --no-audit --no-fund --prefix "$out" tap-parser@18.3.4 || skip "no tap-parser"

read -r -a program <<<"${VPNCONFORM:-cargo run --quiet --release --}"
reports=("$@")
[ ${#reports[@]} -gt 0 ] || reports=(snapshots/targets/moto@*/report*.json corpora/evidence/parsers/*.json)
for report in "${reports[@]}"; do
    "${program[@]}" report "$report" --report "junit=$out/report.xml" --report "tap=$out/report.tap"
    (cd "$out" && node --input-type=module - "$out/report.tap" >"$out/tap.json") <<'JS'
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const { Parser } = createRequire(process.cwd() + "/none.js")("tap-parser");
const count = { points: 0, ok: 0, skip: 0, todo: 0, explained: 0, strange: [] };
const parser = new Parser({ strict: true });
parser.on("assert", (point) => {
  count.points += 1;
  count.ok += point.ok ? 1 : 0;
  count.skip += point.skip ? 1 : 0;
  count.todo += point.todo ? 1 : 0;
  count.explained += point.diag ? 1 : 0;
});
parser.on("extra", (line) => count.strange.push(line));
parser.on("complete", (result) => {
  for (const failure of result.failures) if (failure.tapError) count.strange.push(failure.tapError);
});
parser.end(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(count));
JS
    "$out/venv/bin/python" - "$report" "$out/report.xml" "$out/tap.json" <<'PY'
import json, sys
from junitparser import Error, Failure, JUnitXml, Skipped
report, junit, tap = json.load(open(sys.argv[1])), JUnitXml.fromfile(sys.argv[2]), json.load(open(sys.argv[3]))
order = ["advisory", "may", "should", "must"]
verdicts = [(c["verdict"], order.index(c["level"]) >= order.index(report["level"])) for c in report["checks"]]
low = verdicts.count(("fail", False))
number = lambda verdict: sum(v == verdict for v, _ in verdicts)
cases = [case for suite in junit for case in suite]
results = lambda kind: sum(isinstance(r, kind) for case in cases for r in case.result)
wanted = {
    "junit cases": len(verdicts), "junit failures": number("fail") - low, "junit errors": number("blocked"),
    "junit skipped": number("not-applicable") + number("waived") + low, "junit ids": [c["id"] for c in report["checks"]],
    "tap points": len(verdicts), "tap ok": number("pass") + number("advisory") + number("not-applicable"),
    "tap skipped": number("not-applicable"), "tap todo": number("waived") + low, "tap strange lines": [],
    "tap explained": sum(bool(c["findings"] or c.get("cause")) for c in report["checks"]),
}
found = {
    "junit cases": len(cases), "junit failures": results(Failure), "junit errors": results(Error),
    "junit skipped": results(Skipped), "junit ids": [case.name for case in cases],
    "tap points": tap["points"], "tap ok": tap["ok"], "tap skipped": tap["skip"], "tap todo": tap["todo"],
    "tap strange lines": tap["strange"], "tap explained": tap["explained"],
}
wrong = [f"{key}: wanted {wanted[key]}, found {found[key]}" for key in wanted if wanted[key] != found[key]]
if wrong:
    sys.exit(f"FAIL  {sys.argv[1]}: " + "; ".join(wrong))
print(f"PASS  {sys.argv[1]}: {len(cases)} cases")
PY
done

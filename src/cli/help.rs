//! The end of `--help`: examples, exit statuses, environment variables and files.

/// Of the program.
pub const PROGRAM: &str = "\
Examples:
  vpnconform endpoint                          the suite against the embedded endpoint
  vpnconform endpoint http://127.0.0.1:5000 --auth v4
  vpnconform endpoint reference --fault type-anything
  vpnconform parser -- python3 adapter.py
  vpnconform explain request/type-required

Exit status:
  0 conforms    1 does not conform    2 usage    3 blocked or inconclusive    4 nothing selected
  5 stale baseline    7 resources left behind    70 bug of this program";

/// Of `endpoint`.
pub const ENDPOINT: &str = "\
Examples:
  vpnconform endpoint http://127.0.0.1:5000 --auth v4 --wait 60s
  vpnconform endpoint http://127.0.0.1:5000 --auth v4 --reset-url http://127.0.0.1:5000/moto-api/reset
  vpnconform endpoint http://127.0.0.1:5000 --only response --skip response/state-pending
  vpnconform endpoint http://127.0.0.1:5000 --baseline known.toml --report junit=junit.xml
  vpnconform endpoint http://127.0.0.1:5000 --output-format github --report issue=issues
  vpnconform endpoint reference --fault type-anything --only request/type-ipsec1-only

Exit status:
  0 conforms    1 does not conform    2 usage    3 blocked or inconclusive    4 nothing selected
  5 stale baseline    7 resources left behind    70 bug of this program

Environment:
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION   for --auth
  NO_COLOR, COLUMNS

Files:
  vpnconform.toml              named targets
  .vpnconform/last.json        the exchanges of the last run, without keys, for `vpnconform replay`
  .vpnconform/ledger.ndjson    what runs have made, for `vpnconform sweep`";

/// Of `parser`.
pub const PARSER: &str = "\
Examples:
  vpnconform parser -- python3 adapter.py
  vpnconform parser --one-shot -- ./parse-one
  vpnconform parser --serve -- ./http-client
  vpnconform parser --pipeline -- ./reads-both
  vpnconform parser --builtin quick-xml
  vpnconform parser NAME                       of vpnconform.toml

Exit status:
  0 conforms    1 does not conform    2 usage    3 blocked    4 nothing selected    5 stale baseline";

/// Of `fuzz`.
pub const FUZZ: &str = "\
Examples:
  vpnconform fuzz parser --corpus corpus --time 30m -- python3 adapter.py
  vpnconform fuzz parser --builtin quick-xml --cases 100000
  vpnconform fuzz endpoint http://127.0.0.1:5000 --auth v4 --corpus corpus --time 8h
  vpnconform fuzz parser --corpus corpus --minimise -- python3 adapter.py

Exit status:
  0 no defect    1 a defect, also one that the corpus knows    2 usage    3 blocked or inconclusive
  4 nothing selected    7 resources left behind    70 bug of this program

Files:
  CORPUS/*.xml, *.json         the smallest input of each defect with what must come of it; `parser --regressions CORPUS`
                               and `endpoint --regressions CORPUS` give them again
  CORPUS/*.choices             inputs with a new kind of outcome, which are mutated further
  .vpnconform/defects          the inputs of defects, without --corpus";

/// Of `replay`.
pub const REPLAY: &str = "\
The rules that failed in the case are run again, alone, and say what they say of it now. What `check --record` has kept is read
again from its file; what has passed `proxy` is sent again.

Examples:
  vpnconform replay request/type-required/absent
  vpnconform replay response/namespace
  vpnconform replay request/type-required/absent --curl
  vpnconform replay request/type-required/absent --format sh > reproduce.sh
  vpnconform replay response.xml --evidence kept.json
  vpnconform replay parser/text-kept/text-padded --evidence report.json -- CMD

Exit status:
  0 fixed, or nothing that could fail    1 still fails    2 usage    3 blocked    7 resources left behind";

/// Of `report`.
pub const REPORT: &str = "\
Examples:
  vpnconform report run.json
  vpnconform report run.json --report html=run.html
  vpnconform report --merge part-*.json

Exit status:
  That of the run, also with --merge; 0 where several are compared; 2 usage.";

/// Of `serve`.
pub const SERVE: &str = "\
Examples:
  vpnconform serve --listen 127.0.0.1:8773
  vpnconform serve --fault type-anything
  vpnconform serve --list-faults

Exit status:
  0 stopped    2 usage    3 it cannot listen";

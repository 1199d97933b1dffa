#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used
)]

use std::time::Duration;

use serde_json::Value;

use super::*;
use crate::evidence::redact::{Redacted, Redactor};
use crate::evidence::{Evidence, Origin, Record, Role};
use crate::exchange::{Exchange, HttpRequest, HttpResponse};
use crate::finding::{Finding, Judgement, Level, Position, Verdict};
use crate::report::input::Subject;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Case, Draft};
use crate::rule::Rule;
use crate::spec::version::ApiVersion;
use crate::suite::report::{CheckResult, Facts, ReadError, Resources, RunReport};

const KEY: &str = "Iw2IAN9XUsQeYUrkMGP3kP59ugFDkfHg";

const fn check(id: &'static str, level: Level) -> Rule {
    Rule {
        id,
        level,
        summary: "the value is <as> it | should be",
        requirements: &["page/type"],
        judge: |_, _| Judgement::pass(),
        ..Rule::SERVER
    }
}

static TYPE: Rule = check("request/type-ipsec1-only", Level::Must);
static PADDING: Rule = check("configuration/no-padding", Level::Must);
static ORDER: Rule = check("configuration/declaration", Level::Advisory);
static HELD: Rule = check("state/not-poisoned", Level::Should);
static LATER: Rule = check("auth/v2-accepted", Level::Should);
static GOOD: Rule = check("response/well-formed", Level::Must);

fn record(name: &str, role: Role, kind: &str, twin: Option<&str>) -> Record {
    let draft = Draft::create_vpn_connection(ApiVersion::default(), "cgw-11112222", "vgw-11112222");
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: format!("/?Action=CreateVpnConnection&Version=2012-04-01&Type={kind}&CustomerGatewayId=cgw-11112222&VpnGatewayId=vgw-11112222").into_bytes(),
        headers: vec![("Host".to_owned(), b"127.0.0.1:1".to_vec())],
        body: Vec::new(),
    };
    let case = Case {
        id: format!("request/type-ipsec1-only/{name}"),
        draft,
        deviation: twin.map(|_| name.to_owned()),
        twin: twin.map(str::to_owned),
        request: request.clone(),
        expectation: Expectation::MustAccept,
    };
    let exchange = Exchange {
        request,
        response: Ok(HttpResponse {
            status: 200,
            headers: vec![("content-type".to_owned(), b"text/xml".to_vec())],
            body: format!("&lt;pre_shared_key&gt;{KEY}&lt;/pre_shared_key&gt;").into_bytes(),
        }),
        elapsed: Duration::ZERO,
        attempts: 1,
    };
    Record::new(
        "request/type-ipsec1-only",
        Origin::Catalogue,
        role,
        case,
        Fixtures::default(),
        exchange,
    )
}

fn evidence(redactor: &mut Redactor) -> Redacted<Evidence> {
    let mut evidence = Evidence::default();
    let twin = "request/type-ipsec1-only/twin";
    evidence
        .records
        .push(record("twin", Role::Twin, "ipsec.1", None));
    evidence
        .records
        .push(record("ipsec-2", Role::Deviation, "ipsec.2", Some(twin)));
    redactor.evidence(&evidence, "http://127.0.0.1:1")
}

/// A report with every verdict but waived, made after the redactor has learnt [`KEY`].
fn report(redactor: &mut Redactor) -> RunReport {
    let case = "request/type-ipsec1-only/ipsec-2";
    let finding = |check: &Rule, found: &str| Finding::new(check.id, case, "cause", "a 4xx", found);
    let mut kind = finding(&TYPE, &format!("success \u{1b}[31m with {KEY}"));
    kind.deviation = Some("ipsec-2".to_owned());
    kind.count = 3;
    let mut padding = finding(&PADDING, "white space | around ` it\nand <more>");
    padding.position = Some(Position {
        offset: 512,
        line: 3,
        column: 26,
        inner: true,
        excerpt: "          <vpn_gateway_id> vgw-11112222 </vpn_gateway_id>".to_owned(),
        caret: 27,
    });
    let many = (0..9).map(|n| finding(&PADDING, &format!("number {n}")));
    let judged = [
        (&TYPE, Judgement::from_findings(vec![kind])),
        (
            &PADDING,
            Judgement::from_findings(std::iter::once(padding).chain(many).collect()),
        ),
        (
            &ORDER,
            Judgement::from_observations(vec![finding(&ORDER, "no declaration")]),
        ),
        (&HELD, Judgement::blocked("set-up failed: no gateway")),
        (
            &LATER,
            Judgement::not_applicable("the target asks for no signature # at all"),
        ),
        (&GOOD, Judgement::pass()),
    ];
    let facts = Facts {
        target: "http://127.0.0.1:1".to_owned(),
        api_version: "2012-04-01".to_owned(),
        seed: 7,
        started: Some("2026-11-23T21:00:00Z".to_owned()),
        elapsed_ms: Some(1234),
        requests: 42,
        resources: Resources {
            created: 3,
            deleted: 2,
            left: 1,
            left_ids: vec!["vpn-11112222".into()],
            ..Resources::default()
        },
        ..Facts::default()
    };
    let results = judged
        .iter()
        .map(|(rule, said)| CheckResult::of_server(rule, said, redactor));
    RunReport::new(facts, results.collect())
}

/// A report as a run makes it: the evidence was learnt before.
fn learnt() -> RunReport {
    let mut redactor = Redactor::new();
    evidence(&mut redactor);
    report(&mut redactor)
}

fn clause(id: &str) -> Option<String> {
    Some(format!("the words of {id}"))
}

fn terminal(detail: terminal::Detail) -> String {
    let mut redactor = Redactor::new();
    let evidence = evidence(&mut redactor);
    let report = report(&mut redactor);
    shown(&report, &evidence, detail, None)
}

fn shown(
    report: &RunReport,
    evidence: &Redacted<Evidence>,
    detail: terminal::Detail,
    columns: Option<usize>,
) -> String {
    let commands = command::Commands::of(report, true);
    let how = terminal::Style {
        detail,
        columns,
        clauses: &clause,
        commands: &commands,
    };
    terminal::render(report, Some(evidence), how)
}

/// The same counts stand in every output of a run.
#[test]
fn every_output_has_the_same_counts() {
    let mut redactor = Redactor::new();
    let evidence = evidence(&mut redactor);
    let mut report = report(&mut redactor);
    report.level = Level::Must;
    let should = report.checks.iter_mut().find(|c| c.id == HELD.id).unwrap();
    should.verdict = Verdict::Fail;
    let waived = report.checks.iter_mut().find(|c| c.id == LATER.id).unwrap();
    waived.verdict = Verdict::Waived;
    report.waived_by = Some("mine.toml".to_owned());
    report.settle();
    assert_eq!((report.counts.failed, report.counts.not_counted), (2, 1));
    let sentence = "2 must from 2 causes; 1 of level should, not counted; 1 waived by mine.toml";
    assert_eq!(report.counts.sentence(report.level), sentence);
    let terminal = shown(&report, &evidence, terminal::Detail::Ordinary, None);
    let terminal = anstream::adapter::strip_str(&terminal).to_string();
    assert!(terminal.contains(sentence), "{terminal}");
    assert!(
        terminal.contains("2 failed (1 more below the level"),
        "{terminal}"
    );
    assert!(markdown::render(&report).contains("## Failed (2)"));
    assert!(badge::render(&report).contains("2 of 6 fail"));
    let junit = junit::render(&report).unwrap();
    assert!(junit.contains("failures=\"2\""), "{junit}");
    let html = html::render(&Subject::new(&report, Some(&evidence)));
    assert!(
        html.contains("2 of 6 checks fail: 2 of level must; 1 of level should, not counted; 1 pass; 1 waived by mine.toml"),
        "{html}"
    );
    let sarif: Value = serde_json::from_str(&sarif::render(&report).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["properties"]["counts"]["failed"], 2);
    let json: Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    assert_eq!(json["counts"]["failed"], 2);
}

#[test]
fn a_run_with_waived_failures_does_not_just_conform() {
    let mut report = report(&mut Redactor::new());
    for check in &mut report.checks {
        if check.verdict == Verdict::Fail {
            check.verdict = Verdict::Waived;
        }
    }
    report.checks.retain(|c| c.verdict != Verdict::Blocked);
    report.resources = Resources::default();
    report.waived_by = Some("mine.toml".to_owned());
    report.settle();
    assert_eq!(report.exit_status, 0);
    assert_eq!(
        report.verdict_line(),
        "no new failures: 2 waived by mine.toml"
    );
}

/// A card of a cause has twelve lines at most, and none is wider than the terminal.
#[test]
fn cards_fit_the_terminal() {
    let mut redactor = Redactor::new();
    let evidence = evidence(&mut redactor);
    let report = report(&mut redactor);
    for columns in [60, 80, 160] {
        let text = shown(
            &report,
            &evidence,
            terminal::Detail::Ordinary,
            Some(columns),
        );
        let text = anstream::adapter::strip_str(&text).to_string();
        for card in text.split("\n\n").filter(|card| card.starts_with("FAIL")) {
            assert!(card.lines().count() <= 12, "{card}");
            for line in card
                .lines()
                .filter(|l| !l.starts_with("FAIL") && !l.contains("vpnconform "))
            {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
            }
        }
    }
}

/// What is marked is what differs from the control.
#[test]
fn marks_are_under_what_differs() {
    let control = "GET /?Action=A&Type=ipsec.1&CustomerGatewayId=cgw-1&VpnGatewayId=vgw-1";
    let marked = |line: &str| {
        let marks = failure::marks::marks(line, control);
        let chars: Vec<char> = line.chars().collect();
        let words = marks.ranges.iter().map(|range| {
            let range = range.start.min(chars.len())..range.end.min(chars.len());
            chars[range].iter().collect::<String>()
        });
        (words.collect::<Vec<_>>(), marks.missing, marks.only_missing)
    };
    let text = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        marked("GET /?Action=A&Type=ipsec.2&CustomerGatewayId=cgw-1&VpnGatewayId=vgw-1"),
        (text(&["Type=ipsec.2"]), text(&["Type=ipsec.1"]), false)
    );
    // What is absent is marked where it is missing: behind what stands before it.
    assert_eq!(
        marked("GET /?Action=A&CustomerGatewayId=cgw-1&VpnGatewayId=vgw-1"),
        (text(&["&"]), text(&["Type=ipsec.1"]), true)
    );
    assert_eq!(
        marked("GET /?Action=A&Type=ipsec.1&CustomerGatewayId=cgw-1"),
        (text(&[""]), text(&["VpnGatewayId=vgw-1"]), true)
    );
    let (words, missing, _) = marked(&format!("{control}&Vpnconform=1"));
    assert_eq!((words, missing), (text(&["Vpnconform=1"]), Vec::new()));
}

#[test]
fn no_rendering_shows_a_key_or_a_control_character() {
    let mut redactor = Redactor::new();
    let evidence = evidence(&mut redactor);
    let report = report(&mut redactor);
    let plain = anstream::adapter::strip_str(&terminal(terminal::Detail::Verbose)).to_string();
    for text in [
        plain,
        markdown::render(&report),
        tap::render(&report),
        junit::render(&report).unwrap(),
        ndjson::render(&report).unwrap(),
        sarif::render(&report).unwrap(),
        badge::render(&report),
        html::render(&Subject::new(&report, Some(&evidence))),
        report.to_json().unwrap(),
        serde_json::to_string(&evidence).unwrap(),
    ] {
        assert!(!text.contains(KEY), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

/// Each format of the same run, kept word for word; `cargo insta review` shows what has changed.
#[test]
fn every_format_is_kept() {
    let mut redactor = Redactor::new();
    let evidence = evidence(&mut redactor);
    let report = report(&mut redactor);
    let subject = Subject::new(&report, Some(&evidence));
    for format in output::Format::ALL {
        let mut text = format.render(&subject).unwrap();
        // Style and script are files of their own, and so is what the catalogue says of the page.
        for (from, to) in [
            ("<style>", "</style>"),
            ("<script>", "</script>"),
            ("aria-labelledby=\"clauses\"", "</section>"),
        ] {
            if let Some((before, rest)) = text.clone().split_once(from) {
                let (_, after) = rest.split_once(to).unwrap();
                text = format!("{before}{from}{to}{after}");
            }
        }
        if let Some((before, rest)) = text.clone().split_once("http-equiv=") {
            let (_, after) = rest.split_once('>').unwrap();
            text = format!("{before}>{}", after.replace("><", ">\n<"));
        }
        insta::assert_snapshot!(format!("format-{format}"), text);
    }
}

#[test]
fn json_comes_back_as_it_was() {
    let report = report(&mut Redactor::new());
    assert_eq!(
        RunReport::from_json(&report.to_json().unwrap()).unwrap(),
        report
    );
    let other = RunReport {
        format_version: 9,
        ..report
    };
    let error = RunReport::from_json(&other.to_json().unwrap()).unwrap_err();
    assert!(matches!(error, ReadError::FormatVersion(9)));
}

#[test]
fn a_card_has_at_most_25_lines_and_marks_what_deviates() {
    let text = anstream::adapter::strip_str(&terminal(terminal::Detail::Ordinary)).to_string();
    let cards: Vec<&str> = text.split("FAIL ").skip(1).collect();
    assert_eq!(cards.len(), 2);
    for card in &cards {
        let card = card.split("\n\n").next().unwrap();
        assert!(card.lines().count() <= 25, "{card}");
    }
    let lines: Vec<&str> = cards[0].lines().collect();
    let sent = lines.iter().position(|l| l.starts_with("  sent")).unwrap();
    let marked: String = lines[sent]
        .chars()
        .zip(lines[sent + 1].chars().chain(std::iter::repeat(' ')))
        .filter(|(_, mark)| *mark == '^')
        .map(|(c, _)| c)
        .collect();
    assert_eq!(marked, "Type=ipsec.2");
    assert!(text.contains("request/type-ipsec1-only/twin: status 200"));
    assert!(text.contains("vpnconform replay request/type-ipsec1-only/ipsec-2 --curl"));
    assert!(text.contains("the words of page/type [page/type]"));
    insta::assert_snapshot!("terminal", text);
}

#[test]
fn the_caret_stands_under_the_place() {
    let text = anstream::adapter::strip_str(&terminal(terminal::Detail::Ordinary)).to_string();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines
        .iter()
        .position(|l| l.contains("<vpn_gateway_id> vgw"))
        .unwrap();
    let caret = lines[at + 1].find('^').unwrap();
    assert_eq!(&lines[at][caret..caret + 4], " vgw");
}

#[test]
fn quiet_is_the_last_line_and_what_is_left() {
    let text = anstream::adapter::strip_str(&terminal(terminal::Detail::Quiet)).to_string();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(
        text.contains("does not conform: 6 checks, 2 failed, 1 blocked, 42 requests in 1.23 s")
    );
}

#[test]
fn markdown_keeps_its_tables() {
    let text = markdown::render(&learnt());
    for line in text.lines().filter(|l| l.starts_with('|')) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert!(bars == 6 || bars == 8, "{line}");
    }
}

#[test]
fn tap_has_a_point_for_each_check() {
    let text = tap::render(&report(&mut Redactor::new()));
    assert!(text.starts_with("TAP version 14\n1..6\nnot ok 1 - request/type-ipsec1-only\n"));
    assert!(text.contains(
        "\nok 5 - auth/v2-accepted # SKIP the target asks for no signature \\# at all\n"
    ));
    let points = text
        .lines()
        .filter(|l| l.starts_with("ok ") || l.starts_with("not ok "));
    assert_eq!(points.count(), 6);
}

#[test]
fn junit_has_a_case_for_each_check() {
    let text = junit::render(&report(&mut Redactor::new())).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let count = |name: &str| {
        document
            .descendants()
            .filter(|n| n.has_tag_name(name))
            .count()
    };
    assert_eq!(count("testcase"), 6);
    assert_eq!(
        (count("failure"), count("error"), count("skipped")),
        (2, 1, 1)
    );
    let root = document.root_element();
    assert_eq!(root.attribute("tests"), Some("6"));
    assert_eq!(root.attribute("failures"), Some("2"));
}

#[test]
fn sarif_results_name_rules_that_exist() {
    let log: Value =
        serde_json::from_str(&sarif::render(&report(&mut Redactor::new())).unwrap()).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (6, 13));
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(
            result["message"]["text"]
                .as_str()
                .is_some_and(|t| !t.is_empty())
        );
        if result["kind"] != "fail" {
            assert_eq!(result["level"], "none");
        }
    }
}

#[test]
fn ndjson_has_an_event_a_line() {
    let text = ndjson::render(&report(&mut Redactor::new())).unwrap();
    let events: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let count = |name: &str| events.iter().filter(|e| e["event"] == name).count();
    assert_eq!(
        (count("run"), count("check"), count("finding"), count("end")),
        (1, 6, 12, 1)
    );
}

#[test]
fn the_json_report_follows_its_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("../../schema/report.schema.json")).unwrap();
    let good = serde_json::to_value(report(&mut Redactor::new())).unwrap();
    assert_eq!(schema::violations(&schema, &good), Vec::<String>::new());
    for (pointer, wrong) in [
        ("/format_version", Value::from(2)),
        ("/exit_status", Value::from(6)),
        ("/checks/0/verdict", Value::from("ok")),
        ("/checks/0/id", Value::from("Type")),
        ("/checks/0/findings/0/count", Value::from(0)),
        ("/checks/1/findings/0/position/inner", Value::from("yes")),
        ("/totals/pass", Value::from(-1)),
        ("/resources", Value::from("none")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = wrong;
        assert_eq!(schema::violations(&schema, &bad).len(), 1, "{pointer}");
    }
    let mut bad = good;
    bad["checks"][0]["more"] = Value::from(1);
    bad.as_object_mut().unwrap().remove("seed");
    assert_eq!(schema::violations(&schema, &bad).len(), 2);
}

/// As much of JSON Schema as the schemas of this project use.
mod schema {
    use serde_json::Value;

    pub(super) fn violations(schema: &Value, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        check(schema, schema, value, "", &mut found);
        found
    }

    fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let mut ensure = |holds: bool, what: &str| {
            if !holds {
                found.push(format!("{at}: {what}"));
            }
        };
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "const" => ensure(value == rule, "const"),
                "enum" => ensure(rule.as_array().unwrap().contains(value), "enum"),
                "type" => ensure(is(value, rule.as_str().unwrap()), "type"),
                "minimum" => ensure(value.as_f64() >= rule.as_f64(), "minimum"),
                "pattern" => ensure(
                    matches(rule.as_str().unwrap(), value.as_str().unwrap()),
                    "pattern",
                ),
                "required" => {
                    for name in rule.as_array().unwrap() {
                        let object = value.as_object();
                        ensure(
                            object.is_none_or(|o| o.contains_key(name.as_str().unwrap())),
                            "required",
                        );
                    }
                }
                "additionalProperties" => {
                    assert_eq!(rule, false);
                    for name in value.as_object().into_iter().flat_map(|o| o.keys()) {
                        ensure(schema["properties"].get(name).is_some(), name);
                    }
                }
                "$ref" | "properties" | "items" | "$defs" | "$schema" | "$id" | "title"
                | "description" => {}
                other => panic!("the schema uses {other}, which this test does not know"),
            }
        }
        if let Some(reference) = schema.get("$ref") {
            let target = root.pointer(&reference.as_str().unwrap()[1..]).unwrap();
            check(root, target, value, at, found);
        }
        for (name, inner) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if let Some(value) = value.get(name) {
                check(root, inner, value, &format!("{at}/{name}"), found);
            }
        }
        if let (Some(inner), Some(items)) = (schema.get("items"), value.as_array()) {
            for (index, item) in items.iter().enumerate() {
                check(root, inner, item, &format!("{at}/{index}"), found);
            }
        }
    }

    fn is(value: &Value, kind: &str) -> bool {
        match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            other => panic!("unknown type {other}"),
        }
    }

    /// The three patterns that the schema holds, by hand.
    fn matches(pattern: &str, text: &str) -> bool {
        match pattern {
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
                text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
            }
            "^[a-z]+/[a-z0-9-]+$" => text.split_once('/').is_some_and(|(family, rest)| {
                let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
                !family.is_empty()
                    && family.bytes().all(|b| b.is_ascii_lowercase())
                    && !rest.is_empty()
                    && rest.bytes().all(word)
            }),
            "^[0-9a-f]{16}$" => text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit()),
            other => panic!("unknown pattern {other}"),
        }
    }
}

#[test]
fn no_format_lets_a_character_act_that_a_stranger_chose() {
    const ACTS: &str = "\u{1b}]0;PWNED\u{7}\u{9b}31m\u{202e}\u{61c}\u{2066}<img src=x>|`##[error]x##vso[y]\n ::error::x\n::z";
    let mut report = report(&mut Redactor::new());
    report.tool.name = ACTS.into();
    report.api_version = ACTS.into();
    report.started = Some(ACTS.into());
    report.target = ACTS.into();
    for check in &mut report.checks {
        check.id = format!("{ACTS}/{ACTS}");
        for finding in &mut check.findings {
            finding.case = ACTS.to_owned();
            finding.found = ACTS.to_owned();
        }
    }
    for format in output::Format::ALL {
        let text = format.render(&Subject::new(&report, None)).unwrap();
        for c in text.chars() {
            let acts = c.is_control() && !matches!(c, '\n' | '\t');
            assert!(!acts && !printable::is_direction(c), "{format:?} has {c:?}");
        }
        let is_obeyed = |line: &str| {
            let own = format == output::Format::Github && line.contains(" title=");
            line.trim_start().starts_with("::") && !own
                || line.contains("##[")
                || line.contains("##vso[")
        };
        let obeyed = text.lines().find(|line| is_obeyed(line));
        assert_eq!(obeyed, None, "{format:?}");
        if matches!(
            format,
            output::Format::Json | output::Format::Sarif | output::Format::Badge
        ) {
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
        if matches!(format, output::Format::Markdown | output::Format::Html) {
            assert!(!text.contains("<img"), "{format:?}");
        }
    }
}

//! Every format of every kind of report is what those who read it expect: by their schema where there is one.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};
use vpnconform::evidence::Evidence;
use vpnconform::evidence::redact::Redacted;
use vpnconform::evidence::shard::Shard;
use vpnconform::finding::{Level, Verdict};
use vpnconform::glob::GlobSet;
use vpnconform::parser::{Parser, faulty};
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::report::input::Subject;
use vpnconform::report::output::Format;
use vpnconform::run::options::Provision;
use vpnconform::snapshot::diff::{Diff, Kind};
use vpnconform::snapshot::{Snapshot, record};
use vpnconform::suite::merge::Part;
use vpnconform::suite::parser::corpus;
use vpnconform::suite::parser::corpus::Selection;
use vpnconform::suite::plan;
use vpnconform::suite::report::{Facts, RunReport};
use vpnconform::{rule, run, suite};

const OWN: &str = include_str!("../../schema/report.schema.json");
const SARIF: &str = include_str!("../../schema/vendor/sarif-schema-2.1.0.json");

/// A run against an endpoint with a fault, or one in which nothing can be made.
fn endpoint_report(provision: Provision) -> RunReport {
    let options = ReferenceOptions {
        faults: vec![rule::fault("type-defaulted").unwrap().fault],
        ..ReferenceOptions::default()
    };
    let run_options = run::Options {
        cases: 0,
        provision,
        ..run::Options::default()
    };
    let stop = AtomicBool::new(false);
    let outcome = plan::run(&Reference::new(options), &run_options, &(), &stop).unwrap();
    outcome.report("http://127.0.0.1:5000", 7, Level::Should).0
}

fn parser_report() -> RunReport {
    let fault = rule::parser_faults()
        .iter()
        .find(|fault| fault.detected_by.contains(&"parser/cdata-read"))
        .unwrap();
    let mut parser = faulty::Faulty::new(fault.fault);
    let options = suite::parser::run::Options {
        cases: 0,
        cut_every: 0,
        selects: &|id| id.starts_with("parser/c"),
        ..suite::parser::run::Options::default()
    };
    let results = suite::parser::run::run(&mut parser, &options);
    let facts = Facts {
        api_version: options.api_version.to_string(),
        seed: options.seed,
        ..Facts::default()
    };
    results.report(parser.hello(), facts)
}

/// Calls `act` for a report of each kind: with failures, with blocked checks, of a parser, and with a waived check and a
/// stale entry.
fn each(act: impl Fn(&str, &Subject<'_>)) {
    static REPORTS: OnceLock<(RunReport, RunReport, RunReport)> = OnceLock::new();
    let (failing, blocked, parser) = REPORTS.get_or_init(|| {
        let failing = endpoint_report(Provision::default());
        (failing, endpoint_report(Provision::None), parser_report())
    });
    act("failing", &Subject::new(failing, None));
    act("blocked", &Subject::new(blocked, None));
    act("parser", &Subject::new(parser, None));
    for report in [failing, parser] {
        assert!(report.failures().count() > 0, "{:?}", report.target);
    }
    assert!(blocked.checks.iter().any(|c| c.verdict == Verdict::Blocked));
    let mut waived = failing.clone();
    let check = waived
        .checks
        .iter_mut()
        .find(|c| c.verdict == Verdict::Fail)
        .unwrap();
    check.verdict = Verdict::Waived;
    check.cause = Some("known & accepted <here>".to_owned());
    waived.stale = vec!["an entry that no longer fails".to_owned()];
    waived.settle();
    act("waived", &Subject::new(&waived, None));
}

fn violations(schema: &jsonschema::Validator, instance: &Value) -> Vec<String> {
    let errors = schema.iter_errors(instance);
    errors
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect()
}

/// The schema of SARIF, but for one pattern: it has a bracket too many, which not every engine takes for a character.
fn sarif() -> jsonschema::Validator {
    assert!(SARIF.contains("{2}]?$"));
    let schema = SARIF.replace("{2}]?$", "{2}?$");
    jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
}

fn parsed(format: Format, subject: &Subject<'_>) -> Value {
    serde_json::from_str(&format.render(subject).unwrap()).unwrap()
}

#[test]
fn json_follows_our_schema() {
    let schema = jsonschema::validator_for(&serde_json::from_str(OWN).unwrap()).unwrap();
    each(|name, subject| {
        let wrong = violations(&schema, &parsed(Format::Json, subject));
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    });
}

#[test]
fn sarif_follows_its_schema() {
    let schema = sarif();
    each(|name, subject| {
        let wrong = violations(&schema, &parsed(Format::Sarif, subject));
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    });
    assert!(!violations(&schema, &json!({ "version": "2.1.0" })).is_empty());
}

#[test]
fn a_badge_is_what_shields_reads() {
    let schema = json!({
        "type": "object",
        "required": ["schemaVersion", "label", "message"],
        "additionalProperties": false,
        "properties": {
            "schemaVersion": { "const": 1 },
            "label": { "type": "string", "minLength": 1 },
            "message": { "type": "string", "minLength": 1 },
            "color": { "enum": ["brightgreen", "red", "yellow", "lightgrey"] },
            "isError": { "type": "boolean" },
        },
    });
    let schema = jsonschema::validator_for(&schema).unwrap();
    each(|name, subject| {
        let wrong = violations(&schema, &parsed(Format::Badge, subject));
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    });
}

#[test]
fn every_check_is_in_every_format() {
    each(|name, subject| {
        for format in Format::ALL.into_iter().filter(|f| *f != Format::Badge) {
            let text = format.render(subject).unwrap();
            for check in &subject.run.checks {
                // Some count what passes and do not name it, some are of failures alone.
                let counted = match format {
                    Format::Markdown => {
                        matches!(check.verdict, Verdict::Pass | Verdict::NotApplicable)
                    }
                    Format::Concise | Format::Github | Format::Gitlab | Format::Issue => {
                        check.verdict != Verdict::Fail || check.level < subject.run.level
                    }
                    _ => false,
                };
                assert!(
                    counted || text.contains(&check.id),
                    "{name}, {format}: {}",
                    check.id
                );
            }
        }
    });
}

#[test]
fn junit_counts_what_it_holds() {
    each(|name, subject| {
        let text = Format::Junit.render(subject).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites");
        for (attribute, element) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("errors", "error"),
        ] {
            let found = root
                .descendants()
                .filter(|n| n.has_tag_name(element))
                .count();
            assert_eq!(
                root.attribute(attribute),
                Some(found.to_string().as_str()),
                "{name}: {element}"
            );
        }
        let stale = subject.run.stale.len();
        assert_eq!(
            root.attribute("failures")
                .unwrap()
                .parse::<usize>()
                .unwrap(),
            subject.run.failures().count() + stale
        );
    });
}

fn evidence(faults: &[&str], shard: Shard) -> (RunReport, Redacted<Evidence>) {
    let reference = Reference::new(ReferenceOptions {
        faults: faults
            .iter()
            .map(|id| rule::fault(id).unwrap().fault)
            .collect(),
        ..ReferenceOptions::default()
    });
    let options = run::Options {
        only: GlobSet::new(["response/*", "request/minimal*"]).unwrap(),
        shard,
        ..run::Options::default()
    };
    let outcome = plan::run(&reference, &options, &(), &AtomicBool::new(false)).unwrap();
    outcome.report("reference", 1, Level::Should)
}

#[test]
fn a_part_of_a_run_follows_our_schema() {
    let schema = jsonschema::validator_for(&serde_json::from_str(OWN).unwrap()).unwrap();
    let shard = Shard::new(0, 2).unwrap();
    let (mut run, evidence) = evidence(&[], shard);
    run.part = Some(Part {
        shard,
        rulings: vec!["request/empty-value=accept".parse().unwrap()],
        baseline: Some(String::new()),
        evidence: Some(evidence),
        ..Part::default()
    });
    let text = run.to_json().unwrap();
    let wrong = violations(&schema, &serde_json::from_str(&text).unwrap());
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_comparison_of_recordings_follows_its_schema() {
    let recording = |faults: &[&str]| {
        let subject = record::Subject {
            name: "reference@1".parse().unwrap(),
            seed: 1,
            normalisers: Vec::new(),
        };
        Snapshot::of(evidence(faults, Shard::default()).1, &subject)
    };
    let diff = Diff::of(
        &recording(&[]),
        &recording(&["namespace-2016"]),
        &[Kind::Variance],
    )
    .unwrap();
    let json = diff.to_json().unwrap();
    let schema = include_str!("../../schema/snapshot-diff.schema.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let wrong = violations(&schema, &serde_json::from_str(&json).unwrap());
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(serde_json::from_str::<Diff>(&json).unwrap(), diff);
    assert!(!schema.is_valid(&json!({ "format_version": 1 })));
}

#[test]
fn corpus_fits_its_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("../../schema/corpus.schema.json")).unwrap();
    let part = |definition: &str| {
        let mut part = schema.clone();
        for name in ["properties", "required", "additionalProperties"] {
            part.as_object_mut().unwrap().remove(name);
        }
        part["$ref"] = json!(definition);
        jsonschema::validator_for(&part).unwrap()
    };
    let (beside, request) = (part("#/$defs/expectation"), part("#/$defs/request"));
    let manifest = jsonschema::validator_for(&schema).unwrap();
    let files = corpus::files(Selection {
        seed: 1,
        cases: 100,
        max_size: 5_000,
        selects: &|_| true,
        kind: None,
    });
    for file in files.unwrap().iter().filter(|f| !f.path.ends_with(".xml")) {
        let schema = match file.path.as_str() {
            corpus::MANIFEST => &manifest,
            corpus::REQUESTS => &request,
            _ => &beside,
        };
        // One instance, or one a line.
        for instance in serde_json::Deserializer::from_slice(&file.bytes).into_iter() {
            assert_eq!(
                violations(schema, &instance.unwrap()),
                [""; 0],
                "{}",
                file.path
            );
        }
    }
    assert!(!manifest.is_valid(&json!({"format": "vpnconform-corpus"})));
}

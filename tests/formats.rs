//! Every format of every kind of report is what those who read it expect: by their schema where there is one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may"
)]
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;

use vpnconform::finding::Verdict;
use vpnconform::parser::report::ParserReport;
use vpnconform::report::RunReport;
use vpnconform::report::output::Format;
use vpnconform::report::subject::Subject;

const OWN: &str = include_str!("../schema/report.schema.json");
const SARIF: &str = include_str!("../schema/vendor/sarif-schema-2.1.0.json");

/// The reports that are committed: of the reference, of moto and of parsers.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("snapshots/reports/reference.json")];
    for version in ["4.2.14", "5.2.5"] {
        let folder = root.join(format!("snapshots/targets/moto@{version}"));
        files.extend(["report.json", "report-unsigned.json"].map(|name| folder.join(name)));
    }
    for entry in fs::read_dir(root.join("corpora/evidence/parsers")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            files.push(path);
        }
    }
    assert!(files.len() >= 10);
    files
}

/// Calls `act` for each committed report, and for one in which something is waived and something stale.
fn each(act: impl Fn(&str, &Subject<'_>)) {
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.display().to_string();
        let mut run = RunReport::from_json(&text).unwrap();
        match serde_json::from_str::<ParserReport>(&text) {
            Ok(parser) => act(&name, &Subject::parser(&parser)),
            Err(_) => act(&name, &Subject::endpoint(&run, None)),
        }
        let failed = run.checks.iter_mut().find(|c| c.verdict == Verdict::Fail);
        if let Some(check) = failed {
            check.verdict = Verdict::Waived;
            check.cause = Some("known & accepted <here>".to_owned());
            run.stale = vec!["an entry that no longer fails".to_owned()];
            run.settle();
            act(&format!("{name}, waived"), &Subject::endpoint(&run, None));
        }
    }
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
                // Markdown counts what passes and does not name it.
                let counted = format == Format::Markdown
                    && matches!(check.verdict, Verdict::Pass | Verdict::NotApplicable);
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

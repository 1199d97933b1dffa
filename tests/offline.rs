//! A saved run is judged offline as it was judged live, and nothing that is written down holds a key.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may"
)]

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use vpnconform::evidence::redact::unescaped;
use vpnconform::finding::Level;
use vpnconform::reference::{Reference, ReferenceOptions, fault};
use vpnconform::report::html;
use vpnconform::report::input::Subject;
use vpnconform::run::Options;
use vpnconform::run::extract::element_text;
use vpnconform::suite::outcome::Outcome;
use vpnconform::suite::{outcome, plan};
use vpnconform::{Verdict, rule};

/// A run of the checks whose id matches, all for `*`.
fn outcome_with(fault: Option<&str>, only: &str) -> Outcome {
    let glob = globset::Glob::new(only).unwrap();
    let run_options = Options {
        only: globset::GlobSetBuilder::new().add(glob).build().unwrap(),
        ..Options::default()
    };
    let options = ReferenceOptions {
        faults: fault.and_then(fault::find).into_iter().collect(),
        ..ReferenceOptions::default()
    };
    let stop = AtomicBool::new(false);
    plan::run(&Reference::new(options), &run_options, &(), &stop).unwrap()
}

/// Check, verdict, and fingerprints and positions of the findings.
type Line = (String, Verdict, Vec<(String, Option<usize>)>);

fn lines(judged: &[(&rule::Check, vpnconform::finding::Judgement)]) -> Vec<Line> {
    judged
        .iter()
        .map(|(check, judgement)| {
            let findings = judgement.findings.iter();
            let findings = findings
                .map(|f| (f.fingerprint.clone(), f.position.as_ref().map(|p| p.offset)))
                .collect();
            (check.id.to_owned(), judgement.verdict, findings)
        })
        .collect()
}

fn offline(live: &Outcome) -> Vec<Line> {
    let (_, saved) = live.report("reference", 0, Level::Should);
    let evidence = saved.restore().unwrap();
    let judged: Vec<_> = live
        .judged
        .iter()
        .map(|(check, _)| (*check, outcome::judge(check, &evidence)))
        .collect();
    lines(&judged)
}

/// The documents, in which a key may stand; requests hold none in this version.
const DOCUMENTS: &str = "{configuration,secret}/*";

/// Faults of the documents.
fn faults() -> impl Iterator<Item = &'static str> {
    fault::catalogue()
        .filter(|fault| !fault.needs_auth())
        .filter(|fault| {
            let named = fault.kills.first().copied().unwrap_or_default();
            named.starts_with("configuration/") || named.starts_with("secret/")
        })
        .map(|fault| fault.id)
}

#[test]
fn the_reference_is_judged_the_same_from_its_saved_run() {
    let live = outcome_with(None, "*");
    assert_eq!(offline(&live), lines(&live.judged));
}

#[test]
fn so_is_every_fault_of_the_documents() {
    let mut failed = 0;
    for fault in faults() {
        let live = outcome_with(Some(fault), DOCUMENTS);
        assert_eq!(offline(&live), lines(&live.judged), "{fault}");
        failed += usize::from(live.judged.iter().any(|(_, j)| j.verdict == Verdict::Fail));
    }
    assert!(failed > 30, "{failed}");
}

/// The keys that the endpoint handed out, in the clear.
fn keys(outcome: &Outcome) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for record in &outcome.evidence.records {
        if let Ok(response) = &record.exchange.response {
            let text = unescaped(&response.body);
            let mut rest = text.as_str();
            while let Some((_, after)) = rest.split_once("pre_shared_key>") {
                let element = format!("<pre_shared_key>{after}");
                keys.extend(element_text(&element, "pre_shared_key"));
                rest = after;
            }
        }
    }
    keys.retain(|key| {
        key.len() >= 8
            && key
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
    });
    keys
}

#[test]
fn no_artefact_of_a_run_holds_a_key() {
    for fault in std::iter::once(None).chain(faults().map(Some)) {
        let live = outcome_with(fault, DOCUMENTS);
        let keys = keys(&live);
        assert!(
            fault.is_some() || keys.len() >= 2,
            "the canaries must be there: {}",
            keys.len()
        );
        let (report, saved) = live.report("reference", 0, Level::Should);
        for text in [
            report.to_json().unwrap(),
            serde_json::to_string(&saved).unwrap(),
            html::render(&Subject::endpoint(&report, Some(&saved))),
        ] {
            for key in &keys {
                assert!(!text.contains(key), "{fault:?}");
            }
        }
    }
}

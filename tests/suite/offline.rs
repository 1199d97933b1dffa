//! A saved run is judged offline as it was judged live, and nothing that is written down holds a key.

use std::collections::BTreeSet;

use vpnconform::evidence::Evidence;
use vpnconform::evidence::redact::unescaped;
use vpnconform::finding::Level;
use vpnconform::report::html;
use vpnconform::report::input::Subject;
use vpnconform::run::extract::element_text;
use vpnconform::saved::Found;
use vpnconform::suite::check::{Checker, Given};
use vpnconform::suite::outcome::Outcome;
use vpnconform::suite::{outcome, selftest};
use vpnconform::{Verdict, rule};

use crate::sweep::{SWEEP, Share, has_evidence, in_parallel};

/// Rule, verdict, and fingerprints and positions of the findings.
type Line = (String, Verdict, Vec<(String, Option<usize>)>);

fn lines(judged: &[(&rule::Rule, vpnconform::finding::Judgement)]) -> Vec<Line> {
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
    let (_, saved) = live.clone().report("reference", 0, Level::Should);
    let saved = serde_json::to_string(&saved).unwrap();
    let evidence: Evidence = serde_json::from_str(&saved).unwrap();
    let judged: Vec<_> = live
        .judged
        .iter()
        .map(|(check, _)| (*check, outcome::judge(check, &evidence)))
        .collect();
    lines(&judged)
}

/// What `check` says of the capture of a run.
fn by_check(live: &Outcome) -> Vec<Line> {
    let (_, saved) = live.clone().report("reference", 0, Level::Should);
    let rules = live.judged.iter().map(|(rule, _)| *rule);
    let mut checker = Checker::new(rules, Given::default());
    checker.add(Found::Capture(Box::new(saved.into_inner())));
    let judged: Vec<_> = checker
        .judged()
        .map(|(rule, judgement)| (rule, judgement.clone()))
        .collect();
    lines(&judged)
}

/// The runs whose evidence is there.
fn runs() -> impl Iterator<Item = (&'static selftest::Subject, &'static Outcome)> {
    let kept = SWEEP.iter().filter(|(subject, ..)| has_evidence(subject));
    kept.map(|(subject, outcome, _)| (subject, outcome.as_ref().unwrap()))
}

#[test]
fn a_run_is_judged_the_same_from_its_saved_form() {
    judged_the_same(Share::Third);
}

#[test]
#[ignore = "the night judges every run again"]
fn every_run_is_judged_the_same_from_its_saved_form() {
    judged_the_same(Share::Whole);
}

fn judged_the_same(share: Share) {
    let all = share.of(runs());
    let saved = in_parallel(&all, |(_, live)| (offline(live), by_check(live)));
    let mut failed = 0;
    for ((subject, live), (saved, checked)) in all.into_iter().zip(saved) {
        assert_eq!(saved, lines(&live.judged), "{subject}");
        assert_eq!(checked, saved, "{subject}");
        failed += usize::from(live.judged.iter().any(|(_, j)| j.verdict == Verdict::Fail));
    }
    assert!(failed > 20, "{failed}");
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
    no_key(Share::Third);
}

#[test]
#[ignore = "the night reads every artefact"]
fn no_artefact_of_any_run_holds_a_key() {
    no_key(Share::Whole);
}

fn no_key(share: Share) {
    let mut count = 0;
    for (subject, live) in share.of(runs()) {
        let keys = keys(live);
        count += keys.len();
        let (report, saved) = live.clone().report("reference", 0, Level::Should);
        for text in [
            report.to_json().unwrap(),
            serde_json::to_string(&saved).unwrap(),
            html::render(&Subject::new(&report, Some(&saved))),
        ] {
            for key in &keys {
                assert!(!text.contains(key), "{subject}");
            }
        }
    }
    assert!(count > 100, "the canaries must be there: {count}");
}

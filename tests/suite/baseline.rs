//! A baseline covers what is in it, and nothing that is added.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::civil::{Date, date};
use vpnconform::Verdict;
use vpnconform::baseline::edit::Note;
use vpnconform::baseline::{Baseline, edit};
use vpnconform::finding::Level;
use vpnconform::glob::GlobSet;
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule::Seeded;
use vpnconform::run::Options;
use vpnconform::suite::outcome::Outcome;
use vpnconform::suite::plan;
use vpnconform::suite::report::RunReport;

use crate::sweep;
use crate::sweep::Share;

const TODAY: Date = date(2026, 11, 28);

/// What a run of this rule finds in both faults at once.
fn both(first: &'static Seeded, second: &'static Seeded, check: &str) -> RunReport {
    let reference = Reference::new(ReferenceOptions {
        faults: vec![first.fault, second.fault],
        ..ReferenceOptions::default()
    });
    let options = Options {
        patience: Duration::ZERO,
        only: GlobSet::new([check]).unwrap(),
        ..Options::default()
    };
    let outcome = plan::run(&reference, &options, &(), &AtomicBool::new(false)).unwrap();
    outcome.report("reference", options.seed, Level::Should).0
}

/// What this rule has found in the sweep.
fn alone(outcome: &Outcome, check: &str) -> RunReport {
    let mut report = outcome.clone().report("reference", 0, Level::Should).0;
    report.checks.retain(|result| result.id == check);
    report.settle();
    report
}

fn findings(report: &RunReport) -> Vec<(String, Vec<String>, String)> {
    let all = report.checks.iter().flat_map(|c| &c.findings);
    // What the endpoint draws differs from run to run.
    let found = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "#");
    all.map(|f| (f.fingerprint.clone(), f.members.clone(), found(&f.found)))
        .collect()
}

#[test]
fn a_second_fault_does_not_hide_behind_the_waiver_of_the_first() {
    nothing_hides(Share::Third);
}

#[test]
#[ignore = "the night runs every pair"]
fn no_second_fault_hides_behind_the_waiver_of_the_first() {
    nothing_hides(Share::Whole);
}

fn nothing_hides(share: Share) {
    let mut by_check: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (fault, outcome) in sweep::faults() {
        by_check
            .entry(fault.detected_by[0])
            .or_default()
            .push((fault, outcome));
    }
    let pairs = by_check
        .iter()
        .flat_map(|(check, faults)| faults.windows(2).map(move |pair| (*check, pair)));
    let pairs = share.of(pairs);
    assert!(pairs.len() > 50, "{}", pairs.len());
    let note = Note {
        reason: "known".to_owned(),
        owner: None,
        issue: None,
        expires: None,
    };
    let hidden = sweep::in_parallel(&pairs, |(check, pair)| {
        let [(first, outcome), (second, _)] = [pair[0], pair[1]];
        let mut known = alone(outcome, check);
        let baseline = Baseline::parse(&edit::init(&known, &note).0).unwrap();
        baseline.apply(&mut known, TODAY);
        assert!(known.stale.is_empty(), "{:?}", known.stale);
        let mut further = both(first, second, check);
        let (before, after) = (findings(&known), findings(&further));
        baseline.apply(&mut further, TODAY);
        let ways =
            |all: &[(String, Vec<String>, String)]| all.iter().map(|f| f.1.len()).sum::<usize>();
        // Of two faults that exclude each other the run shows one.
        let open = further.with(Verdict::Fail).next().is_some();
        let hides = !open && before != after && ways(&after) >= ways(&before);
        hides.then(|| (*check, first.id, second.id, before, after))
    });
    let hidden: Vec<_> = hidden.into_iter().flatten().collect();
    assert!(hidden.is_empty(), "{hidden:#?}");
}

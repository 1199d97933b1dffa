#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::civil::date;

use super::*;
use crate::baseline::edit::Note;
use crate::finding::Level;
use crate::glob::GlobSet;
use crate::parser::faulty::Faulty;
use crate::parser::{Hello, Input, Outcome, Parser};
use crate::reference::{Reference, ReferenceOptions};
use crate::rule::Seeded;
use crate::run::Options;
use crate::suite;
use crate::suite::plan;
use crate::suite::report::Facts;

const TODAY: Date = date(2026, 11, 24);

/// A run of one check, or of a family, against the reference with these faults.
fn report(faults: &[&'static Seeded], only: &str, seed: u64) -> RunReport {
    let reference = Reference::new(ReferenceOptions {
        seed,
        faults: faults.iter().map(|seeded| seeded.fault).collect(),
        ..ReferenceOptions::default()
    });
    let options = Options {
        patience: Duration::ZERO,
        only: GlobSet::new([only]).unwrap(),
        ..Options::default()
    };
    let outcome = plan::run(&reference, &options, &(), &AtomicBool::new(false)).unwrap();
    outcome.report("reference", options.seed, Level::Should).0
}

fn note() -> Note {
    Note {
        reason: "known".to_owned(),
        owner: None,
        issue: None,
        expires: None,
    }
}

fn baseline(report: &RunReport) -> Baseline {
    Baseline::parse(&edit::init(report, &note()).0).unwrap()
}

#[test]
fn an_entry_that_is_no_longer_true_is_a_problem_and_can_be_pruned() {
    let fault = rule::fault("type-any-case").unwrap();
    let broken = report(&[fault], "request/*", 0);
    let (text, count) = edit::init(&broken, &note());
    assert!(count > 0);
    let text = text.replace("reason =", "# kept for ever\nreason =");
    let mended = report(&[], "request/*", 0);
    let mut run = mended.clone();
    let problems = Baseline::parse(&text).unwrap().apply(&mut run, TODAY);
    assert_eq!(problems.len(), count);
    assert_eq!(run.exit_status, 5);
    assert!(run.stale[0].contains("prune"), "{:?}", run.stale);

    let (pruned, gone) = edit::prune(&text, &mended, TODAY).unwrap();
    assert_eq!(gone.len(), count);
    let mut run = mended.clone();
    assert!(
        Baseline::parse(&pruned)
            .unwrap()
            .apply(&mut run, TODAY)
            .is_empty()
    );
    assert_eq!(run.exit_status, 0);

    // What was not looked at proves nothing.
    let mut other = report(&[], "response/*", 0);
    assert!(
        Baseline::parse(&text)
            .unwrap()
            .apply(&mut other, TODAY)
            .is_empty()
    );
}

#[test]
fn fewer_ways_are_a_problem_and_more_ways_fail() {
    let some = rule::fault("type-any-case").unwrap();
    let all = rule::fault("type-hard-coded").unwrap();
    let check = some.detected_by[0];
    let (wide, _) = edit::init(&report(&[all], check, 0), &note());
    let wide = wide.replace("reason =", "# why it is so\nreason =");
    let narrow = report(&[some], check, 0);
    let problems = Baseline::parse(&wide)
        .unwrap()
        .apply(&mut narrow.clone(), TODAY);
    assert!(
        matches!(problems[0].kind, ProblemKind::Fewer(_)),
        "{problems:?}"
    );
    let (pruned, _) = edit::prune(&wide, &narrow, TODAY).unwrap();
    assert!(pruned.contains("# why it is so"));
    let baseline = Baseline::parse(&pruned).unwrap();
    assert!(baseline.apply(&mut narrow.clone(), TODAY).is_empty());

    let mut broken_further = report(&[all], check, 0);
    baseline.apply(&mut broken_further, TODAY);
    assert_eq!(broken_further.exit_status, 1);
    let (accepted, count) =
        edit::accept(&pruned, &broken_further, &note(), TODAY, |_| true).unwrap();
    assert_eq!(count, 1);
    assert!(accepted.contains("# why it is so"));
    let baseline = Baseline::parse(&accepted).unwrap();
    assert!(baseline.apply(&mut broken_further, TODAY).is_empty());
    assert_eq!(broken_further.exit_status, 0);
    assert_eq!(broken_further.total(Verdict::Waived), 1);
}

#[test]
fn time_runs_out_and_names_must_be_known() {
    let fault = rule::fault("type-any-case").unwrap();
    let run = report(&[fault], fault.detected_by[0], 0);
    let until = Note {
        expires: Some(TODAY),
        ..note()
    };
    let (text, _) = edit::init(&run, &until);
    let baseline = Baseline::parse(&text).unwrap();
    assert!(baseline.apply(&mut run.clone(), TODAY).is_empty());
    let mut late = run.clone();
    let problems = baseline.apply(&mut late, TODAY.tomorrow().unwrap());
    assert_eq!(problems[0].kind, ProblemKind::Expired(TODAY));
    assert_eq!(late.exit_status, 1, "what is not waived counts");

    let unknown = text.replace(fault.detected_by[0], "request/never-there");
    let problems = Baseline::parse(&unknown)
        .unwrap()
        .apply(&mut run.clone(), TODAY);
    assert_eq!(problems[0].kind, ProblemKind::Unknown);
}

#[test]
fn tens_of_thousands_of_entries_are_read_each_with_its_line() {
    let entry = |n: usize| {
        format!(
            "[[waiver]]\ncheck = \"request/type-required\"\nfingerprint = \"{n:016x}\"\nreason = \"known\"\n"
        )
    };
    let text: String = (0..30_000).map(entry).collect();
    let all = Baseline::parse(&text).unwrap().waivers;
    assert!(
        all.iter()
            .enumerate()
            .all(|(n, waiver)| waiver.line == 4 * n + 1)
    );
    assert_eq!(all.len(), 30_000);
}

#[test]
fn mistakes_name_the_line() {
    let entry = "[[waiver]]\ncheck = \"request/minimal-accepted\"\nfingerprint = \"0\"\n";
    for (text, says) in [
        ("[[waiver]]\ncheck = 1\n".to_owned(), "line 2"),
        (format!("{entry}raeson = \"x\"\n"), "line 4"),
        (entry.to_owned(), "reason"),
        (
            format!("{entry}reason = \" \"\n"),
            "line 1: the reason is empty",
        ),
        (
            format!("{entry}reason = \"x\"\n{entry}reason = \"y\"\n"),
            "line 5: request/minimal-accepted 0 is waived in line 1",
        ),
        (
            format!("{entry}reason = \"x\"\nexpires = 12:00:00\n"),
            "is no day",
        ),
        (
            format!("{entry}reason = \"x\"\nexpires = \"soon\"\n"),
            "line 5",
        ),
        ("\u{0}".to_owned(), "line 1"),
    ] {
        let error = Baseline::parse(&text).unwrap_err().to_string();
        assert!(error.contains(says), "{text}: {error}");
    }
    assert!(Baseline::parse("").unwrap().waivers.is_empty());
}

/// A parser with two faults: the body is changed by both, or what the second makes of the first's outcome.
struct Both(Faulty, fn(&mut Outcome));

impl Parser for Both {
    fn hello(&self) -> &Hello {
        self.0.hello()
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        let mut outcome = self.0.parse(input);
        (self.1)(&mut outcome);
        outcome
    }

    fn restart(&mut self) {
        self.0.restart();
    }
}

#[test]
fn a_parser_that_breaks_further_fails() {
    let report = |parser: &mut dyn Parser| {
        let options = suite::parser::run::Options {
            cases: 0,
            cut_every: 0,
            // Large bodies take minutes without optimisation.
            selects: &|id| !id.ends_with("-survived"),
            ..suite::parser::run::Options::default()
        };
        let results = suite::parser::run::run(parser, &options);
        let facts = Facts {
            api_version: options.api_version.to_string(),
            ..Facts::default()
        };
        results.report(parser.hello(), facts)
    };
    let fault = rule::parser_faults().iter().next().unwrap();
    let mut once = report(&mut Faulty::new(fault));
    assert_eq!(once.exit_status, 1, "{}", fault.id);
    let baseline = baseline(&once);
    assert!(baseline.apply(&mut once, TODAY).is_empty());
    assert_eq!(once.exit_status, 0);
    let forgetful = |outcome: &mut Outcome| {
        if let Outcome::Accept(fields) = outcome {
            fields.clear();
        }
    };
    let mut twice = report(&mut Both(Faulty::new(fault), forgetful));
    baseline.apply(&mut twice, TODAY);
    assert_eq!(twice.exit_status, 1);
}

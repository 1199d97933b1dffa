use std::sync::Mutex;

use super::*;
use crate::finding::Judgement;
use crate::parser::builtin::Builtin;
use crate::parser::{Input, Outcome, Parser, from_fn};
use crate::rule;
use crate::suite::fuzz::corpus::Corpus;
use crate::suite::parser::run::Options;
use crate::suite::report::Facts;
use crate::{Target, suite};

/// Notes what it is told.
#[derive(Default)]
struct Notes(Mutex<Vec<Defect>>);

impl Tell for Notes {
    fn defect(&self, defect: &Defect) {
        self.0.lock().unwrap().push(defect.clone());
    }
}

fn session(cases: Option<usize>, stop: &AtomicBool) -> Session<'_> {
    Session {
        cases,
        stop,
        rulings: &[],
        accepted: &|_| false,
        tell: &(),
    }
}

fn fuzz(
    parser: impl Parser + Send + 'static,
    folder: &std::path::Path,
    known: &[&str],
) -> (RunReport, Vec<Defect>) {
    let (notes, stop) = (Notes::default(), AtomicBool::new(false));
    let session = Session {
        accepted: &|fingerprint| known.contains(&fingerprint),
        tell: &notes,
        ..session(Some(400), &stop)
    };
    let mut parsers: Vec<Box<dyn Parser + Send>> = vec![Box::new(parser)];
    let mut corpus = Corpus::open(Some(folder)).unwrap();
    let documents = suite::parser::regression::load(folder).unwrap();
    let of = (&mut corpus, documents.as_slice());
    let report = parser::run(
        &mut parsers,
        Options::default(),
        &Facts::default(),
        &session,
        of,
    );
    (report.unwrap(), notes.0.into_inner().unwrap())
}

/// Our own reader, but for keys with an ampersand.
fn forgetful() -> impl Parser + Send {
    let mut own = Builtin::own();
    from_fn(
        "forgetful",
        &[Target::Configuration],
        move |input: &Input<'_>| match input.body.windows(5).any(|window| window == b"&amp;") {
            true => Outcome::Crash("planted".to_owned()),
            false => own.parse(input),
        },
    )
}

#[test]
fn conforming_parser_has_no_defect_and_fills_a_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let (report, defects) = fuzz(Builtin::own(), folder.path(), &[]);
    assert_eq!(report.exit_status, 0, "{defects:?}");
    assert!(defects.is_empty());
    assert!(Corpus::open(Some(folder.path())).unwrap().len() > 20);
}

#[test]
fn defect_is_told_once_and_not_when_it_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let (report, defects) = fuzz(forgetful(), folder.path(), &[]);
    assert_eq!(report.exit_status, 1);
    let prints: Vec<&str> = defects
        .iter()
        .map(|d| d.finding.fingerprint.as_str())
        .collect();
    assert!(!prints.is_empty());
    let unique: std::collections::BTreeSet<&str> = prints.iter().copied().collect();
    assert_eq!(unique.len(), prints.len(), "{prints:?}");
    let (_, again) = fuzz(forgetful(), folder.path(), &[]);
    assert!(
        again
            .iter()
            .all(|d| !prints.contains(&d.finding.fingerprint.as_str()))
    );
    let other = tempfile::tempdir().unwrap();
    let (_, accepted) = fuzz(forgetful(), other.path(), &prints);
    assert!(
        accepted
            .iter()
            .all(|d| !prints.contains(&d.finding.fingerprint.as_str()))
    );
}

fn round(judgements: [Judgement; 2]) -> RunReport {
    let rules = rule::parser::catalogue().iter().zip(judgements);
    let checks = rules.map(|(rule, judgement)| CheckResult::of_parser(rule, judgement));
    RunReport::new(Facts::default(), checks.collect())
}

#[test]
fn failure_stays_and_what_was_reached_counts() {
    let failed = || Judgement::from_findings(vec![Finding::new("a", "b", "c", "one", "another")]);
    let none = || Judgement::not_applicable("nothing of it");
    let total = absorb(None, round([failed(), none()]), &|_| false);
    let total = absorb(
        Some(total),
        round([Judgement::pass(), Judgement::pass()]),
        &|_| false,
    );
    let verdicts = |report: &RunReport| [report.checks[0].verdict, report.checks[1].verdict];
    assert_eq!(verdicts(&total), [Verdict::Fail, Verdict::Pass]);
    let blocked = || round([failed(), Judgement::blocked("the server is gone")]);
    let mild = absorb(Some(total.clone()), blocked(), &|_| false);
    assert_eq!(verdicts(&mild), [Verdict::Fail, Verdict::Pass]);
    assert_eq!(mild.checks[0].findings.len(), 1);
    assert_eq!(mild.checks[0].findings[0].count, 2);
    let strict = absorb(Some(total), blocked(), &|_| true);
    assert_eq!(verdicts(&strict), [Verdict::Fail, Verdict::Blocked]);
}

#[test]
fn rounds_take_about_a_second_or_do_not_look_at_the_clock() {
    let stop = AtomicBool::new(false);
    let next = |cases, size, milliseconds| {
        let took = Duration::from_millis(milliseconds);
        session(cases, &stop).next_size(size, took, (64, 1024))
    };
    assert_eq!(next(None, 100, 100), 200);
    assert_eq!(next(None, 100, 1000), 100);
    assert_eq!(next(None, 100, 9000), 64);
    assert_eq!(next(None, 1000, 0), 1024);
    for milliseconds in [0, 1000, 9000] {
        assert_eq!(next(Some(600), 100, milliseconds), 200);
    }
}

//! The suite against one parser: twins, deviations, generated documents, truncation, and known good documents in between.

mod tally;
mod truncation;

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;

use crate::check::parser::CATALOGUE;
use crate::check::parser::ParserCheck;
use crate::finding::Finding;
use crate::finding::Judgement;
use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::generate::document::VALID;
use crate::generate::document::deviation::Effect;
use crate::generate::document::field::Target;
use crate::generate::document::field::differences;
use crate::generate::document::suite;
use crate::parser::Input;
use crate::parser::Outcome;
use crate::parser::Parser;
use crate::parser::judge::Judged;
use crate::parser::judge::Twin;
use crate::parser::judge::cause;
use crate::parser::judge::judge;
use crate::parser::run::tally::Tally;

/// What is run.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// The seed of the generated documents.
    pub seed: u64,
    /// How many documents are generated.
    pub cases: usize,
    /// Every how many bytes the examples are cut; 0 for not at all.
    pub cut_every: usize,
    /// Which checks are run, by id.
    pub selects: &'o dyn Fn(&str) -> bool,
    /// End after the first check has failed.
    pub fail_fast: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            seed: 1,
            cases: 500,
            cut_every: 1,
            selects: &|_| true,
            fail_fast: false,
        }
    }
}

/// One document of the run, as the report lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct CaseResult {
    /// `check id/name`
    pub id: String,
    /// Which document it was.
    pub target: Target,
    /// accept, reject or policy
    pub expect: String,
    /// accept, reject, service_error, unsupported, adapter_error, hang or crash
    pub outcome: String,
    /// What that is worth.
    pub verdict: Verdict,
    /// What was found, in words.
    pub detail: String,
}

/// What a run has seen.
#[derive(Debug)]
pub struct Results {
    /// Every document but the prefixes, which are one entry for each target.
    pub cases: Vec<CaseResult>,
    /// Each selected check with its judgement, in the order of the catalogue.
    pub judged: Vec<(&'static ParserCheck, Judgement)>,
    /// How many bodies were given to the parser.
    pub bodies: usize,
}

/// After so many documents of a check without an answer, its other documents are left out.
const ENOUGH: usize = 3;
/// A known good document is given after each so many.
const BETWEEN: usize = 8;

const POISONED: &str = "parser/not-poisoned";

/// Runs the suite.
pub fn run(parser: &mut dyn Parser, options: &Options<'_>) -> Results {
    let mut suite = Suite::new(parser, options);
    suite.twins();
    for document in suite::deviations(options.selects) {
        suite.document(&document, None);
    }
    for (valid, deviating) in suite::generated(options.seed, options.cases) {
        suite.pair(&valid, deviating.as_ref());
    }
    if !suite.stopped() {
        suite.truncation();
    }
    suite.finish()
}

struct Suite<'s> {
    parser: &'s mut dyn Parser,
    options: &'s Options<'s>,
    reads: BTreeMap<Target, Option<Vec<String>>>,
    twins: BTreeMap<Target, (Document, Outcome, Twin)>,
    tallies: BTreeMap<&'static str, Tally>,
    cases: Vec<CaseResult>,
    bodies: usize,
    since_known_good: usize,
}

impl<'s> Suite<'s> {
    fn new(parser: &'s mut dyn Parser, options: &'s Options<'s>) -> Self {
        let hello = parser.hello();
        let reads = hello
            .targets
            .iter()
            .map(|t| (*t, hello.reads(*t).map(<[String]>::to_vec)))
            .collect();
        Self {
            parser,
            options,
            reads,
            twins: BTreeMap::new(),
            tallies: BTreeMap::new(),
            cases: Vec::new(),
            bodies: 0,
            since_known_good: 0,
        }
    }

    fn ask(&mut self, document: &Document) -> Outcome {
        self.bodies += 1;
        self.parser.parse(&Input {
            target: document.target(),
            status: document.wire.status,
            body: document.body(),
        })
    }

    fn stopped(&self) -> bool {
        self.options.fail_fast && self.tallies.values().any(|t| t.failed())
    }

    fn reads(&self, target: Target) -> Option<&[String]> {
        self.reads.get(&target).and_then(Option::as_deref)
    }

    /// Gives both page examples, and remembers what the parser makes of them.
    fn twins(&mut self) {
        for mut document in suite::twins() {
            let target = document.target();
            if !self.reads.contains_key(&target) {
                continue;
            }
            document.id = format!("{VALID}/page-example-{}", target.as_str());
            let outcome = self.ask(&document);
            let judged = judge(&document, &outcome, self.reads(target), &Twin::default());
            if (self.options.selects)(VALID) {
                self.record(&document, &outcome, judged);
            }
            let twin = self.seen(&document, &outcome);
            self.twins.insert(target, (document, outcome, twin));
        }
    }

    /// What a valid document says of the parser before one that deviates from it is given.
    fn seen(&self, valid: &Document, outcome: &Outcome) -> Twin {
        match outcome {
            Outcome::Accept(fields) => {
                let found = differences(&valid.fields(), fields, self.reads(valid.target()));
                Twin {
                    blocked: None,
                    known: found.iter().map(cause).collect(),
                }
            }
            other => Twin {
                blocked: Some(format!("the valid twin was {}", other.describe())),
                known: Vec::new(),
            },
        }
    }

    /// A generated document: the valid one first, then what deviates from it.
    fn pair(&mut self, valid: &Document, deviating: Option<&Document>) {
        let wanted = deviating.is_some_and(|d| (self.options.selects)(d.check));
        if !wanted {
            return self.document(valid, None);
        }
        if self.stopped() || !self.reads.contains_key(&valid.target()) {
            return;
        }
        let outcome = self.ask(valid);
        let twin = self.seen(valid, &outcome);
        if let Some(document) = deviating {
            self.document(document, Some(&twin));
        }
    }

    fn document(&mut self, document: &Document, twin: Option<&Twin>) {
        let target = document.target();
        let spent = self
            .tallies
            .get(document.check)
            .is_some_and(|t| t.unanswered >= ENOUGH);
        if self.stopped()
            || spent
            || !self.reads.contains_key(&target)
            || !(self.options.selects)(document.check)
        {
            return;
        }
        let begin = Instant::now();
        let outcome = self.ask(document);
        let took = begin.elapsed();
        if outcome.is_abnormal() {
            self.confirm(document, outcome);
        } else {
            self.judge(document, &outcome, twin);
        }
        self.since_known_good += 1;
        let hostile = document.deviation.is_some_and(|d| d.is_heavy());
        if let Some(case) = self.cases.last_mut().filter(|_| hostile) {
            case.detail
                .push_str(&format!(", after {:.1} s", took.as_secs_f64()));
        }
        if hostile || self.since_known_good >= BETWEEN {
            self.known_good(document);
        }
    }

    fn judge(&mut self, document: &Document, outcome: &Outcome, twin: Option<&Twin>) {
        let none = Twin::default();
        let example = self.twins.get(&document.target()).map(|(_, _, twin)| twin);
        let twin = if document.deviation.is_some() {
            twin.or(example)
        } else {
            None
        };
        let judged = judge(
            document,
            outcome,
            self.reads(document.target()),
            twin.unwrap_or(&none),
        );
        self.record(document, outcome, judged);
    }

    /// Gives a document without an answer again, alone, to a fresh parser.
    fn confirm(&mut self, document: &Document, first: Outcome) {
        self.parser.restart();
        let second = self.ask(document);
        if second.is_abnormal() {
            self.parser.restart();
            self.judge(document, &second, None);
            self.tallies.entry(document.check).or_default().unanswered += 1;
            return;
        }
        self.judge(document, &second, None);
        let found = format!(
            "{}, but alone it was {}",
            first.describe(),
            second.describe()
        );
        let tally = self.tallies.entry(POISONED).or_default();
        tally.fail(finding(
            POISONED,
            document,
            "flaky",
            "the same answer again",
            &found,
        ));
    }

    /// The twin must be read as it was at first, whatever came before it.
    fn known_good(&mut self, after: &Document) {
        self.since_known_good = 0;
        if !(self.options.selects)(POISONED) {
            return;
        }
        let Some((document, first, _)) = self.twins.get(&after.target()) else {
            return;
        };
        let (document, first) = (document.clone(), first.clone());
        if first.is_abnormal() {
            return;
        }
        let now = self.ask(&document);
        let tally = self.tallies.entry(POISONED).or_default();
        tally.passed += 1;
        if now == first {
            return;
        }
        let found = format!(
            "first {}, later {} or with other fields",
            first.describe(),
            now.describe()
        );
        tally.fail(finding(
            POISONED,
            after,
            "poisoned",
            "the page's example is read as at first",
            &found,
        ));
        self.parser.restart();
    }

    fn record(&mut self, document: &Document, outcome: &Outcome, judged: Judged) {
        let expect = match document.effect() {
            Effect::Accept => "accept",
            Effect::Policy => "policy",
            Effect::Reject => "reject",
        };
        self.entry(document, expect, outcome.word(), judged);
    }

    fn entry(&mut self, document: &Document, expect: &str, outcome: &str, judged: Judged) {
        let tally = self.tallies.entry(document.check).or_default();
        tally.add(
            finding(
                document.check,
                document,
                &judged.cause,
                &judged.expected,
                &judged.found,
            ),
            &judged,
        );
        self.cases.push(CaseResult {
            id: document.id.clone(),
            target: document.target(),
            expect: expect.to_owned(),
            outcome: outcome.to_owned(),
            verdict: judged.verdict,
            detail: if judged.verdict == Verdict::Blocked {
                judged.cause
            } else {
                judged.found
            },
        });
    }

    fn finish(mut self) -> Results {
        let judged = CATALOGUE
            .iter()
            .filter(|check| (self.options.selects)(check.id))
            .map(|check| {
                (
                    check,
                    self.tallies
                        .remove(check.id)
                        .unwrap_or_default()
                        .conclude(check.level),
                )
            })
            .collect();
        Results {
            cases: self.cases,
            judged,
            bodies: self.bodies,
        }
    }
}

fn finding(check: &str, document: &Document, cause: &str, expected: &str, found: &str) -> Finding {
    let deviation = document.deviation.map(|d| d.id.to_owned());
    let cause = format!("{}: {cause}", deviation.as_deref().unwrap_or("valid"));
    Finding {
        deviation,
        ..Finding::new(check, &document.id, &cause, expected, found)
    }
}

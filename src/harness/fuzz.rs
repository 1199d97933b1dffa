//! What the macros for libFuzzer call: one input in this process, by the same generators and judges as everywhere.

use std::sync::atomic::AtomicBool;

use arbitrary::Unstructured;

use crate::Endpoint;
use crate::finding::{Level, Verdict};
use crate::generate::document::Document;
use crate::parser::{Input, Outcome};
use crate::reference::random::Random;
use crate::rule;
use crate::rule::parser::find;
use crate::run::Options;
use crate::suite::parser::verdict::{Twin, judge};
use crate::suite::{mutate, plan};

/// Gives the document of these choices to a parser, after its control. Checks that are `known` to fail are passed over.
///
/// # Panics
/// With the finding, where the parser does something else than the document declares.
#[expect(clippy::panic, reason = "the engine takes a panic for a defect")]
pub fn parser(data: &[u8], known: &[&str], parse: &mut dyn FnMut(&Input<'_>) -> Outcome) {
    let pool = rule::document_mutations();
    let (valid, deviating) = Document::draw_pair(&mut Unstructured::new(data), pool);
    let mut give = |document: &Document| {
        let input = Input::of(document);
        parse(&input).without_keys_of(document.body())
    };
    let fails = |document: &Document, outcome: &Outcome, twin: &Twin| {
        let counts = find(document.check).is_some_and(|rule| rule.level >= Level::Should);
        let judged = judge(document, outcome, None, twin);
        if judged.verdict == Verdict::Fail && counts && !known.contains(&document.check) {
            let body = String::from_utf8_lossy(document.body());
            panic!(
                "{}: expected {}, actual: {}\n{body}",
                document.id, judged.expected, judged.found
            );
        }
    };
    let outcome = give(&valid);
    if matches!(outcome, Outcome::Unsupported(_)) {
        return;
    }
    fails(&valid, &outcome, &Twin::default());
    if let Some(document) = deviating {
        let twin = Twin::of(&valid, &outcome, None);
        fails(&document, &give(&document), &twin);
    }
}

/// Sends the request of these choices to a server, beside gateways of its own, and deletes what it made.
///
/// # Panics
/// With the finding, where the server does not accept or refuse it as the judge says of its bytes.
#[expect(clippy::panic, reason = "the engine takes a panic for a defect")]
pub fn endpoint(data: &[u8], endpoint: &dyn Endpoint) {
    let options = Options {
        cases: 1,
        choices: vec![data.to_vec()],
        ..Options::default()
    };
    // There is no ledger to be opened.
    let judged = plan::run_seeded(endpoint, &options, &AtomicBool::new(false)).unwrap_or_default();
    for (rule, judgement) in judged {
        if let Some(finding) = judgement
            .findings
            .first()
            .filter(|_| judgement.verdict == Verdict::Fail)
        {
            panic!(
                "{}: expected {}, actual: {}",
                rule.id, finding.expected, finding.found
            );
        }
    }
}

/// Makes a libFuzzer target of a parser: one document an input, after its control. The expression is a function or closure from
/// [`Input`](crate::Input) to [`ParseOutcome`](crate::ParseOutcome); after `known` stand the ids of checks that are known to fail.
///
/// A crate that uses it depends on `libfuzzer-sys`; `vpnconform init --fuzz` writes one.
///
/// ```ignore
/// #![no_main]
/// vpnconform::fuzz_parser!(my_crate::parse, known = ["parser/unbound-prefix-rejected"]);
/// ```
#[macro_export]
macro_rules! fuzz_parser {
    ($parse:expr $(, known = [$($known:expr),* $(,)?])? $(,)?) => {
        ::libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::harness::fuzz::parser(data, &[$($($known),*)?], &mut $parse);
        });
        $crate::fuzz_mutator!();
    };
}

/// Makes a libFuzzer target of a server: one generated request an input, beside gateways of its own. The expression makes the
/// [`Endpoint`](crate::Endpoint), anew for each input.
///
/// ```ignore
/// #![no_main]
/// vpnconform::fuzz_endpoint!(my_crate::service());
/// ```
#[macro_export]
macro_rules! fuzz_endpoint {
    ($endpoint:expr $(,)?) => {
        ::libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::harness::fuzz::endpoint(data, &$endpoint);
        });
        $crate::fuzz_mutator!();
    };
}

/// The mutator of [`fuzz_parser!`](crate::fuzz_parser) and [`fuzz_endpoint!`](crate::fuzz_endpoint), for targets of your own over
/// the same generators: an input is the choices that a document or request is made of, and any bytes are choices.
#[macro_export]
macro_rules! fuzz_mutator {
    () => {
        ::libfuzzer_sys::fuzz_mutator!(|data: &mut [u8],
                                        size: usize,
                                        max_size: usize,
                                        seed: u32| {
            match seed % 4 {
                0 => ::libfuzzer_sys::fuzzer_mutate(data, size, max_size),
                _ => $crate::harness::fuzz::mutate(data, size, max_size, seed),
            }
        });
    };
}

/// Changes choices: what [`fuzz_mutator!`](crate::fuzz_mutator) calls. How long the result is.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut random = Random::new(u64::from(seed));
    let base = data.get(..size).unwrap_or_default().to_vec();
    let mut bytes = mutate::choices(&mut random, &base, &base);
    bytes.truncate(most.min(data.len()));
    if let Some(place) = data.get_mut(..bytes.len()) {
        place.copy_from_slice(&bytes);
    }
    bytes.len()
}

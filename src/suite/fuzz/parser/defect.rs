//! Defects: each is told once, with the smallest document that shows it.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::finding::{Finding, Verdict};
use crate::generate::document::Document;
use crate::generate::document::mutation::Effect;
use crate::parser::{Input, Parser};
use crate::suite::fuzz::parser::Fuzzer;
use crate::suite::fuzz::{Defect, Shown, splice};
use crate::suite::parser::verdict::{Twin, judge};
use crate::suite::report::CheckResult;

/// So many documents are given to make a spliced one smaller, in so much time.
const TRIES: (usize, Duration) = (4000, Duration::from_secs(30));

impl Fuzzer<'_> {
    /// Tells of a defect that was not known, with the smallest document that shows it.
    pub(super) fn defect(
        &mut self,
        parser: &mut dyn Parser,
        check: &CheckResult,
        finding: &Finding,
        failing: Option<&Document>,
        small: Option<(Document, Finding)>,
    ) -> io::Result<()> {
        if !self.seen.insert(finding.fingerprint.clone()) {
            return Ok(());
        }
        if self.corpus.knows(&finding.fingerprint) || (self.session.accepted)(&finding.fingerprint)
        {
            self.status.known += 1;
            return Ok(());
        }
        let (document, finding) = match (small, failing) {
            (Some((document, found)), _) => (Some(document), found),
            (None, Some(spliced))
                if spliced.stored.is_some() && spliced.effect() == Effect::Reject =>
            {
                (
                    Some(fewer_bytes(parser, spliced.clone(), self.session.stop)),
                    finding.clone(),
                )
            }
            // An answer that changes has no document of its own.
            (None, failing) => (failing.cloned(), finding.clone()),
        };
        let file = match &document {
            Some(document) => self.corpus.keep_defect(document, &finding)?,
            None => None,
        };
        self.status.defects += 1;
        self.status.last_new = Instant::now();
        self.session.tell.defect(&Defect {
            checks: vec![check.id.clone()],
            finding,
            summary: None,
            file,
            shown: Shown::Request,
        });
        Ok(())
    }
}

/// The document without the bytes that the defect does not need.
fn fewer_bytes(parser: &mut dyn Parser, mut best: Document, stop: &AtomicBool) -> Document {
    let (mut left, begin) = (TRIES.0, Instant::now());
    let fails = |parser: &mut dyn Parser, document: &Document| {
        let input = Input::of(document);
        let outcome = parser.parse(&input);
        if outcome.is_abnormal() {
            parser.restart();
        }
        let reads = parser.hello().reads(document.target());
        judge(document, &outcome, reads, &Twin::default()).verdict == Verdict::Fail
    };
    let mut length = best.body().len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < best.body().len() {
            let is_over = begin.elapsed() > TRIES.1 || stop.load(Ordering::Relaxed);
            left = match left.checked_sub(1).filter(|_| !is_over) {
                Some(left) => left,
                None => return best,
            };
            let mut body = best.body().to_vec();
            drop(body.drain(at..body.len().min(at + length)));
            let candidate = splice::expected(&best, body);
            let same = candidate.check == best.check && candidate.effect() == best.effect();
            if same && fails(parser, &candidate) {
                best = candidate;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    best
}

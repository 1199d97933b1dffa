//! Checks of errors: status, envelope, headers.

mod code;
mod content;
mod envelope;

use crate::evidence::{Evidence, Record};
use crate::exchange::HttpResponse;
use crate::finding::Judgement;
use crate::request::expectation::{Ambiguity, Expectation};
use crate::rule::Check;
use crate::rule::findings::{Gather, Scribe};
use crate::xml::Element;

/// The checks of this family.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    envelope::CHECKS
        .iter()
        .chain(&code::CHECKS)
        .chain(&content::CHECKS)
}

/// Applies a rule to every error of the service.
fn errors(
    check: &'static str,
    evidence: &Evidence,
    rule: impl Fn(&mut Scribe<'_, '_>, &HttpResponse),
) -> Judgement {
    let mut gather = Gather::new(check);
    for record in &evidence.records {
        if let Some(response) = error(record) {
            rule(&mut gather.exchange(evidence, record), response);
        }
    }
    gather.finish(nothing_rejected)
}

/// Applies a rule to every error whose body is the envelope, so that one defect is one finding.
fn envelopes(
    check: &'static str,
    evidence: &Evidence,
    rule: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    let mut gather = Gather::new(check);
    for record in evidence.records.iter().filter(|r| error(r).is_some()) {
        if let Some(root) = record
            .view()
            .root()
            .filter(|root| root.name() == "Response")
        {
            rule(&mut gather.exchange(evidence, record), root);
        }
    }
    gather.finish(
        || match evidence.records.iter().any(|r| error(r).is_some()) {
            true => Judgement::blocked("no error has the envelope"),
            false => nothing_rejected(),
        },
    )
}

/// The response, if it is an error that the service itself has made: not one of the HTTP server before it, which never
/// lets bytes that are no request target, or too many of them, through to the service.
fn error(record: &Record) -> Option<&HttpResponse> {
    let response = record.exchange.response.as_ref().ok()?;
    let before_the_service = matches!(response.status, 413 | 414 | 431)
        || record.case.expectation == Expectation::Unspecified(Ambiguity::Bytes);
    (matches!(response.status, 400..=599) && !before_the_service).then_some(response)
}

fn nothing_rejected() -> Judgement {
    Judgement::blocked("no request was answered with an error")
}

#[cfg(test)]
mod tests;

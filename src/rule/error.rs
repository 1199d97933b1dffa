//! Checks of errors: status, envelope, headers.

use std::sync::LazyLock;

use crate::evidence::{Evidence, Record};
use crate::exchange::HttpResponse;
use crate::finding::Judgement;
use crate::request::expectation::{Ambiguity, Expectation};
use crate::rule::findings::{Gather, Scribe};
use crate::rule::{Rule, request, rules, state};
use crate::xml::Element;

rules! {
    envelope,
    no_namespace,
    request_id,
    request_id_unique,
    status_4xx,
    code_and_message,
    code_plausible,
    content_type,
    markup_escaped,
}

pub(in crate::rule) use envelope::envelope;

/// Rules whose requests are refused, each for another reason and by another action: the rules of errors read what comes back.
pub(in crate::rule) fn refused() -> &'static [&'static Rule] {
    static RULES: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
        let careless = request::CARELESS.iter().copied();
        careless.chain(state::REFUSED.iter().copied()).collect()
    });
    &RULES
}

/// Applies a rule to every error of the service.
pub(in crate::rule) fn errors(
    rule: &'static Rule,
    evidence: &Evidence,
    look: impl Fn(&mut Scribe<'_, '_>, &HttpResponse),
) -> Judgement {
    errors_of(rule, evidence, |_| true, look)
}

/// Applies a rule to every error of the service whose status and header fields are known.
pub(in crate::rule) fn heads(
    rule: &'static Rule,
    evidence: &Evidence,
    look: impl Fn(&mut Scribe<'_, '_>, &HttpResponse),
) -> Judgement {
    errors_of(rule, evidence, |record| record.extent.head, look)
}

fn errors_of(
    rule: &'static Rule,
    evidence: &Evidence,
    which: fn(&Record) -> bool,
    look: impl Fn(&mut Scribe<'_, '_>, &HttpResponse),
) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.records.iter().filter(|record| which(record)) {
        if let Some(response) = error(record) {
            look(&mut gather.exchange(evidence, record), response);
        }
    }
    gather.finish(nothing_rejected)
}

/// Applies a rule to every error whose body is the envelope, so that one defect is one finding.
pub(in crate::rule) fn envelopes(
    rule: &'static Rule,
    evidence: &Evidence,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.records.iter().filter(|r| error(r).is_some()) {
        if let Some(root) = record
            .view()
            .root()
            .filter(|root| root.name() == "Response")
        {
            look(&mut gather.exchange(evidence, record), root);
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
pub(in crate::rule) fn error(record: &Record) -> Option<&HttpResponse> {
    let response = record.exchange.response.as_ref().ok()?;
    let before_the_service = matches!(response.status, 413 | 414 | 431)
        || record.case.expectation == Expectation::Unspecified(Ambiguity::Bytes);
    (matches!(response.status, 400..=599) && !before_the_service).then_some(response)
}

pub(in crate::rule) fn nothing_rejected() -> Judgement {
    Judgement::blocked("no request was answered with an error")
}

#[cfg(test)]
mod tests;

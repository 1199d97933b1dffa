//! Checks of requests: what a client sends, seen by `vpnconform proxy` and `vpnconform serve --judge`.

use crate::evidence::{Evidence, Part, Record};
use crate::exchange::HttpRequest;
use crate::finding::{Finding, Judgement};
use crate::rule::Rule;
use crate::rule::rules;

rules! {
    request_valid,
    signed,
    signature_covers_request,
    no_secret_in_url,
}

/// Something wrong with a request: its kind, what was expected and what was sent. Never a value that may be secret.
struct Wrong {
    cause: &'static str,
    expected: &'static str,
    actual: String,
}

/// Applies a rule to every request that was saved or passed by; `None` where the rule is not about it.
fn requests(
    rule: &'static Rule,
    evidence: &Evidence,
    look: impl Fn(&Record, &HttpRequest) -> Option<Vec<Wrong>>,
) -> Judgement {
    let mut findings: Vec<Finding> = Vec::new();
    let mut judged = 0;
    let once = |r: &&Record| matches!(r.extent.part, Part::Response | Part::Item(0));
    let known = evidence.records.iter().filter(|r| r.extent.request);
    for record in known.filter(once) {
        let Some(wrong) = look(record, &record.exchange.request) else {
            continue;
        };
        judged += 1;
        for wrong in wrong {
            let id = &record.case.id;
            let mut finding = Finding::new(rule.id, id, wrong.cause, wrong.expected, wrong.actual);
            finding.add_members([wrong.cause.to_owned()]);
            let same = |f: &&mut Finding| f.fingerprint == finding.fingerprint;
            match findings.iter_mut().find(same) {
                Some(first) => first.count += 1,
                None => findings.push(finding),
            }
        }
    }
    match judged {
        0 => Judgement::blocked("no request was seen"),
        _ => rule.verdict(findings),
    }
}

#[cfg(test)]
mod tests;

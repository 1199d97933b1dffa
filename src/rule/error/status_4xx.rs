//! A client error has a status from 400 to 499.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::request::expectation::Expectation;
use crate::rule::error::nothing_rejected;
use crate::rule::findings::{Gather, quote};
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};

pub(super) static RULE: Rule = Rule {
    id: "error/status-4xx",
    level: Level::Must,
    summary: "A client error has a status from 400 to 499.",
    requirements: &["error/status"],
    explain: "The status tells a client whether to try again: an error of the request is a 4xx, one of the server a 5xx. \
            With 200, clients report success without a connection; with 500, they repeat a request that can never \
            succeed. The code says whose error it is: InternalError, Unavailable and the like belong to a 5xx.\n\
            Passes: 400 with MissingParameter, 401 with AuthFailure, 503 with RequestLimitExceeded.\n\
            Fails: 200 with an error envelope, 500 with InvalidParameterValue.",
    reads: &[&REJECTED],
    with: error::refused,
    judge: status,
    faults: &[
        Fault::new(
            "error-with-200",
            "sends the envelope of an error with status 200",
            Hook::Wire(Scope::Refused, |mut response, _| {
                response.status = 200;
                Ok(response)
            }),
        ),
        Fault::new(
            "error-with-500",
            "blames itself for every error of the client",
            Hook::Wire(Scope::Refused, |mut response, _| {
                response.status = 500;
                Ok(response)
            }),
        ),
    ],
    variants: &[Variant::new(
        "status-404",
        "refuses with status 404 what does not exist, and with 403 everything else",
        Hook::Wire(Scope::Refused, |mut response, _| {
            let missing = response.body.windows(9).any(|w| w == b".NotFound");
            response.status = if missing { 404 } else { 403 };
            Ok(response)
        }),
    )],
    ..Rule::SERVER
};

/// How codes begin that say that the client is at fault (protocol notes, section 4). Other codes, such as the name of an exception,
/// do not say whose fault it is: the status does.
const CLIENT_CODES: [&str; 6] = [
    "AuthFailure",
    "Invalid",
    "Malformed",
    "Missing",
    "UnknownParameter",
    "Unsupported",
];

/// Codes of a server that has too much to do, whatever the request is.
const BUSY: [&str; 6] = [
    "EC2ThrottledException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "Unavailable",
];

fn status(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.records.iter().filter(|r| r.extent.head) {
        let Ok(response) = &record.exchange.response else {
            continue;
        };
        let Some(root) = record
            .view()
            .root()
            .filter(|root| root.name() == "Response")
        else {
            continue;
        };
        let code = root
            .path("Errors/Error/Code")
            .map(|code| code.text().trim().to_owned())
            .unwrap_or_default();
        let mut scribe = gather.exchange(evidence, record);
        let cause = match response.status {
            400..=499 => continue,
            // Of a request that must be rejected the server cannot say that it is its own fault.
            500..=599 if !must_reject(record) && !is_of_client(&code) => continue,
            500..=599 if BUSY.contains(&code.as_str()) => continue,
            500..=599 => "a status of the server's errors",
            200..=299 => "a status of success",
            _ => "another status",
        };
        let found = format!("status {} with the code {}", response.status, quote(&code));
        scribe.whole(cause, "a status of 400 to 499", found);
    }
    gather.finish(nothing_rejected)
}

fn is_of_client(code: &str) -> bool {
    CLIENT_CODES.iter().any(|word| code.starts_with(word))
}

fn must_reject(record: &Record) -> bool {
    matches!(record.case.expectation, Expectation::MustReject(_))
}

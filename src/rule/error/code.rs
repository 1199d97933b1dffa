//! Status and code of an error.

use crate::evidence::{Evidence, Outcome, Record};
use crate::finding::{Judgement, Level};
use crate::request::expectation::{Expectation, Reason};
use crate::rule::Check;
use crate::rule::error::nothing_rejected;
use crate::rule::findings::{Gather, quote};
use crate::rule::shared_probe::REJECTED;

pub(super) static CHECKS: [Check; 2] = [
    Check {
        id: "error/status-4xx",
        level: Level::Must,
        summary: "An error that the client has made comes with a status of 400 to 499.",
        clauses: &["error/status"],
        since: None,
        until: None,
        explain: "The status tells a client whether to try again: an error of the request is a 4xx, one of the server a 5xx. \
            With 200, clients report success without a connection; with 500, they repeat a request that can never \
            succeed. The code says whose error it is: InternalError, Unavailable and the like belong to a 5xx.\n\
            Passes: 400 with MissingParameter, 401 with AuthFailure, 503 with RequestLimitExceeded.\n\
            Fails: 200 with an error envelope, 500 with InvalidParameterValue.",
        probes: &[&REJECTED],
        judge: status,
    },
    Check {
        id: "error/code-plausible",
        level: Level::May,
        summary: "The code of an error is one that fits what is wrong with the request.",
        clauses: &["error/codes"],
        since: None,
        until: None,
        explain: "The page names no codes; those listed for the service are known, but not which of them this action of this \
            version gives for which request, nor which error comes first. So this is a check of level may.\n\
            Passes: MissingParameter for an absent Type; InvalidCustomerGatewayID.NotFound or \
            InvalidCustomerGatewayId.Malformed for a malformed id; InvalidParameterValue fits any of them.\n\
            Fails: InvalidCustomerGatewayID.NotFound for an absent CustomerGatewayId; InternalError for anything a client \
            did wrong; a code nobody has listed.",
        probes: &[&REJECTED],
        judge: plausible,
    },
];

/// Codes that say that the server, not the client, is at fault (protocol notes, section 4).
const SERVER_CODES: [&str; 10] = [
    "EC2ThrottledException",
    "InsufficientInstanceCapacity",
    "InternalError",
    "InternalFailure",
    "RequestLimitExceeded",
    "ServerInternal",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "Unavailable",
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

/// Codes that say no more than that something is wrong with a parameter, or with how it is written.
const ANYTHING: [&str; 3] = [
    "InvalidParameter",
    "InvalidParameterValue",
    "MalformedQueryString",
];

/// Codes about who asks, how often and how much: they say nothing of the request itself.
const ABOUT_THE_CALLER: [&str; 12] = [
    "AuthFailure",
    "Blocked",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "OptInRequired",
    "PendingVerification",
    "RequestExpired",
    "RequestLimitExceeded",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "VpnConnectionLimitExceeded",
];

fn status(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("error/status-4xx");
    for record in &evidence.records {
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
            500..=599 if SERVER_CODES.contains(&code.as_str()) && !must_reject(record) => continue,
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

fn must_reject(record: &Record) -> bool {
    matches!(record.case.expectation, Expectation::MustReject(_))
}

fn plausible(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("error/code-plausible");
    for record in &evidence.records {
        let Outcome::Rejected {
            code: Some(code), ..
        } = &record.view().outcome
        else {
            continue;
        };
        let Expectation::MustReject(reason) = record.case.expectation else {
            continue;
        };
        let Some((codes, wanted)) = codes(reason) else {
            continue;
        };
        if ABOUT_THE_CALLER.contains(&code.as_str()) {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        if !codes.iter().chain(&ANYTHING).any(|known| fits(known, code)) {
            let at = record
                .view()
                .root()
                .and_then(|root| root.path("Errors/Error/Code"))
                .map_or(0, |code| code.text_offset());
            scribe.outer(
                at,
                &format!("another code for {wanted}"),
                wanted_codes(codes, wanted),
                quote(code),
            );
        }
    }
    gather
        .finish(|| Judgement::blocked("no request that must be rejected was answered with a code"))
}

fn wanted_codes(codes: &[&str], wanted: &str) -> String {
    format!("{} for {wanted}", codes.join(", "))
}

/// Upper and lower case of the D in ID differ within the documentation itself.
fn fits(known: &str, code: &str) -> bool {
    known.eq_ignore_ascii_case(code)
        || known.strip_prefix('*').is_some_and(|end| {
            code.to_ascii_lowercase()
                .ends_with(&end.to_ascii_lowercase())
        })
}

/// The codes that fit, and what is wrong in words.
fn codes(reason: Reason) -> Option<(&'static [&'static str], &'static str)> {
    Some(match reason {
        Reason::Action => (
            &["InvalidAction", "MissingAction", "MissingParameter"],
            "an action that does not exist",
        ),
        Reason::Missing => (
            &["MissingParameter", "InvalidParameterCombination"],
            "a parameter that is absent",
        ),
        Reason::Type => (
            &[
                "InvalidParameterValue",
                "Unsupported",
                "UnsupportedOperation",
            ],
            "a type other than ipsec.1",
        ),
        Reason::Malformed => (
            &["*.Malformed", "*.NotFound", "InvalidParameterValue"],
            "an id that is malformed",
        ),
        Reason::NotFound => (
            &[
                "*.NotFound",
                "InvalidCustomerGatewayId.Malformed",
                "InvalidVpnGatewayId.Malformed",
            ],
            "a gateway that does not exist",
        ),
        Reason::Deleted => (
            &[
                "*.NotFound",
                "InvalidCustomerGatewayState",
                "InvalidVpnGatewayState",
                "IncorrectState",
            ],
            "a gateway that was deleted",
        ),
        Reason::UnknownParameter => (
            &[
                "UnknownParameter",
                "InvalidQueryParameter",
                "MissingParameter",
            ],
            "a parameter that does not exist",
        ),
        Reason::Padded => (
            &["*.Malformed", "*.NotFound", "InvalidParameterValue"],
            "a value with white space around it",
        ),
        Reason::Version => (
            &["NoSuchVersion", "MissingParameter"],
            "a version that does not exist",
        ),
        #[expect(unreachable_patterns, reason = "more reasons may come")]
        _ => return None,
    })
}

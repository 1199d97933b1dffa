//! The envelope of an error (protocol notes, section 3.7).

use std::collections::BTreeMap;

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::rule::Check;
use crate::rule::error::{envelopes, error, errors, nothing_rejected};
use crate::rule::findings::{Gather, Scribe, quote};
use crate::rule::response::rule;
use crate::rule::shared_probe::REJECTED;
use crate::xml::Element;

pub(super) static CHECKS: [Check; 4] = [
    Check {
        id: "error/envelope",
        level: Level::Must,
        summary: "The body of an error is Response with Errors, Error, Code and Message.",
        clauses: &["error/envelope"],
        since: None,
        until: None,
        explain: "Clients read the code to decide what to do: without the envelope they report an unknown error, or that \
            the answer cannot be parsed.\n\
            Passes: <Response><Errors><Error><Code>MissingParameter</Code><Message>The request must contain the parameter \
            Type</Message></Error></Errors><RequestID>...</RequestID></Response>.\n\
            Fails: an HTML page, JSON, an empty body, ErrorResponse as the root element, an Error without Code.",
        probes: &[&REJECTED],
        judge: |evidence| errors("error/envelope", evidence, |scribe, _| envelope(scribe)),
    },
    Check {
        id: "error/no-namespace",
        level: Level::Should,
        summary: "The envelope of an error is in no namespace.",
        clauses: &["error/no-namespace"],
        since: None,
        until: None,
        explain: "Unlike a success, an error has no xmlns on the wire. A client that looks up Errors without a namespace \
            finds nothing where there is one.\n\
            Passes: <Response><Errors>.\n\
            Fails: <Response xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">.",
        probes: &[&REJECTED],
        judge: |evidence| {
            envelopes("error/no-namespace", evidence, |scribe, root| {
                if let Some(namespace) = root.namespace().filter(|n| !n.is_empty()) {
                    scribe.outer(
                        root.offset(),
                        "a namespace",
                        "no namespace",
                        quote(namespace),
                    );
                }
            })
        },
    },
    Check {
        id: "error/request-id",
        level: Level::Must,
        summary: "The envelope of an error has a RequestID that is not empty.",
        clauses: &["error/request-id"],
        since: None,
        until: None,
        explain: "It stands beside Errors, and is written with a capital D, unlike the requestId of a success.\n\
            Passes: <RequestID>15d5b5ac-d58d-464a-b03c-302ea46383d5</RequestID>.\n\
            Fails: none, an empty one, requestId, one within Error.",
        probes: &[&REJECTED],
        judge: |evidence| envelopes("error/request-id", evidence, request_id),
    },
    Check {
        id: "error/request-id-unique",
        level: Level::Should,
        summary: "No two errors have the same RequestID.",
        clauses: &["error/request-id"],
        since: None,
        until: None,
        explain: "One id for many requests identifies none of them.\n\
            Passes: a different RequestID in each error.\n\
            Fails: the same one in every error.",
        probes: &[&REJECTED],
        judge: request_id_unique,
    },
];

fn envelope(scribe: &mut Scribe<'_, '_>) {
    const EXPECTED: &str = "Response/Errors/Error with Code and Message";
    let view = scribe.record.view();
    let Some(root) = view.root() else {
        if let Some(error) = view.outer_error() {
            let found = format!("a body that is not XML: {error}");
            scribe.outer(
                error.offset,
                &format!("not XML: {}", rule(error)),
                EXPECTED,
                found,
            );
        }
        return;
    };
    if root.name() != "Response" {
        scribe.outer(
            root.offset(),
            "another root element",
            EXPECTED,
            quote(root.name()),
        );
        return;
    }
    let errors: Vec<Element<'_>> = root
        .child("Errors")
        .into_iter()
        .flat_map(|errors| errors.children())
        .filter(|error| error.name() == "Error")
        .collect();
    if errors.is_empty() {
        scribe.outer(
            root.offset(),
            "no Errors/Error",
            EXPECTED,
            "no Error in Errors",
        );
    }
    for error in errors {
        match error.child("Code") {
            None => scribe.outer(error.offset(), "no Code", EXPECTED, "an Error without Code"),
            Some(code) if code.text().trim().is_empty() => {
                scribe.outer(code.offset(), "empty Code", EXPECTED, "an empty Code");
            }
            Some(_) => {}
        }
        if error.child("Message").is_none() {
            scribe.outer(
                error.offset(),
                "no Message",
                EXPECTED,
                "an Error without Message",
            );
        }
    }
}

fn request_id(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    match root.child("RequestID") {
        Some(id) if id.text().trim().is_empty() => {
            scribe.outer(id.offset(), "empty", "a RequestID", "an empty element");
        }
        Some(_) => {}
        None => {
            let other = root
                .children()
                .find(|c| c.name().eq_ignore_ascii_case("RequestID"));
            match other {
                Some(other) => {
                    scribe.outer(
                        other.offset(),
                        "another spelling",
                        "RequestID",
                        quote(other.name()),
                    );
                }
                None => scribe.outer(root.offset(), "absent", "a RequestID", "none"),
            }
        }
    }
}

fn request_id_unique(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("error/request-id-unique");
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut compared = 0;
    for record in evidence.records.iter().filter(|r| error(r).is_some()) {
        let id = record
            .view()
            .root()
            .and_then(|root| root.child("RequestID"));
        let Some(id) = id.filter(|id| !id.text().trim().is_empty()) else {
            continue;
        };
        compared += 1;
        let mut scribe = gather.exchange(evidence, record);
        let text = id.text().trim().to_owned();
        if let Some(first) = seen.get(text.as_str()) {
            let found = format!("the RequestID of {first}");
            scribe.outer(
                id.offset(),
                "the same value again",
                "a RequestID of its own",
                found,
            );
        } else {
            seen.insert(text, &record.case.id);
        }
    }
    match compared {
        0 => nothing_rejected(),
        1 => Judgement::blocked("only one RequestID was seen: nothing to compare it with"),
        _ => gather.finish(nothing_rejected),
    }
}

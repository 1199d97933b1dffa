//! The body of an error is Response with Errors, Error, Code and Message.

use crate::finding::Level;
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::error::errors;
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::{Answer, Look};
use crate::rule::response::envelope::broken_rule;
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "error/envelope",
    level: Level::Must,
    summary: "The body of an error is Response with Errors, Error, Code and Message.",
    requirements: &["error/envelope"],
    explain: "Clients read the code to decide what to do: without the envelope they report an unknown error, or that \
            the answer cannot be parsed.\n\
            Passes: <Response><Errors><Error><Code>MissingParameter</Code><Message>The request must contain the parameter \
            Type</Message></Error></Errors><RequestID>...</RequestID></Response>.\n\
            Fails: an HTML page, JSON, an empty body, ErrorResponse as the root element, an Error without Code, two Errors.",
    reads: &[&REJECTED],
    looks_at: &[
        Look::Element("Error/Code"),
        Look::Element("Error/Message"),
        Look::Text(Answer::Error),
        Look::Namespace(Answer::Error),
        Look::Rest(Answer::Error),
    ],
    with: error::refused,
    judge: |rule, evidence| errors(rule, evidence, |scribe, _| envelope(scribe)),
    faults: &[
        Fault::new(
            "error-empty",
            "sends no body with an error",
            Hook::Wire(Scope::Refused, |response, _| Ok(with_body(response, ""))),
        ),
        Fault::new(
            "error-in-text",
            "sends an error as a line of text",
            Hook::Wire(Scope::Refused, |response, _| {
                Ok(with_body(response, "Bad Request\n"))
            }),
        ),
        Fault::new(
            "error-in-html",
            "sends an error as a page of HTML",
            Hook::Wire(Scope::Refused, |response, _| {
                Ok(with_body(
                    response,
                    "<!doctype html><html><head><title>400</title></head><body><p>Bad Request</body></html>",
                ))
            }),
        ),
        Fault::new(
            "error-in-json",
            "sends an error as JSON",
            Hook::Wire(Scope::Refused, |response, _| {
                Ok(with_body(
                    response,
                    "{\"__type\":\"InvalidParameterValue\",\"message\":\"Bad Request\"}",
                ))
            }),
        ),
        Fault::new(
            "error-of-other-service",
            "sends an error in the envelope of newer services",
            Hook::Answer(Scope::Refused, |root, _| {
                root.name = "ErrorResponse".to_owned();
                let error = root.at(&["Errors", "Error"]).cloned();
                root.remove("Errors");
                if let Some(error) = error {
                    root.children
                        .insert(0, crate::reference::element::Node::Element(error));
                }
            }),
        ),
        Fault::new(
            "error-without-errors",
            "leaves out Errors around Error",
            Hook::Answer(Scope::Refused, |root, _| {
                let error = root.at(&["Errors", "Error"]).cloned();
                root.remove("Errors");
                if let Some(error) = error {
                    root.children
                        .insert(0, crate::reference::element::Node::Element(error));
                }
            }),
        ),
        Fault::new(
            "errors-twice",
            "sends Errors a second time in an error",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(errors) = root.at(&["Errors"]).cloned() {
                    root.children
                        .push(crate::reference::element::Node::Element(errors));
                }
            }),
        ),
        Fault::new(
            "error-without-code",
            "leaves out the code of an error",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(error) = root.at(&["Errors", "Error"]) {
                    error.remove("Code");
                }
            }),
        ),
        Fault::new(
            "error-without-message",
            "leaves out the message of an error",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(error) = root.at(&["Errors", "Error"]) {
                    error.remove("Message");
                }
            }),
        ),
        Fault::new(
            "error-cut",
            "stops in the middle of an error",
            Hook::Wire(Scope::Refused, |response, _| {
                let half = response.body.len() / 2;
                let body = response.body.get(..half).unwrap_or_default().to_vec();
                Ok(with_body(response, body))
            }),
        ),
    ],
    variants: &[Variant::new(
        "blank-lines",
        "puts blank lines between elements, also in errors",
        Hook::Style(Scope::Any, |s| {
            s.indent = Some(3);
            s.newline = "\n \t\n";
        }),
    )],
    ..Rule::SERVER
};

pub(in crate::rule) fn envelope(scribe: &mut Scribe<'_, '_>) {
    const EXPECTED: &str = "Response/Errors/Error with Code and Message";
    let view = scribe.record.view();
    let Some(root) = view.root() else {
        if let Some(error) = view.outer_error() {
            let found = format!("a body that is not XML: {error}");
            scribe.outer(
                error.offset,
                &format!("not XML: {}", broken_rule(error)),
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
    if let Some(second) = root.children().filter(|c| c.name() == "Errors").nth(1) {
        scribe.outer(second.offset(), "Errors twice", EXPECTED, "a second Errors");
    }
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

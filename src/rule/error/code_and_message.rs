//! Code is a single token for programs, and Message is text for people.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::error::envelopes;
use crate::rule::findings::quote;
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};

pub(super) static RULE: Rule = Rule {
    id: "error/code-and-message",
    level: Level::Should,
    summary: "Code is a single token for programs, and Message is text for people.",
    requirements: &["error/envelope", "error/codes"],
    explain: "Clients compare the code with the ones they know. Every code of the service is one word of letters, digits and \
            dots.\n\
            Passes: <Code>InvalidParameterValue</Code>, <Code>InvalidVpnGatewayID.NotFound</Code>.\n\
            Fails: <Code>The request must contain the parameter Type</Code>; white space around the code; an empty message; either of them twice, or with an element in it.",
    reads: &[&REJECTED],
    with: error::refused,
    judge: |rule, evidence| {
        envelopes(rule, evidence, |scribe, root| {
            for name in ["Code", "Message"] {
                let element = root.path(&format!("Errors/Error/{name}"));
                let error = root.path("Errors/Error");
                let mut all = error
                    .into_iter()
                    .flat_map(|e| e.children().filter(|child| child.name() == name));
                if let Some(second) = all.nth(1) {
                    scribe.outer(
                        second.offset(),
                        &format!("{name} twice"),
                        format!("{name} once"),
                        "a second one",
                    );
                }
                if let Some(child) = element.and_then(|e| e.children().next()) {
                    scribe.outer(
                        child.offset(),
                        &format!("element in {name}"),
                        format!("only text in {name}"),
                        format!("the element {}", quote(child.name())),
                    );
                }
            }
            if let Some(message) = root.path("Errors/Error/Message")
                && message.children().next().is_none()
                && message.text().trim().is_empty()
            {
                scribe.outer(
                    message.offset(),
                    "empty Message",
                    "a Message that says what is wrong",
                    "an empty Message",
                );
            }
            let Some(code) = root.path("Errors/Error/Code") else {
                return;
            };
            let text = code.text();
            let is_word = text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-:".contains(&b));
            // That there is one is another rule.
            if !is_word && !text.trim().is_empty() {
                scribe.outer(
                    code.text_offset(),
                    "no word",
                    "a Code of letters, digits and dots",
                    quote(text),
                );
            }
        })
    },
    faults: &[
        Fault::new(
            "error-message-empty",
            "leaves the message of an error empty",
            Hook::Answer(Scope::Refused, |root, _| {
                root.set(&["Errors", "Error", "Message"], "");
            }),
        ),
        Fault::new(
            "error-code-padded",
            "sends the code of an error with line feeds around it",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(code) = root.at(&["Errors", "Error", "Code"]) {
                    let text = format!("\n      {}\n    ", code.text());
                    root.set(&["Errors", "Error", "Code"], text);
                }
            }),
        ),
        Fault::new(
            "code-and-message-swapped",
            "puts the message into Code and the code into Message",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(error) = root.at(&["Errors", "Error"]) {
                    let text = |error: &mut crate::reference::element::Element, name: &str| {
                        error.at(&[name]).map(|e| e.text()).unwrap_or_default()
                    };
                    let (code, message) = (text(error, "Code"), text(error, "Message"));
                    error.set(&["Code"], message);
                    error.set(&["Message"], code);
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

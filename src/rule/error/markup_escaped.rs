//! Markup in a value of the request is text in an error.

use crate::evidence::{Evidence, Outcome};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::error::{error, nothing_rejected};
use crate::rule::findings::Gather;
use crate::rule::look::Look;
use crate::rule::response::markup::{injected, markup};
use crate::rule::shared_probe::REJECTED_MARKUP;
use crate::rule::{Rule, error};
use crate::xml::ErrorKind;

pub(super) static RULE: Rule = Rule {
    id: "error/markup-escaped",
    level: Level::Must,
    summary: "Markup in a value of the request is text in an error.",
    requirements: &["wire/body-xml", "error/envelope"],
    explain: "A message that repeats a value has to escape it; otherwise whoever chooses the value writes elements of \
            the error, or a script into an error page.\n\
            Passes: a message without the value, or with &lt;vpnconform&gt;.\n\
            Fails: an element of that name in the error; an envelope that is not well-formed any more.",
    reads: &[&REJECTED_MARKUP],
    looks_at: &[Look::Element("Error/Message")],
    with: error::refused,
    judge: markup_escaped,
    faults: &[Fault::new(
        "error-message-raw",
        "repeats what it was sent in a message without escaping it",
        Hook::Style(Scope::Refused, |style| {
            style.text = |text, out| out.push_str(text)
        }),
    )],
    variants: &[Variant::new(
        "other-messages",
        "explains refusals in words of its own, and echoes nothing",
        Hook::Answer(Scope::Refused, |root, _| {
            root.set(
                &["Errors", "Error", "Message"],
                "Nein. \u{2014} \u{1F6AB} <no> & \"no\"",
            );
        }),
    )],
    ..Rule::SERVER
};

fn markup_escaped(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    // What is broken without any markup, or by a character that is none, is the affair of error/envelope.
    let intact = evidence.records.iter().any(|record| {
        error(record).is_some() && markup(record).is_empty() && record.view().root().is_some()
    });
    let mut gather = Gather::new(rule);
    for record in &evidence.records {
        let Some(response) = error(record) else {
            continue;
        };
        let names = markup(record);
        if names.is_empty() {
            continue;
        }
        let view = record.view();
        let mut scribe = gather.exchange(evidence, record);
        let expected = "the markup of the request as text";
        match view.root() {
            Some(root) => {
                if let Some(element) = injected(root, &names) {
                    let found = "an element that the request named";
                    scribe.outer(element.offset(), "element of the request", expected, found);
                }
            }
            None => {
                let tag = names
                    .iter()
                    .filter(|name| !name.is_empty())
                    .find_map(|name| {
                        memchr::memmem::find(&response.body, format!("<{name}").as_bytes())
                    });
                let broken = intact
                    && matches!(view.outcome, Outcome::Rejected { .. })
                    && memchr::memmem::find(&response.body, b"<Response").is_some();
                if let Some(at) = tag {
                    let found = "a tag that the request named";
                    scribe.outer(at, "tag of the request", expected, found);
                } else if let Some(error) = view
                    .outer_error()
                    .filter(|error| broken && error.kind != ErrorKind::Character)
                {
                    scribe.outer(
                        error.offset,
                        "envelope broken by markup",
                        expected,
                        error.to_string(),
                    );
                }
            }
        }
    }
    gather.finish(
        || match evidence.records.iter().any(|r| error(r).is_some()) {
            true => Judgement::not_applicable("no request with markup in a value was rejected"),
            false => nothing_rejected(),
        },
    )
}

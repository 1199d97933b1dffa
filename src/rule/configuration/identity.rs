//! The inner document is about the connection and the gateways that were asked for.

use crate::evidence::Evidence;
use crate::finding::Judgement;
use crate::request::fixtures::Fixtures;
use crate::rule::configuration::{trimmed, tunnels};
use crate::rule::findings::{Gather, Scribe, quote};
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(in crate::rule) fn same(
    scribe: &mut Scribe<'_, '_>,
    root: Element<'_>,
    element: &str,
    parameter: &str,
) {
    // Without the parameter there is no such gateway: a transit gateway has an empty element, or none.
    let Some(sent) = scribe.record.sent(parameter) else {
        return;
    };
    let Some(came) = root.child(element) else {
        scribe.inner(
            root.offset(),
            &format!("no {element}"),
            quote(sent),
            format!("no {element}"),
        );
        return;
    };
    let text = came.text();
    if *text != *sent {
        let kind = match text.trim() {
            "" => "empty",
            trimmed if trimmed == sent => "padded",
            _ => "another",
        };
        scribe.inner(
            came.text_offset(),
            &format!("{kind} {element}"),
            quote(sent),
            quote(text),
        );
    }
}

/// Compares what each tunnel says of the customer with what the gateway was made with.
pub(in crate::rule) fn customer(
    rule: &'static Rule,
    evidence: &Evidence,
    path: &str,
    placeholder: &str,
    wanted: fn(&Fixtures) -> String,
) -> Judgement {
    let mut gather = Gather::new(rule);
    let mut unknown = false;
    for record in evidence.accepted_creates().filter(|r| r.is_valid()) {
        let Some(root) = record.view().configuration() else {
            continue;
        };
        for (_, tunnel) in tunnels(root) {
            let Some(element) = tunnel.path(path) else {
                continue;
            };
            let text = trimmed(element);
            if text == placeholder {
                let mut scribe = gather.exchange(evidence, record);
                scribe.inner(
                    element.text_offset(),
                    "the placeholder of the page",
                    "the customer's own value",
                    placeholder,
                );
            } else if record.fixtures.provisioned {
                let mut scribe = gather.exchange(evidence, record);
                let wanted = wanted(&record.fixtures);
                if text != wanted {
                    scribe.inner(element.text_offset(), "another value", wanted, quote(&text));
                }
            } else {
                unknown = true;
            }
        }
    }
    gather.finish(|| match unknown {
        true => Judgement::not_applicable("the run did not make the customer gateway"),
        false => findings::nothing_to_read(evidence, path),
    })
}

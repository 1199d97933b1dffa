//! The inner document is about the connection and the gateways that were asked for.

use crate::evidence::{Evidence, Record};
use crate::finding::Judgement;
use crate::request::fixtures::Fixtures;
use crate::rule::configuration::{trimmed, tunnels};
use crate::rule::findings::{Gather, Scribe, quote};
use crate::rule::{Rule, findings};
use crate::xml::Element;

/// What an element of the inner document has to repeat: the parameter of the request, or, where the request is not known,
/// what the response says of the connection. Without either there is no such gateway: a transit gateway has an empty
/// element, or none.
pub(in crate::rule) fn named<'r>(
    record: &'r Record,
    parameter: &str,
    outer: &str,
) -> Option<&'r str> {
    let said = || {
        let element = record.view().connection()?.child(outer)?;
        Some(element.text()).filter(|text| !text.trim().is_empty() && !record.extent.request)
    };
    record.sent(parameter).or_else(said)
}

pub(in crate::rule) fn same(
    scribe: &mut Scribe<'_, '_>,
    root: Element<'_>,
    element: &str,
    parameter: &str,
    outer: &str,
) {
    let Some(sent) = named(scribe.record, parameter, outer) else {
        return;
    };
    let mut all = root.children().filter(|child| child.name() == element);
    let first = all.next();
    if let Some(second) = all.next() {
        scribe.inner(
            second.offset(),
            &format!("{element} twice"),
            format!("{element} once"),
            "a second one",
        );
    }
    let Some(came) = first else {
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

fn is_cut(wanted: &str, text: &str) -> bool {
    let cut = wanted.parse().map(|number: u32| number & 0xffff);
    cut.is_ok_and(|cut| text != wanted && text == cut.to_string())
}

/// Compares what each tunnel says of the customer with what the gateway was made with.
pub(in crate::rule) fn customer(
    rule: &'static Rule,
    evidence: &Evidence,
    path: &str,
    placeholder: &str,
    wanted: fn(&Fixtures) -> Option<String>,
) -> Judgement {
    let mut gather = Gather::new(rule);
    let mut unknown = false;
    let provisioned = evidence
        .accepted_creates()
        .filter(|r| r.fixtures.provisioned);
    let of_run: Vec<String> = provisioned.filter_map(|r| wanted(&r.fixtures)).collect();
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
            } else if let Some(wanted) =
                wanted(&record.fixtures).filter(|_| record.fixtures.provisioned)
            {
                let mut scribe = gather.exchange(evidence, record);
                if text != wanted {
                    let cause = match () {
                        () if is_cut(&wanted, &text) => "cut to 16 bits",
                        () if of_run.contains(&text) => "the value of another gateway",
                        () => "another value",
                    };
                    scribe.inner(element.text_offset(), cause, wanted, quote(&text));
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

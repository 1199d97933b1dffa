//! No value of the inner document has white space around it.

use crate::evidence::Record;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::reference::{element, style};
use crate::rule::findings::{Scribe, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/no-padding",
    level: Level::Should,
    summary: "No value of the inner document has white space around it.",
    requirements: &["configuration/no-padding"],
    explain: "Readers take the text of an element as it is: an address with a blank before it is no address, and a key \
            with one is another key. No real document has any.\n\
            Passes: <mode>main</mode>.\n\
            Fails: <vpn_gateway_id> vgw-8db04f81 </vpn_gateway_id>, a value on a line of its own.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("vpn_connection/customer_gateway_id"),
        Look::Element("vpn_connection/vpn_gateway_id"),
    ],
    judge: |rule, evidence| findings::parts(rule, evidence, "value", padding),
    faults: &[
        Fault::new(
            "configuration-vpn-gateway-padded",
            "puts blanks around the virtual private gateway in the configuration (moto 5.2.5)",
            Hook::Configuration(|root, _| pad(root, &["vpn_gateway_id"])),
        ),
        Fault::new(
            "configuration-number-padded",
            "puts line feeds around a number in the configuration",
            Hook::Configuration(|root, _| pad(root, &["ipsec_tunnel", "ipsec", "lifetime"])),
        ),
    ],
    variants: &[Variant::new(
        "crlf",
        "ends lines with carriage return and line feed, in both documents",
        Hook::Style(Scope::Any, |s| {
            s.newline = "\r\n";
            s.inner = |root| {
                root.document(&style::Style {
                    newline: "\r\n",
                    ..style::Style::INNER
                })
            };
        }),
    )],
    ..Rule::SERVER
};

fn padding(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let mut todo = vec![root];
    while let Some(element) = todo.pop() {
        if element.has_children() {
            todo.extend(element.children());
            continue;
        }
        let text = element.text();
        if !text.is_empty() {
            scribe.saw();
        }
        if text.len() != text.trim().len() && !was_sent(scribe.record, text) {
            let found = match element.name() {
                // Never shown.
                "pre_shared_key" => "white space around the key".to_owned(),
                _ => quote(text),
            };
            scribe.inner(
                element.text_offset(),
                &format!("white space in {}", element.name()),
                format!("{} without white space around its value", element.name()),
                found,
            );
        }
    }
}

/// Whether a padded value was sent and taken as it came, which is the affair of request/padded-value-rejected.
fn was_sent(record: &Record, text: &str) -> bool {
    record
        .case
        .draft
        .parameters
        .iter()
        .filter_map(|p| std::str::from_utf8(p.value.as_deref()?).ok())
        .any(|value| value.trim() != value && value.trim() == text.trim())
}

fn pad(root: &mut element::Element, path: &[&str]) {
    if let Some(element) = root.at(path) {
        let text = element.text();
        root.set(path, format!("\n      {text}\n    "));
    }
}

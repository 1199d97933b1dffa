//! The inner document is character data of the outer one, escaped exactly once.

use crate::evidence::{Evidence, Layer};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::style;
use crate::reference::style::entities;
use crate::reference::variant::Variant;
use crate::rule::findings::Gather;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings, request};

pub(super) static RULE: Rule = Rule {
    id: "configuration/escaped-once",
    level: Level::Must,
    summary: "The inner document is character data of the outer one, escaped exactly once.",
    requirements: &["example/escaped", "response/customer-gateway-configuration"],
    explain: "The page says that the configuration comes in the native XML format, but escaped, and the schema says \
            string. The page's own example prints it unescaped, for the eye: as printed it is not XML, and a client that \
            reads the text of the element would get white space.\n\
            Passes: &lt;vpn_connection id=\"vpn-44a8938f\"&gt;, with quotation marks escaped or not; numeric references; a \
            CDATA section; any mixture.\n\
            Fails: <vpn_connection> as an element of the outer document; &amp;lt;vpn_connection, which is still escaped \
            when it has been read.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("vpnConnection/customerGatewayConfiguration"),
        Look::Carrier,
    ],
    with: || request::CARELESS,
    judge: escaped_once,
    faults: &[
        Fault::new(
            "escaped-twice",
            "escapes the configuration twice",
            Hook::Style(Scope::Created, |style| {
                style.configuration = |text, out| {
                    let mut once = String::new();
                    entities(text, &mut once);
                    entities(&once, out);
                };
            }),
        ),
        Fault::new(
            "escaped-in-cdata",
            "escapes the configuration and puts it into a CDATA section as well",
            Hook::Style(Scope::Created, |style| {
                style.configuration = |text, out| {
                    let mut once = String::new();
                    entities(text, &mut once);
                    style::cdata(&once, out);
                };
            }),
        ),
        Fault::new(
            "unescaped",
            "sends the configuration unescaped, as the page prints it",
            Hook::Style(Scope::Created, |style| {
                style.configuration = |text, out| out.push_str(text)
            }),
        ),
        Fault::new(
            "unescaped-without-declaration",
            "sends the configuration as elements of the response",
            Hook::Style(Scope::Created, |style| {
                style.configuration = |text, out| {
                    out.push_str(text.split_once("?>").map_or(text, |(_, rest)| rest));
                };
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "cdata",
            "puts the configuration into a CDATA section",
            Hook::Style(Scope::Any, |s| s.configuration = style::cdata),
        ),
        Variant::new(
            "five-entities",
            "escapes quotation marks too",
            Hook::Style(Scope::Any, |s| {
                s.text = style::five_entities;
                s.configuration = style::five_entities;
            }),
        ),
        Variant::new(
            "decimal-references",
            "escapes with decimal references",
            Hook::Style(Scope::Any, |s| {
                s.text = style::decimal;
                s.configuration = style::decimal;
            }),
        ),
        Variant::new(
            "hexadecimal-references",
            "escapes with hexadecimal references in both cases",
            Hook::Style(Scope::Any, |s| {
                s.text = style::hexadecimal;
                s.configuration = style::hexadecimal;
            }),
        ),
        Variant::new(
            "all-references",
            "writes every character of the configuration as a reference",
            Hook::Style(Scope::Any, |s| s.configuration = style::all_numeric),
        ),
        Variant::new(
            "mixed-escapes",
            "writes one half of the configuration with entities and the other as CDATA, with a comment between",
            Hook::Style(Scope::Any, |s| s.configuration = style::mixed),
        ),
    ],
    ..Rule::SERVER
};

fn escaped_once(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.creates() {
        let Ok(response) = &record.exchange.response else {
            continue;
        };
        if !matches!(response.status, 200..=299) {
            continue;
        }
        let view = record.view();
        let expected = "a document escaped once";
        match view.inner.as_ref().filter(|inner| !inner.is_empty()) {
            Some(inner) => {
                let mut scribe = gather.exchange(evidence, record);
                match inner.layer {
                    Layer::Escaped => {}
                    Layer::Literal => {
                        let at = view.configuration().map_or(0, |root| root.offset());
                        let found = "elements of the outer document";
                        scribe.outer(at, "not escaped", expected, found);
                    }
                    Layer::EscapedTwice => {
                        scribe.inner(0, "escaped twice", expected, "a document escaped twice");
                    }
                }
            }
            // The page's printed form does not parse because of the declaration inside it.
            None if view.outer_error().is_some() => {
                if let Some(at) = unescaped(&response.body) {
                    let mut scribe = gather.exchange(evidence, record);
                    scribe.outer(at, "not escaped", expected, "markup of the outer document");
                }
            }
            None => {}
        }
    }
    gather.finish(|| findings::nothing_to_read(evidence, "customerGatewayConfiguration"))
}

/// Where markup stands first in `customerGatewayConfiguration` of a body that does not parse.
fn unescaped(body: &[u8]) -> Option<usize> {
    let open = memchr::memmem::find(body, b"customerGatewayConfiguration>")?;
    let start = open + b"customerGatewayConfiguration>".len();
    let content = body.get(start..)?;
    let at = content.iter().position(|b| !b.is_ascii_whitespace())?;
    let markup = content.get(at..)?;
    let document = markup.starts_with(b"<?xml") || markup.starts_with(b"<vpn_connection");
    document.then_some(start + at)
}

//! The inner document, once unescaped, is well-formed XML.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::fault::configuration::inner;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::reference::{element, style};
use crate::rule::findings::Gather;
use crate::rule::look::{Answer, Look};
use crate::rule::response::envelope::broken_rule;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings, request};

pub(super) static RULE: Rule = Rule {
    id: "configuration/well-formed",
    level: Level::Must,
    summary: "The inner document, once unescaped, is well-formed XML.",
    requirements: &["example/escaped", "configuration/document"],
    explain: "The text is handed to an XML parser or a style sheet as it is. An XML declaration is only allowed at the \
            very start, so white space before it breaks the document, although the page prints its example that way for \
            the layout. White space before a document without a declaration is fine.\n\
            Passes: <?xml version=\"1.0\" encoding=\"UTF-8\"?> and a vpn_connection element; the element alone.\n\
            Fails: a missing end tag, a bare & in a value, two root elements, a line feed before <?xml.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Text(Answer::Inner)],
    with: || request::CARELESS,
    judge: well_formed,
    faults: &[
        Fault::new(
            "configuration-in-base64",
            "sends the configuration in Base64",
            Hook::Style(Scope::Created, |style| {
                style.configuration = |text, out| {
                    use base64::Engine as _;
                    out.push_str(&base64::prelude::BASE64_STANDARD.encode(text));
                };
            }),
        ),
        Fault::new(
            "configuration-cut",
            "cuts the configuration in a CDATA section that is too small",
            Hook::Style(Scope::Created, |style| {
                style.configuration = |text, out| {
                    // Always at the same place, whatever was drawn: a cut elsewhere is another error.
                    let cut = text
                        .rsplit_once("<ipsec>")
                        .map_or(text, |(before, _)| before);
                    style::cdata(cut, out);
                };
            }),
        ),
        Fault::new(
            "configuration-end-tag-mismatched",
            "closes an element of the configuration under another name",
            Hook::Style(Scope::Created, |style| {
                style.inner = |root| inner(root).replace("</ike>", "</ipsec>");
            }),
        ),
        Fault::new(
            "configuration-indented-declaration",
            "puts blanks before the declaration of the configuration, as the page prints it",
            Hook::Style(Scope::Created, |style| {
                style.inner = |root| format!("\n       {}", inner(root))
            }),
        ),
        Fault::new(
            "configuration-followed",
            "sends something after the configuration",
            Hook::Style(Scope::Created, |style| {
                style.inner = |root| inner(root) + "\nexit"
            }),
        ),
        Fault::new(
            "configuration-ampersand",
            "leaves an ampersand in the configuration unescaped",
            Hook::Configuration(|root, _| {
                if let Some(kind) = root.at(&["vpn_connection_type"]) {
                    kind.children.push(element::Node::Raw(" & more".to_owned()));
                }
            }),
        ),
        Fault::new(
            "configuration-with-dtd",
            "puts a document type definition into the configuration",
            Hook::Style(Scope::Created, |style| {
                style.inner = |root| {
                    inner(root).replace(
                        "?>\n",
                        "?>\n<!DOCTYPE vpn_connection [<!ENTITY a \"b\">]>\n",
                    )
                };
            }),
        ),
    ],
    variants: &[Variant::new(
        "line-feed-at-end",
        "ends both documents with a line feed",
        Hook::Style(Scope::Any, |s| {
            s.inner = |root| root.document(&style::Style::INNER) + "\n"
        }),
    )],
    ..Rule::SERVER
};

fn well_formed(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let Some(inner) = record
            .view()
            .inner
            .as_ref()
            .filter(|inner| !inner.is_empty())
        else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        if let Some(error) = inner.error() {
            scribe.inner(
                error.offset,
                &format!("not well-formed: {}", broken_rule(error)),
                "well-formed XML",
                error.to_string(),
            );
        } else if inner.leading > 0 && inner.has_declaration() {
            scribe.inner(
                0,
                "white space before the declaration",
                "the XML declaration at the very start",
                format!("{} bytes of white space before it", inner.leading),
            );
        }
    }
    gather.finish(|| findings::nothing_to_read(evidence, "customerGatewayConfiguration"))
}

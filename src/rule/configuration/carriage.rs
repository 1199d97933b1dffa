//! How the inner document is carried, and whether it is one.

use crate::evidence::{Evidence, Layer};
use crate::finding::{Judgement, Level};
use crate::rule::findings::{Gather, Which, quote};
use crate::rule::response::rule;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};

pub(super) static CHECKS: [Check; 5] = [
    Check {
        id: "configuration/present",
        level: Level::Must,
        summary: "The response to a create carries a customerGatewayConfiguration that is not empty.",
        clauses: &[
            "description/configuration",
            "response/customer-gateway-configuration",
        ],
        since: None,
        until: None,
        explain: "The page promises the information that is needed to configure the customer gateway, in XML format; this \
            response is the only one that always has it.\n\
            Passes: the element with an escaped document in it.\n\
            Fails: no element, <customerGatewayConfiguration/>, one of white space only.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::connections(
                "configuration/present",
                evidence,
                Which::Every,
                |scribe, connection| {
                    let inner = scribe.record.view().inner.as_ref();
                    match connection.child("customerGatewayConfiguration") {
                        None => scribe.outer(
                            connection.offset(),
                            "absent",
                            "a customerGatewayConfiguration",
                            "none",
                        ),
                        Some(element) if inner.is_some_and(|inner| inner.is_empty()) => scribe
                            .outer(
                                element.offset(),
                                "empty",
                                "a document in customerGatewayConfiguration",
                                "an empty element",
                            ),
                        Some(_) => {}
                    }
                },
            )
        },
    },
    Check {
        id: "configuration/escaped-once",
        level: Level::Must,
        summary: "The inner document is character data of the outer one, escaped exactly once.",
        clauses: &["example/escaped", "response/customer-gateway-configuration"],
        since: None,
        until: None,
        explain: "The page says that the configuration comes in the native XML format, but escaped, and the schema says \
            string. The page's own example prints it unescaped, for the eye: as printed it is not XML, and a client that \
            reads the text of the element would get white space.\n\
            Passes: &lt;vpn_connection id=\"vpn-44a8938f\"&gt;, with quotation marks escaped or not; numeric references; a \
            CDATA section; any mixture.\n\
            Fails: <vpn_connection> as an element of the outer document; &amp;lt;vpn_connection, which is still escaped \
            when it has been read.",
        probes: &[&ORDINARY],
        judge: escaped_once,
    },
    Check {
        id: "configuration/well-formed",
        level: Level::Must,
        summary: "The inner document, once unescaped, is well-formed XML.",
        clauses: &["example/escaped", "configuration/document"],
        since: None,
        until: None,
        explain: "The text is handed to an XML parser or a style sheet as it is. An XML declaration is only allowed at the \
            very start, so white space before it breaks the document, although the page prints its example that way for \
            the layout. White space before a document without a declaration is fine.\n\
            Passes: <?xml version=\"1.0\" encoding=\"UTF-8\"?> and a vpn_connection element; the element alone.\n\
            Fails: a missing end tag, a bare & in a value, two root elements, a line feed before <?xml.",
        probes: &[&ORDINARY],
        judge: well_formed,
    },
    Check {
        id: "configuration/root-element",
        level: Level::Must,
        summary: "The root element of the inner document is vpn_connection.",
        clauses: &["configuration/document"],
        since: None,
        until: None,
        explain: "Style sheets and readers of the document start from /vpn_connection, as the page's example shows it.\n\
            Passes: <vpn_connection id=\"vpn-44a8938f\">.\n\
            Fails: <vpnConnection>, <configuration>.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/root-element",
                evidence,
                Which::Every,
                |scribe, root| {
                    if root.name() != "vpn_connection" {
                        scribe.inner(
                            root.offset(),
                            "another root element",
                            "vpn_connection",
                            quote(root.name()),
                        );
                    }
                },
            )
        },
    },
    Check {
        id: "configuration/declaration",
        level: Level::Advisory,
        summary: "Whether the inner document begins at once with its XML declaration is noted.",
        clauses: &["configuration/declaration"],
        since: None,
        until: None,
        explain: "Every real document begins at its first byte with an XML declaration that says UTF-8. XML does not ask \
            for one, and the page's layout leaves open what stands before it.\n\
            Passes: <?xml version=\"1.0\" encoding=\"UTF-8\"?> at the start.\n\
            Noted: no declaration; blanks before the document; another encoding than UTF-8.",
        probes: &[&ORDINARY],
        judge: declaration,
    },
];

fn escaped_once(evidence: &Evidence) -> Judgement {
    findings::responses(
        "configuration/escaped-once",
        evidence,
        |scribe, response| {
            let view = scribe.record.view();
            let expected = "a document escaped once";
            match view.inner.as_ref().map(|inner| inner.layer) {
                Some(Layer::Escaped) => {}
                Some(Layer::Literal) => {
                    let at = view.configuration().map_or(0, |root| root.offset());
                    scribe.outer(
                        at,
                        "not escaped",
                        expected,
                        "elements of the outer document",
                    );
                }
                Some(Layer::EscapedTwice) => {
                    scribe.inner(0, "escaped twice", expected, "a document escaped twice");
                }
                // The page's printed form does not parse because of the declaration inside it.
                None if view.outer_error().is_some() => {
                    if let Some(at) = unescaped(&response.body) {
                        scribe.outer(at, "not escaped", expected, "markup of the outer document");
                    }
                }
                None => {}
            }
        },
    )
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

fn well_formed(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("configuration/well-formed");
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
                &format!("not well-formed: {}", rule(error)),
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

fn declaration(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("configuration/declaration");
    for record in evidence.accepted_creates() {
        let inner = record.view().inner.as_ref();
        let Some(inner) = inner.filter(|i| i.layer != Layer::Literal && !i.is_empty()) else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        if inner.leading > 0 {
            scribe.inner(
                0,
                "white space before the document",
                "the document at the first byte",
                format!("{} bytes of white space before it", inner.leading),
            );
        }
        if !inner.has_declaration() {
            scribe.inner(0, "no declaration", "an XML declaration", "none");
        }
        if let Some(encoding) = inner
            .encoding()
            .filter(|e| !e.eq_ignore_ascii_case("utf-8"))
        {
            scribe.inner(
                0,
                "another encoding",
                "encoding=\"UTF-8\"",
                format!("encoding={}", quote(&encoding)),
            );
        }
    }
    gather.finish_advisory(|| findings::nothing_to_read(evidence, "customerGatewayConfiguration"))
}

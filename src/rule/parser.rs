//! `parser/`: what any parser must make of responses and configurations.

use crate::finding::Level;

/// One rule for parsers. The documents that test it carry its id.
#[derive(Debug)]
pub struct ParserCheck {
    /// `parser/what-holds`, stable for ever.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// One sentence: what holds.
    pub summary: &'static str,
    /// What says so.
    pub source: &'static str,
    /// Why it matters, for `vpnconform explain`.
    pub explain: &'static str,
}

/// The check with this id.
pub fn find(id: &str) -> Option<&'static ParserCheck> {
    CATALOGUE.iter().find(|check| check.id == id)
}

const fn check(
    id: &'static str,
    level: Level,
    summary: &'static str,
    source: &'static str,
    explain: &'static str,
) -> ParserCheck {
    ParserCheck {
        id,
        level,
        summary,
        source,
        explain,
    }
}

const XML: &str = "XML 1.0, fifth edition";
const NAMES: &str = "Namespaces in XML 1.0";
const SCHEMA: &str = "protocol notes, sections 1 and 2";
const INNER: &str = "protocol notes, section 5";
const HTTP: &str = "HTTP/1.1, RFC 9112";
const SEEN: &str = "seen in real parsers";

/// Every check, in the order of the report.
pub const CATALOGUE: &[ParserCheck] = &[
    check(
        "parser/valid-accepted",
        Level::Must,
        "a valid document is accepted and every field comes back",
        SCHEMA,
        "Generated documents of every API version and style, and the page's example. A field that is a number, a list or trimmed text instead of the text that was sent fails too.",
    ),
    check(
        "parser/escape-layers-equivalent",
        Level::Must,
        "the way text is escaped makes no difference",
        XML,
        "A server may write `<` as `&lt;`, `&#60;` or `&#x3C;`; all are the same text (sections 4.1 and 4.6).",
    ),
    check(
        "parser/cdata-read",
        Level::Must,
        "text in CDATA sections is text",
        XML,
        "A parser that skips CDATA returns an empty configuration for a server that writes one (section 2.7).",
    ),
    check(
        "parser/comments-ignored",
        Level::Must,
        "comments and instructions do not cut or change text",
        XML,
        "Reading the first child node alone returns half a pre-shared key when a comment stands in it (sections 2.5 and 2.6).",
    ),
    check(
        "parser/layout-ignored",
        Level::Must,
        "layout, quotes and declaration make no difference",
        XML,
        "White space between elements, in tags, after the root, and every form of the declaration.",
    ),
    check(
        "parser/decoded-once",
        Level::Must,
        "text is decoded exactly once",
        XML,
        "`&amp;amp;` is the text `&amp;`. A parser that decodes twice changes keys and opens the door to injected markup.",
    ),
    check(
        "parser/key-byte-for-byte",
        Level::Must,
        "a pre-shared key comes back byte for byte",
        INNER,
        "A key of digits is text: `00001234` is not 1234 and `12e34567` is not infinity. A changed key is a tunnel that never comes up.",
    ),
    check(
        "parser/text-kept",
        Level::Must,
        "text comes back as it is",
        XML,
        "No trimming, no conversion, no loss beyond the basic plane.",
    ),
    check(
        "parser/line-ends-normalised",
        Level::Must,
        "CR LF and CR are read as LF",
        XML,
        "Section 2.11.",
    ),
    check(
        "parser/character-references-decoded",
        Level::Must,
        "numeric references are decoded, control characters too",
        XML,
        "`&#10;` is a line feed and `&#13;` a carriage return that is not normalised away (sections 2.11 and 4.1).",
    ),
    check(
        "parser/optional-elements",
        Level::Must,
        "optional elements may be there or not",
        SCHEMA,
        "`type`, `tagSet` and `customerGatewayConfiguration` may be absent; telemetry, options and routes may be there.",
    ),
    check(
        "parser/empty-is-not-absent",
        Level::Should,
        "an empty element is the empty string, an absent one is none",
        SCHEMA,
        "`<state/>` and no `state` are different documents.",
    ),
    check(
        "parser/unknown-elements-ignored",
        Level::Should,
        "unknown elements and attributes change nothing",
        SCHEMA,
        "Later versions add elements. One that holds an element with a known name must not overwrite the known one.",
    ),
    check(
        "parser/element-order-irrelevant",
        Level::Should,
        "the order of elements makes no difference",
        SCHEMA,
        "Samples of the service differ in order, and the page's own two tunnels do (protocol notes, sections 2 and 5).",
    ),
    check(
        "parser/any-number-of-tunnels",
        Level::Must,
        "one tunnel and many are read as two are",
        INNER,
        "An emulator returns one tunnel; a parser that turns a list of one into its element then fails.",
    ),
    check(
        "parser/static-routing-read",
        Level::Must,
        "a configuration without BGP is read",
        INNER,
        "With static routing there is no `bgp` element, and `vpn_connection_attributes` says so.",
    ),
    check(
        "parser/modern-forms-read",
        Level::Should,
        "IPv6 inside addresses and transit gateways are read",
        INNER,
        "`tunnel_inside_ipv6_address` stands beside the IPv4 one; `vpn_gateway_id` is empty for a transit gateway.",
    ),
    check(
        "parser/namespace-prefix-read",
        Level::Must,
        "a prefix is only another way to write the namespace",
        NAMES,
        "Matching `ec2:state` against `state` by text finds nothing.",
    ),
    check(
        "parser/foreign-namespace",
        Level::Should,
        "an element of another namespace is not ours",
        NAMES,
        "`<x:state xmlns:x=\"urn:x\">` is not `state`.",
    ),
    check(
        "parser/namespace-of-other-version",
        Level::Should,
        "the namespace of another API version is no obstacle",
        SCHEMA,
        "A server may answer in a later version. No namespace, or one without slash, is printed and not judged.",
    ),
    check(
        "parser/ordinary-sizes-read",
        Level::Must,
        "sixty levels, thirty attributes and 64 kB of text are ordinary",
        SEEN,
        "Limits are wise, but not these.",
    ),
    check(
        "parser/mismatched-tag-rejected",
        Level::Must,
        "an end tag that does not match is refused",
        XML,
        "Section 3, well-formedness constraint Element Type Match.",
    ),
    check(
        "parser/missing-end-tag-rejected",
        Level::Must,
        "a missing end tag is refused",
        XML,
        "Section 3.",
    ),
    check(
        "parser/trailing-content-rejected",
        Level::Must,
        "content before or after the root is refused",
        XML,
        "Two answers glued together are not an answer (section 2.1).",
    ),
    check(
        "parser/malformed-tag-rejected",
        Level::Must,
        "tags and attributes that break the grammar are refused",
        XML,
        "Sections 2.7, 3.1.",
    ),
    check(
        "parser/duplicate-attribute-rejected",
        Level::Must,
        "an attribute given twice is refused",
        XML,
        "Section 3.1, Unique Att Spec.",
    ),
    check(
        "parser/cdata-end-in-text-rejected",
        Level::Must,
        "`]]>` in text is refused",
        XML,
        "Section 2.4.",
    ),
    check(
        "parser/malformed-comment-rejected",
        Level::Must,
        "malformed comments and instructions are refused",
        XML,
        "Sections 2.5 and 2.6.",
    ),
    check(
        "parser/malformed-declaration-rejected",
        Level::Must,
        "a malformed or misplaced XML declaration is refused",
        XML,
        "Section 2.8.",
    ),
    check(
        "parser/no-document-rejected",
        Level::Must,
        "what is no XML document is refused",
        XML,
        "An empty body, plain text, JSON.",
    ),
    check(
        "parser/malformed-reference-rejected",
        Level::Must,
        "a malformed reference is refused",
        XML,
        "A bare ampersand, `&#;`, `&#X41;` (section 4.1).",
    ),
    check(
        "parser/undefined-entity-rejected",
        Level::Must,
        "an undefined entity is refused",
        XML,
        "Section 4.1, Entity Declared.",
    ),
    check(
        "parser/illegal-character-rejected",
        Level::Must,
        "characters that XML does not allow are refused, raw and as references",
        XML,
        "Section 2.2; `&#0;` is no NUL but an error.",
    ),
    check(
        "parser/truncation-rejected",
        Level::Must,
        "no prefix of a document is accepted",
        XML,
        "A connection that breaks leaves a prefix. A parser that accepts it loses the second tunnel or half a key in silence. Cut at every byte.",
    ),
    check(
        "parser/byte-order-mark-read",
        Level::Must,
        "a UTF-8 byte order mark is no content",
        XML,
        "Section 4.3.3 and appendix F.",
    ),
    check(
        "parser/utf-16-read",
        Level::Should,
        "UTF-16 with a byte order mark is read",
        XML,
        "Every processor must read UTF-16 (section 4.3.3); many HTTP clients decode before they parse.",
    ),
    check(
        "parser/invalid-utf-8-rejected",
        Level::Must,
        "bytes that are no UTF-8 are refused",
        XML,
        "Section 4.3.3. Replacing them changes keys in silence.",
    ),
    check(
        "parser/declared-encoding",
        Level::Advisory,
        "what is made of other encodings and versions",
        XML,
        "Printed, not judged.",
    ),
    check(
        "parser/unescaped-configuration-rejected",
        Level::Must,
        "the page's example as printed, unescaped, is refused",
        "API reference, Examples",
        "The inner document's declaration inside the outer one is not well-formed.",
    ),
    check(
        "parser/duplicate-element-one-value",
        Level::Should,
        "an element given twice is refused or has one of its values",
        SCHEMA,
        "A list where a text is documented is a crash in the caller, far from the cause.",
    ),
    check(
        "parser/required-elements",
        Level::Advisory,
        "what is made of absent required elements",
        SCHEMA,
        "Printed, not judged.",
    ),
    check(
        "parser/unbound-prefix-rejected",
        Level::Should,
        "a prefix without declaration is refused",
        NAMES,
        "Section 5.",
    ),
    check(
        "parser/error-envelope-recognised",
        Level::Should,
        "an error envelope is never a success, not even with status 200",
        SEEN,
        "Proxies and emulators send errors with 200. Success without a connection hides them.",
    ),
    check(
        "parser/error-status-recognised",
        Level::Must,
        "a status that is no success is never a success",
        "protocol notes, section 4",
        "A client that looks at the body alone takes an error for an answer.",
    ),
    check(
        "parser/unexpected-document-rejected",
        Level::Should,
        "another document than the one asked for is refused",
        SEEN,
        "A sign-in page of a guest network is well-formed XHTML with status 200.",
    ),
    check(
        "parser/dtd",
        Level::Advisory,
        "what is made of a document type declaration",
        SEEN,
        "Printed, not judged: refusing every DTD is the safest.",
    ),
    check(
        "parser/entity-expansion-survived",
        Level::Must,
        "entities that expand without end are refused or bounded",
        SEEN,
        "Exponential and quadratic expansion, and recursion.",
    ),
    check(
        "parser/external-entity-not-read",
        Level::Must,
        "an external entity is never fetched",
        SEEN,
        "A body from the network must not read files or open connections: entities point at a file, and at a listener of ours that nobody may connect to.",
    ),
    check(
        "parser/key-line-feed",
        Level::Advisory,
        "a line feed in a key is seen by whoever writes router configuration",
        SEEN,
        "Every XML parser decodes `&#10;`. Written into a configuration without quotes it begins a second command.",
    ),
    check(
        "parser/depth-survived",
        Level::Must,
        "deep nesting is answered: accepted or refused, but answered",
        SEEN,
        "A thousand to a hundred thousand levels.",
    ),
    check(
        "parser/size-survived",
        Level::Must,
        "large bodies are answered in time",
        SEEN,
        "One to eleven megabytes; 2 s and 2 s more for each megabyte.",
    ),
    check(
        "parser/framing-read",
        Level::Must,
        "a client reads a body however it is delimited",
        HTTP,
        "By Content-Length, by the end of the connection, in chunks of any size, with extensions and trailers (sections 6 and 7). Only for clients that read HTTP themselves.",
    ),
    check(
        "parser/broken-framing-rejected",
        Level::Should,
        "a body that did not arrive whole is refused, even if it looks whole",
        HTTP,
        "The connection closes before Content-Length is reached, or without the last chunk: the response is incomplete (section 8). Only for clients that read HTTP themselves.",
    ),
    check(
        "parser/not-poisoned",
        Level::Must,
        "a document is read the same whatever was read before",
        SEEN,
        "A known good document is given in between; a document that breaks the parser is given again to a fresh one, alone.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::generate::document::mutation;
    use crate::parser::framing;

    #[test]
    fn every_deviation_belongs_to_a_check_and_every_check_has_documents() {
        let used: BTreeSet<&str> = mutation::catalogue().map(|d| d.check).collect();
        let known: BTreeSet<&str> = CATALOGUE.iter().map(|c| c.id).collect();
        assert_eq!(
            used.difference(&known).collect::<Vec<_>>(),
            Vec::<&&str>::new()
        );
        let without: Vec<_> = known.difference(&used).copied().collect();
        assert_eq!(
            without,
            [
                framing::BROKEN,
                framing::READ,
                "parser/not-poisoned",
                "parser/truncation-rejected",
                "parser/valid-accepted"
            ]
        );
        assert_eq!(known.len(), CATALOGUE.len());
    }
}

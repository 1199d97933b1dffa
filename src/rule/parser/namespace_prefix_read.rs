//! A prefix is only another way to write the namespace.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::{absent, contains};
use crate::parser::faulty::body::replace;
use crate::rule::parser::{NAMES, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/namespace-prefix-read",
    level: Level::Must,
    summary: "A prefix is only another way to write the namespace.",
    source: NAMES,
    explain: "Matching `ec2:state` against `state` by text finds nothing.",
    documents: &[
        Mutation::accept("prefix-on-every-element", RESPONSE, |w| {
            w.restyle(|s| s.prefixed = true)
        }),
        Mutation::accept("prefix-bound-and-unused", BOTH, |w| {
            w.root_attribute(" xmlns:x=\"urn:x\"")
        }),
        Mutation::accept("namespace-declared-again", RESPONSE, |w| {
            let namespace = w.tree.attribute.clone();
            w.replace(
                "<vpnConnection>",
                format!("<vpnConnection xmlns=\"{namespace}\">"),
            )
        }),
        Mutation::accept("attribute-of-other-namespace", CONFIGURATION, |w| {
            w.root_attribute(" xmlns:x=\"urn:x\" x:id=\"vpn-wrong\"")
        }),
        Mutation::accept("namespace-absent-inside", BOTH, |w| {
            w.before_leaf("<later xmlns=\"\"/>")
        }),
        Mutation::accept("prefix-bound-twice", BOTH, |w| {
            w.before_leaf("<p:a xmlns:p='urn:1'><p:b xmlns:p='urn:2'/></p:a>")
        }),
        Mutation::accept("schema-location", RESPONSE, |w| {
            w.root_attribute(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:a urn:b\"")
        }),
    ],
    faults: &[
        Fault::answer(
            "prefix-matched-by-text",
            "`ec2:state` is not `state`",
            |_, i, o| {
                if contains(i, "<ec2:") {
                    absent(o);
                }
            },
        ),
        Fault::body("attribute-namespace-ignored", "`x:id` is `id`", |b| {
            if memmem::find(b, b" x:id=").is_some() {
                replace(b, " id=", " old=");
                replace(b, " x:id=", " id=");
            }
        }),
    ],
    ..ParserRule::DEFAULT
};

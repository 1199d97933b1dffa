//! A prefix without a declaration is refused.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation, RESPONSE};
use crate::parser::faulty::Fault;
use crate::parser::faulty::body::replace;
use crate::rule::parser::{NAMES, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/unbound-prefix-rejected",
    level: Level::May,
    summary: "A prefix without a declaration is refused.",
    source: NAMES,
    explain: "Section 5. A parser of XML 1.0 alone knows no namespaces and may accept it.",
    documents: &[
        Mutation::reject("prefix-unbound-element", BOTH, |w| {
            w.before_leaf("<x:a>b</x:a>")
        }),
        Mutation::reject("prefix-unbound-attribute", BOTH, |w| {
            w.root_attribute(" x:a=\"b\"")
        }),
        Mutation::reject("prefix-bound-to-nothing", BOTH, |w| {
            w.root_attribute(" xmlns:x=\"\"")
        }),
        Mutation::reject("prefix-of-root-unbound", RESPONSE, |w| {
            w.restyle(|s| s.prefixed = true)
                .and_then(|()| w.replace("xmlns:ec2=", "xmlns:other="))
        }),
    ],
    faults: &[Fault::body(
        "unbound-prefix-accepted",
        "a prefix needs no declaration",
        |b| {
            if memmem::find(b, b"xmlns:x").is_none() {
                replace(b, "<x:", "<");
                replace(b, "</x:", "</");
            }
        },
    )],
    ..ParserRule::DEFAULT
};

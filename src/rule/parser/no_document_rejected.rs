//! Input that is not an XML document is refused.

use crate::finding::Level;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::absent;
use crate::rule::parser::{ParserRule, XML};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/no-document-rejected",
    level: Level::Must,
    summary: "Input that is not an XML document is refused.",
    source: XML,
    explain: "An empty body, plain text, JSON, the first characters of a document.",
    documents: &[
        Mutation::reject("empty-body", BOTH, |w| w.body("")),
        Mutation::reject("white-space-alone", BOTH, |w| w.body(" \n\t ")),
        Mutation::reject("declaration-alone", BOTH, |w| {
            w.body("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        }),
        Mutation::reject("comment-alone", BOTH, |w| w.body("<!-- nothing -->")),
        Mutation::reject("byte-order-mark-alone", BOTH, |w| w.body("\u{feff}")),
        Mutation::reject("less-than-alone", BOTH, |w| w.body("<")),
        Mutation::reject("instruction-begun", BOTH, |w| w.body("<?")),
        Mutation::reject("comment-begun", BOTH, |w| w.body("<!--")),
        Mutation::reject("markup-begun", BOTH, |w| w.body("<!")),
        Mutation::reject("section-begun", BOTH, |w| w.body("<![CDATA[")),
        Mutation::reject("reference-begun", BOTH, |w| w.body("&#")),
        Mutation::reject("plain-text", BOTH, |w| w.body("Service Unavailable")),
        Mutation::reject("json", BOTH, |w| {
            w.body("{\"vpnConnection\":{\"state\":\"pending\"}}")
        }),
    ],
    faults: &[Fault::answer(
        "nothing-is-success",
        "an empty body is an empty answer",
        |_, i, o| {
            if !i.body.contains(&b'>') && i.body.len() < 64 {
                absent(o);
            }
        },
    )],
    ..ParserRule::DEFAULT
};

//! No element of the inner document is in a namespace.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::findings::{Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/no-namespace",
    level: Level::Should,
    summary: "No element of the inner document is in a namespace.",
    requirements: &["configuration/document"],
    explain: "The page and every real document have plain names. A reader that looks for vpn_connection finds nothing under \
            another name.\n\
            Passes: <vpn_connection id=\"...\">.\n\
            Fails: <vpn_connection xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">.",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: |rule, evidence| {
        findings::configurations(rule, evidence, Which::Every, |scribe, root| {
            if let Some(element) = findings::in_namespace(root, |namespace| !namespace.is_empty()) {
                scribe.inner(
                    element.offset(),
                    "a namespace",
                    "no namespace",
                    quote(element.namespace().unwrap_or_default()),
                );
            }
        })
    },
    faults: &[Fault::new(
        "configuration-in-namespace",
        "puts the inner document into the namespace of the outer one",
        Hook::Configuration(|root, _| {
            let uri = "http://ec2.amazonaws.com/doc/2012-04-01/";
            root.attributes.push(("xmlns".to_owned(), uri.to_owned()));
        }),
    )],
    ..Rule::SERVER
};

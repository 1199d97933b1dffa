//! The envelope of an error is in no namespace.

use crate::finding::Level;
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::error::envelopes;
use crate::rule::findings;
use crate::rule::findings::quote;
use crate::rule::look::{Answer, Look};
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};

pub(super) static RULE: Rule = Rule {
    id: "error/no-namespace",
    level: Level::Should,
    summary: "The envelope of an error is in no namespace.",
    requirements: &["error/no-namespace"],
    explain: "Unlike a success, an error has no xmlns on the wire. A client that looks up Errors without a namespace \
            finds nothing where there is one.\n\
            Passes: <Response><Errors>.\n\
            Fails: <Response xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">.",
    reads: &[&REJECTED],
    looks_at: &[Look::Namespace(Answer::Error)],
    with: error::refused,
    judge: |rule, evidence| {
        envelopes(rule, evidence, |scribe, root| {
            if let Some(element) = findings::in_namespace(root, |namespace| !namespace.is_empty()) {
                scribe.outer(
                    element.offset(),
                    "a namespace",
                    "no namespace",
                    quote(element.namespace().unwrap_or_default()),
                );
            }
        })
    },
    faults: &[Fault::new(
        "error-namespace",
        "puts an error into the namespace of a success",
        Hook::Answer(Scope::Refused, |root: &mut element::Element, context| {
            root.attributes
                .push(("xmlns".to_owned(), context.version.namespace()));
        }),
    )],
    ..Rule::SERVER
};

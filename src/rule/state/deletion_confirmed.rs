//! The answer to a deletion says that it succeeded.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::{Gather, Scribe};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "state/deletion-confirmed",
    level: Level::Should,
    summary: "The answer to a deletion says that it succeeded.",
    requirements: &["state/deleted"],
    explain: "DeleteVpnConnection answers with requestId and return, which is true. A client that reads return and finds \
            something else tries again, or reports a connection that is gone.\n\
            Passes: <return>true</return>, and the other forms of a true boolean in XML Schema.\n\
            Fails: no return; <return>True</return>; <return>false</return> with status 200.",
    reads: &[&ORDINARY],
    judge,
    faults: &[
        Fault::new(
            "deletion-returns-false",
            "deletes a connection and says that it did not",
            Hook::Answer(Scope::Other, |root, context| {
                if context.action() == "DeleteVpnConnection" {
                    root.set(&["return"], "false");
                }
            }),
        ),
        Fault::new(
            "deletion-says-nothing",
            "answers a deletion without return",
            Hook::Answer(Scope::Other, |root, context| {
                if context.action() == "DeleteVpnConnection" {
                    root.remove("return");
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn judge(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let is_deletion = |r: &&Record| r.action() == Some("DeleteVpnConnection") && r.is_accepted();
    for record in evidence.records.iter().filter(is_deletion) {
        if let Some(root) = record.view().root() {
            confirmed(&mut gather.exchange(evidence, record), root);
        }
    }
    gather.finish(|| Judgement::blocked("no answer to a deletion can be read"))
}

fn confirmed(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let mut ids = root.children().filter(|child| child.name() == "requestId");
    let id = ids.next();
    let is_id = |id: Element<'_>| !id.has_children() && !id.text().trim().is_empty();
    if !id.is_some_and(is_id) || ids.next().is_some() {
        let at = id.unwrap_or(root).offset();
        scribe.outer(
            at,
            "no requestId",
            "requestId once, with a text",
            "something else",
        );
    }
    if let Some(stray) = root.children().find(|c| c.namespace() != root.namespace()) {
        scribe.outer(
            stray.offset(),
            "another namespace",
            "the namespace of the root",
            findings::quote(stray.namespace().unwrap_or_default()),
        );
    }
    let mut all = root.children().filter(|child| child.name() == "return");
    match (all.next(), all.next()) {
        (None, _) => scribe.outer(root.offset(), "no return", "true in return", "no return"),
        (_, Some(second)) => {
            scribe.outer(
                second.offset(),
                "return twice",
                "return once",
                "a second one",
            );
        }
        (Some(said), None) => {
            let text = said.text();
            if !matches!(text.trim(), "true" | "1") || said.has_children() {
                scribe.outer(
                    said.text_offset(),
                    "another return",
                    "true in return",
                    findings::quote(text),
                );
            }
        }
    }
}

//! No two errors have the same RequestID.

use std::collections::BTreeMap;

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::error::{error, nothing_rejected};
use crate::rule::findings::Gather;
use crate::rule::look::Look;
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};

pub(super) static RULE: Rule = Rule {
    id: "error/request-id-unique",
    level: Level::Should,
    summary: "No two errors have the same RequestID.",
    requirements: &["error/request-id"],
    explain: "One id for many requests identifies none of them.\n\
            Passes: a different RequestID in each error.\n\
            Fails: the same one in every error.",
    reads: &[&REJECTED],
    looks_at: &[Look::Element("RequestID")],
    with: error::refused,
    judge: request_id_unique,
    faults: &[Fault::new(
        "error-request-id-constant",
        "sends the same request id with every error",
        Hook::Answer(Scope::Refused, |root, _| {
            root.set(&["RequestID"], "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE");
        }),
    )],
    ..Rule::SERVER
};

fn request_id_unique(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut compared = 0;
    for record in evidence.records.iter().filter(|r| error(r).is_some()) {
        let id = record
            .view()
            .root()
            .and_then(|root| root.child("RequestID"));
        let Some(id) = id.filter(|id| !id.text().trim().is_empty()) else {
            continue;
        };
        compared += 1;
        let mut scribe = gather.exchange(evidence, record);
        let text = id.text().trim().to_owned();
        if let Some(first) = seen.get(text.as_str()) {
            let found = format!("the RequestID of {first}");
            scribe.outer(
                id.offset(),
                "the same value again",
                "a RequestID of its own",
                found,
            );
        } else {
            seen.insert(text, &record.case.id);
        }
    }
    match compared {
        0 => nothing_rejected(),
        1 => Judgement::blocked("only one RequestID was seen: nothing to compare it with"),
        _ => gather.finish(nothing_rejected),
    }
}

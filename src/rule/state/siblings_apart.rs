//! What two connections of one gateway have in common that each should have for itself.

use crate::evidence::{Evidence, Record};
use crate::finding::Judgement;
use crate::rule::configuration::tunnels;
use crate::rule::findings::Gather;
use crate::rule::response::same_gateways;
use crate::rule::state::siblings::SIBLINGS;
use crate::rule::{Rule, findings, steps};
use crate::xml::Element;

/// Notes each create of which a tunnel has what a tunnel of another connection of the same gateways has. All of them are there
/// at the same time.
pub(super) fn judge(
    rule: &'static Rule,
    evidence: &Evidence,
    what: &str,
    of: fn(Element<'_>) -> Option<String>,
) -> Judgement {
    let mut gather = Gather::new(rule);
    let mut seen: Vec<(String, &Record, Vec<String>)> = Vec::new();
    let creates = evidence.of(SIBLINGS.id).filter(|r| r.is_accepted());
    for record in creates.filter(|r| r.is_create()) {
        let (Some(id), Some(root)) = (steps::made(record), record.view().configuration()) else {
            continue;
        };
        let own: Vec<String> = tunnels(root).filter_map(|(_, tunnel)| of(tunnel)).collect();
        let mut others = seen
            .iter()
            .filter(|(other, first, _)| *other != id && same_gateways(first, record))
            .peekable();
        if others.peek().is_some() && !own.is_empty() {
            let mut scribe = gather.exchange(evidence, record);
            let shared = others.find(|(_, _, known)| own.iter().any(|one| known.contains(one)));
            if let Some((_, first, _)) = shared {
                scribe.inner(
                    root.offset(),
                    &format!("{what} of another connection"),
                    format!("{what} that no other connection of the gateway has"),
                    format!("{what} of {}", first.case.id),
                );
            }
        }
        seen.push((id, record, own));
    }
    let any = seen.iter().any(|(.., own)| !own.is_empty());
    gather.finish(|| match any {
        false => findings::nothing_to_read(evidence, &format!("configuration with {what}")),
        // An idempotent server makes one connection for each pair of gateways.
        true => Judgement::not_applicable("there were no two connections of one gateway at a time"),
    })
}

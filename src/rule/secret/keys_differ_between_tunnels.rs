//! The two tunnels of a connection have different keys.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::look::Look;
use crate::rule::request::KEYED;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::ORDINARY;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "secret/keys-differ-between-tunnels",
    level: Level::Should,
    summary: "The two tunnels of a connection have different keys.",
    requirements: &["configuration/pre-shared-key", "description/sensitive"],
    explain: "The page's example has a key of its own for each tunnel, as every real document has. With one key for \
            both, whoever learns it has both.\n\
            Passes: a different pre_shared_key in each ipsec_tunnel.\n\
            Fails: the same one twice.",
    reads: &[&ORDINARY],
    with: || KEYED,
    descriptions: true,
    looks_at: &[Look::Element("pre_shared_key")],
    judge: between_tunnels,
    faults: &[
        Fault::new(
            "keys-equal",
            "gives both tunnels the same key",
            Hook::Made(|connection, _| {
                if let [first, second] = connection.tunnels.as_mut_slice() {
                    second.key = first.key.clone();
                }
            }),
        ),
        Fault::new(
            "keys-equal-without-bgp",
            "gives both tunnels of a connection without BGP the same key",
            Hook::Made(|connection, _| {
                if let [first, second] = connection.tunnels.as_mut_slice()
                    && connection.static_routes
                {
                    second.key = first.key.clone();
                }
            }),
        )
        .since(ApiVersion::OPTIONS),
    ],
    also_detects: &["tunnels-identical"],
    ..Rule::SERVER
};

fn between_tunnels(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let keys = record.view().keys();
        if keys.len() < 2 {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        for (index, (key, offset)) in keys.iter().enumerate() {
            if keys.iter().take(index).any(|(other, _)| other == key) {
                scribe.inner(
                    *offset,
                    "the same key in two tunnels",
                    "a key of its own in each tunnel",
                    "the key of another tunnel",
                );
            }
        }
    }
    gather.finish(|| no_keys(evidence))
}

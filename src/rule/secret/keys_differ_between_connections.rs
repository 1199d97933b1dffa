//! No key of one connection is a key of another.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::fault::intermittent::EVERY;
use crate::reference::hook::Hook;
use crate::reference::random::Random;
use crate::reference::state::Connection;
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::look::Look;
use crate::rule::request::KEYED;
use crate::rule::response::same_gateways;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::state::SIBLINGS;
use crate::secret::Secret;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "secret/keys-differ-between-connections",
    level: Level::Should,
    summary: "No key of one connection is a key of another.",
    requirements: &["configuration/pre-shared-key", "description/reconfigure"],
    explain: "A key that is the same for every connection is known to every customer. The page says that a new \
            connection needs a new configuration.\n\
            Passes: keys that no other connection of the run has.\n\
            Fails: a constant key; a key made from the id of the gateway alone.",
    reads: &[&ORDINARY, &SIBLINGS],
    with: || KEYED,
    looks_at: &[Look::Element("pre_shared_key"), Look::New("key")],
    judge: between_connections,
    faults: &[
        Fault::new(
            "keys-constant",
            "gives every connection the same two keys (moto 5.2.5)",
            Hook::Keys(|_, number, _| {
                let key = Random::new(u64::try_from(number).unwrap_or(0)).key();
                key.expose().to_owned()
            }),
        ),
        Fault::new(
            "keys-of-a-pool",
            "draws the keys of every connection from sixteen",
            Hook::Made(|connection, state| {
                let made = 2 * state.connections.len();
                for (number, tunnel) in connection.tunnels.iter_mut().enumerate() {
                    let place = (made + number) % 16;
                    tunnel.key = Random::new(u64::try_from(place).unwrap_or(0)).key();
                }
            }),
        ),
        Fault::new(
            "keys-per-customer-gateway",
            "gives connections of one customer gateway the same two keys",
            Hook::Made(|connection, state| {
                let earlier = state
                    .connections
                    .iter()
                    .find(|c| c.customer_gateway_id == connection.customer_gateway_id);
                if let Some(earlier) = earlier {
                    for (new, old) in connection.tunnels.iter_mut().zip(&earlier.tunnels) {
                        new.key = old.key.clone();
                    }
                }
            }),
        ),
        Fault::new(
            "keys-swapped-between-connections",
            "gives a connection the keys of the one before, the other way round",
            Hook::Made(|connection, state| {
                if let Some(earlier) = state.connections.last() {
                    for (new, old) in connection
                        .tunnels
                        .iter_mut()
                        .zip(earlier.tunnels.iter().rev())
                    {
                        new.key = old.key.clone();
                    }
                }
            }),
        ),
        Fault::new(
            "keys-of-the-one-before-now-and-then",
            "gives every third connection the keys of the one before",
            Hook::Made(|connection, state| {
                let due = state.connections.len() % EVERY == EVERY - 1;
                if let Some(before) = state.connections.last().filter(|_| due) {
                    for (new, old) in connection.tunnels.iter_mut().zip(&before.tunnels) {
                        new.key = old.key.clone();
                    }
                }
            }),
        ),
        Fault::new(
            "keys-constant-without-bgp",
            "gives every connection without BGP the same two keys",
            Hook::Made(|connection, _| {
                if connection.static_routes {
                    draw_again(connection);
                }
            }),
        )
        .since(ApiVersion::OPTIONS),
        Fault::new(
            "keys-constant-at-transit-gateways",
            "gives every connection of a transit gateway the same two keys",
            Hook::Made(|connection, _| {
                if connection.transit_gateway_id.is_some() {
                    draw_again(connection);
                }
            }),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

/// The same two keys every time.
fn draw_again(connection: &mut Connection) {
    for (number, tunnel) in (0..).zip(&mut connection.tunnels) {
        tunnel.key = Random::new(number).key();
    }
}

fn between_connections(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let mut seen: Vec<(Option<String>, &Record, Secret<'static>)> = Vec::new();
    let mut connections = 0;
    for record in evidence.accepted_creates().filter(|r| r.is_response()) {
        let keys = record.view().keys();
        if keys.is_empty() {
            continue;
        }
        let id = record
            .view()
            .connection()
            .and_then(|c| c.child("vpnConnectionId"))
            .map(|id| id.text().to_string());
        let is_known = |(other, first, _): &(Option<String>, &Record, Secret<'static>)| {
            *other == id && same_gateways(first, record)
        };
        connections += usize::from(!seen.iter().any(is_known));
        let mut scribe = gather.exchange(evidence, record);
        for (key, offset) in &keys {
            // A server that answers a second create for a pair of gateways with the same connection says its keys again.
            let first = seen.iter().find(|(other, first, secret)| {
                secret == key && !(*other == id && same_gateways(first, record))
            });
            if let Some((_, first, _)) = first {
                scribe.inner(
                    *offset,
                    "the same key in two connections",
                    "a key that no other connection has",
                    format!("a key of {}", first.case.id),
                );
                break;
            }
        }
        seen.extend(keys.into_iter().map(|(key, _)| (id.clone(), record, key)));
    }
    match connections {
        0 => no_keys(evidence),
        1 => Judgement::blocked("only one connection was made: nothing to compare its keys with"),
        _ => gather.finish(|| no_keys(evidence)),
    }
}

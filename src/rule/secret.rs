//! Checks of the pre-shared keys. Keys are compared, measured and searched for here, and never shown.

mod strength;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::rule::findings::Gather;
use crate::rule::shared_probe::{ORDINARY, REJECTED};
use crate::rule::{Check, findings};
use crate::secret::Secret;

/// The checks of this family.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().chain(&strength::CHECKS)
}

static CHECKS: [Check; 3] = [
    Check {
        id: "secret/keys-differ-between-tunnels",
        level: Level::Should,
        summary: "The two tunnels of a connection have different keys.",
        clauses: &["configuration/pre-shared-key", "description/sensitive"],
        since: None,
        until: None,
        explain: "The page's example has a key of its own for each tunnel, as every real document has. With one key for \
            both, whoever learns it has both.\n\
            Passes: a different pre_shared_key in each ipsec_tunnel.\n\
            Fails: the same one twice.",
        probes: &[&ORDINARY],
        judge: between_tunnels,
    },
    Check {
        id: "secret/keys-differ-between-connections",
        level: Level::Should,
        summary: "No key of one connection is a key of another.",
        clauses: &["configuration/pre-shared-key", "description/reconfigure"],
        since: None,
        until: None,
        explain: "A key that is the same for every connection is known to every customer. The page says that a new \
            connection needs a new configuration.\n\
            Passes: keys that no other connection of the run has.\n\
            Fails: a constant key; a key made from the id of the gateway alone.",
        probes: &[&ORDINARY],
        judge: between_connections,
    },
    Check {
        id: "secret/absent-from-errors",
        level: Level::Should,
        summary: "No key that was handed out turns up in an error, in its body or in a header.",
        clauses: &["description/sensitive"],
        since: None,
        until: None,
        explain: "Errors are logged, quoted in tickets and shown to others; the page calls the information sensitive. An \
            error that dumps the state of the server shows the keys with it.\n\
            Passes: an error with code and message.\n\
            Fails: an error whose message, trace or header holds the key of a connection.",
        probes: &[&ORDINARY, &REJECTED],
        judge: absent_from_errors,
    },
];

fn no_keys(evidence: &Evidence) -> Judgement {
    findings::nothing_to_read(evidence, "pre_shared_key")
}

fn between_tunnels(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("secret/keys-differ-between-tunnels");
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

fn between_connections(evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new("secret/keys-differ-between-connections");
    let mut seen: Vec<(Option<String>, &Record, Secret<'static>)> = Vec::new();
    let mut connections = 0;
    for record in evidence.accepted_creates() {
        let keys = record.view().keys();
        if keys.is_empty() {
            continue;
        }
        connections += 1;
        let id = record
            .view()
            .connection()
            .and_then(|c| c.child("vpnConnectionId"))
            .map(|id| id.text().to_string());
        let mut scribe = gather.exchange(evidence, record);
        for (key, offset) in &keys {
            // Where later versions answer a second create with the same connection, its keys are the same too.
            let same_connection =
                |other: &Option<String>| evidence.api_version.is_modern() && *other == id;
            let first = seen
                .iter()
                .find(|(other, _, secret)| secret == key && !same_connection(other));
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

fn absent_from_errors(evidence: &Evidence) -> Judgement {
    // A shorter one may be an ordinary word.
    const SHORTEST: usize = 8;
    let mut gather = Gather::new("secret/absent-from-errors");
    let mut handed_out: Vec<Secret<'static>> = Vec::new();
    for record in &evidence.records {
        let Ok(response) = &record.exchange.response else {
            continue;
        };
        if record.is_create() && record.is_accepted() {
            let keys = record.view().keys().into_iter().map(|(key, _)| key);
            handed_out.extend(keys.filter(|key| key.expose().len() >= SHORTEST));
            continue;
        }
        if response.status < 400 || handed_out.is_empty() {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        let leak = |text: &[u8]| {
            handed_out
                .iter()
                .find_map(|key| memchr::memmem::find(text, key.expose().as_bytes()))
        };
        let in_body = leak(&response.body);
        let in_header = response
            .headers
            .iter()
            .find(|(_, value)| leak(value).is_some());
        if let Some(at) = in_body {
            scribe.outer(
                at,
                "a key in the body of an error",
                "no key",
                "a key that was handed out before",
            );
        }
        if let Some((name, _)) = in_header {
            let found = format!("a key that was handed out before, in {name}");
            scribe.whole("a key in a header of an error", "no key", found);
        }
    }
    gather.finish(|| match handed_out.is_empty() {
        true => no_keys(evidence),
        false => Judgement::blocked("no error came after a key was handed out"),
    })
}

#[cfg(test)]
mod tests;

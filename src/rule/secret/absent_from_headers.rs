//! No pre-shared key appears in a header of a response.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::ORDINARY;

pub(super) static RULE: Rule = Rule {
    id: "secret/absent-from-headers",
    level: Level::Should,
    summary: "No pre-shared key appears in a header of a response.",
    requirements: &["description/sensitive"],
    explain: "Headers are logged by every proxy on the way, bodies are not.\n\
            Passes: keys in the configuration alone.\n\
            Fails: a header that holds the key of a tunnel, as it is or percent-encoded.",
    reads: &[&ORDINARY],
    judge: absent,
    faults: &[Fault::new(
        "key-in-header",
        "puts the key of the first tunnel into a header",
        Hook::Wire(Scope::Created, |mut response, context| {
            let tunnel = context.connection.and_then(|c| c.tunnels.first());
            if let Some(tunnel) = tunnel {
                let value = tunnel.key.expose().as_bytes().to_vec();
                response.headers.push(("X-Config-Key".to_owned(), value));
            }
            Ok(response)
        }),
    )],
    ..Rule::SERVER
};

fn absent(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    // A shorter one may be an ordinary word.
    const SHORTEST: usize = 8;
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates().filter(|r| r.extent.head) {
        let mut keys = record.view().keys();
        keys.retain(|(key, _)| key.expose().len() >= SHORTEST);
        let Ok(response) = &record.exchange.response else {
            continue;
        };
        if keys.is_empty() {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        for (name, value) in &response.headers {
            let holds = |key: &str| memchr::memmem::find(value, key.as_bytes()).is_some();
            if keys.iter().any(|(key, _)| holds(key.expose())) {
                scribe.whole(
                    "a key in a header",
                    "no key",
                    format!("a key of this connection, in {name}"),
                );
            }
        }
    }
    gather.finish(|| no_keys(evidence))
}

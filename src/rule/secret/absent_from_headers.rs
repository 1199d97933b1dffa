//! No pre-shared key appears in a header of a response.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::secret::{handed_out, no_keys};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::state::LIFECYCLE;

pub(super) static RULE: Rule = Rule {
    id: "secret/absent-from-headers",
    level: Level::Should,
    summary: "No pre-shared key appears in a header of a response.",
    requirements: &["description/sensitive"],
    explain: "Headers are logged by every proxy on the way, bodies are not.\n\
            Passes: keys in the configuration alone.\n\
            Fails: a header that holds the key of a tunnel in its value or its name, as it is.",
    reads: &[&ORDINARY, &LIFECYCLE],
    judge: absent,
    faults: &[
        Fault::new(
            "key-in-header-of-a-deletion",
            "puts the key of the last connection into a header of the answer to its deletion",
            Hook::Wire(Scope::Any, |mut response, context| {
                let state = context.lock();
                let last = state.connections.last().and_then(|c| c.tunnels.first());
                if let Some(tunnel) = last.filter(|_| context.action() == "DeleteVpnConnection") {
                    let value = tunnel.key.expose().as_bytes().to_vec();
                    response.headers.push(("X-Config-Key".to_owned(), value));
                }
                Ok(response)
            }),
        ),
        Fault::new(
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
        ),
        Fault::new(
            "key-in-header-name",
            "makes the key of the first tunnel a part of the name of a header",
            Hook::Wire(Scope::Created, |mut response, context| {
                let tunnel = context.connection.and_then(|c| c.tunnels.first());
                if let Some(tunnel) = tunnel {
                    let name = format!("X-Config-{}", tunnel.key.expose());
                    response.headers.push((name, b"1".to_vec()));
                }
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};

fn absent(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let keys = handed_out(evidence);
    if keys.is_empty() {
        return no_keys(evidence);
    }
    let holds = |text: &[u8]| {
        let mut keys = keys.iter();
        keys.any(|key| memchr::memmem::find(text, key.as_bytes()).is_some())
    };
    for record in evidence.records.iter().filter(|r| r.extent.head) {
        let Ok(response) = &record.exchange.response else {
            continue;
        };
        let cause = match record.is_create() {
            true => "a key in a header",
            false => "a key in a header of another answer",
        };
        let mut scribe = gather.exchange(evidence, record);
        for (name, value) in &response.headers {
            if holds(value) {
                let found = format!("a key that was handed out, in {name}");
                scribe.whole(cause, "no key", found);
            }
            if holds(name.as_bytes()) {
                let found = "a key that was handed out";
                scribe.whole("a key in the name of a header", "no key", found);
            }
        }
    }
    gather.finish(|| no_keys(evidence))
}

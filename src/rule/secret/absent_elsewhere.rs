//! A pre-shared key appears in no element other than its own.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::secret::{handed_out, no_keys};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::state::LIFECYCLE;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "secret/absent-elsewhere",
    level: Level::Should,
    summary: "A pre-shared key appears in no element other than its own.",
    requirements: &["description/sensitive"],
    explain: "Clients log request ids, states and tags, and blank out only the elements that are known to hold keys.\n\
            Passes: keys in customerGatewayConfiguration and in preSharedKey alone.\n\
            Fails: a requestId, a tag or the answer to a deletion that holds the key of a tunnel.",
    reads: &[&ORDINARY, &LIFECYCLE],
    judge: absent,
    faults: &[
        Fault::new(
            "key-as-request-id",
            "answers a create with the key of the first tunnel as requestId",
            Hook::Answer(Scope::Created, |root, context| {
                let tunnel = context.connection.and_then(|c| c.tunnels.first());
                if let Some(tunnel) = tunnel {
                    root.set(&["requestId"], tunnel.key.expose());
                }
            }),
        ),
        Fault::new(
            "key-in-answer-to-deletion",
            "answers a deletion with the key of the last connection in its requestId",
            Hook::Answer(Scope::Any, |root, context| {
                let state = context.lock();
                let last = state.connections.last().and_then(|c| c.tunnels.first());
                if let Some(tunnel) = last.filter(|_| context.action() == "DeleteVpnConnection") {
                    let id = format!("deleted-{}", tunnel.key.expose());
                    root.set(&["requestId"], id);
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

/// Elements that are there for keys.
const OF_KEYS: [&str; 2] = ["customerGatewayConfiguration", "preSharedKey"];

fn absent(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let keys = handed_out(evidence);
    if keys.is_empty() {
        return no_keys(evidence);
    }
    for record in evidence.records.iter().filter(|r| r.is_accepted()) {
        let Some(root) = record.view().root() else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        if let Some(found) = holder(root, &keys) {
            let name = found.name();
            let cause = match record.is_create() {
                true => format!("a key in {name}"),
                false => format!("a key in {name} of another answer"),
            };
            let shown = format!("a key that was handed out, in {name}");
            scribe.outer(found.text_offset(), &cause, "no key", shown);
        }
    }
    gather.finish(|| no_keys(evidence))
}

/// The first element that is not there for keys and holds one.
fn holder<'d>(element: Element<'d>, keys: &[String]) -> Option<Element<'d>> {
    if OF_KEYS.contains(&element.name()) {
        return None;
    }
    let text = element.text();
    if keys.iter().any(|key| text.contains(key.as_str())) {
        return Some(element);
    }
    element.children().find_map(|child| holder(child, keys))
}

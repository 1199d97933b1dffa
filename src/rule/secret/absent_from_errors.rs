//! No key that was handed out turns up in an error, in its body or in a header.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Context, Hook, Scope};
use crate::reference::state::Connection;
use crate::rule::Rule;
use crate::rule::findings::Gather;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::{ORDINARY, REJECTED};
use crate::secret::Secret;

pub(super) static RULE: Rule = Rule {
    id: "secret/absent-from-errors",
    level: Level::Should,
    summary: "No key that was handed out turns up in an error, in its body or in a header.",
    requirements: &["description/sensitive"],
    explain: "Errors are logged, quoted in tickets and shown to others; the page calls the information sensitive. An \
            error that dumps the state of the server shows the keys with it.\n\
            Passes: an error with code and message.\n\
            Fails: an error whose message, trace or header holds the key of a connection.",
    reads: &[&ORDINARY, &REJECTED],
    judge: absent_from_errors,
    faults: &[
        Fault::new(
            "key-in-error-message",
            "puts the last key into the message of an error",
            Hook::Answer(Scope::Refused, |root, context| {
                if let Some(message) = root.at(&["Errors", "Error", "Message"]) {
                    let text = format!("{} (psk {})", message.text(), last_key(context));
                    root.set(&["Errors", "Error", "Message"], text);
                }
            }),
        ),
        Fault::new(
            "key-behind-error",
            "puts the last key into a comment behind an error",
            Hook::Wire(Scope::Refused, |response, context| {
                let mut body = response.body.clone();
                body.extend_from_slice(format!("<!-- {} -->", last_key(context)).as_bytes());
                Ok(with_body(response, body))
            }),
        ),
    ],
    ..Rule::SERVER
};

fn absent_from_errors(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    // A shorter one may be an ordinary word.
    const SHORTEST: usize = 8;
    let mut gather = Gather::new(rule);
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

fn last_key(context: &Context<'_>) -> String {
    let state = context.lock();
    let key = |c: &Connection| c.tunnels.first().map(|t| t.key.expose().to_owned());
    state.connections.last().and_then(key).unwrap_or_default()
}

//! No pre-shared key appears in the body or the headers of an error.

use crate::evidence::redact::known::{Known, SHORTEST};
use crate::evidence::{Evidence, Outcome, Record, redact};
use crate::finding::{Judgement, Level};
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Context, Hook, Scope};
use crate::reference::state::Connection;
use crate::rule::findings::Gather;
use crate::rule::secret::no_keys;
use crate::rule::shared_probe::{ORDINARY, REJECTED};
use crate::rule::{Rule, error};

pub(super) static RULE: Rule = Rule {
    id: "secret/absent-from-errors",
    level: Level::Should,
    summary: "No pre-shared key appears in the body or the headers of an error.",
    requirements: &["description/sensitive"],
    explain: "Errors are logged, quoted in tickets and shown to others; the page calls the information sensitive. An \
            error that dumps the state of the server shows the keys with it.\n\
            The key is looked for plain and in any encoding; what an error itself calls a key is one too. In a saved run one that was encoded is blanked, and so not found again.\n\
            Passes: an error with code and message.\n\
            Fails: an error whose message, trace or header holds the key of a connection.",
    reads: &[&ORDINARY, &REJECTED],
    with: error::refused,
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
        Fault::new(
            "key-in-error-by-references",
            "puts the last key into the message of an error, each letter as a reference",
            Hook::Wire(Scope::Refused, |response, context| {
                let key: String = last_key(context)
                    .bytes()
                    .map(|b| format!("&#{b};"))
                    .collect();
                let body = String::from_utf8_lossy(&response.body);
                let body = body.replacen("</Message>", &format!(" {key}</Message>"), 1);
                Ok(with_body(response, body.into_bytes()))
            }),
        ),
    ],
    ..Rule::SERVER
};

fn absent_from_errors(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let no_error = || Judgement::blocked("no error came");
    let answer = |record: &Record| Some(record.exchange.response.as_ref().ok()?.status);
    let is_error = |record: &&Record| answer(record).is_some_and(|status| status >= 400);
    let mut errors = evidence.records.iter().filter(is_error).peekable();
    // What a key may look like takes long to work out.
    if errors.peek().is_none() {
        return no_error();
    }
    let known = evidence.known();
    let mut gather = Gather::new(rule);
    let mut named = false;
    for record in errors {
        let Ok(response) = &record.exchange.response else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        // What an error calls a key is one, though no create was answered with it.
        let mut own = Known::default();
        own.learn(redact::keys(&response.body));
        named |= !own.is_empty();
        let shown = |known| redact::shown(&response.body, known);
        if let Some(at) = shown(known).or_else(|| shown(&own)) {
            scribe.outer(
                at,
                "a key in the body of an error",
                "no key",
                "a key that was handed out, plain or in disguise",
            );
        }
        let headers = &response.headers;
        let shows = |(_, value): &&(String, Vec<u8>)| redact::shown(value, known).is_some();
        if let Some((name, _)) = headers.iter().find(shows) {
            let found = format!("a key that was handed out, in {name}");
            scribe.whole("a key in a header of an error", "no key", found);
        }
    }
    // A key of another probe's connection is looked for, but is no subject of this rule: alone it would have none.
    match named || !evidence.others.is_empty() || gives_key(evidence) {
        true => gather.finish(no_error),
        false => no_keys(evidence),
    }
}

/// Whether an answer of the probes handed out a key that is long enough to be looked for.
fn gives_key(evidence: &Evidence) -> bool {
    let granted = evidence.records.iter();
    let mut granted = granted.filter(|r| r.view().outcome == Outcome::Accepted);
    granted.any(|record| {
        let read = record.view().keys();
        let body = record.exchange.response.as_ref().map(|r| &*r.body);
        read.iter().any(|(key, _)| key.expose().len() >= SHORTEST)
            || redact::keys(body.unwrap_or_default())
                .iter()
                .any(|key| key.len() >= SHORTEST)
    })
}

fn last_key(context: &Context<'_>) -> String {
    let state = context.lock();
    let key = |c: &Connection| c.tunnels.first().map(|t| t.key.expose().to_owned());
    state.connections.last().and_then(key).unwrap_or_default()
}

//! Faults in the pre-shared keys.

use crate::reference::fault::{Fault, fault, with_body};
use crate::reference::hook::Context;
use crate::reference::hook::Hook::{Answer, Keys, Made, Wire};
use crate::reference::hook::Scope::Refused;
use crate::reference::random::Random;
use crate::reference::state::Connection;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "keys-equal",
        "gives both tunnels the same key",
        &["secret/keys-differ-between-tunnels"],
        Made(|connection, _| {
            if let [first, second] = connection.tunnels.as_mut_slice() {
                second.key = first.key.clone();
            }
        }),
    ),
    fault(
        "keys-constant",
        "gives every connection the same two keys (moto 5.2.5)",
        &["secret/keys-differ-between-connections"],
        Keys(|_, number, _| {
            let key = Random::new(u64::try_from(number).unwrap_or(0)).key();
            key.expose().to_owned()
        }),
    ),
    fault(
        "keys-per-customer-gateway",
        "gives connections of one customer gateway the same two keys",
        &["secret/keys-differ-between-connections"],
        Made(|connection, state| {
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
    fault(
        "keys-swapped-between-connections",
        "gives a connection the keys of the one before, the other way round",
        &["secret/keys-differ-between-connections"],
        Made(|connection, state| {
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
    fault(
        "key-starts-with-zero",
        "makes keys that start with 0",
        &["secret/key-grammar"],
        Keys(|key, _, _| format!("0{}", key.get(1..).unwrap_or_default())),
    ),
    fault(
        "key-in-base64",
        "makes keys with the plus and slash of Base64",
        &["secret/key-grammar"],
        Keys(|key, _, _| format!("{}+/", key.get(2..).unwrap_or_default())),
    ),
    fault(
        "key-too-short",
        "makes keys of six characters",
        &["secret/key-grammar"],
        Keys(|key, _, _| key.chars().take(6).collect()),
    ),
    fault(
        "key-too-long",
        "makes keys of 65 characters",
        &["secret/key-grammar"],
        Keys(|key, _, _| format!("{key}{key}x")),
    ),
    fault(
        "key-with-line-feed",
        "puts a line feed into keys, which router configuration reads as a second command",
        &["secret/key-grammar"],
        Keys(|key, _, _| format!("{}\nexit", key.get(5..).unwrap_or_default())),
    ),
    fault(
        "key-of-one-character",
        "makes keys out of one character, another one for each tunnel",
        &["secret/key-entropy"],
        Keys(|_, number, state| {
            let letter =
                b'a' + u8::try_from((state.connections.len() * 2 + number) % 26).unwrap_or(0);
            char::from(letter).to_string().repeat(32)
        }),
    ),
    fault(
        "key-repeats",
        "makes keys that repeat two characters",
        &["secret/key-entropy"],
        Keys(|key, _, _| key.chars().take(2).collect::<String>().repeat(16)),
    ),
    fault(
        "key-counts-up",
        "makes keys that differ in a number at their end",
        &["secret/key-entropy"],
        Keys(|_, number, state| {
            let stem = Random::new(0).key();
            let stem = stem.expose().get(..28).unwrap_or_default();
            format!("{stem}{:04}", state.connections.len() * 2 + number)
        }),
    ),
    fault(
        "key-in-error-message",
        "puts the last key into the message of an error",
        &["secret/absent-from-errors"],
        Answer(Refused, |root, context| {
            if let Some(message) = root.at(&["Errors", "Error", "Message"]) {
                let text = format!("{} (psk {})", message.text(), last_key(context));
                root.set(&["Errors", "Error", "Message"], text);
            }
        }),
    ),
    fault(
        "key-behind-error",
        "puts the last key into a comment behind an error",
        &["secret/absent-from-errors"],
        Wire(Refused, |response, context| {
            let mut body = response.body.clone();
            body.extend_from_slice(format!("<!-- {} -->", last_key(context)).as_bytes());
            Ok(with_body(response, body))
        }),
    ),
];

fn last_key(context: &Context<'_>) -> String {
    let state = context.lock();
    let key = |c: &Connection| c.tunnels.first().map(|t| t.key.expose().to_owned());
    state.connections.last().and_then(key).unwrap_or_default()
}

//! Faults that show only now and then: at every third connection.

use crate::reference::fault::{Fault, fault, with_body, with_text};
use crate::reference::hook::Context;
use crate::reference::hook::Hook::{Made, Wire};
use crate::reference::hook::Scope::Created;

/// So many connections apart.
const EVERY: usize = 3;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "cut-now-and-then",
        "stops in the middle of every third document",
        &["response/well-formed"],
        Wire(Created, |response, context| {
            let half = response.body.len() / 2;
            Ok(match is_due(context) {
                true => {
                    let body = response.body.get(..half).unwrap_or_default().to_vec();
                    with_body(response, body)
                }
                false => response,
            })
        }),
    ),
    fault(
        "namespace-2016-now-and-then",
        "gives every third document the namespace of 2016-11-15",
        &["response/namespace"],
        Wire(Created, |response, context| {
            Ok(match is_due(context) {
                true => with_text(
                    response,
                    &context.version.namespace(),
                    "http://ec2.amazonaws.com/doc/2016-11-15/",
                ),
                false => response,
            })
        }),
    ),
    fault(
        "keys-of-the-one-before-now-and-then",
        "gives every third connection the keys of the one before",
        &["secret/keys-differ-between-connections"],
        Made(|connection, state| {
            let due = state.connections.len() % EVERY == EVERY - 1;
            if let Some(before) = state.connections.last().filter(|_| due) {
                for (new, old) in connection.tunnels.iter_mut().zip(&before.tunnels) {
                    new.key = old.key.clone();
                }
            }
        }),
    ),
];

fn is_due(context: &Context<'_>) -> bool {
    context.lock().connections.len().is_multiple_of(EVERY)
}

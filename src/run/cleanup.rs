//! Deleting what the run has made, last first, until it is gone or nothing more can be done.

use std::thread;
use std::time::{Duration, Instant};

use crate::evidence::redact::unescaped;
use crate::evidence::{Origin, Record, Role};
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::run::context::{Context, Order};
use crate::run::extract::element_text;
use crate::run::ledger::{Entry, Kind};
use crate::run::reconcile::recover;

/// The probe under which clean-up is recorded.
pub const CLEANUP: &str = "cleanup";

/// What became of one attempt to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Gone,
    /// Something else has to go first.
    Held,
    Left,
}

/// Deletes everything in the ledger, and what was made without an answer.
pub(crate) fn clean(context: &Context<'_>) {
    {
        let mut state = context.state();
        let nothing = state.ledger.entries().is_empty() && state.ledger.unanswered().is_empty();
        if nothing {
            return;
        }
        state.watch.start_over();
    }
    recover(context);
    let patience = context.options.patience;
    let end = Instant::now() + context.options.max_time.max(patience);
    let mut deadline = Instant::now() + patience;
    let mut round = 0;
    loop {
        round += 1;
        let live: Vec<Entry> = context.state().ledger.live().rev().cloned().collect();
        let mut held = false;
        for entry in &live {
            match delete(context, entry, round) {
                Fate::Gone => {
                    context.state().world_loses(&entry.id);
                    deadline = Instant::now() + patience;
                }
                Fate::Held => held = true,
                Fate::Left => {}
            }
            // Everything was tried once, or nothing has gone for long.
            if Instant::now() > deadline.min(end) && round > 1 {
                return;
            }
        }
        if !held || Instant::now() > deadline.min(end) || context.state().watch.gone().is_some() {
            return;
        }
        thread::sleep(
            Duration::from_millis(200)
                .saturating_mul(round)
                .min(Duration::from_secs(5))
                .min(patience),
        );
    }
}

fn delete(context: &Context<'_>, entry: &Entry, round: u32) -> Fate {
    let (delete, describe, parameter) = match entry.kind {
        Kind::VpnConnection => (
            "DeleteVpnConnection",
            "DescribeVpnConnections",
            "VpnConnectionId",
        ),
        Kind::CustomerGateway => (
            "DeleteCustomerGateway",
            "DescribeCustomerGateways",
            "CustomerGatewayId",
        ),
        Kind::VpnGateway => ("DeleteVpnGateway", "DescribeVpnGateways", "VpnGatewayId"),
    };
    let version = context.options.api_version;
    let draft = Draft::action(delete, version, &[(parameter, &entry.id)]);
    let Some(record) = deliver(context, &format!("{}-{round}", entry.id), draft) else {
        return Fate::Left;
    };
    // A description that leaves a thing out is believed, unless the target could not delete at all.
    let failed = record
        .exchange
        .response
        .as_ref()
        .is_ok_and(|r| r.status >= 500);
    let refused = match &record.exchange.response {
        Ok(response) if (200..300).contains(&response.status) => None,
        Ok(response) => Some(element_text(&unescaped(&response.body), "Code").unwrap_or_default()),
        Err(_) => Some(String::new()),
    };
    context.state().housekeeping.push(record);
    let Some(code) = refused else {
        return Fate::Gone;
    };
    if matches!(
        code.as_str(),
        "DependencyViolation"
            | "IncorrectState"
            | "InvalidVpnGatewayState"
            | "InvalidCustomerGatewayState"
    ) {
        return Fate::Held;
    }
    // Refused for another reason: perhaps because it is gone already.
    let draft = Draft::action(describe, version, &[(&format!("{parameter}.1"), &entry.id)]);
    let Some(record) = deliver(context, &format!("{}-{round}-state", entry.id), draft) else {
        return Fate::Left;
    };
    let gone = match &record.exchange.response {
        Ok(response) => {
            let text = unescaped(&response.body);
            let state = element_text(&text, "state");
            let unknown =
                element_text(&text, "Code").is_some_and(|code| code.ends_with("NotFound"));
            unknown
                || (response.status == 200
                    && ((!failed && !text.contains(&entry.id))
                        || matches!(state.as_deref(), Some("deleted" | "deleting"))))
        }
        Err(_) => false,
    };
    let mut state = context.state();
    state.housekeeping.push(record);
    if gone && state.ledger.delete(&entry.id).is_ok() {
        Fate::Gone
    } else {
        Fate::Left
    }
}

fn deliver(context: &Context<'_>, name: &str, draft: Draft) -> Option<Record> {
    let order = Order {
        probe: CLEANUP,
        origin: Origin::Catalogue,
        role: Role::Cleanup,
        name,
        deviation: None,
        twin: None,
        auth: None,
        draft,
        fixtures: &Fixtures::default(),
    };
    context.deliver(order).ok()
}

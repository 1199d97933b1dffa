//! Deleting what the run has made, last first, until it is gone or nothing more can be done.
//!
//! Nothing is deleted that is not known to be ours, and nothing is gone because a delete was answered with success: a
//! description must agree.
use std::thread;
use std::time::{Duration, Instant};

use crate::evidence::{Record, Role};
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::run::context::{Context, Order};
use crate::run::describe::Seen;
use crate::run::extract::error_code;
use crate::run::guard::Right;
use crate::run::ledger::Entry;
use crate::run::reconcile::recover;
use crate::run::{describe, guard};

/// The probe under which clean-up is recorded.
pub const CLEANUP: &str = "cleanup";

/// How often what is left is tried again.
const TRIES: u32 = 3;

/// How long a deletion that was answered with success is waited for; what takes longer says that it is being deleted.
const BELIEVED: Duration = Duration::from_secs(15);

/// What became of one attempt to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Gone,
    /// A delete was answered with success, but it is still there.
    Asked,
    /// Something else has to go first.
    Held,
    Left,
}

/// Deletes everything in the ledger, and what was made without an answer.
pub(crate) fn clean(context: &Context<'_>) {
    {
        let mut state = context.state();
        let nothing = state.ledger.entries().is_empty() && state.ledger.unanswered().len() == 0;
        if nothing {
            return;
        }
        state.watch.start_over();
        state.blind.clear();
    }
    recover(context);
    let patience = context.options.patience;
    let end = Instant::now() + context.options.max_time.max(patience);
    let mut progress = Instant::now();
    let mut idle = 0;
    for round in 1.. {
        let live: Vec<Entry> = context.state().ledger.live().rev().cloned().collect();
        let mut fates = Vec::new();
        for entry in &live {
            let fate = remove(context, entry, round);
            fates.push(fate);
            if fate == Fate::Gone {
                progress = Instant::now();
                idle = 0;
            }
            let waits = matches!(fate, Fate::Asked | Fate::Held);
            let is_over = progress.elapsed() > patience || Instant::now() > end;
            // When nothing has gone for a while, one of those that wait stands for all of them.
            if (round > 1 && is_over) || (idle >= TRIES && waits) {
                break;
            }
        }
        let any = |fate: Fate| fates.contains(&fate);
        idle += u32::from(!any(Fate::Gone));
        let waited = progress.elapsed();
        let waits = (any(Fate::Asked) && waited <= BELIEVED.min(patience))
            // What is left holds up the rest.
            || (any(Fate::Held) && waited <= patience && !(any(Fate::Left) && idle >= TRIES))
            || (any(Fate::Left) && idle < TRIES && waited <= patience);
        let gone = context.state().watch.gone().is_some();
        if !waits || gone || Instant::now() > end {
            return;
        }
        let pause = Duration::from_millis(100).saturating_mul(1 << idle.min(6));
        thread::sleep(pause.min(Duration::from_secs(5)).min(patience));
    }
}

/// Deletes what probes that have ended made for themselves. Whether anything has gone.
pub(crate) fn release(context: &Context<'_>) -> bool {
    let spent = std::mem::take(&mut context.state().spent);
    let is_spent = |id: &Option<String>| id.as_ref().is_some_and(|id| spent.contains(id));
    let mut any = false;
    for round in 1..=TRIES {
        let live: Vec<Entry> = context.state().ledger.live().rev().cloned().collect();
        let mut held = false;
        for entry in live {
            let intent = entry.intent.as_ref();
            let is_of_spent =
                intent.is_some_and(|i| is_spent(&i.gateway) || is_spent(&i.vpn_gateway));
            if spent.contains(&entry.id) || is_of_spent {
                let fate = remove(context, &entry, round);
                any |= fate == Fate::Gone;
                held |= fate == Fate::Held;
            }
        }
        if !held {
            break;
        }
        thread::sleep(Duration::from_secs(1).min(context.options.patience));
    }
    any
}

fn remove(context: &Context<'_>, entry: &Entry, round: u32) -> Fate {
    let (kind, id) = (entry.kind, entry.id.as_str());
    if entry.asked {
        match confirm(context, entry, round, true) {
            // Deleted and there again, or never deleted: it is asked for once more.
            Fate::Asked if round <= TRIES => {}
            fate => return fate,
        }
    }
    match guard::right(context, Role::Cleanup, kind, id) {
        Right::Ours => {}
        Right::Nothing => return strike(context, id),
        Right::Foreign(reason) => {
            context.state().doubts.insert(id.to_owned(), reason);
            return Fate::Left;
        }
        Right::Doubt(_) => return Fate::Left,
    }
    let version = kind.version(context.options.api_version);
    let mut draft = Draft::action(kind.delete(), version, &[(kind.parameter(), id)]);
    draft.form = context.state().forms.housekeeping();
    let Some(record) = deliver(context, &format!("{id}-{round}"), draft) else {
        return Fate::Left;
    };
    let said = match &record.exchange.response {
        Ok(response) if (200..300).contains(&response.status) => String::new(),
        Ok(response) => {
            let code = error_code(&response.body).unwrap_or_default();
            format!("status {} {code}", response.status)
        }
        Err(error) => error.to_string(),
    };
    context.state().housekeeping.push(record);
    let is_held = [
        "DependencyViolation",
        "IncorrectState",
        "InvalidVpnGatewayState",
        "InvalidCustomerGatewayState",
    ];
    if is_held.iter().any(|code| said.ends_with(code)) {
        return Fate::Held;
    }
    // Answered with success or not, a description decides.
    match confirm(context, entry, round, said.is_empty()) {
        Fate::Asked if !said.is_empty() => {
            let reason = format!("{} of {id} was answered with {said}", kind.delete());
            context.state().doubts.insert(id.to_owned(), reason);
            Fate::Left
        }
        fate => fate,
    }
}

/// Whether a description agrees that it is gone. Where there is no such action, it is enough that its deletion was answered with
/// success.
fn confirm(context: &Context<'_>, entry: &Entry, round: u32, is_deleted: bool) -> Fate {
    let (kind, id) = (entry.kind, entry.id.as_str());
    let name = format!("{id}-{round}-state");
    let reason = match describe::one(context, Role::Cleanup, &name, kind, id) {
        Seen::Deleted | Seen::Absent => return strike(context, id),
        Seen::NoAction(_) if is_deleted => return strike(context, id),
        Seen::Live(_) => {
            format!(
                "{} of {id} was answered with success, but it is still there",
                kind.delete()
            )
        }
        Seen::Nothing(reason) | Seen::NoAction(reason) => {
            format!("it is not known whether {id} is deleted: {reason}")
        }
    };
    context.state().doubts.insert(id.to_owned(), reason);
    Fate::Asked
}

fn strike(context: &Context<'_>, id: &str) -> Fate {
    let mut state = context.state();
    state.world_loses(id);
    state.doubts.remove(id);
    match state.ledger.delete(id) {
        // A ledger that cannot be written does not bring it back.
        Ok(()) | Err(_) => Fate::Gone,
    }
}

fn deliver(context: &Context<'_>, name: &str, draft: Draft) -> Option<Record> {
    let fixtures = Fixtures::default();
    let order = Order::housekeeping(Role::Cleanup, name, draft, &fixtures);
    context.deliver(order).ok()
}

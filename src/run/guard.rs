//! Whether something at the target may be deleted: only what a description of that one id shows to be ours, whatever an
//! answer to a create has called it.
//!
//! | what | is ours if it did not stand there before, as far as that could be listed, and |
//! |---|---|
//! | a connection | one of its gateways is one that this run has made, or both are those that were asked for and a list shows that it is new |
//! | a customer gateway | it has the address and the number that were asked for, and a list shows that it is new |
//! | a VPN gateway | it is attached to nothing, and a list shows that it is new |
//! | a transit gateway | a list shows that it is new |
//!
//! If the target has no action that describes gateways, the ids in its answers to this run's creates are ours. In doubt a resource is
//! left and named. If somebody else makes a connection with our gateways, it is deleted too: a gateway in use cannot be deleted.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::evidence::Role;
use crate::run::backoff::Backoff;
use crate::run::context::Context;
use crate::run::describe;
use crate::run::describe::Seen;
use crate::run::extract::Item;
use crate::run::ledger::{Entry, Intent, Kind};

/// What may be done with a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// It is ours.
    Ours,
    /// There is no such thing, or it is deleted.
    Nothing,
    /// It is somebody else's.
    Foreign(String),
    /// It cannot be told.
    Doubt(String),
}

/// What may be done with the thing of this id.
pub(crate) fn right(context: &Context<'_>, role: Role, kind: Kind, id: &str) -> Right {
    let (entry, is_earlier) = {
        let state = context.state();
        if state.ledger.is_foreign(id) {
            return Right::Foreign(format!(
                "the target calls {id} newly made, but it stood there before: it is not ours to delete"
            ));
        }
        let entry = state.ledger.entry(id).filter(|e| e.kind == kind).cloned();
        let is_earlier = entry
            .as_ref()
            .is_some_and(|e| !state.ledger.is_of_this_run(e));
        (entry, is_earlier)
    };
    if entry.as_ref().is_some_and(|entry| entry.proven) {
        return Right::Ours;
    }
    let seen = match &entry {
        Some(entry) if !entry.asked && !entry.deleted && !is_earlier => {
            shown(context, role, kind, id)
        }
        _ => describe::one(context, role, &format!("{id}-whose"), kind, id),
    };
    let right = match (entry, seen) {
        (_, Seen::Deleted) | (None, Seen::Absent) => Right::Nothing,
        (None, Seen::Live(_)) => Right::Foreign(format!(
            "{id} exists, but this run has not made it: it is not ours to delete"
        )),
        // What was made long ago would be visible by now.
        (Some(entry), Seen::Absent) if entry.deleted || entry.asked || is_earlier => Right::Nothing,
        (Some(_), Seen::Absent) => Right::Doubt(format!("no description shows {id}")),
        // Nobody can look it up, and only this run knows of it.
        (Some(entry), Seen::NoAction(_))
            if kind != Kind::VpnConnection && !is_earlier && !entry.asked =>
        {
            Right::Ours
        }
        (_, Seen::Nothing(reason) | Seen::NoAction(reason)) => Right::Doubt(reason),
        (Some(entry), Seen::Live(item)) => match whose(context, role, &entry, &item) {
            Ok(()) => Right::Ours,
            Err(reason) => Right::Doubt(reason),
        },
    };
    let mut state = context.state();
    match &right {
        Right::Doubt(reason) => {
            let reason = format!("it is not known whether {id} is ours: {reason}");
            state.doubts.insert(id.to_owned(), reason.clone());
            return Right::Doubt(reason);
        }
        Right::Ours => {
            state.doubts.remove(id);
            state.ledger.prove(id);
        }
        _ => {}
    }
    right
}

/// Whether a thing that is there is ours; else why that is not known.
fn whose(context: &Context<'_>, role: Role, entry: &Entry, item: &Item) -> Result<(), String> {
    let asked = entry.intent.clone().unwrap_or_default();
    let before = {
        let state = context.state();
        state.ledger.stood_before(&entry.run, entry.kind, &entry.id)
    };
    if before == Some(true) {
        return Err("it stood there before".to_owned());
    }
    let new = || match before {
        Some(_) => Ok(()),
        None => Err(format!(
            "{} could not be read before the run",
            entry.kind.describe()
        )),
    };
    match entry.kind {
        Kind::CustomerGateway => {
            let differ = |shown: &Option<String>, asked: &Option<String>| {
                shown
                    .as_ref()
                    .is_some_and(|shown| Some(shown) != asked.as_ref())
            };
            if differ(&item.address, &asked.address)
                || differ(&item.asn, &asked.asn)
                || (item.address.is_none() && item.asn.is_none())
            {
                return Err("its address and number are not those that were asked for".to_owned());
            }
            new()
        }
        Kind::VpnGateway if item.attached => Err("it is attached to a VPC".to_owned()),
        Kind::VpnGateway | Kind::TransitGateway => new(),
        Kind::VpnConnection => {
            let gateways = [
                (Kind::CustomerGateway, &item.gateway),
                (Kind::VpnGateway, &item.vpn_gateway),
            ];
            for (kind, id) in gateways {
                if let Some(id) = id
                    && is_made(context, role, kind, id)
                {
                    return Ok(());
                }
            }
            if !has(&asked, item) {
                return Err("its gateways are not those that were asked for".to_owned());
            }
            new()
        }
    }
}

/// Whether the connection has the gateways that were asked for.
fn has(asked: &Intent, item: &Item) -> bool {
    let any = item.gateway.is_some() || item.vpn_gateway.is_some();
    any && item.gateway == asked.gateway && item.vpn_gateway == asked.vpn_gateway
}

/// Whether the gateway is one that a run of this ledger has made.
pub(crate) fn is_made(context: &Context<'_>, role: Role, kind: Kind, id: &str) -> bool {
    let entry = {
        let state = context.state();
        state.ledger.entry(id).filter(|e| e.kind == kind).cloned()
    };
    // Nothing is deleted that was not ours.
    entry.is_some_and(|entry| {
        entry.proven || entry.deleted || right(context, role, kind, id) == Right::Ours
    })
}

/// Describes what was just made until it is there, for as long as the run has patience: what was made may become visible
/// only after seconds. A target that has once been waited for in vain is not waited for again.
pub(crate) fn shown(context: &Context<'_>, role: Role, kind: Kind, id: &str) -> Seen {
    let mut backoff = Backoff::new(Duration::from_millis(20), Duration::from_secs(2));
    for attempt in 1.. {
        let seen = describe::one(context, role, &format!("{id}-shown-{attempt}"), kind, id);
        let mut state = context.state();
        if seen != Seen::Absent {
            if attempt > 1 {
                state.lag = state.lag.max(backoff.elapsed());
            }
            return seen;
        }
        let is_over =
            backoff.exceeds(context.options.patience) || context.stop.load(Ordering::Relaxed);
        if state.given_up || is_over {
            state.given_up |= is_over;
            return seen;
        }
        drop(state);
        backoff.sleep();
    }
    Seen::Absent
}

//! Creates of which no answer says what they made: found by describing, and never anything that is somebody else's.
//!
//! A connection is ours if one of its gateways is one that we made. A customer gateway is ours if it has the address and the
//! number that were asked for, did not stand there before the run, and was entered by no run. A VPN gateway, and a
//! connection of another gateway, have nothing of the kind: one that did not stand there before, is attached to nothing
//! and was entered by no run is taken for ours only where [`Options::claim`](crate::run::Options::claim) says that nobody
//! else works at the target. Where more things could be ours than creates are open, none is. A create is settled as having
//! made nothing only where a whole list shows nothing that it could have made.
use std::collections::{BTreeSet, HashMap};
use std::thread;
use std::time::Duration;

use crate::evidence::Role;
use crate::request::Form;
use crate::run::context::Context;
use crate::run::extract::Item;
use crate::run::ledger::{Intent, Kind};
use crate::run::{describe, guard};

/// Lists that are asked for before the first create: until two agree, so that one that lags behind is not believed.
const LISTS: usize = 3;

/// How old a create without an answer must be before a list is believed that does not show what it made.
const SETTLED: Duration = Duration::from_secs(1);

/// Notes what stands at the target before the first thing is made.
pub(crate) fn look_around(context: &Context<'_>) {
    for kind in Kind::ALL {
        // What most runs do not make is asked for by those that do.
        if kind != Kind::TransitGateway {
            look_for(context, kind);
        }
    }
}

/// Notes what stands at the target of one kind.
pub(crate) fn look_for(context: &Context<'_>, kind: Kind) {
    let mut known = BTreeSet::new();
    let mut last = None;
    for attempt in 1..=LISTS {
        let name = format!("before-{}-{attempt}", kind.describe());
        // The first list is asked for by POST, the second by GET: so it is known what the target takes.
        let trial = match (kind, attempt) {
            (Kind::CustomerGateway, 1) => Some(Form::Post),
            (Kind::CustomerGateway, 2) => Some(Form::Get),
            _ => None,
        };
        let items = describe::all(context, Role::Setup, &name, kind, trial);
        if let Some(form) = trial {
            context.state().forms.learn(form, items.is_some());
        }
        // A list with something in it that has no name is none.
        let ids = items.and_then(|items| items.into_iter().map(|item| item.id).collect());
        let ids: BTreeSet<String> = match ids {
            Some(ids) => ids,
            None => continue,
        };
        known.extend(ids.iter().cloned());
        if last.replace(ids.clone()).is_some_and(|last| last == ids) {
            break;
        }
    }
    if last.is_some() {
        // A ledger that cannot be written stops the first create.
        let _ = context
            .state()
            .ledger
            .know(kind, known.into_iter().collect());
    }
}

/// Enters what was made without an answer.
pub(crate) fn recover(context: &Context<'_>) {
    wait_for_the_last(context);
    context.state().ledger.look_up_others();
    let claim = context.options.claim && context.state().ledger.is_alone();
    for kind in Kind::ALL {
        let (open, gateways) = {
            let state = context.state();
            // An action that is none may make a connection, if anything.
            let is = |intent: &&Intent| intent.kind.unwrap_or(Kind::VpnConnection) == kind;
            let open: Vec<Intent> = state.ledger.unanswered().filter(is).cloned().collect();
            let mut entries = state.ledger.entries().iter();
            (open, entries.any(|e| e.kind != Kind::VpnConnection))
        };
        if open.is_empty() && !(kind == Kind::VpnConnection && gateways) {
            continue;
        }
        let name = format!("after-{}", kind.describe());
        let Some(items) = describe::all(context, Role::Cleanup, &name, kind, None) else {
            continue;
        };
        let open = match kind {
            Kind::VpnConnection => connections(context, &items, open),
            _ => open,
        };
        unnamed(context, kind, &items, &open, claim);
    }
}

/// Gives what was made last the time to become visible.
fn wait_for_the_last(context: &Context<'_>) {
    let state = context.state();
    let Some(last) = state
        .left_open
        .filter(|_| state.ledger.unanswered().len() > 0)
    else {
        return;
    };
    let settled = SETTLED.max(state.lag * 2).min(context.options.patience);
    drop(state);
    thread::sleep(settled.saturating_sub(last.elapsed()));
}

/// Enters connections that belong to a gateway of ours and that no answer named. Gives back the creates that named another
/// gateway.
fn connections(context: &Context<'_>, items: &[Item], open: Vec<Intent>) -> Vec<Intent> {
    let mut known: HashMap<(Kind, String), bool> = HashMap::new();
    let mut is_ours = |kind: Kind, id: &Option<String>| {
        id.as_ref().is_some_and(|id| {
            *known
                .entry((kind, id.clone()))
                .or_insert_with(|| guard::is_made(context, Role::Cleanup, kind, id))
        })
    };
    let mut all_named = true;
    for item in items {
        if !is_ours(Kind::CustomerGateway, &item.gateway)
            && !is_ours(Kind::VpnGateway, &item.vpn_gateway)
        {
            continue;
        }
        let mut state = context.state();
        match &item.id {
            // What is in the ledger is settled.
            Some(id) if state.ledger.entry(id).is_some_and(|entry| !entry.deleted) => {}
            Some(id) => {
                // A ledger that cannot be written has already stopped the run.
                let _ = state.ledger.settle(None, Some((Kind::VpnConnection, id)));
            }
            None => all_named = false,
        }
    }
    let (found, others): (Vec<Intent>, Vec<Intent>) = open
        .into_iter()
        .partition(|intent| is_ours(Kind::CustomerGateway, &intent.gateway));
    if all_named {
        let mut state = context.state();
        for intent in &found {
            let _ = state.ledger.resolve(intent, None);
        }
    }
    others
}

/// Enters what stands there now, did not before, and is what the creates asked for.
fn unnamed(context: &Context<'_>, kind: Kind, items: &[Item], open: &[Intent], claim: bool) {
    let mut done: Vec<&Intent> = Vec::new();
    for intent in open {
        if done.iter().any(|other| alike(intent, other)) {
            continue;
        }
        done.push(intent);
        let same: Vec<&Intent> = open.iter().filter(|other| alike(intent, other)).collect();
        let mut state = context.state();
        let could_be = |item: &&Item| match kind {
            Kind::CustomerGateway => item.address == intent.address && item.asn == intent.asn,
            Kind::VpnGateway => !item.attached,
            Kind::TransitGateway => true,
            Kind::VpnConnection => item.gateway == intent.gateway,
        };
        let (mut found, mut unclear) = (Vec::new(), 0);
        for item in items.iter().filter(could_be) {
            let Some(id) = &item.id else {
                unclear += 1;
                continue;
            };
            match state.ledger.stood_before(&intent.run, kind, id) {
                _ if state.ledger.is_entered(id) => {}
                Some(true) => {}
                Some(false) => found.push(id),
                None => unclear += 1,
            }
        }
        let is_ours = claim || kind == Kind::CustomerGateway;
        if unclear > 0 || found.len() > same.len() || (!is_ours && !found.is_empty()) {
            continue;
        }
        let mut made = found.into_iter();
        for intent in same {
            let made = made.next().map(|id| (kind, id.as_str()));
            let _ = state.ledger.resolve(intent, made);
        }
    }
}

/// Whether what two creates have made cannot be told apart.
fn alike(one: &Intent, other: &Intent) -> bool {
    let of = |intent: &Intent| Intent {
        number: 0,
        ..intent.clone()
    };
    of(one) == of(other)
}

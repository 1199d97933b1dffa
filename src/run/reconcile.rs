//! Creates whose answer never came: what they made, found by describing, and never anything that is somebody else's.
//!
//! A connection is ours if its customer gateway is one that we made. A customer gateway is ours if it has the address and the number that
//! were asked for, did not stand there before the run, and was entered by no run. A VPN gateway, and a connection of another gateway, have nothing of the
//! kind: one that did not stand there before, is attached to nothing and was entered by no run is taken for ours only
//! where [`Options::claim`](crate::run::Options::claim) says that nobody else works at the target. Where more things
//! could be ours than creates are open, none is.

use crate::evidence::redact::unescaped;
use crate::evidence::{Origin, Role};
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::run::cleanup::CLEANUP;
use crate::run::context::{Context, Order};
use crate::run::extract;
use crate::run::extract::element_text;
use crate::run::fixture::SETUP;
use crate::run::ledger::{Intent, Kind};

/// What is asked to list the things of each kind, and the element that names one.
const LISTINGS: [(Kind, &str, &str); 3] = [
    (
        Kind::CustomerGateway,
        "DescribeCustomerGateways",
        "customerGatewayId",
    ),
    (Kind::VpnGateway, "DescribeVpnGateways", "vpnGatewayId"),
    (
        Kind::VpnConnection,
        "DescribeVpnConnections",
        "vpnConnectionId",
    ),
];

/// Notes what stands at the target before the first thing is made.
pub(crate) fn look_around(context: &Context<'_>) {
    for (kind, action, element) in LISTINGS {
        if let Some(items) = items(context, SETUP, &format!("before-{action}"), action) {
            let ids = items.iter().filter_map(|item| element_text(item, element));
            let ids = ids.collect();
            // A ledger that cannot be written stops the first create.
            let _ = context.state().ledger.know(kind, ids);
        }
    }
}

/// Enters what was made without an answer.
pub(crate) fn recover(context: &Context<'_>) {
    for (kind, action, element) in LISTINGS {
        let open: Vec<Intent> = {
            let state = context.state();
            let open = state.ledger.unanswered().iter();
            // An action that is none may make a connection, if anything.
            let is = |intent: &&Intent| intent.kind.unwrap_or(Kind::VpnConnection) == kind;
            open.filter(is).cloned().collect()
        };
        let any = context
            .state()
            .ledger
            .entries()
            .iter()
            .any(|e| e.kind == Kind::CustomerGateway);
        if open.is_empty() && !(kind == Kind::VpnConnection && any) {
            continue;
        }
        let claim = context.options.claim && context.state().ledger.is_alone();
        if kind == Kind::VpnGateway && !claim {
            continue;
        }
        let Some(items) = items(context, CLEANUP, &format!("after-{action}"), action) else {
            continue;
        };
        match kind {
            Kind::VpnConnection => {
                let others = connections(context, &items, open);
                if claim {
                    unnamed(context, &items, &others, element);
                }
            }
            _ => unnamed(context, &items, &open, element),
        }
    }
}

/// Enters connections that belong to a gateway of ours and that no answer named. Gives back the creates that named another
/// gateway.
fn connections(context: &Context<'_>, items: &[String], open: Vec<Intent>) -> Vec<Intent> {
    let mut state = context.state();
    let entries = state.ledger.entries().iter();
    let gateways = entries.filter(|e| e.kind == Kind::CustomerGateway);
    let ours: Vec<String> = gateways.map(|e| e.id.clone()).collect();
    let found = items
        .iter()
        .filter(|item| element_text(item, "customerGatewayId").is_some_and(|id| ours.contains(&id)))
        .filter_map(|item| element_text(item, "vpnConnectionId"));
    for id in found {
        // A ledger that cannot be written has already stopped the run.
        let _ = state.ledger.settle(None, Some((Kind::VpnConnection, &id)));
    }
    let (found, others): (Vec<Intent>, Vec<Intent>) = open
        .into_iter()
        .partition(|intent| intent.gateway.as_ref().is_some_and(|id| ours.contains(id)));
    for intent in &found {
        let _ = state.ledger.resolve(intent, None);
    }
    others
}

/// Enters what stands there now, did not before, and is what the creates asked for.
fn unnamed(context: &Context<'_>, items: &[String], open: &[Intent], element: &str) {
    let mut done: Vec<&Intent> = Vec::new();
    for intent in open {
        if done.iter().any(|other| alike(intent, other)) {
            continue;
        }
        done.push(intent);
        let same: Vec<&Intent> = open.iter().filter(|other| alike(intent, other)).collect();
        let mut state = context.state();
        let could_be = |item: &&String| match intent.kind {
            Some(Kind::CustomerGateway) => {
                element_text(item, "ipAddress") == intent.address
                    && element_text(item, "bgpAsn") == intent.asn
            }
            Some(Kind::VpnGateway) => element_text(item, "vpcId").is_none(),
            _ => element_text(item, "customerGatewayId") == intent.gateway,
        };
        let kind = intent.kind.unwrap_or(Kind::VpnConnection);
        let found: Vec<String> = items
            .iter()
            .filter(could_be)
            .filter_map(|item| element_text(item, element))
            .filter(|id| state.ledger.stood_before(&intent.run, kind, id) == Some(false))
            .filter(|id| !state.ledger.is_entered(id))
            .collect();
        if found.len() > same.len() {
            continue;
        }
        let mut made = found.iter();
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

/// Everything of a kind that is not deleted; `None` where the target does not say.
fn items(
    context: &Context<'_>,
    probe: &'static str,
    name: &str,
    action: &str,
) -> Option<Vec<String>> {
    let order = Order {
        probe,
        origin: Origin::Catalogue,
        role: match probe {
            SETUP => Role::Setup,
            _ => Role::Cleanup,
        },
        name,
        deviation: None,
        twin: None,
        auth: None,
        draft: Draft::action(action, context.options.api_version, &[]),
        fixtures: &Fixtures::default(),
    };
    let record = context.deliver(order).ok()?;
    let items = match &record.exchange.response {
        Ok(response) if response.status == 200 => {
            let text = unescaped(&response.body);
            let end = text.trim_end().rsplit("</").next().unwrap_or_default();
            let is_whole = end.ends_with(&format!("{action}Response>"));
            is_whole.then(|| extract::items(&text))
        }
        _ => None,
    };
    context.state().housekeeping.push(record);
    items
}

//! Transit gateways, which 2016-11-15 alone has: what set-up needs.

use crate::reference::action::{Answer, Call};
use crate::reference::element::Element;
use crate::reference::gateway::{TRANSIT, asn, in_use, status};
use crate::reference::hook::Scope;
use crate::reference::refusal::Refusal;
use crate::reference::rules::Lookup;
use crate::reference::state::TransitGateway;

/// `CreateTransitGateway`
pub(crate) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let asn = match call.query.value("Options.AmazonSideAsn") {
        Some(_) => asn(call, "Options.AmazonSideAsn")?,
        None => 64_512,
    };
    call.dry_run()?;
    let mut state = call.lock();
    let gateway = TransitGateway {
        id: state.fresh_id("tgw", true),
        asn,
        deleted: false,
    };
    state.transit_gateways.push(gateway.clone());
    let content = show("transitGateway", &gateway, "pending");
    Ok(Answer::new(Scope::Other, vec![content]))
}

/// `DescribeTransitGateways`
pub(crate) fn describe(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.dry_run()?;
    let asked = call.query.list("TransitGatewayIds");
    let state = call.lock();
    let mut set = Element::new("transitGatewaySet");
    let shown = |deleted: bool| call.rules.show_deleted || !deleted;
    for id in &asked {
        let found = state.transit_gateway(id).map(|g| !shown(g.deleted));
        TRANSIT.check(id, Lookup::Live, found)?;
    }
    for gateway in &state.transit_gateways {
        if shown(gateway.deleted) && (asked.is_empty() || asked.contains(&gateway.id.as_str())) {
            set.push(show("item", gateway, status(gateway.deleted)));
        }
    }
    Ok(Answer::new(Scope::Other, vec![set]))
}

/// `DeleteTransitGateway`
pub(crate) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.query.required("TransitGatewayId", call.rules)?;
    call.dry_run()?;
    let mut state = call.lock();
    let found = state.transit_gateway(id).map(|g| g.deleted);
    if call.rules.refuse_unknown_delete {
        TRANSIT.check(id, Lookup::Live, found)?;
    }
    let is_used = state
        .live()
        .any(|c| c.transit_gateway_id.as_deref() == Some(id));
    if call.rules.refuse_in_use && is_used {
        return Err(in_use("transit gateway"));
    }
    let mut content = Vec::new();
    if let Some(gateway) = state.transit_gateways.iter_mut().find(|g| g.id == id) {
        gateway.deleted = true;
        content.push(show("transitGateway", gateway, "deleting"));
    }
    Ok(Answer::new(Scope::Other, content))
}

fn show(name: &str, gateway: &TransitGateway, state: &str) -> Element {
    let asn = gateway.asn.to_string();
    Element::branch(
        name,
        [
            Element::leaf("transitGatewayId", &*gateway.id),
            Element::leaf("state", state),
            Element::branch("options", [Element::leaf("amazonSideAsn", asn)]),
            Element::new("tagSet"),
        ],
    )
}

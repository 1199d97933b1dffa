//! Edits that several rules use.

use crate::generate::request::mutation::parameter::rename;
use crate::request::Draft;
use crate::request::fixtures::Fixtures;

pub(crate) fn customer(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("CustomerGatewayId", id);
}

pub(crate) fn vpn(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("VpnGatewayId", id);
}

/// Names the transit gateway in place of the virtual private one, if there is one.
pub(crate) fn transit(draft: &mut Draft, fixtures: &Fixtures) {
    if !fixtures.transit_gateway_id.is_empty() {
        rename(draft, "VpnGatewayId", "TransitGatewayId");
        draft.set("TransitGatewayId", fixtures.transit_gateway_id.as_str());
    }
}

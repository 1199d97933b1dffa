//! Edits that several rules use.

use crate::request::Draft;

pub(crate) fn customer(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("CustomerGatewayId", id);
}

pub(crate) fn vpn(draft: &mut Draft, id: impl Into<Vec<u8>>) {
    draft.set("VpnGatewayId", id);
}

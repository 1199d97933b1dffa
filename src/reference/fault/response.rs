//! Changes that the faults of several rules make.

use crate::reference::element::Element;

pub(crate) fn connection_push(root: &mut Element, element: Element) {
    if let Some(connection) = root.at(&["vpnConnection"]) {
        connection.push(element);
    }
}

/// Adds one item of telemetry that conforms, but for one change.
pub(crate) fn telemetry(root: &mut Element, change: fn(&mut Element)) {
    let mut item = Element::branch(
        "item",
        [
            Element::leaf("outsideIpAddress", "198.18.0.1"),
            Element::leaf("status", "DOWN"),
            Element::leaf("lastStatusChange", "2012-05-01T12:00:00.000Z"),
            Element::leaf("acceptedRouteCount", "0"),
        ],
    );
    change(&mut item);
    connection_push(root, Element::branch("vgwTelemetry", [item]));
}

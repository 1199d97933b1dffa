//! The response, by the page's table and example and by the schema of each version.

use super::Grade::{Documented, Observed, Weak};
use super::{Clause, notes, reference};

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "response/wrapper",
        reference("Response Elements", "introduction"),
        Documented,
        "The root element of the response is CreateVpnConnectionResponse.",
    ),
    Clause::new(
        "response/status",
        notes("3.6-status"),
        Observed,
        "The status of a success is 200.",
    ),
    Clause::new(
        "response/request-id",
        reference("Response Elements", "requestId"),
        Documented,
        "requestId is the id of this request, as a string.",
    ),
    Clause::new(
        "response/request-id-form",
        notes("7-request-id"),
        Observed,
        "Request ids on the wire are lower-case UUIDs.",
    )
    .untestable("the schema says string, and the page's own example is no UUID: a server may choose another form"),
    Clause::new(
        "response/vpn-connection",
        reference("Response Elements", "vpnConnection"),
        Documented,
        "vpnConnection describes the connection that was made.",
    ),
    Clause::new(
        "response/namespace",
        reference("Examples", "Example Response"),
        Documented,
        "The elements are in the namespace http://ec2.amazonaws.com/doc/, the version, and a slash.",
    ),
    Clause::new(
        "response/schema",
        notes("1.1-connection"),
        Documented,
        "The elements are those of the schema of the version, each as often as the schema allows.",
    ),
    Clause::new(
        "response/element-order",
        notes("1.1-order"),
        Documented,
        "The elements stand in the order of the schema; from 2014 on, published examples no longer keep to it.",
    ),
    Clause::new(
        "response/type",
        reference("Examples", "Example Response, type"),
        Documented,
        "type is the type that was asked for.",
    ),
    Clause::new(
        "response/customer-gateway-id",
        reference("Examples", "Example Response, customerGatewayId"),
        Documented,
        "customerGatewayId is the one that was asked for.",
    ),
    Clause::new(
        "response/vpn-gateway-id",
        reference("Examples", "Example Response, vpnGatewayId"),
        Documented,
        "vpnGatewayId is the one that was asked for.",
    ),
    Clause::new(
        "response/customer-gateway-configuration",
        reference("Examples", "Example Response, customerGatewayConfiguration"),
        Documented,
        "A create always answers with customerGatewayConfiguration, which is a string and so holds no elements.",
    ),
    Clause::new(
        "response/tag-set",
        reference("Examples", "Example Response, tagSet"),
        Documented,
        "A new connection has no tags.",
    ),
    Clause::new(
        "response/vgw-telemetry",
        notes("1.1-telemetry"),
        Documented,
        "An item of vgwTelemetry has an address, a status of UP or DOWN, a time, and a number of routes.",
    ),
    Clause::new(
        "response/routes-source",
        notes("1.3-route-source"),
        Weak,
        "The source of a static route is Static.",
    )
    .untestable("public sources contradict each other on its spelling and presence"),
];

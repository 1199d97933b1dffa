//! The response, by the page's table and example and by the schema of each version.

use super::Certainty::Authoritative;
use super::Certainty::Inferred;
use super::Certainty::Observed;
use super::Clause;
use super::facts;
use super::page;

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "response/wrapper",
        page("Response Elements", "introduction"),
        Authoritative,
        "The root element of the response is CreateVpnConnectionResponse.",
    ),
    Clause::new(
        "response/request-id",
        page("Response Elements", "requestId"),
        Authoritative,
        "requestId is the id of this request, as a string.",
    ),
    Clause::new(
        "response/request-id-form",
        facts("7", "request id"),
        Observed,
        "Request ids on the wire are lower-case UUIDs.",
    )
    .untestable("the schema says string, and the page's own example is no UUID: a server may choose another form"),
    Clause::new(
        "response/vpn-connection",
        page("Response Elements", "vpnConnection"),
        Authoritative,
        "vpnConnection describes the connection that was made.",
    ),
    Clause::new(
        "response/namespace",
        page("Examples", "Example Response"),
        Authoritative,
        "The elements are in the namespace http://ec2.amazonaws.com/doc/, the version, and a slash.",
    ),
    Clause::new(
        "response/schema",
        facts("1.1", "VpnConnectionType"),
        Authoritative,
        "The elements are those of the schema of the version, each as often as the schema allows.",
    ),
    Clause::new(
        "response/element-order",
        facts("1.1", "xs:sequence"),
        Authoritative,
        "The elements stand in the order of the schema; from 2014 on, published examples no longer keep to it.",
    ),
    Clause::new(
        "response/type",
        page("Examples", "Example Response, type"),
        Authoritative,
        "type is the type that was asked for.",
    ),
    Clause::new(
        "response/customer-gateway-id",
        page("Examples", "Example Response, customerGatewayId"),
        Authoritative,
        "customerGatewayId is the one that was asked for.",
    ),
    Clause::new(
        "response/vpn-gateway-id",
        page("Examples", "Example Response, vpnGatewayId"),
        Authoritative,
        "vpnGatewayId is the one that was asked for.",
    ),
    Clause::new(
        "response/customer-gateway-configuration",
        page("Examples", "Example Response, customerGatewayConfiguration"),
        Authoritative,
        "A create always answers with customerGatewayConfiguration, which is a string and so holds no elements.",
    ),
    Clause::new(
        "response/tag-set",
        page("Examples", "Example Response, tagSet"),
        Authoritative,
        "A connection that was just made has no tags.",
    ),
    Clause::new(
        "response/vgw-telemetry",
        facts("1.1", "VgwTelemetryType"),
        Authoritative,
        "An item of vgwTelemetry has an address, a status of UP or DOWN, a time, and a number of routes.",
    ),
    Clause::new(
        "response/routes-source",
        facts("1.3", "routes/item/source"),
        Inferred,
        "The source of a static route is Static.",
    )
    .untestable("public sources contradict each other on its spelling and presence"),
];

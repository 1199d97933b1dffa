//! What the service keeps between requests: what the neighbours of the action say about its results.

use super::Certainty::Authoritative;
use super::Certainty::Inferred;
use super::Certainty::Observed;
use super::Clause;
use super::facts;

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "state/described",
        facts("2", "customerGatewayConfiguration in Describe"),
        Authoritative,
        "DescribeVpnConnections shows a connection with the members that its create answered with.",
    ),
    Clause::new(
        "state/unknown-connection",
        facts("4", "InvalidVpnConnectionID.NotFound"),
        Authoritative,
        "To describe or delete a connection that does not exist is an error.",
    ),
    Clause::new(
        "state/unknown-gateway",
        facts("4", "InvalidCustomerGatewayID.NotFound, InvalidVpnGatewayID.NotFound"),
        Authoritative,
        "A gateway that does not exist is an error, also when its id is well-formed.",
    ),
    Clause::new(
        "state/malformed-gateway",
        facts("4", "InvalidCustomerGatewayId.Malformed"),
        Authoritative,
        "A gateway id that is not of the form of an id is an error.",
    ),
    Clause::new(
        "state/gateway-state",
        facts("4", "InvalidCustomerGatewayState, InvalidVpnGatewayState"),
        Authoritative,
        "A gateway that is not available, as after its deletion, is an error.",
    ),
    Clause::new(
        "state/deleted",
        facts("1.3", "state"),
        Authoritative,
        "A deleted connection is deleting, deleted, or no longer there.",
    ),
    Clause::new(
        "state/rejected-nothing",
        facts("4", "errors"),
        Inferred,
        "A create that answers with an error has made nothing.",
    ),
    Clause::new(
        "state/gateway-in-use",
        facts("4", "gateway states"),
        Inferred,
        "A gateway that a connection uses cannot be deleted.",
    ),
    Clause::new(
        "state/robust",
        facts("4", "HTTP class rule"),
        Inferred,
        "What one request holds does no harm to the answers of later ones.",
    ),
    Clause::new(
        "state/idempotent",
        facts("2", "text of 2016-11-15"),
        Observed,
        "Later text calls the operation idempotent: to repeat it is no error.",
    )
    .untestable("the page does not have it, and no source says whether the second call makes a second connection"),
];

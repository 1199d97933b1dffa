//! The page: description, request parameters, examples.

use super::Certainty::Authoritative;
use super::Clause;
use super::page;

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "description/creates-new",
        page("Description", "paragraph 1"),
        Authoritative,
        "Every call makes a connection that was not there before.",
    ),
    Clause::new(
        "description/gateways-exist",
        page("Description", "paragraph 1"),
        Authoritative,
        "Both gateways that the connection joins exist already.",
    ),
    Clause::new(
        "description/type",
        page("Description", "paragraph 1"),
        Authoritative,
        "No type of connection but ipsec.1 is supported.",
    ),
    Clause::new(
        "description/configuration",
        page("Description", "paragraph 2"),
        Authoritative,
        "The response carries, as XML, what is needed to configure the customer gateway.",
    ),
    Clause::new(
        "description/command-line",
        page("Description", "paragraph 2"),
        Authoritative,
        "People are better served by the command line tool, which formats the configuration.",
    )
    .untestable("it advises people and asks nothing of the server"),
    Clause::new(
        "description/https",
        page("Description", "note"),
        Authoritative,
        "Callers should use HTTPS.",
    )
    .untestable("it advises callers; a server on loopback may well have no TLS"),
    Clause::new(
        "description/sensitive",
        page("Description", "note"),
        Authoritative,
        "The configuration holds cryptographic secrets.",
    ),
    Clause::new(
        "description/reconfigure",
        page("Description", "paragraph 4"),
        Authoritative,
        "A connection made after another was shut down has a configuration of its own.",
    ),
    Clause::new(
        "request/type",
        page("Request Parameters", "Type"),
        Authoritative,
        "Type is a string, is required, and has no default.",
    ),
    Clause::new(
        "request/type-values",
        page("Request Parameters", "Type, Valid Values"),
        Authoritative,
        "The only valid value of Type is ipsec.1.",
    ),
    Clause::new(
        "request/customer-gateway-id",
        page("Request Parameters", "CustomerGatewayId"),
        Authoritative,
        "CustomerGatewayId is a string, is required, has no default, and is the id of a customer gateway.",
    ),
    Clause::new(
        "request/vpn-gateway-id",
        page("Request Parameters", "VpnGatewayId"),
        Authoritative,
        "VpnGatewayId is a string, is required before 2016-11-15, has no default, and is the id of a virtual private \
         gateway.",
    ),
    Clause::new(
        "request/availability-zone",
        page("Request Parameters", "AvailabilityZone"),
        Authoritative,
        "AvailabilityZone is optional and deprecated: it is accepted and has no effect.",
    ),
    Clause::new(
        "example/request",
        page("Examples", "Example Request"),
        Authoritative,
        "A GET with Action, Type, CustomerGatewayId and VpnGatewayId in the query is a complete request.",
    ),
    Clause::new(
        "example/auth-params",
        page("Examples", "Example Request, AUTHPARAMS"),
        Authoritative,
        "The authentication parameters stand in the query beside those of the action.",
    ),
    Clause::new(
        "example/host",
        page("Examples", "Example Request"),
        Authoritative,
        "The service is at ec2.amazonaws.com.",
    )
    .untestable("the address of a server under test is whatever its user says"),
    Clause::new(
        "example/escaped",
        page("Examples", "paragraph above Example Request"),
        Authoritative,
        "The configuration stands in the response as escaped text, not as elements, although the page prints it \
         unescaped.",
    ),
];

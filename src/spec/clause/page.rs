//! The page: description, request parameters, examples.

use super::Grade::Documented;
use super::{Clause, reference};

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "description/creates-new",
        reference("Description", "paragraph 1"),
        Documented,
        "Every call makes a connection that was not there before.",
    ),
    Clause::new(
        "description/gateways-exist",
        reference("Description", "paragraph 1"),
        Documented,
        "Both gateways that the connection joins exist already.",
    ),
    Clause::new(
        "description/type",
        reference("Description", "paragraph 1"),
        Documented,
        "No type of connection but ipsec.1 is supported.",
    ),
    Clause::new(
        "description/configuration",
        reference("Description", "paragraph 2"),
        Documented,
        "The response carries, as XML, what is needed to configure the customer gateway.",
    ),
    Clause::new(
        "description/command-line",
        reference("Description", "paragraph 2"),
        Documented,
        "People are better served by the command line tool, which formats the configuration.",
    )
    .untestable("it advises people and asks nothing of the server"),
    Clause::new(
        "description/https",
        reference("Description", "note"),
        Documented,
        "Callers should use HTTPS.",
    )
    .untestable("it advises callers; a server on loopback may well have no TLS"),
    Clause::new(
        "description/sensitive",
        reference("Description", "note"),
        Documented,
        "The configuration holds cryptographic secrets.",
    ),
    Clause::new(
        "description/reconfigure",
        reference("Description", "paragraph 4"),
        Documented,
        "A connection made after another was deleted has its own configuration.",
    ),
    Clause::new(
        "request/type",
        reference("Request Parameters", "Type"),
        Documented,
        "Type is a string, is required, and has no default.",
    ),
    Clause::new(
        "request/type-values",
        reference("Request Parameters", "Type, Valid Values"),
        Documented,
        "The only valid value of Type is ipsec.1.",
    ),
    Clause::new(
        "request/customer-gateway-id",
        reference("Request Parameters", "CustomerGatewayId"),
        Documented,
        "CustomerGatewayId is a string, is required, has no default, and is the id of a customer gateway.",
    ),
    Clause::new(
        "request/vpn-gateway-id",
        reference("Request Parameters", "VpnGatewayId"),
        Documented,
        "VpnGatewayId is a string, is required before 2016-11-15, has no default, and is the id of a virtual private \
         gateway.",
    ),
    Clause::new(
        "request/availability-zone",
        reference("Request Parameters", "AvailabilityZone"),
        Documented,
        "AvailabilityZone is optional and deprecated: it is accepted and has no effect.",
    ),
    Clause::new(
        "example/request",
        reference("Examples", "Example Request"),
        Documented,
        "A GET with Action, Type, CustomerGatewayId and VpnGatewayId in the query is a complete request.",
    ),
    Clause::new(
        "example/auth-params",
        reference("Examples", "Example Request, AUTHPARAMS"),
        Documented,
        "The authentication parameters stand in the query beside those of the action.",
    ),
    Clause::new(
        "example/host",
        reference("Examples", "Example Request"),
        Documented,
        "The service is at ec2.amazonaws.com.",
    )
    .untestable("the address of a server under test is whatever its user says"),
    Clause::new(
        "example/escaped",
        reference("Examples", "paragraph above Example Request"),
        Documented,
        "The configuration stands in the response as escaped text, not as elements, although the page prints it \
         unescaped.",
    ),
];

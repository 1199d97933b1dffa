//! The customer's outside address is the address of the customer gateway.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::configuration::PLACEHOLDER_ADDRESS;
use crate::rule::configuration::identity::customer;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;

pub(super) static RULE: Rule = Rule {
    id: "configuration/customer-address-matches",
    level: Level::Should,
    summary: "The customer's outside address is the address of the customer gateway.",
    requirements: &["configuration/outside-address"],
    explain: "The tunnel ends at the address that the customer gave for the gateway; a constant sends the traffic to a \
            stranger. The run makes gateways with unusual addresses, so a constant is seen as one. The page prints \
            YOUR_UPLINK_ADDRESS for the customer's own address: a stand-in for the reader, no address on the wire, so a \
            server that sends it fails here, and only here. Not applicable where the run did not make the gateway and \
            cannot know its address.\n\
            Passes: the IpAddress of CreateCustomerGateway, in both tunnels.\n\
            Fails: 12.1.2.3 for every gateway; YOUR_UPLINK_ADDRESS.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element(
        "customer_gateway/tunnel_outside_address/ip_address",
    )],
    judge: |rule, evidence| {
        customer(
            rule,
            evidence,
            "customer_gateway/tunnel_outside_address/ip_address",
            PLACEHOLDER_ADDRESS,
            |fixtures| Some(fixtures.customer_address.clone()).filter(|a| !a.is_empty()),
        )
    },
    faults: &[
        Fault::new(
            "customer-address-constant",
            "sends 12.1.2.3 for every customer gateway (moto 5.2.5)",
            Hook::Made(|connection, _| connection.customer_address = "12.1.2.3".to_owned()),
        ),
        Fault::new(
            "customer-address-placeholder",
            "sends the placeholder of the page for the address of the customer gateway",
            Hook::Made(|connection, _| {
                connection.customer_address = "YOUR_UPLINK_ADDRESS".to_owned()
            }),
        ),
        Fault::new(
            "customer-address-of-other-end",
            "sends the outside address of the service for the customer gateway in the second tunnel",
            Hook::Configuration(|root, connection| {
                if let (Some(tunnel), Some(other)) =
                    (root.elements_mut().last(), connection.tunnels.first())
                {
                    let path = ["customer_gateway", "tunnel_outside_address", "ip_address"];
                    tunnel.set(&path, other.outside.as_str());
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

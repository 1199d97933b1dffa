//! vpnGatewayId is the VpnGatewayId of the request.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::look::Look;
use crate::rule::response::echo::echo;
use crate::rule::shared_probe::ORDINARY;

pub(super) static RULE: Rule = Rule {
    id: "response/echoes-vpn-gateway",
    level: Level::Must,
    summary: "vpnGatewayId is the VpnGatewayId of the request.",
    requirements: &["response/vpn-gateway-id"],
    explain: "As echoes-customer-gateway, for the other end of the connection.\n\
            Passes: the id of the request, character for character.\n\
            Fails: the id of another gateway, the customerGatewayId, an empty element.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("vpnConnection/vpnGatewayId"),
        Look::New("cgw"),
        Look::New("vgw"),
    ],
    judge: |rule, evidence| echo(rule, evidence, "VpnGatewayId", "vpnGatewayId"),
    faults: &[Fault::new(
        "vpn-gateway-changed",
        "answers with the virtual private gateway of the page's example",
        Hook::Answer(Scope::Created, |root, _| {
            root.set(&["vpnConnection", "vpnGatewayId"], "vgw-8db04f81");
        }),
    )],
    also_detects: &["gateways-swapped"],
    ..Rule::SERVER
};

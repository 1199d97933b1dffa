//! customerGatewayId is the CustomerGatewayId of the request.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::look::Look;
use crate::rule::response::echo::echo;
use crate::rule::shared_probe::ORDINARY;

pub(super) static RULE: Rule = Rule {
    id: "response/echoes-customer-gateway",
    level: Level::Must,
    summary: "customerGatewayId is the CustomerGatewayId of the request.",
    requirements: &["response/customer-gateway-id"],
    explain: "The connection is made for the gateway that was asked for; another id in the response is another \
            gateway.\n\
            Passes: the id of the request, character for character.\n\
            Fails: the id of the page's example, the id of another gateway, an empty element.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("vpnConnection/customerGatewayId"),
        Look::New("cgw"),
        Look::New("vgw"),
    ],
    judge: |rule, evidence| echo(rule, evidence, "CustomerGatewayId", "customerGatewayId"),
    faults: &[
        Fault::new(
            "customer-gateway-changed",
            "answers with the customer gateway of the page's example",
            Hook::Answer(Scope::Created, |root, _| {
                root.set(&["vpnConnection", "customerGatewayId"], "cgw-b4dc3961");
            }),
        ),
        Fault::new(
            "gateways-swapped",
            "swaps the two gateway ids in the answer",
            Hook::Answer(Scope::Created, |root, context| {
                if let Some(connection) = context.connection {
                    let vpn = connection.vpn_gateway_id.clone().unwrap_or_default();
                    root.set(&["vpnConnection", "customerGatewayId"], vpn);
                    let customer = connection.customer_gateway_id.clone();
                    root.set(&["vpnConnection", "vpnGatewayId"], customer);
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

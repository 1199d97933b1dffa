//! customer_gateway_id and vpn_gateway_id are the ids of the request.

use crate::evidence::Record;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::identity::{named, same};
use crate::rule::findings::Which;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/gateways-match",
    level: Level::Must,
    summary: "customer_gateway_id and vpn_gateway_id are the ids of the request.",
    requirements: &["configuration/gateway-ids"],
    explain: "The values are compared character for character: a reader that does not trim looks a padded id up in \
            vain. For a transit gateway (2016-11-15) vpn_gateway_id is empty.\n\
            Passes: <vpn_gateway_id>vgw-8db04f81</vpn_gateway_id> for VpnGatewayId=vgw-8db04f81.\n\
            Fails: <vpn_gateway_id> vgw-8db04f81 </vpn_gateway_id>, the two ids exchanged, an absent element.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("vpn_connection/customer_gateway_id"),
        Look::Element("vpn_connection/vpn_gateway_id"),
    ],
    judge: |rule, evidence| {
        let known = |record: &Record| {
            let [customer, vpn] = OUTER;
            named(record, CUSTOMER, customer).is_some() || named(record, VPN, vpn).is_some()
        };
        findings::configurations_with(rule, evidence, Which::Valid, known, |scribe, root| {
            let [customer, vpn] = OUTER;
            same(scribe, root, "customer_gateway_id", CUSTOMER, customer);
            same(scribe, root, "vpn_gateway_id", VPN, vpn);
        })
    },
    faults: &[
        Fault::new(
            "configuration-gateways-swapped",
            "swaps the two gateway ids in the configuration",
            Hook::Configuration(|root, connection| {
                let vpn = connection.vpn_gateway_id.clone().unwrap_or_default();
                root.set(&["customer_gateway_id"], vpn);
                root.set(&["vpn_gateway_id"], connection.customer_gateway_id.clone());
            }),
        ),
        Fault::new(
            "configuration-customer-gateway-constant",
            "names the customer gateway of the page's example in every configuration",
            Hook::Configuration(|root, _| root.set(&["customer_gateway_id"], "cgw-b4dc3961")),
        ),
        Fault::new(
            "configuration-vpn-gateway-empty",
            "leaves the virtual private gateway empty in the configuration",
            Hook::Configuration(|root, _| root.set(&["vpn_gateway_id"], "")),
        ),
    ],
    also_detects: &["configuration-vpn-gateway-padded"],
    ..Rule::SERVER
};

const CUSTOMER: &str = "CustomerGatewayId";
const VPN: &str = "VpnGatewayId";
/// Where the response names them.
const OUTER: [&str; 2] = ["customerGatewayId", "vpnGatewayId"];

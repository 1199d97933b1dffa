//! The inner document is about the connection and the gateways that were asked for.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::request::fixtures::Fixtures;
use crate::rule::configuration::{PLACEHOLDER_ADDRESS, PLACEHOLDER_ASN, trimmed, tunnels};
use crate::rule::findings::{Gather, Scribe, Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};
use crate::xml::Element;

pub(super) static CHECKS: [Check; 5] = [
    Check {
        id: "configuration/connection-id-matches",
        level: Level::Must,
        summary: "The id attribute of vpn_connection is the vpnConnectionId of the response.",
        clauses: &["configuration/id"],
        since: None,
        until: None,
        explain: "Tools file the configuration under this id. The page's example has vpn-44a8938f in both places.\n\
            Passes: the same id in both documents.\n\
            Fails: another id, no id attribute.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/connection-id-matches",
                evidence,
                Which::Every,
                connection_id,
            )
        },
    },
    Check {
        id: "configuration/gateways-match",
        level: Level::Must,
        summary: "customer_gateway_id and vpn_gateway_id are the ids of the request.",
        clauses: &["configuration/gateway-ids"],
        since: None,
        until: None,
        explain: "The values are compared character for character: a reader that does not trim looks a padded id up in \
            vain. For a transit gateway (2016-11-15) vpn_gateway_id is empty.\n\
            Passes: <vpn_gateway_id>vgw-8db04f81</vpn_gateway_id> for VpnGatewayId=vgw-8db04f81.\n\
            Fails: <vpn_gateway_id> vgw-8db04f81 </vpn_gateway_id>, the two ids exchanged, an absent element.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/gateways-match",
                evidence,
                Which::Valid,
                |scribe, root| {
                    same(scribe, root, "customer_gateway_id", "CustomerGatewayId");
                    same(scribe, root, "vpn_gateway_id", "VpnGatewayId");
                },
            )
        },
    },
    Check {
        id: "configuration/type-matches",
        level: Level::Must,
        summary: "vpn_connection_type is the Type of the request.",
        clauses: &["configuration/type"],
        since: None,
        until: None,
        explain: "The page's example and every real document have ipsec.1, the only type there is.\n\
            Passes: <vpn_connection_type>ipsec.1</vpn_connection_type>.\n\
            Fails: ipsec, None, an absent element.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/type-matches",
                evidence,
                Which::Valid,
                |scribe, root| {
                    same(scribe, root, "vpn_connection_type", "Type");
                },
            )
        },
    },
    Check {
        id: "configuration/customer-address-matches",
        level: Level::Should,
        summary: "The customer's outside address is the one the customer gateway was made with.",
        clauses: &["configuration/outside-address"],
        since: None,
        until: None,
        explain: "The tunnel ends at the address that the customer gave for the gateway; a constant sends the traffic to a \
            stranger. The run makes gateways with unusual addresses, so a constant is seen as one. The page prints \
            YOUR_UPLINK_ADDRESS for the customer's own address: a stand-in for the reader, no address on the wire, so a \
            server that sends it fails here, and only here. Not applicable where the run did not make the gateway and \
            cannot know its address.\n\
            Passes: the IpAddress of CreateCustomerGateway, in both tunnels.\n\
            Fails: 12.1.2.3 for every gateway; YOUR_UPLINK_ADDRESS.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            customer(
                "configuration/customer-address-matches",
                evidence,
                "customer_gateway/tunnel_outside_address/ip_address",
                PLACEHOLDER_ADDRESS,
                |fixtures| fixtures.customer_address.clone(),
            )
        },
    },
    Check {
        id: "configuration/customer-asn-matches",
        level: Level::Should,
        summary: "The customer's BGP ASN is the one the customer gateway was made with.",
        clauses: &["configuration/asn"],
        since: None,
        until: None,
        explain: "The two ends do not peer with another number. With static routing there is no bgp element and nothing to \
            compare. The page prints YOUR_BGP_ASN, a stand-in for the reader: a server that sends it fails here, and only \
            here.\n\
            Passes: the BgpAsn of CreateCustomerGateway, in both tunnels.\n\
            Fails: 65000 for every gateway; YOUR_BGP_ASN.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            customer(
                "configuration/customer-asn-matches",
                evidence,
                "customer_gateway/bgp/asn",
                PLACEHOLDER_ASN,
                |fixtures| fixtures.customer_asn.to_string(),
            )
        },
    },
];

fn connection_id(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let record = scribe.record;
    let Some(outer) = record
        .view()
        .connection()
        .and_then(|c| c.child("vpnConnectionId"))
    else {
        return;
    };
    let outer = outer.text();
    match root.attribute("id") {
        None => scribe.inner(
            root.offset(),
            "no id",
            format!("id={}", quote(outer)),
            "no id attribute",
        ),
        Some(id) if *id != *outer => {
            scribe.inner(
                root.offset(),
                "another id",
                format!("id={}", quote(outer)),
                format!("id={}", quote(id)),
            );
        }
        Some(_) => {}
    }
}

fn same(scribe: &mut Scribe<'_, '_>, root: Element<'_>, element: &str, parameter: &str) {
    // Without the parameter there is no such gateway: a transit gateway has an empty element, or none.
    let Some(sent) = scribe.record.sent(parameter) else {
        return;
    };
    let Some(came) = root.child(element) else {
        scribe.inner(
            root.offset(),
            &format!("no {element}"),
            quote(sent),
            format!("no {element}"),
        );
        return;
    };
    let text = came.text();
    if *text != *sent {
        let kind = match text.trim() {
            "" => "empty",
            trimmed if trimmed == sent => "padded",
            _ => "another",
        };
        scribe.inner(
            came.text_offset(),
            &format!("{kind} {element}"),
            quote(sent),
            quote(text),
        );
    }
}

/// Compares what each tunnel says of the customer with what the gateway was made with.
fn customer(
    check: &'static str,
    evidence: &Evidence,
    path: &str,
    placeholder: &str,
    wanted: fn(&Fixtures) -> String,
) -> Judgement {
    let mut gather = Gather::new(check);
    let mut unknown = false;
    for record in evidence.accepted_creates().filter(|r| r.is_valid()) {
        let Some(root) = record.view().configuration() else {
            continue;
        };
        for (_, tunnel) in tunnels(root) {
            let Some(element) = tunnel.path(path) else {
                continue;
            };
            let text = trimmed(element);
            if text == placeholder {
                let mut scribe = gather.exchange(evidence, record);
                scribe.inner(
                    element.text_offset(),
                    "the placeholder of the page",
                    "the customer's own value",
                    placeholder,
                );
            } else if record.fixtures.provisioned {
                let mut scribe = gather.exchange(evidence, record);
                let wanted = wanted(&record.fixtures);
                if text != wanted {
                    scribe.inner(element.text_offset(), "another value", wanted, quote(&text));
                }
            } else {
                unknown = true;
            }
        }
    }
    gather.finish(|| match unknown {
        true => Judgement::not_applicable("the run did not make the customer gateway"),
        false => findings::nothing_to_read(evidence, path),
    })
}

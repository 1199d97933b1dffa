//! Other values, where the page and the schema leave a choice.

use crate::reference::element::{Element, Node};
use crate::reference::hook::Hook::{Answer, Configuration, Keys, Made, Rules, Tunnel};
use crate::reference::hook::Scope::{Any, Created, Described, Refused};
use crate::reference::variant::{Variant, variant};

pub(super) const VARIANTS: &[Variant] = &[
    variant(
        "tag-set-absent",
        "leaves out an empty tagSet",
        Answer(Created, |root, _| {
            if let Some(connection) = root.at(&["vpnConnection"]) {
                connection.remove("tagSet");
            }
        }),
    ),
    variant(
        "no-df-bit",
        "leaves out clear_df_bit, which the service's own style sheets treat as optional",
        Tunnel(|tunnel| {
            if let Some(ipsec) = tunnel.at(&["ipsec"]) {
                ipsec.remove("clear_df_bit");
            }
        }),
    ),
    variant(
        "telemetry-filled",
        "sends vgwTelemetry for both tunnels at once",
        Answer(Created, |root, context| {
            let items = context
                .connection
                .iter()
                .flat_map(|c| &c.tunnels)
                .map(|tunnel| {
                    Element::branch(
                        "item",
                        [
                            Element::leaf("outsideIpAddress", &*tunnel.outside),
                            Element::leaf("status", "DOWN"),
                            Element::leaf("lastStatusChange", "2012-05-01T12:00:00.000Z"),
                            Element::new("statusMessage"),
                            Element::leaf("acceptedRouteCount", "0"),
                        ],
                    )
                });
            let telemetry = Element::branch("vgwTelemetry", items);
            if let Some(connection) = root.at(&["vpnConnection"]) {
                connection.push(telemetry);
            }
        }),
    ),
    variant(
        "telemetry-empty",
        "sends an empty vgwTelemetry",
        Answer(Created, |root, _| {
            if let Some(connection) = root.at(&["vpnConnection"]) {
                connection.push(Element::new("vgwTelemetry"));
            }
        }),
    ),
    variant(
        "long-ids",
        "makes connection ids of 17 digits, as emulators do for every version",
        Made(|connection, _| {
            let digits = connection.id.replace("vpn-", "");
            // Those of later versions are long already.
            if digits.len() == 8 {
                connection.id = format!("vpn-0{digits}{digits}");
            }
        }),
    ),
    variant(
        "ike-order",
        "puts pre_shared_key before mode in one tunnel, as the page does",
        Tunnel(|tunnel| {
            if let Some(ike) = tunnel.at(&["ike"]) {
                ike.children.reverse();
            }
        }),
    ),
    variant(
        "tunnel-order",
        "puts the tunnels in another order at each describe",
        Answer(Described, |root, _| {
            if let Some(set) = root.at(&["vpnConnectionSet"]) {
                for item in set.elements_mut() {
                    reverse_tunnels(item);
                }
            }
        }),
    ),
    variant(
        "customer-second",
        "gives the customer the second address of each inside network, as the service does since 2017",
        Made(|connection, _| {
            for tunnel in &mut connection.tunnels {
                std::mem::swap(&mut tunnel.customer_inside, &mut tunnel.gateway_inside);
            }
        }),
    ),
    variant(
        "segment-size-1387",
        "adjusts the segment size to 1387",
        Made(|connection, _| connection.mss = "1387"),
    ),
    variant(
        "other-lifetimes",
        "sends other lifetimes and intervals",
        Configuration(|document, _| {
            let tunnels = document.elements_mut();
            for tunnel in tunnels.filter(|element| element.name == "ipsec_tunnel") {
                tunnel.set(&["ike", "lifetime"], "14400");
                tunnel.set(&["ipsec", "lifetime"], "1800");
                tunnel.set(&["ipsec", "dead_peer_detection", "interval"], "15");
                tunnel.set(&["vpn_gateway", "bgp", "hold_time"], "90");
            }
        }),
    ),
    variant(
        "gateway-asn-32-bit",
        "has an ASN of 32 bits at its own end",
        Made(|connection, _| connection.gateway_asn = "4200000001".to_owned()),
    ),
    variant(
        "keys-of-64-characters",
        "makes keys of the greatest length",
        Keys(|key, _, _| match is_drawn(key) {
            true => key.chars().chain(key.chars().rev()).collect(),
            false => key.to_owned(),
        }),
    ),
    variant(
        "keys-of-20-characters",
        "makes keys as long as those of the page's example",
        Keys(|key, _, _| match is_drawn(key) {
            true => key.chars().take(20).collect(),
            false => key.to_owned(),
        }),
    ),
    variant(
        "request-id-short",
        "sends unique request ids that are no UUIDs",
        Answer(Any, |root, context| {
            let id = context.request_id.replace('-', "").to_ascii_uppercase();
            root.set(&["requestId"], id.as_str());
            root.set(&["RequestID"], id);
        }),
    ),
    variant(
        "request-id-upper-case",
        "writes request ids in upper case",
        Answer(Any, |root, context| {
            root.set(&["requestId"], context.request_id.to_ascii_uppercase());
            root.set(&["RequestID"], context.request_id.to_ascii_uppercase());
        }),
    ),
    variant(
        "still-pending",
        "describes a connection as pending for a while",
        Answer(Described, |root, _| {
            if let Some(set) = root.at(&["vpnConnectionSet"]) {
                for item in set.elements_mut() {
                    if item
                        .child_mut("state")
                        .is_some_and(|s| s.text() == "available")
                    {
                        item.set(&["state"], "pending");
                    }
                }
            }
        }),
    ),
    variant(
        "deleted-at-once",
        "forgets deleted resources at once",
        Rules(|r| r.show_deleted = false),
    ),
    variant(
        "empty-is-invalid",
        "calls an empty required value invalid instead of missing",
        Rules(|r| r.empty_is_missing = false),
    ),
    variant(
        "one-error-code",
        "refuses everything with InvalidParameterValue, but for a dry run",
        Answer(Refused, |root, _| {
            const CODE: [&str; 3] = ["Errors", "Error", "Code"];
            if root
                .at(&CODE)
                .is_some_and(|code| code.text() != "DryRunOperation")
            {
                root.set(&CODE, "InvalidParameterValue");
            }
        }),
    ),
    variant(
        "other-messages",
        "explains refusals in words of its own, and echoes nothing",
        Answer(Refused, |root, _| {
            root.set(
                &["Errors", "Error", "Message"],
                "Nein. \u{2014} \u{1F6AB} <no> & \"no\"",
            );
        }),
    ),
];

fn reverse_tunnels(element: &mut Element) {
    for node in &mut element.children {
        match node {
            Node::Document(document) => {
                let mut tunnels: Vec<Element> = document
                    .elements_mut()
                    .filter(|e| e.name == "ipsec_tunnel")
                    .map(|e| e.clone())
                    .collect();
                tunnels.reverse();
                document.remove("ipsec_tunnel");
                for tunnel in tunnels {
                    document.push(tunnel);
                }
            }
            Node::Element(child) => reverse_tunnels(child),
            Node::Raw(_) | Node::Text(_) => {}
        }
    }
}

/// Whether a key has the length of those that the endpoint draws: one that was asked for stays as it is.
fn is_drawn(key: &str) -> bool {
    key.len() == 32
}

//! The elements of the inner document: how many, which, and nothing around their values.

use crate::evidence::Record;
use crate::finding::Level;
use crate::rule::configuration::{SIDES, trimmed, tunnels};
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static CHECKS: [Check; 5] = [
    Check {
        id: "configuration/no-padding",
        level: Level::Should,
        summary: "No value of the inner document has white space around it.",
        clauses: &["configuration/no-padding"],
        since: None,
        until: None,
        explain: "Readers take the text of an element as it is: an address with a blank before it is no address, and a key \
            with one is another key. No real document has any.\n\
            Passes: <mode>main</mode>.\n\
            Fails: <vpn_gateway_id> vgw-8db04f81 </vpn_gateway_id>, a value on a line of its own.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations("configuration/no-padding", evidence, Which::Every, padding)
        },
    },
    Check {
        id: "configuration/two-tunnels",
        level: Level::Should,
        summary: "The inner document has exactly two ipsec_tunnel elements.",
        clauses: &["configuration/tunnels"],
        since: None,
        until: None,
        explain: "The second tunnel is what keeps the connection up while the first is serviced. The page's example and \
            every real document have two.\n\
            Passes: two ipsec_tunnel elements in vpn_connection.\n\
            Fails: none, one, three.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/two-tunnels",
                evidence,
                Which::Every,
                |scribe, root| match tunnels(root).count() {
                    2 => {}
                    count => scribe.inner(
                        root.offset(),
                        &format!("{} tunnels", if count < 2 { "too few" } else { "too many" }),
                        "2 ipsec_tunnel elements",
                        format!("{count}"),
                    ),
                },
            )
        },
    },
    Check {
        id: "configuration/tunnel-sections",
        level: Level::Should,
        summary: "Each tunnel has its four sections and the values in them, each once.",
        clauses: &["configuration/tunnel-sections"],
        since: None,
        until: None,
        explain: "customer_gateway and vpn_gateway with outside and inside address, ike and ipsec with their settings: a \
            generator of router configuration leaves a hole where one is missing. bgp and the key have checks of their \
            own. Unknown elements are no finding, for no schema is published, nor is the order.\n\
            Passes: the tunnels of the page's example, also without bgp for static routing.\n\
            Fails: a tunnel without ike, two vpn_gateway elements, no network_mask.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/tunnel-sections",
                evidence,
                Which::Every,
                sections,
            )
        },
    },
    Check {
        id: "configuration/tunnel-keys-present",
        level: Level::Should,
        summary: "Each tunnel has a pre-shared key.",
        clauses: &["configuration/pre-shared-key", "description/sensitive"],
        since: None,
        until: Some(ApiVersion::V2013_08_15),
        explain: "The page warns that the response holds sensitive cryptographic information: the keys. Nobody can \
            configure a tunnel without its key. From 2016-11-15 on a tunnel may use a certificate, or a key that is stored \
            elsewhere.\n\
            Passes: <pre_shared_key> with a key in ike of each tunnel.\n\
            Fails: no pre_shared_key, an empty one.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/tunnel-keys-present",
                evidence,
                Which::Every,
                |scribe, root| {
                    for (_, tunnel) in tunnels(root) {
                        // A tunnel without ike is the affair of tunnel-sections.
                        let Some(ike) = tunnel.child("ike") else {
                            continue;
                        };
                        match ike.child("pre_shared_key") {
                            None => {
                                scribe.inner(tunnel.offset(), "no key", "a pre_shared_key", "none")
                            }
                            Some(key) if key.text().trim().is_empty() => {
                                scribe.inner(
                                    key.offset(),
                                    "empty key",
                                    "a pre_shared_key",
                                    "an empty one",
                                );
                            }
                            Some(_) => {}
                        }
                    }
                },
            )
        },
    },
    Check {
        id: "configuration/bgp-or-static-consistent",
        level: Level::Should,
        summary: "Either every end of every tunnel has bgp, or the connection is marked as static and none has.",
        clauses: &["configuration/bgp", "configuration/static"],
        since: None,
        until: None,
        explain: "Readers decide between the two by vpn_connection_attributes: NoBGPVPNConnection stands in every real \
            document without bgp, and in none with it.\n\
            Passes: bgp on both sides of both tunnels; NoBGPVPNConnection and no bgp at all.\n\
            Fails: bgp on one side only, NoBGPVPNConnection with bgp, neither of the two.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::configurations(
                "configuration/bgp-or-static-consistent",
                evidence,
                Which::Every,
                routing,
            )
        },
    },
];

/// The sections of a tunnel with what must stand in each, in the usual order.
const SECTIONS: [(&str, &[&str]); 8] = [
    (
        "customer_gateway",
        &[
            "tunnel_outside_address/ip_address",
            "tunnel_inside_address/ip_address",
            "tunnel_inside_address/network_mask",
            "tunnel_inside_address/network_cidr",
        ],
    ),
    (
        "vpn_gateway",
        &[
            "tunnel_outside_address/ip_address",
            "tunnel_inside_address/ip_address",
            "tunnel_inside_address/network_mask",
            "tunnel_inside_address/network_cidr",
        ],
    ),
    (
        "ike",
        &[
            "authentication_protocol",
            "encryption_protocol",
            "lifetime",
            "perfect_forward_secrecy",
            "mode",
        ],
    ),
    (
        "ipsec",
        &[
            "protocol",
            "authentication_protocol",
            "encryption_protocol",
            "lifetime",
            "perfect_forward_secrecy",
            "mode",
            "clear_df_bit",
            "fragmentation_before_encryption",
            "tcp_mss_adjustment",
            "dead_peer_detection/interval",
            "dead_peer_detection/retries",
        ],
    ),
    // Optional ones: nothing is missed, but two of them are one too many.
    ("customer_gateway/bgp", &[]),
    ("vpn_gateway/bgp", &[]),
    ("ike/pre_shared_key", &[]),
    ("ipsec/dead_peer_detection", &[]),
];

fn padding(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let mut todo = vec![root];
    while let Some(element) = todo.pop() {
        if element.has_children() {
            todo.extend(element.children());
            continue;
        }
        let text = element.text();
        if text.len() != text.trim().len() && !was_sent(scribe.record, text) {
            let found = match element.name() {
                // Never shown.
                "pre_shared_key" => "white space around the key".to_owned(),
                _ => quote(text),
            };
            scribe.inner(
                element.text_offset(),
                &format!("white space in {}", element.name()),
                format!("{} without white space around its value", element.name()),
                found,
            );
        }
    }
}

/// Whether a padded value was sent and taken as it came, which is the affair of request/padded-value-rejected.
fn was_sent(record: &Record, text: &str) -> bool {
    record
        .case
        .draft
        .parameters
        .iter()
        .filter_map(|p| std::str::from_utf8(p.value.as_deref()?).ok())
        .any(|value| value.trim() != value && value.trim() == text.trim())
}

fn sections(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (number, tunnel) in tunnels(root) {
        for (section, leaves) in SECTIONS {
            let required = !section.contains('/') && !leaves.is_empty();
            once(scribe, number, tunnel, section, required);
            let Some(section_element) = tunnel.path(section) else {
                continue;
            };
            for leaf in leaves {
                once(scribe, number, section_element, leaf, true);
            }
        }
    }
}

/// Reports an element that is missing though required, or that stands twice.
fn once(
    scribe: &mut Scribe<'_, '_>,
    number: usize,
    element: Element<'_>,
    path: &str,
    required: bool,
) {
    let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = match parents {
        "" => Some(element),
        parents => element.path(parents),
    };
    let within = element.name();
    let mut same = parent
        .into_iter()
        .flat_map(|p| p.children())
        .filter(|c| c.name() == name);
    match (same.next(), same.next()) {
        (None, _) if required => scribe.inner(
            element.offset(),
            &format!("{within} without {path}"),
            format!("{path} in {within} of each tunnel"),
            format!("none in tunnel {number}"),
        ),
        (Some(_), Some(second)) => scribe.inner(
            second.offset(),
            &format!("{path} twice in {within}"),
            format!("{path} once in {within}"),
            format!("a second one in tunnel {number}"),
        ),
        _ => {}
    }
}

fn routing(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let marked = root
        .child("vpn_connection_attributes")
        .is_some_and(|attributes| trimmed(attributes).contains("NoBGPVPNConnection"));
    for (number, tunnel) in tunnels(root) {
        for side in SIDES.iter().filter_map(|side| tunnel.child(side)) {
            match (marked, side.child("bgp")) {
                (true, Some(bgp)) => scribe.inner(
                    bgp.offset(),
                    "bgp in a static connection",
                    "no bgp with NoBGPVPNConnection",
                    format!("bgp in {} of tunnel {number}", side.name()),
                ),
                (false, None) => scribe.inner(
                    side.offset(),
                    "no bgp and not static",
                    "bgp, or NoBGPVPNConnection in vpn_connection_attributes",
                    format!("no bgp in {} of tunnel {number}", side.name()),
                ),
                _ => {}
            }
        }
    }
}

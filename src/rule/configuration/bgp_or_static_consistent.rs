//! Either every end of every tunnel has bgp, or the connection is marked as static and none has.

use crate::finding::Level;
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::{SIDES, trimmed, tunnels};
use crate::rule::findings::Scribe;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/bgp-or-static-consistent",
    level: Level::Should,
    summary: "Either every end of every tunnel has bgp, or the connection is marked as static and none has.",
    requirements: &["configuration/bgp", "configuration/static"],
    explain: "Readers decide between the two by vpn_connection_attributes: NoBGPVPNConnection stands in every real \
            document without bgp, and in none with it.\n\
            Passes: bgp on both sides of both tunnels; NoBGPVPNConnection and no bgp at all.\n\
            Fails: bgp on one side only, NoBGPVPNConnection with bgp, neither of the two.",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: |rule, evidence| findings::parts(rule, evidence, "tunnel with an end", routing),
    faults: &[
        Fault::new(
            "bgp-on-one-side",
            "leaves out bgp on the side of the customer",
            Hook::Tunnel(|tunnel| {
                if let Some(side) = tunnel.at(&["customer_gateway"]) {
                    side.remove("bgp");
                }
            }),
        ),
        Fault::new(
            "static-with-bgp",
            "calls the connection static and sends bgp all the same",
            Hook::Configuration(|root, _| {
                root.push(element::Element::leaf(
                    "vpn_connection_attributes",
                    "NoBGPVPNConnection",
                ));
            }),
        ),
    ],
    ..Rule::SERVER
};

fn routing(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let marked = root
        .child("vpn_connection_attributes")
        .is_some_and(|attributes| trimmed(attributes).contains("NoBGPVPNConnection"));
    for (number, tunnel) in tunnels(root) {
        for side in SIDES.iter().filter_map(|side| tunnel.child(side)) {
            scribe.saw();
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

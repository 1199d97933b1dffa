//! The inside subnets of the tunnels of a connection do not overlap.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::inside::{Inside, inside};
use crate::rule::configuration::tunnels;
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/inside-subnets-disjoint",
    level: Level::Should,
    summary: "The inside subnets of the tunnels of a connection do not overlap.",
    requirements: &["configuration/inside-address", "configuration/tunnels"],
    explain: "With one subnet on both tunnels the customer's router cannot tell them apart.\n\
            Passes: 169.254.255.0/30 and 169.254.255.4/30.\n\
            Fails: the same /30 in both tunnels.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("tunnel_inside_address/ip_address")],
    judge: |rule, evidence| {
        findings::parts(
            rule,
            evidence,
            "pair of tunnels with inside addresses",
            disjoint,
        )
    },
    faults: &[
        Fault::new(
            "tunnels-identical",
            "sends the same tunnel twice (moto 5.2.5)",
            Hook::Made(|connection, _| {
                if let Some(first) = connection.tunnels.first().cloned() {
                    connection.tunnels = vec![first.clone(), first];
                }
            }),
        ),
        Fault::new(
            "inside-subnets-equal",
            "gives both tunnels the same inside network",
            Hook::Made(|connection, _| {
                if let [first, second] = connection.tunnels.as_mut_slice() {
                    second.inside_cidr.clone_from(&first.inside_cidr);
                    second.customer_inside.clone_from(&first.customer_inside);
                    second.gateway_inside.clone_from(&first.gateway_inside);
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn disjoint(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    // One end is enough: that both are in one subnet is the affair of inside-addresses-paired.
    let seen: Vec<(usize, Inside<'_>)> = tunnels(root)
        .filter_map(|(number, tunnel)| Some((number, inside(tunnel, "vpn_gateway")?)))
        .collect();
    if seen.len() > 1 {
        scribe.saw();
    }
    for (index, (number, second)) in seen.iter().enumerate() {
        if let Some((first, _)) = seen
            .iter()
            .take(index)
            .find(|(_, other)| other.overlaps(second))
        {
            scribe.inner(
                second.element.text_offset(),
                "overlapping inside subnets",
                "another inside subnet in each tunnel",
                format!("{} in tunnels {first} and {number}", second.subnet()),
            );
        }
    }
}

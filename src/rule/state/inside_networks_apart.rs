//! No two connections of a gateway have an inside network in common.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::state::Tunnel;
use crate::rule::Rule;
use crate::rule::asked::network;
use crate::rule::state::siblings::SIBLINGS;
use crate::rule::state::siblings_apart;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/inside-networks-apart",
    level: Level::Should,
    summary: "No two connections of a gateway have an inside network in common.",
    requirements: &["modern/inside-network"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A gateway cannot tell apart two tunnels with one inside network, and routes of the one go through the other. The probe \
            makes several connections of one gateway, all there at the same time.\n\
            Passes: another /30 in every tunnel of all of them.\n\
            Fails: the same two networks in every connection.",
    reads: &[&SIBLINGS],
    judge: |rule, evidence| siblings_apart::judge(rule, evidence, "an inside network", network),
    faults: &[
        Fault::new(
            "inside-networks-constant",
            "gives every connection the same two inside networks (moto 5.2.5)",
            Hook::Made(|connection, _| {
                let bases: [[u8; 4]; 2] = [[169, 254, 44, 40], [169, 254, 44, 104]];
                for (tunnel, base) in connection.tunnels.iter_mut().zip(bases) {
                    take(tunnel, &Tunnel::inside(base.into(), true));
                }
            }),
        ),
        Fault::new(
            "inside-network-of-the-one-before",
            "gives a tunnel the inside network of a connection of the gateway that was made before",
            Hook::Made(|connection, state| {
                let before = state.live().find(|c| c.pair() == connection.pair());
                let tunnel = before.and_then(|c| c.tunnels.first().cloned());
                if let (Some(tunnel), Some(last)) = (tunnel, connection.tunnels.last_mut()) {
                    take(last, &tunnel);
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn take(tunnel: &mut Tunnel, from: &Tunnel) {
    tunnel.inside_cidr.clone_from(&from.inside_cidr);
    tunnel.customer_inside.clone_from(&from.customer_inside);
    tunnel.gateway_inside.clone_from(&from.gateway_inside);
}

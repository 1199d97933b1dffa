//! vgwTelemetry is about the tunnels of the connection.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::element::Element;
use crate::reference::fault::Fault;
use crate::reference::fault::response::{connection_push, telemetry};
use crate::reference::hook::{Hook, Scope};
use crate::reference::state::Tunnel;
use crate::reference::variant::Variant;
use crate::rule::findings::{Gather, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/telemetry-agrees",
    level: Level::Should,
    summary: "vgwTelemetry is about the tunnels of the connection.",
    requirements: &["response/vgw-telemetry", "configuration/outside-address"],
    explain: "Each item names the outside address of a tunnel. A client that shows which tunnel is down looks that address up \
            in the configuration.\n\
            Passes: the addresses of vpn_gateway in the configuration, or no telemetry.\n\
            Fails: an address that no tunnel has, or the address of one tunnel twice.",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: agrees,
    faults: &[
        Fault::new(
            "telemetry-of-another-connection",
            "sends telemetry with an outside address that no tunnel has",
            Hook::Answer(Scope::Created, |root, _| {
                telemetry(root, |item| {
                    item.set(&["outsideIpAddress"], "198.19.255.254")
                });
            }),
        ),
        Fault::new(
            "telemetry-of-one-tunnel-twice",
            "sends telemetry with the outside address of the first tunnel for both",
            Hook::Answer(Scope::Created, |root, context| {
                let tunnel = context.connection.and_then(|c| c.tunnels.first());
                let twice = [tunnel, tunnel].into_iter().flatten();
                connection_push(root, telemetry_of(twice));
            }),
        ),
    ],
    variants: &[Variant::new(
        "telemetry-filled",
        "sends vgwTelemetry for both tunnels at once",
        Hook::Answer(Scope::Created, |root, context| {
            let tunnels = context.connection.iter().flat_map(|c| &c.tunnels);
            connection_push(root, telemetry_of(tunnels));
        }),
    )],
    ..Rule::SERVER
};

/// `vgwTelemetry` with an item for each of these tunnels.
fn telemetry_of<'t>(tunnels: impl Iterator<Item = &'t Tunnel>) -> Element {
    let items = tunnels.map(|tunnel| {
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
    Element::branch("vgwTelemetry", items)
}

fn agrees(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    const PATH: &str = "vpn_gateway/tunnel_outside_address/ip_address";
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let view = record.view();
        let (Some(connection), Some(root)) = (view.connection(), view.configuration()) else {
            continue;
        };
        let addresses: Vec<String> = root
            .children()
            .filter_map(|tunnel| tunnel.path(PATH))
            .map(|address| address.text().trim().to_owned())
            .collect();
        let shown: Vec<_> = connection
            .child("vgwTelemetry")
            .into_iter()
            .flat_map(|set| set.children())
            .filter_map(|item| item.child("outsideIpAddress"))
            .collect();
        if addresses.is_empty() || shown.is_empty() {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        for (place, address) in shown.iter().enumerate() {
            let text = address.text().trim();
            let earlier = shown.iter().take(place);
            let earlier = earlier.filter(|other| other.text().trim() == text).count();
            // That two tunnels have one address is the affair of another rule.
            let tunnels = addresses.iter().filter(|known| *known == text).count();
            if earlier > 0 && earlier >= tunnels {
                scribe.outer(
                    address.text_offset(),
                    "an address twice",
                    "the outside address of each tunnel once",
                    format!("{} once more", quote(text)),
                );
            }
            if !addresses.iter().any(|known| known == text) {
                scribe.outer(
                    address.text_offset(),
                    "an address of no tunnel",
                    "the outside address of a tunnel of the configuration",
                    quote(text),
                );
            }
        }
    }
    gather.finish(|| match evidence.accepted_creates().next() {
        Some(_) => Judgement::not_applicable("no create was answered with telemetry"),
        None => findings::nothing_accepted(evidence),
    })
}

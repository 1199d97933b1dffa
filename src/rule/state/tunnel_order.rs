//! The tunnels stand in the same order each time.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::element;
use crate::reference::element::Node;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::{Variant, each_options, reverse};
use crate::rule::configuration::tunnels;
use crate::rule::findings::Gather;
use crate::rule::look::Look;
use crate::rule::shared_probe::{ORDINARY, ORDINARY_CREATES};
use crate::rule::state::lifecycle::LIFECYCLE;
use crate::rule::state::{item, named, text};
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::{Document, Element, Limits};

pub(super) static RULE: Rule = Rule {
    id: "state/tunnel-order",
    level: Level::Advisory,
    summary: "The tunnels stand in the same order each time.",
    requirements: &["configuration/tunnel-order"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A tool that takes the first tunnel for the first each time gives a tunnel the key of the other one when the order changes. \
            No source promises an order, so this is only noted.\n\
            Passes: the outside addresses of the create in its order, in the configuration and in tunnelOptionSet.\n\
            Noted: the same addresses the other way round.",
    reads: &[&LIFECYCLE, &ORDINARY],
    looks_at: &[Look::Described],
    judge: same,
    faults: &[
        Fault::new(
            "tunnels-described-turned",
            "describes the second tunnel first in the configuration",
            Hook::Answer(Scope::Described, |root, _| {
                each_item(root, |item| {
                    let inner = item.at(&["customerGatewayConfiguration"]);
                    for node in inner.into_iter().flat_map(|inner| &mut inner.children) {
                        if let Node::Document(root) = node {
                            turn(root, "ipsec_tunnel");
                        }
                    }
                });
            }),
        ),
        Fault::new(
            "tunnel-options-described-turned",
            "describes the second tunnel first in tunnelOptionSet",
            Hook::Answer(Scope::Described, |root, _| {
                each_item(root, |item| {
                    if let Some(set) = item.at(&["options", "tunnelOptionSet"]) {
                        turn(set, "item");
                    }
                });
            }),
        ),
    ],
    variants: &[Variant::new(
        "tunnel-options-described-turned",
        "describes the second tunnel first in tunnelOptionSet",
        Hook::Answer(Scope::Described, |root, _| {
            each_options(root, |parent| reverse(parent, "tunnelOptionSet"));
        }),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

fn each_item(root: &mut element::Element, change: impl Fn(&mut element::Element)) {
    if let Some(set) = root.at(&["vpnConnectionSet"]) {
        set.elements_mut().for_each(change);
    }
}

/// Turns the elements of this name round, which stand last.
fn turn(parent: &mut element::Element, name: &str) {
    let is_one = |node: &Node| matches!(node, Node::Element(e) if e.name == name);
    if let Some(first) = parent.children.iter().position(is_one) {
        let mut last = parent.children.split_off(first);
        last.reverse();
        parent.children.append(&mut last);
    }
}

fn same(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let alone = [
        (LIFECYCLE.id, "created", "described"),
        (LIFECYCLE.id, "created", "listed"),
    ];
    let others = ORDINARY_CREATES.map(|(created, described)| (ORDINARY.id, created, described));
    for (probe, created, described) in alone.into_iter().chain(others) {
        let created = named(evidence, probe, created).and_then(|r| r.view().connection());
        let record = named(evidence, probe, described);
        let Some((created, record)) = created.zip(record) else {
            continue;
        };
        let shown = text(created, "vpnConnectionId").and_then(|id| item(record, &id));
        let Some(shown) = shown else {
            continue;
        };
        for (what, order) in ORDERS {
            let (said, says) = (order(created), order(shown));
            let (mut one, mut other) = (said.clone(), says.clone());
            one.sort_unstable();
            other.sort_unstable();
            one.dedup();
            // Of other tunnels, or of two that are alike, there is no order.
            if one.len() < 2 || one.len() != said.len() || one != other {
                continue;
            }
            let mut scribe = gather.exchange(evidence, record);
            if said != says {
                let cause = format!("another order of tunnels in {what}");
                let expected = format!("{}, as created", said.join(", "));
                scribe.outer(shown.offset(), &cause, expected, says.join(", "));
            }
        }
    }
    gather.finish(|| {
        findings::nothing_to_read(evidence, "pair of tunnels with addresses of their own")
    })
}

/// What has tunnels, and their outside addresses in its order.
const ORDERS: [(&str, fn(Element<'_>) -> Vec<String>); 2] = [
    ("the configuration", |connection| {
        let inner = connection.child("customerGatewayConfiguration");
        let bytes = inner.map(|inner| inner.text().trim().to_owned());
        let document = bytes
            .as_ref()
            .map(|text| Document::parse(text.as_bytes(), &Limits::default()));
        let Some(Ok(document)) = document else {
            return Vec::new();
        };
        let outside = |tunnel: Element<'_>| {
            let found = tunnel.path("vpn_gateway/tunnel_outside_address/ip_address")?;
            Some(found.text().trim().to_owned())
        };
        let all = tunnels(document.root()).filter_map(|(_, tunnel)| outside(tunnel));
        all.collect()
    }),
    ("tunnelOptionSet", |connection| {
        let set = connection.path("options/tunnelOptionSet");
        let items = set.into_iter().flat_map(|set| set.children());
        items
            .filter_map(|item| text(item, "outsideIpAddress"))
            .collect()
    }),
];

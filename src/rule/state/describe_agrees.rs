//! A description shows the values that the create returned.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::element;
use crate::reference::element::Node;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::{ORDINARY, ORDINARY_CREATES};
use crate::rule::state::lifecycle::{LIFECYCLE, id};
use crate::rule::state::{item, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Rule, findings};
use crate::secret::Secret;
use crate::xml::{Document, Element, Limits};

pub(super) static RULE: Rule = Rule {
    id: "state/describe-agrees",
    level: Level::Should,
    summary: "A description shows the values that the create returned.",
    requirements: &["state/described"],
    explain: "Type, both gateways and, where it is shown, the configuration with its keys stay what they were. A \
            configuration that is made anew at each description hands out keys that the other end does not know. The order of the tunnels may change.\n\
            Passes: the same values; a description without a configuration.\n\
            Fails: another type, another gateway, another configuration.",
    reads: &[&LIFECYCLE, &ORDINARY],
    looks_at: &[Look::Described],
    judge: agrees,
    faults: &[
        Fault::new(
            "describe-other-customer-gateway",
            "describes a connection with another customer gateway",
            Hook::Answer(Scope::Described, |root, _| {
                each_item(root, |item| {
                    item.set(&["customerGatewayId"], "cgw-b4dc3961")
                });
            }),
        ),
        Fault::new(
            "describe-other-type",
            "describes a connection with another type",
            Hook::Answer(Scope::Described, |root, _| {
                each_item(root, |item| item.set(&["type"], "ipsec.2"))
            }),
        ),
        Fault::new(
            "describe-keys-of-another",
            "describes each connection with the keys of the one that was described first",
            Hook::Answer(Scope::Described, |root, context| {
                let state = context.lock();
                let key = state.connections.first().and_then(|c| c.tunnels.first());
                if let Some(tunnel) = key {
                    each_item(root, |item| each_key(item, &tunnel.key));
                }
            }),
        ),
        Fault::new(
            "describe-other-keys",
            "describes a connection with keys that it was not created with",
            Hook::Answer(Scope::Described, |root, context| {
                let key = context.lock().random.clone().key();
                each_item(root, |item| {
                    each_key(item, &key);
                });
            }),
        ),
    ],
    variants: &[Variant::new(
        "tunnel-order",
        "puts the tunnels in another order at each describe",
        Hook::Answer(Scope::Described, |root, _| {
            if let Some(set) = root.at(&["vpnConnectionSet"]) {
                for item in set.elements_mut() {
                    reverse_tunnels(item);
                }
            }
        }),
    )],
    ..Rule::SERVER
};

fn reverse_tunnels(element: &mut element::Element) {
    for node in &mut element.children {
        match node {
            Node::Document(document) => {
                let mut tunnels: Vec<element::Element> = document
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

fn agrees(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let mut tally = Tally::new(rule, evidence);
    let alone = (LIFECYCLE.id, "created", "described");
    let others = ORDINARY_CREATES.map(|(created, described)| (ORDINARY.id, created, described));
    let mut compared = 0;
    for (probe, created, described) in [alone].into_iter().chain(others) {
        let created = named(evidence, probe, created).and_then(|r| r.view().connection());
        let Some(created) = created else {
            continue;
        };
        let record = named(evidence, probe, described);
        let id = text(created, "vpnConnectionId");
        let shown = record
            .zip(id)
            .and_then(|(record, id)| Some((record, item(record, &id)?)));
        if let Some((record, shown)) = shown {
            compared += 1;
            compare(&mut gather.exchange(evidence, record), created, shown);
        }
    }
    if compared == 0 {
        id(&mut tally, evidence);
        tally.block("there is no description to compare with");
    }
    gather.finish(|| match compared {
        0 => tally.finish(),
        _ => Judgement::pass(),
    })
}

/// Reports what of the connection is described in another way than it was created.
pub(super) fn compare(scribe: &mut Scribe<'_, '_>, created: Element<'_>, shown: Element<'_>) {
    for name in [
        "type",
        "customerGatewayId",
        "vpnGatewayId",
        "transitGatewayId",
    ] {
        // An empty element says what none says.
        let value = |element| text(element, name).filter(|text| !text.is_empty());
        let (said, says) = (value(created), value(shown));
        // A create may be answered without it (protocol notes, section 9).
        let is_new = name == "type" && said.is_none();
        if said != says && !is_new {
            let quoted = |value: Option<String>| match value {
                Some(value) => format!("{name} {}", findings::quote(&value)),
                None => format!("no {name}"),
            };
            let at = shown.child(name).unwrap_or(shown).offset();
            let cause = format!("another {name}");
            let expected = format!("{} as created", quoted(said));
            scribe.outer(at, &cause, expected, quoted(says));
        }
    }
    if let (Some(said), Some(says)) = (configuration(created), configuration(shown))
        && said != says
    {
        scribe.whole(
            "another configuration",
            "the configuration that the create answered with, its tunnels in any order",
            "another configuration",
        );
    }
}

/// What an inner document says: the values beside the tunnels, and each tunnel, in no order. `None` where it is absent or
/// cannot be read, which is the affair of other checks.
pub(super) fn configuration(connection: Element<'_>) -> Option<Vec<Vec<Secret<'static>>>> {
    let element = connection.child("customerGatewayConfiguration")?;
    let document = Document::parse(element.text().trim().as_bytes(), &Limits::default()).ok()?;
    let mut rest = Vec::new();
    let mut parts = Vec::new();
    for child in document.root().children() {
        if child.name() == "ipsec_tunnel" {
            let mut leaves = Vec::new();
            gather_leaves(child, "", &mut leaves);
            leaves.sort_unstable();
            parts.push(leaves);
        } else {
            gather_leaves(child, "", &mut rest);
        }
    }
    rest.sort_unstable();
    parts.sort_unstable();
    parts.push(rest);
    let secret = |leaf: String| Secret::new(leaf);
    Some(
        parts
            .into_iter()
            .map(|part| part.into_iter().map(secret).collect())
            .collect(),
    )
}

/// Adds path and text of every element without children.
pub(super) fn gather_leaves(element: Element<'_>, path: &str, leaves: &mut Vec<String>) {
    let path = format!("{path}/{}", element.name());
    if !element.has_children() {
        leaves.push(format!("{path}={}", element.text().trim()));
    }
    for child in element.children() {
        gather_leaves(child, &path, leaves);
    }
}

fn each_item(root: &mut element::Element, change: impl Fn(&mut element::Element)) {
    if let Some(set) = root.at(&["vpnConnectionSet"]) {
        for item in set.elements_mut() {
            change(item);
        }
    }
}

fn each_key(element: &mut element::Element, key: &Secret<'_>) {
    if element.name == "pre_shared_key" {
        element.children = vec![element::Node::Text(key.expose().to_owned())];
    }
    for node in &mut element.children {
        if let element::Node::Element(child) | element::Node::Document(child) = node {
            each_key(child, key);
        }
    }
}

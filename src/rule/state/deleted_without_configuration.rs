//! A deleted connection shows neither configuration nor telemetry.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::element::Element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::Rule;
use crate::rule::look::Look;
use crate::rule::state::lifecycle::{LIFECYCLE, id};
use crate::rule::state::{granted, item, named, text};
use crate::rule::twin::Tally;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/deleted-without-configuration",
    level: Level::Should,
    summary: "A deleted connection shows neither configuration nor telemetry.",
    requirements: &["state/deleted-shown"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "The configuration holds the keys. The service shows it as long as a connection is pending or available; a deleted one \
            that is still shown has its ids and tags.\n\
            Passes: an item in the state deleted without customerGatewayConfiguration.\n\
            Fails: a configuration, or items of vgwTelemetry, in the state deleted.",
    reads: &[&LIFECYCLE],
    looks_at: &[Look::Described],
    judge: without,
    faults: &[
        Fault::new(
            "deleted-with-configuration",
            "describes deleted connections with a configuration (moto 5.2.5)",
            Hook::Answer(Scope::Described, |root, _| {
                each_deleted(root, |item| {
                    item.push(Element::leaf(
                        "customerGatewayConfiguration",
                        "<vpn_connection/>",
                    ));
                });
            }),
        ),
        Fault::new(
            "deleted-with-telemetry",
            "describes deleted connections with the state of their tunnels",
            Hook::Answer(Scope::Described, |root, _| {
                each_deleted(root, |item| {
                    let status = [
                        Element::leaf("outsideIpAddress", "198.18.7.9"),
                        Element::leaf("status", "DOWN"),
                        Element::leaf("lastStatusChange", "2026-01-01T00:00:00Z"),
                        Element::leaf("acceptedRouteCount", "0"),
                    ];
                    let item_of = Element::branch("item", status);
                    item.push(Element::branch("vgwTelemetry", [item_of]));
                });
            }),
        ),
    ],
    ..Rule::SERVER
};

fn each_deleted(root: &mut Element, change: impl Fn(&mut Element)) {
    if let Some(set) = root.at(&["vpnConnectionSet"]) {
        for item in set.elements_mut() {
            let state = item.child_mut("state").map(|state| state.text());
            if state.as_deref() == Some("deleted") {
                change(item);
            }
        }
    }
}

fn without(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let Some(id) = id(&mut tally, evidence) else {
        return tally.finish();
    };
    if granted(&mut tally, evidence, LIFECYCLE.id, "deleted").is_none() {
        return tally.finish();
    }
    let Some(record) = named(evidence, LIFECYCLE.id, "described-after-delete") else {
        tally.block("it was not described after its deletion");
        return tally.finish();
    };
    let Some(shown) = item(record, &id) else {
        return Judgement::not_applicable("the connection is not shown after its deletion");
    };
    if text(shown, "state").as_deref() != Some("deleted") {
        tally.block("it is still shown in another state than deleted");
        return tally.finish();
    }
    tally.judged();
    for name in ["customerGatewayConfiguration", "vgwTelemetry"] {
        let element = shown.child(name);
        if element.is_some_and(|e| e.has_children() || !e.text().trim().is_empty()) {
            let kind = format!("a deleted connection with {name}");
            let expected = format!("no {name} in the state deleted");
            tally.note_found(record, &kind, expected, format!("{name} that is not empty"));
        }
    }
    tally.finish()
}

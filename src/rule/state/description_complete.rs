//! A description has a requestId and one vpnConnectionSet of items.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::{Gather, Scribe};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::state::lifecycle::LIFECYCLE;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "state/description-complete",
    level: Level::Should,
    summary: "A description has a requestId and one vpnConnectionSet of items.",
    requirements: &["state/described", "wire/lists"],
    explain: "What is wrong in the connections themselves is the affair of the rules for a create, which read descriptions \
            too. This is what is around them.\n\
            Passes: DescribeVpnConnectionsResponse with requestId and vpnConnectionSet, and in that only item.\n\
            Fails: no requestId; an empty one; two vpnConnectionSet; vpnConnection where item is meant.",
    reads: &[&ORDINARY, &LIFECYCLE],
    judge,
    faults: &[
        Fault::new(
            "description-without-request-id",
            "describes without a requestId",
            Hook::Answer(Scope::Described, |root, _| root.remove("requestId")),
        ),
        Fault::new(
            "description-items-named-otherwise",
            "describes connections as vpnConnection instead of item",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    for item in set.elements_mut() {
                        item.name = "vpnConnection".to_owned();
                    }
                }
            }),
        ),
        Fault::new(
            "description-set-twice",
            "describes with a second, empty vpnConnectionSet",
            Hook::Answer(Scope::Described, |root, _| {
                root.push(crate::reference::element::Element::new("vpnConnectionSet"));
            }),
        ),
    ],
    ..Rule::SERVER
};

fn judge(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let is_description =
        |r: &&Record| r.action() == Some("DescribeVpnConnections") && r.is_accepted();
    for record in evidence.records.iter().filter(is_description) {
        if let Some(root) = record.view().root() {
            complete(&mut gather.exchange(evidence, record), root);
        }
    }
    gather.finish(|| Judgement::blocked("no description can be read"))
}

fn complete(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    const ROOT: &str = "DescribeVpnConnectionsResponse";
    if root.name() != ROOT {
        scribe.outer(
            root.offset(),
            "another root",
            ROOT,
            findings::quote(root.name()),
        );
        return;
    }
    for name in ["requestId", "vpnConnectionSet"] {
        let mut all = root.children().filter(|child| child.name() == name);
        match (all.next(), all.next()) {
            (None, _) => scribe.outer(root.offset(), &format!("no {name}"), name, "none"),
            (_, Some(second)) => scribe.outer(
                second.offset(),
                &format!("{name} twice"),
                format!("{name} once"),
                "a second one",
            ),
            (Some(id), None) if name == "requestId" => {
                if id.has_children() || id.text().trim().is_empty() {
                    scribe.outer(
                        id.offset(),
                        "requestId without text",
                        "the id of the request",
                        "none",
                    );
                }
            }
            (Some(set), None) => {
                if let Some(other) = set.children().find(|child| child.name() != "item") {
                    scribe.outer(
                        other.offset(),
                        "no item",
                        "only item in vpnConnectionSet",
                        findings::quote(other.name()),
                    );
                }
            }
        }
    }
}

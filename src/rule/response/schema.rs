//! The response against the element tree of its version.

use crate::finding::Level;
use crate::request::expectation::Expectation;
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::response::tree::{Content, Node, ROOT, VPN_CONNECTION};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static CHECKS: [Check; 3] = [
    Check {
        id: "response/schema",
        level: Level::Must,
        summary: "The response has the elements that the schema of its version asks for, each once, and no unknown ones.",
        clauses: &["response/schema", "response/vpn-connection"],
        since: None,
        until: None,
        explain: "Required: vpnConnection, and in it vpnConnectionId, state, customerGatewayId and vpnGatewayId (optional in \
            2016-11-15). The other elements are optional, and requestId has a check of its own. Order is the affair of response/element-order, \
            elements of later versions that of response/later-elements, and in 2016-11-15, which grows in place, an \
            unknown element is no finding.\n\
            Passes: the page's example with its inner document escaped; the same without type and tagSet.\n\
            Fails: no vpnConnectionId; two state elements; text between the elements; an element inside state; an \
            element that no version knows; tagSet with other children than item.",
        probes: &[&ORDINARY],
        judge: |evidence| findings::documents("response/schema", evidence, Which::Every, schema),
    },
    Check {
        id: "response/element-order",
        level: Level::Should,
        summary: "The elements come in the order of the schema.",
        clauses: &["response/element-order"],
        since: None,
        until: Some(ApiVersion::V2013_08_15),
        explain: "Up to 2013-08-15 the schema is a sequence: requestId before vpnConnection, and in that vpnConnectionId, \
            state, customerGatewayConfiguration, type, customerGatewayId, vpnGatewayId, tagSet, vgwTelemetry, and the page's \
            example keeps to it. Tolerant clients take any order, so this is no must; from 2016-11-15 on even the \
            documented examples differ among themselves.\n\
            Passes: the order of the page's example.\n\
            Fails: requestId behind vpnConnection; tagSet first.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::documents("response/element-order", evidence, Which::Every, order)
        },
    },
    Check {
        id: "response/later-elements",
        level: Level::Advisory,
        summary: "Elements that only a later version has are noted.",
        clauses: &["response/schema"],
        since: None,
        until: Some(ApiVersion::V2013_08_15),
        explain: "The schema of a version leaves no room for the elements of later ones, yet independent servers send them \
            and clients skip them.\n\
            Passes: only elements of the requested version.\n\
            Noted: options or routes with Version=2012-04-01, vgwTelemetry with Version=2009-07-15.",
        probes: &[&ORDINARY],
        judge: |evidence| findings::documents_advisory("response/later-elements", evidence, later),
    },
];

fn schema(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    tree(scribe, root, ROOT);
}

fn tree(scribe: &mut Scribe<'_, '_>, element: Element<'_>, nodes: &[Node]) {
    let version = scribe.evidence.api_version;
    // What a server leaves out that should have refused the request follows from that.
    let rejected = matches!(scribe.record.case.expectation, Expectation::MustReject(_));
    let parent = element.name();
    stray_text(scribe, element);
    for node in nodes {
        let mut same = element.children().filter(|c| c.name() == node.name);
        if same.next().is_none() {
            if (node.required)(version) && !rejected {
                scribe.outer(
                    element.offset(),
                    &format!("{parent} without {}", node.name),
                    format!("{} in {parent}", node.name),
                    "none",
                );
            }
        } else if let Some(second) = same.next() {
            scribe.outer(
                second.offset(),
                &format!("{} twice", node.name),
                format!("{} once in {parent}", node.name),
                "a second one",
            );
        }
    }
    for child in element.children() {
        match nodes.iter().find(|n| n.name == child.name()) {
            Some(node) => content(scribe, child, &node.content),
            None if version.is_modern() => {}
            None => scribe.outer(
                child.offset(),
                &format!("unknown element in {parent}"),
                format!("an element of {version} in {parent}"),
                quote(child.name()),
            ),
        }
    }
}

fn content(scribe: &mut Scribe<'_, '_>, element: Element<'_>, content: &Content) {
    match content {
        Content::Any => {}
        Content::Tree(nodes) => tree(scribe, element, nodes),
        Content::Text => {
            if let Some(child) = element.children().next() {
                scribe.outer(
                    child.offset(),
                    &format!("element in {}", element.name()),
                    format!("only text in {}", element.name()),
                    format!("the element {}", quote(child.name())),
                );
            }
        }
        Content::Items(nodes) => {
            stray_text(scribe, element);
            for child in element.children() {
                if child.name() == "item" {
                    tree(scribe, child, nodes);
                } else {
                    scribe.outer(
                        child.offset(),
                        &format!("not an item in {}", element.name()),
                        format!("only item in {}", element.name()),
                        quote(child.name()),
                    );
                }
            }
        }
    }
}

/// The text itself is not shown: whatever it is, it does not belong there.
fn stray_text(scribe: &mut Scribe<'_, '_>, element: Element<'_>) {
    if !element.text().trim().is_empty() {
        scribe.outer(
            element.offset(),
            &format!("text between the elements of {}", element.name()),
            format!("only elements in {}", element.name()),
            "text between them",
        );
    }
}

fn order(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    in_order(scribe, root, ROOT);
    if let Some(connection) = root.child("vpnConnection") {
        in_order(scribe, connection, VPN_CONNECTION);
    }
}

fn in_order(scribe: &mut Scribe<'_, '_>, element: Element<'_>, nodes: &[Node]) {
    let rank = |child: &Element<'_>| nodes.iter().position(|n| n.name == child.name());
    let mut last: Option<(usize, &str)> = None;
    for child in element.children() {
        let Some(place) = rank(&child) else { continue };
        let name = nodes.get(place).map_or("", |n| n.name);
        match last {
            Some((before, previous)) if place < before => {
                scribe.outer(
                    child.offset(),
                    &format!("order in {}", element.name()),
                    format!("{name} before {previous}"),
                    format!("{name} behind {previous}"),
                );
                return;
            }
            _ => last = Some((place, name)),
        }
    }
}

fn later(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    let version = scribe.evidence.api_version;
    let Some(connection) = root.child("vpnConnection") else {
        return;
    };
    for child in connection.children() {
        let node = VPN_CONNECTION.iter().find(|n| n.name == child.name());
        if let Some(node) = node
            && !(node.known)(version)
        {
            scribe.outer(
                child.offset(),
                &format!("{} of a later version", node.name),
                format!("no {} in {version}", node.name),
                format!("{} of a later version", node.name),
            );
        }
    }
}

//! The response has the elements that the schema of its version asks for, each once, and no unknown ones.

use crate::finding::Level;
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::fault::response::{connection_push, telemetry};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::request::expectation::Expectation;
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::look::{Answer, Look};
use crate::rule::response::tree::{Content, Node, ROOT, VPN_CONNECTION};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "response/schema",
    level: Level::Must,
    summary: "The response has the elements that the schema of its version asks for, each once, and no unknown ones.",
    requirements: &["response/schema", "response/vpn-connection"],
    explain: "Required: vpnConnection, and in it vpnConnectionId, state, customerGatewayId and vpnGatewayId (optional in \
            2016-11-15). The other elements are optional, and requestId has a check of its own. Order is the affair of response/element-order, \
            elements of later versions that of response/later-elements, and in 2016-11-15, which grows in place, an \
            unknown element is no finding.\n\
            Passes: the page's example with its inner document escaped; the same without type and tagSet.\n\
            Fails: no vpnConnectionId; two state elements; text between the elements; an element inside state; an \
            element that no version knows; tagSet with other children than item.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("CreateVpnConnectionResponse/(children)"),
        Look::Element("vpnConnection/(children)"),
        Look::Rest(Answer::Success),
    ],
    judge: |rule, evidence| findings::documents(rule, evidence, Which::Every, schema),
    faults: &[
        Fault::new(
            "unknown-element",
            "adds an element that no version has",
            Hook::Answer(Scope::Created, |root, _| {
                connection_push(root, element::Element::leaf("surprise", "1"))
            }),
        )
        .until(ApiVersion::V2013_08_15),
        Fault::new(
            "element-twice",
            "sends state twice",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(connection) = root.at(&["vpnConnection"])
                    && let Some(state) = connection.children.get(1).cloned()
                {
                    connection.children.insert(1, state);
                }
            }),
        ),
        Fault::new(
            "state-missing",
            "leaves out state",
            Hook::Answer(Scope::Created, |root, _| connection_remove(root, "state")),
        ),
        Fault::new(
            "connection-nested",
            "wraps vpnConnection in one more element",
            Hook::Answer(Scope::Created, |root, _| {
                for child in root.elements_mut().filter(|c| c.name == "vpnConnection") {
                    let inner = child.clone();
                    *child = element::Element::branch("vpnConnectionSet", [inner]);
                }
            }),
        ),
        Fault::new(
            "telemetry-incomplete",
            "sends vgwTelemetry items without their status",
            Hook::Answer(Scope::Created, |root, _| {
                telemetry(root, |item| item.remove("status"));
            }),
        ),
    ],
    variants: &[Variant::new(
        "processing-instructions",
        "puts processing instructions between elements",
        Hook::Style(Scope::Any, |s| s.between = "<?vpnconform a=\"<b>\"?>"),
    )],
    ..Rule::SERVER
};

fn connection_remove(root: &mut element::Element, name: &str) {
    if let Some(connection) = root.at(&["vpnConnection"]) {
        connection.remove(name);
    }
}

fn schema(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    match (
        scribe.record.is_response(),
        scribe.record.view().connection(),
    ) {
        (true, _) => tree(scribe, root, ROOT),
        (false, Some(connection)) => tree(scribe, connection, VPN_CONNECTION),
        (false, None) => {}
    }
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

//! The elements come in the order of the schema.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::{Scribe, Which};
use crate::rule::look::Look;
use crate::rule::response::tree::{Node, ROOT, VPN_CONNECTION};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "response/element-order",
    level: Level::Should,
    summary: "The elements come in the order of the schema.",
    requirements: &["response/element-order"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "Up to 2013-08-15 the schema is a sequence: requestId before vpnConnection, and in that vpnConnectionId, \
            state, customerGatewayConfiguration, type, customerGatewayId, vpnGatewayId, tagSet, vgwTelemetry, and the page's \
            example keeps to it. Tolerant clients take any order, so this is no must; from 2016-11-15 on even the \
            documented examples differ among themselves.\n\
            Passes: the order of the page's example.\n\
            Fails: requestId behind vpnConnection; tagSet first.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[
        Look::Element("CreateVpnConnectionResponse/(children)"),
        Look::Element("vpnConnection/(children)"),
    ],
    judge: |rule, evidence| findings::documents(rule, evidence, Which::Every, order),
    faults: &[
        Fault::new(
            "order-swapped",
            "puts state before vpnConnectionId",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(connection) = root.at(&["vpnConnection"]) {
                    connection.children.swap(0, 1);
                }
            }),
        ),
        Fault::new(
            "request-id-last",
            "puts requestId after vpnConnection",
            Hook::Answer(Scope::Created, |root, _| root.children.reverse()),
        ),
    ],
    ..Rule::SERVER
};

fn order(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    if scribe.record.is_response() {
        in_order(scribe, root, ROOT);
    }
    if let Some(connection) = scribe.record.view().connection() {
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

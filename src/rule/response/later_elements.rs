//! Notes elements that only a later version has.

use crate::finding::Level;
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::fault::response::connection_push;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::{Scribe, Which};
use crate::rule::look::Look;
use crate::rule::response::tree::VPN_CONNECTION;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "response/later-elements",
    level: Level::Advisory,
    summary: "Notes elements that only a later version has.",
    requirements: &["response/schema"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "The schema of a version leaves no room for the elements of later ones, yet independent servers send them \
            and clients skip them.\n\
            Passes: only elements of the requested version.\n\
            Noted: options or routes with Version=2012-04-01, vgwTelemetry with Version=2009-07-15.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpnConnection/(children)")],
    judge: |rule, evidence| findings::documents(rule, evidence, Which::Every, later),
    faults: &[Fault::new(
        "later-element",
        "adds an element of 2016-11-15 to every version",
        Hook::Answer(Scope::Created, |root, _| {
            connection_push(
                root,
                element::Element::leaf("gatewayAssociationState", "associated"),
            );
        }),
    )],
    ..Rule::SERVER
};

fn later(scribe: &mut Scribe<'_, '_>, _: Element<'_>) {
    let version = scribe.evidence.api_version;
    let Some(connection) = scribe.record.view().connection() else {
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

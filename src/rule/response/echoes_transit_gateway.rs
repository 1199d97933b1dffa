//! transitGatewayId is the TransitGatewayId of the request.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::element::Element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::{Variant, each_connection};
use crate::rule::findings::{Gather, quote};
use crate::rule::look::Look;
use crate::rule::request::TRANSIT;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "response/echoes-transit-gateway",
    level: Level::Must,
    summary: "transitGatewayId is the TransitGatewayId of the request.",
    requirements: &["modern/transit-shown"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "As echoes-vpn-gateway, for connections at a transit gateway. The same connection has no virtual private gateway.\n\
            Passes: the id of the request, character for character; an empty vpnGatewayId, or none.\n\
            Fails: no transitGatewayId, another one, or a vpnGatewayId beside it.",
    with: || TRANSIT,
    descriptions: true,
    looks_at: &[Look::Element("vpnConnection/transitGatewayId")],
    judge: echoes,
    faults: &[
        Fault::new(
            "transit-gateway-changed",
            "answers with another transit gateway",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(connection) = at_transit(root) {
                    connection.set(&["transitGatewayId"], "tgw-0e4f72c1b9a35d608");
                }
            }),
        ),
        Fault::new(
            "transit-gateway-not-shown",
            "answers without the transit gateway",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(connection) = at_transit(root) {
                    connection.remove("transitGatewayId");
                }
            }),
        ),
        Fault::new(
            "transit-gateway-as-virtual",
            "shows the transit gateway as vpnGatewayId too",
            Hook::Answer(Scope::Created, |root, context| {
                let id = context.query.value("TransitGatewayId").unwrap_or_default();
                if let Some(connection) = at_transit(root) {
                    connection.push(Element::leaf("vpnGatewayId", id));
                }
            }),
        ),
    ],
    variants: &[Variant::new(
        "transit-vpn-gateway-empty",
        "shows an empty vpnGatewayId beside a transit gateway",
        Hook::Answer(Scope::Accepted, |root, _| {
            each_connection(root, |connection| {
                if connection.child_mut("transitGatewayId").is_some() {
                    connection.push(Element::leaf("vpnGatewayId", ""));
                }
            });
        }),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

fn at_transit(root: &mut Element) -> Option<&mut Element> {
    let connection = root.at(&["vpnConnection"])?;
    connection.child_mut("transitGatewayId")?;
    Some(connection)
}

fn echoes(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let is_asked = |r: &&Record| r.is_valid() && r.sent("TransitGatewayId").is_some();
    for record in evidence.accepted_creates().filter(is_asked) {
        let (Some(sent), Some(connection)) =
            (record.sent("TransitGatewayId"), record.view().connection())
        else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        match connection.child("transitGatewayId") {
            None => scribe.outer(
                connection.offset(),
                "no transitGatewayId",
                quote(sent),
                "no transitGatewayId",
            ),
            Some(came) if *came.text() != *sent => {
                let cause = match came.text().trim() {
                    "" => "an empty element",
                    trimmed if trimmed == sent => "white space around the value",
                    _ => "another value",
                };
                scribe.outer(came.text_offset(), cause, quote(sent), quote(came.text()));
            }
            Some(_) => {}
        }
        let other = connection.child("vpnGatewayId");
        if let Some(other) = other.filter(|id| !id.text().trim().is_empty()) {
            scribe.outer(
                other.text_offset(),
                "a virtual private gateway beside it",
                "no vpnGatewayId",
                quote(other.text()),
            );
        }
    }
    gather.finish(|| findings::nothing_for(evidence, "a transit gateway", TRANSIT))
}

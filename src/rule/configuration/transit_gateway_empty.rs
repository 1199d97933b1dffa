//! At a transit gateway vpn_gateway_id is empty.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::findings::{Gather, quote};
use crate::rule::request::TRANSIT;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "configuration/transit-gateway-empty",
    level: Level::Should,
    summary: "At a transit gateway vpn_gateway_id is empty.",
    requirements: &["configuration/transit-gateway"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Documents of the service for connections at a transit gateway have an empty vpn_gateway_id. A tool that looks up what \
            stands there finds no virtual private gateway of that id.\n\
            Passes: <vpn_gateway_id></vpn_gateway_id>, or no such element.\n\
            Fails: the id of the transit gateway, or of any other thing.",
    with: || TRANSIT,
    descriptions: true,
    judge: empty,
    faults: &[
        Fault::new(
            "configuration-transit-gateway-named",
            "names the transit gateway as vpn_gateway_id",
            Hook::Configuration(|root, connection| {
                if let Some(id) = &connection.transit_gateway_id {
                    root.set(&["vpn_gateway_id"], id.as_str());
                }
            }),
        ),
        Fault::new(
            "configuration-transit-gateway-none",
            "writes None as vpn_gateway_id of a connection at a transit gateway",
            Hook::Configuration(|root, connection| {
                if connection.transit_gateway_id.is_some() {
                    root.set(&["vpn_gateway_id"], "None");
                }
            }),
        ),
    ],
    variants: &[Variant::new(
        "transit-vpn-gateway-absent",
        "has no vpn_gateway_id in the configuration of a connection at a transit gateway",
        Hook::Configuration(|root, connection| {
            if connection.transit_gateway_id.is_some() {
                root.remove("vpn_gateway_id");
            }
        }),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

fn empty(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let is_asked = |r: &&Record| r.is_valid() && r.sent("TransitGatewayId").is_some();
    for record in evidence.accepted_creates().filter(is_asked) {
        let Some(root) = record.view().configuration() else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        let named = root.child("vpn_gateway_id");
        if let Some(named) = named.filter(|id| !id.text().trim().is_empty()) {
            scribe.inner(
                named.text_offset(),
                "a vpn_gateway_id",
                "an empty vpn_gateway_id",
                quote(named.text()),
            );
        }
    }
    gather.finish(|| findings::nothing_for(evidence, "a transit gateway", TRANSIT))
}

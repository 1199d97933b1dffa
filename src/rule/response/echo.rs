//! What was asked for comes back.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::rule::findings::{Gather, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};

pub(super) static CHECKS: [Check; 4] = [
    Check {
        id: "response/echoes-type",
        level: Level::Must,
        summary: "type is the Type of the request.",
        clauses: &["response/type", "request/type-values"],
        since: None,
        until: None,
        explain: "The element is optional in the schema; where it stands it is the type of the connection, and only \
            ipsec.1 can be asked for.\n\
            Passes: <type>ipsec.1</type>; no type at all.\n\
            Fails: <type>ipsec</type>, <type>IPsec.1</type>, <type> ipsec.1 </type>.",
        probes: &[&ORDINARY],
        judge: |evidence| echo("response/echoes-type", evidence, "Type", "type"),
    },
    Check {
        id: "response/echoes-customer-gateway",
        level: Level::Must,
        summary: "customerGatewayId is the CustomerGatewayId of the request.",
        clauses: &["response/customer-gateway-id"],
        since: None,
        until: None,
        explain: "The connection is made for the gateway that was asked for; another id in the response is another \
            gateway.\n\
            Passes: the id of the request, character for character.\n\
            Fails: the id of the page's example, the id of another gateway, an empty element.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            echo(
                "response/echoes-customer-gateway",
                evidence,
                "CustomerGatewayId",
                "customerGatewayId",
            )
        },
    },
    Check {
        id: "response/echoes-vpn-gateway",
        level: Level::Must,
        summary: "vpnGatewayId is the VpnGatewayId of the request.",
        clauses: &["response/vpn-gateway-id"],
        since: None,
        until: None,
        explain: "As echoes-customer-gateway, for the other end of the connection.\n\
            Passes: the id of the request, character for character.\n\
            Fails: the id of another gateway, the customerGatewayId, an empty element.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            echo(
                "response/echoes-vpn-gateway",
                evidence,
                "VpnGatewayId",
                "vpnGatewayId",
            )
        },
    },
    Check {
        id: "response/tag-set-empty",
        level: Level::Should,
        summary: "A connection that was created without tags has none.",
        clauses: &["response/tag-set"],
        since: Some(crate::spec::version::ApiVersion::V2010_08_31),
        until: None,
        explain: "The page's example shows <tagSet/>, and this action of that version cannot set tags.\n\
            Passes: <tagSet/>, <tagSet></tagSet>, no tagSet.\n\
            Fails: a tagSet with an item, which would be the tag of someone else.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            if !evidence.api_version.has_tag_set() {
                return Judgement::not_applicable("tagSet came with version 2010-08-31");
            }
            let every = findings::Which::Every;
            findings::connections(
                "response/tag-set-empty",
                evidence,
                every,
                |scribe, connection| {
                    let tagged = scribe
                        .record
                        .case
                        .draft
                        .parameters
                        .iter()
                        .any(|p| p.name.starts_with(b"TagSpecification."));
                    if let Some(item) = connection.path("tagSet/item")
                        && !tagged
                    {
                        scribe.outer(
                            item.offset(),
                            "a tag nobody set",
                            "no tags",
                            "an item in tagSet",
                        );
                    }
                },
            )
        },
    },
];

/// Compares an element of the response with the parameter it repeats, in every create that had to be accepted.
fn echo(check: &'static str, evidence: &Evidence, parameter: &str, element: &str) -> Judgement {
    let mut gather = Gather::new(check);
    for record in evidence.accepted_creates().filter(|r| r.is_valid()) {
        let Some(sent) = record.sent(parameter) else {
            continue;
        };
        let Some(came) = record.view().connection().and_then(|c| c.child(element)) else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        let text = came.text();
        if *text != *sent {
            let cause = match text.trim() {
                "" => "an empty element",
                trimmed if trimmed == sent => "white space around the value",
                _ => "another value",
            };
            scribe.outer(came.text_offset(), cause, quote(sent), quote(text));
        }
    }
    gather.finish(|| findings::nothing_to_read(evidence, element))
}

//! Each create makes a connection with an id of its own.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::findings::Gather;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::state::SIBLINGS;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "response/connection-id-unique",
    level: Level::Must,
    summary: "Each create makes a connection with an id of its own.",
    requirements: &["description/creates-new"],
    explain: "The page says that the action creates a new VPN connection. Later versions call it idempotent, so creates for \
            different pairs of gateways are compared here; state/second-create-distinct compares those for one pair.\n\
            Passes: vpn-44a8938f, then vpn-5b17c0de.\n\
            Fails: the same vpnConnectionId in the responses to creates for two pairs of gateways.",
    reads: &[&ORDINARY, &SIBLINGS],
    looks_at: &[
        Look::Element("vpnConnection/vpnConnectionId"),
        Look::New("vpn"),
    ],
    judge: unique,
    faults: &[Fault::new(
        "connection-id-constant",
        "gives every connection the id of the page's example",
        Hook::Made(|connection, _| connection.id = "vpn-44a8938f".to_owned()),
    )],
    variants: &[Variant::new(
        "idempotent-create",
        "answers a second create for the same pair of gateways with the connection that there is",
        Hook::Rules(|r| r.idempotent = true),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

fn unique(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    let mut seen: Vec<(String, &Record)> = Vec::new();
    let mut creates = 0;
    for record in evidence.accepted_creates() {
        let id = record.view().connection();
        let Some(id) = id.and_then(|c| c.child("vpnConnectionId")) else {
            continue;
        };
        let text = id.text().trim().to_owned();
        if text.is_empty() {
            continue;
        }
        creates += 1;
        let is_other = |(_, other): &&(String, &Record)| !same_gateways(other, record);
        let is_same = |(other, _): &&(String, &Record)| *other == text;
        let again = seen.iter().filter(is_same).find(is_other);
        if seen
            .iter()
            .any(|(other, first)| *other != text || !same_gateways(first, record))
        {
            let mut scribe = gather.exchange(evidence, record);
            if let Some((_, first)) = again {
                scribe.outer(
                    id.offset(),
                    "the vpnConnectionId of another response",
                    "a vpnConnectionId of its own",
                    format!(
                        "the vpnConnectionId of {}, which was for other gateways",
                        first.case.id
                    ),
                );
            }
        }
        seen.push((text, record));
    }
    gather.finish(|| match creates {
        0 => findings::nothing_to_read(evidence, "vpnConnectionId"),
        1 => Judgement::blocked("only one vpnConnectionId was seen: nothing to compare it with"),
        _ => Judgement::blocked(
            "every create was for the same pair of gateways and named the same connection",
        ),
    })
}

/// Whether both creates are for the same pair of gateways, or may be: of what was described or saved alone nobody knows.
pub(in crate::rule) fn same_gateways(one: &Record, other: &Record) -> bool {
    let pair = |record: &Record| {
        let other = record
            .sent("VpnGatewayId")
            .or_else(|| record.sent("TransitGatewayId"));
        [record.sent("CustomerGatewayId"), other].map(|id| id.map(str::to_owned))
    };
    let (one, other) = (pair(one), pair(other));
    one == other || one.iter().chain(&other).any(Option::is_none)
}

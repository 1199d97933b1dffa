//! A create with the three required parameters and nothing else is accepted.

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::refusal::Refusal;
use crate::rule::request::form::{GET, MINIMAL_ACCEPTED, POST, sent};
use crate::rule::twin::Tally;
use crate::rule::{Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/minimal-accepted",
    level: Level::Must,
    summary: "A create with the three required parameters and nothing else is accepted.",
    requirements: &[
        "example/request",
        "request/type",
        "request/customer-gateway-id",
        "request/vpn-gateway-id",
    ],
    explain: "This is the example of the page, for gateways that exist. Nearly everything else rests on \
            it.\n\
            Passes: 200 with CreateVpnConnectionResponse, by GET or by POST.\n\
            Fails: any error; 200 with another document.",
    reads: &[&MINIMAL_ACCEPTED],
    judge: either,
    faults: &[
        Fault::new(
            "zone-required",
            "refuses a create without the deprecated AvailabilityZone",
            Hook::Rules(|r| {
                r.zone = |zone| {
                    zone.map(drop)
                        .ok_or_else(|| Refusal::missing("AvailabilityZone"))
                }
            }),
        ),
        Fault::new(
            "create-answers-500",
            "answers every accepted create with status 500",
            Hook::Wire(Scope::Created, |mut response, _| {
                response.status = 500;
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};

/// Accepted in one form at least: which forms there are is the affair of two other checks.
fn either(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let records: Vec<&Record> = [GET, POST]
        .iter()
        .filter_map(|n| sent(evidence, n))
        .collect();
    for record in &records {
        tally.judged();
        if !records.iter().any(|r| r.is_accepted()) {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(record, kind, "accepted, with a CreateVpnConnectionResponse");
        }
    }
    tally.finish()
}

//! Generated requests are accepted or refused as the judge says of their bytes.

use std::sync::LazyLock;

use crate::evidence::{Evidence, Record, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::request::expectation::Expectation;
use crate::rule::request::generated::generate;
use crate::rule::request::wrong::Wrong;
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/generated-as-judged",
    level: Level::Must,
    summary: "Generated requests are accepted or refused as the judge says of their bytes.",
    requirements: &[
        "example/request",
        "wire/get-and-post",
        "wire/percent-encoding",
        "wire/order",
        "request/availability-zone",
    ],
    explain: "What the other checks change one at a time is changed together here: form, order, encodings, the deprecated zone, \
        and at most one thing that must be refused. Every request comes from the seed of the run, --cases says how many. A \
        defect that shows in a single change already is left to the check of that change.\n\
        Passes: 200 for a form in reverse order with every byte encoded; 400 for the same with Type=ipsec.2.\n\
        Fails: an error only where the gateways are swapped and a zone is named.",
    dialogue: Dialogue::Seeded(generate),
    with: singly,
    judge: as_judged,
    faults: &[
        Fault::new(
            "zone-before-swapped-gateways",
            "refuses a create that has a zone and names the virtual private gateway first",
            Hook::Rules(|r| r.order = no_zone_with_swapped_gateways),
        )
        .until(ApiVersion::V2013_08_15),
        Fault::new(
            "action-between-gateways",
            "refuses a create with the action between the two gateways",
            Hook::Rules(|r| r.order = no_action_between_gateways),
        ),
        Fault::new(
            "zone-before-late-type",
            "makes what was asked for, but says that it did not, where there is a zone and the type stands after a gateway",
            Hook::Wire(Scope::Created, |response, context| {
                let place = |name| place(&context.query.pairs, name);
                let late = place("Type") > place("CustomerGatewayId");
                if !late || place("AvailabilityZone").is_none() {
                    return Ok(response);
                }
                let refusal = format!(
                    "<Response><Errors><Error><Code>Unsupported</Code><Message>Not here</Message></Error></Errors>\
                <RequestID>{}</RequestID></Response>",
                    context.request_id
                );
                let mut response = with_body(response, refusal);
                response.status = 400;
                Ok(response)
            }),
        )
        .until(ApiVersion::V2013_08_15),
    ],
    ..Rule::SERVER
};

fn as_judged(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    if evidence.of(rule.id).next().is_none() && evidence.halted(&[rule.id]).is_none() {
        return Judgement::not_applicable("no generated request was asked for (--cases 0)");
    }
    let mut tally = Tally::new(rule, evidence);
    let refused = alone(evidence).find(|r| is_valid(r) && !r.is_accepted());
    let mut wrong = Vec::new();
    for record in evidence.of(rule.id) {
        match (record.role, refused) {
            (Role::Twin, Some(other)) => tally.block(format!("left to {}", other.case.id)),
            // It may have stumbled over the same valid change.
            (Role::Deviation, Some(other))
                if !record.is_accepted() && Wrong::of(record).is_some() =>
            {
                tally.block(format!("left to {}", other.case.id));
            }
            (Role::Deviation, _) if accepted_alone(evidence, record) => {}
            (Role::Twin | Role::Deviation, _) => {
                tally.judged();
                wrong.extend(Wrong::of(record).map(|wrong| (wrong, record)));
            }
            _ => {}
        }
    }
    // The least that shows a cause comes first, and stands for all that the same cause explains.
    wrong.sort_by_key(|(wrong, record)| {
        let request = &record.case.request;
        (
            wrong.changes.count(),
            request.target.len() + request.body.len(),
        )
    });
    for (found, record) in &wrong {
        let cause = wrong.iter().find(|(cause, _)| cause.explains(found));
        let changes = cause.map_or(found.changes, |(cause, _)| cause.changes);
        let kind = format!("{}, {changes}", found.kind);
        let expected = match record.role {
            Role::Twin => format!("accepted, {changes}: every change alone is"),
            _ => format!(
                "a client error (status 400 to 499), {changes}: as for what is wrong with it alone"
            ),
        };
        tally.note(record, &kind, expected);
    }
    tally.finish()
}

/// The rules that make one change at a time.
fn singly() -> &'static [&'static Rule] {
    static RULES: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
        let makes_changes =
            |rule: &Rule| rule.family() == RULE.family() || !rule.mutations.is_empty();
        crate::rule::catalogue()
            .filter(|rule| rule.id != RULE.id && !rule.is_hostile() && makes_changes(rule))
            .collect()
    });
    &RULES
}

/// The requests of the other checks of this family.
fn alone(evidence: &Evidence) -> impl Iterator<Item = &Record> {
    evidence
        .records
        .iter()
        .filter(|r| r.probe.starts_with("request/") && !r.is_generated())
        .filter(|r| r.is_create())
}

fn is_valid(record: &Record) -> bool {
    record.case.expectation == Expectation::MustAccept
}

/// Whether the deviation of a generated request was not refused without anything else either.
fn accepted_alone(evidence: &Evidence, generated: &Record) -> bool {
    let Some((_, name)) = generated
        .case
        .id
        .rsplit('/')
        .next()
        .and_then(|name| name.split_once('-'))
    else {
        return false;
    };
    evidence
        .records
        .iter()
        .filter(|r| r.case.deviation.as_deref() == Some(name))
        .any(|r| twin::kind_of(r).is_some())
}

fn no_action_between_gateways(pairs: &[(String, String)]) -> bool {
    let place = |name| place(pairs, name);
    let (Some(action), Some(customer), Some(side)) = (
        place("Action"),
        place("CustomerGatewayId"),
        place("VpnGatewayId"),
    ) else {
        return true;
    };
    !(customer.min(side)..customer.max(side)).contains(&action)
}

fn no_zone_with_swapped_gateways(pairs: &[(String, String)]) -> bool {
    let place = |name| place(pairs, name);
    let swapped = place("VpnGatewayId") < place("CustomerGatewayId");
    !(swapped && place("AvailabilityZone").is_some())
}

/// Where the parameter of this name stands among all.
fn place(pairs: &[(String, String)], wanted: &str) -> Option<usize> {
    pairs.iter().position(|(name, _)| name == wanted)
}

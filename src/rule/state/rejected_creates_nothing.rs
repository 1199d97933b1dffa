//! A create that fails makes no connection.

use std::collections::BTreeSet;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::{customer, vpn};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Parameter;
use crate::request::expectation::Reason;
use crate::request::fixtures::Shape;
use crate::rule::state::{granted, items, list, missing, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps};
use crate::run::Session;
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "state/rejected-creates-nothing",
    level: Level::Must,
    summary: "A create that fails makes no connection.",
    requirements: &["state/rejected-nothing"],
    explain: "Whoever gets an error corrects the request and sends it again; a connection that was made all the same costs \
        money and nobody knows its id. All connections of the gateways of this probe are counted before and after creates \
        that are refused for different reasons.\n\
        Passes: the same connections before and after.\n\
        Fails: one more.",
    dialogue: Dialogue::Own(Phase::Ordinary, refuse),
    mutations: &[
        Mutation::reject("type-absent", Reason::Missing, |d, _| d.remove("Type")),
        Mutation::reject("type-next", Reason::Type, |d, _| d.set("Type", "ipsec.2")),
        Mutation::reject("unknown-parameter", Reason::UnknownParameter, |d, _| {
            d.parameters.push(Parameter::new("Nonsense", "1"));
        }),
        Mutation::reject("customer-gateway-unknown", Reason::NotFound, |d, f| {
            customer(d, f.absent.customer_gateway(Shape::Drawn));
        }),
        Mutation::reject("vpn-gateway-unknown", Reason::NotFound, |d, f| {
            vpn(d, f.absent.vpn_gateway(Shape::Drawn));
        }),
        Mutation::reject("vpn-gateway-malformed", Reason::Malformed, |d, _| {
            d.set("VpnGatewayId", "vgw-");
        }),
    ],
    judge: nothing,
    faults: &[Fault::new(
        "refused-create-kept",
        "keeps a connection although it refuses the create",
        Hook::Rules(|r| r.keep_refused = true),
    )],
    ..Rule::SERVER
};

fn nothing(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let twin = granted(&mut tally, evidence, rule.id, "twin");
    let before = granted(&mut tally, evidence, rule.id, "before");
    let after = granted(&mut tally, evidence, rule.id, "after");
    let deviations = || evidence.of(rule.id).filter(|r| r.role == Role::Deviation);
    let refused = deviations().filter(|r| matches!(r.view().outcome, Outcome::Rejected { .. }));
    if refused.count() == 0 {
        tally.block("no create was refused");
    }
    if let (Some(_), Some(before), Some(after)) = (twin, before, after) {
        let mut known = ours(before);
        if known.is_empty() {
            tally.block(missing(before));
            return tally.finish();
        }
        // What was answered with success was not refused, so it may be there.
        known.extend(deviations().filter_map(steps::made));
        let new = ours(after).difference(&known).count();
        if new == 0 {
            tally.judged();
        } else {
            let mut gather = findings::Gather::new(rule);
            gather.exchange(evidence, after).whole(
                "a connection more",
                "the same connections as before the creates that were refused",
                format!("{new} more"),
            );
            return gather.finish(|| tally.finish());
        }
    }
    tally.finish()
}

/// The ids of the connections that belong to one of the gateways of this probe.
fn ours(record: &Record) -> BTreeSet<String> {
    let gateways = &record.fixtures;
    items(record)
        .into_iter()
        .filter(|item| {
            text(*item, "customerGatewayId").as_ref() == Some(&gateways.customer_gateway_id)
                || text(*item, "vpnGatewayId").as_ref() == Some(&gateways.vpn_gateway_id)
        })
        .filter_map(|item| text(item, "vpnConnectionId"))
        .collect()
}

fn refuse(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let id = steps::create(session, "twin", &fixtures)?;
    list(session, "before", &fixtures)?;
    let mut kept = Vec::new();
    for mutation in session.mutations() {
        if !steps::is_one(
            session,
            mutation,
            &steps::mutated(session, mutation, &fixtures),
            &fixtures,
        ) {
            continue;
        }
        let made = steps::mutate(session, mutation, "twin", &fixtures)?;
        kept.push((mutation.id, made));
    }
    list(session, "after", &fixtures)?;
    for (name, made) in kept {
        steps::discard(session, name, made, &fixtures)?;
    }
    steps::discard(session, "twin", id, &fixtures)
}

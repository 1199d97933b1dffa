//! What a refused create leaves behind.

use std::collections::BTreeSet;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation;
use crate::rule::state::{granted, items, list, missing, text};
use crate::rule::twin::Tally;
use crate::rule::{Check, findings, steps};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};

pub(super) static CHECKS: [Check; 1] = [Check {
    id: "state/rejected-creates-nothing",
    level: Level::Must,
    summary: "A create that is answered with an error has made no connection.",
    clauses: &["state/rejected-nothing"],
    since: None,
    until: None,
    explain: "Whoever gets an error corrects the request and sends it again; a connection that was made all the same costs \
        money and nobody knows its id. All connections of the gateways of this probe are counted before and after creates \
        that are refused for different reasons.\n\
        Passes: the same connections before and after.\n\
        Fails: one more.",
    probes: &[&REJECTED],
    judge: nothing,
}];

static REJECTED: Probe = Probe {
    id: "state/rejected-creates-nothing",
    phase: Phase::Ordinary,
    run: refuse,
};

/// Deviations that a server may notice early or late.
const CHOSEN: [(&str, &str); 6] = [
    ("request/type-required", "absent"),
    ("request/type-ipsec1-only", "next"),
    ("request/unknown-parameter-rejected", "nonsense"),
    ("request/customer-gateway-exists", "short"),
    ("request/vpn-gateway-exists", "short"),
    ("request/malformed-id-rejected", "vpn-no-digits"),
];

fn refuse(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let id = steps::create(session, "twin", &fixtures)?;
    list(session, "before", &fixtures)?;
    let mut kept = Vec::new();
    for (check, name) in CHOSEN {
        let chosen = mutation::of(check, session.api_version()).find(|d| d.id == name);
        if let Some(deviation) = chosen {
            let made = steps::deviate(session, deviation, "twin", &fixtures)?;
            kept.push((deviation.id, made));
        }
    }
    list(session, "after", &fixtures)?;
    for (name, made) in kept {
        steps::discard(session, name, made, &fixtures)?;
    }
    steps::discard(session, "twin", id, &fixtures)
}

fn nothing(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(REJECTED.id, evidence);
    let twin = granted(&mut tally, evidence, REJECTED.id, "twin");
    let before = granted(&mut tally, evidence, REJECTED.id, "before");
    let after = granted(&mut tally, evidence, REJECTED.id, "after");
    let deviations = || {
        evidence
            .of(REJECTED.id)
            .filter(|r| r.role == Role::Deviation)
    };
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
            let mut gather = findings::Gather::new(REJECTED.id);
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

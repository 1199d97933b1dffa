//! A create that fails makes no connection and takes none away.

use std::collections::BTreeSet;

use crate::endpoint::auth::AuthOverride;
use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Role};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::{customer, vpn};
use crate::generate::request::mutation::option::tag;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Parameter;
use crate::request::expectation::Reason;
use crate::request::fixtures::Shape;
use crate::rule::state::siblings::ids;
use crate::rule::state::{granted, list, list_until, missing};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::option::RESOURCE_TYPE;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/rejected-creates-nothing",
    level: Level::Must,
    summary: "A create that fails makes no connection and takes none away.",
    requirements: &["state/rejected-nothing"],
    explain: "Whoever gets an error corrects the request and sends it again; a connection that was made all the same costs \
        money and nobody knows its id. All connections of the gateways of this probe are counted before and after creates \
        that are refused for different reasons; a run with credentials sends one without a signature too.\n\
        Passes: the same connections before and after.\n\
        Fails: one more, or one that is gone.",
    dialogue: Dialogue::Own(Phase::Ordinary, refuse),
    mutations: &[
        Mutation::reject("type-absent", Reason::Missing, |d, _| d.remove("Type")),
        Mutation::reject("vpn-gateway-absent", Reason::Missing, |d, _| {
            d.remove("VpnGatewayId");
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::reject("option-value", Reason::Option, |d, _| {
            d.set("Options.TunnelOptions.1.TunnelInsideCidr", "10.77.0.0/30");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("tag-key", Reason::Tag, |d, _| {
            tag(d, RESOURCE_TYPE, &[("aws:vpnconform", "v")]);
        })
        .since(ApiVersion::V2016_11_15),
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
    faults: &[
        Fault::new(
            "refused-create-kept",
            "keeps a connection although it refuses the create",
            Hook::Rules(|r| r.keep_refused = true),
        ),
        Fault::new(
            "refused-create-takes",
            "deletes the connection that was made last when it refuses a create",
            Hook::Rules(|r| r.refused_takes = true),
        ),
    ],
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
        let none = BTreeSet::new();
        let mut known = ids(before, &none);
        if known.is_empty() {
            tally.block(missing(before));
            return tally.finish();
        }
        let there = ids(after, &none);
        let gone = known.difference(&there).count();
        // What was answered with success was not refused, so it may be there.
        known.extend(deviations().filter_map(steps::made));
        let new = there.difference(&known).count();
        let wrong = [
            (new, "a connection more", format!("{new} more")),
            (gone, "a connection is gone", format!("{gone} are gone")),
        ];
        let mut gather = findings::Gather::new(rule);
        let mut scribe = gather.exchange(evidence, after);
        for (_, cause, found) in wrong.into_iter().filter(|(count, ..)| *count > 0) {
            let expected = "the same connections as before the creates that were refused";
            scribe.whole(cause, expected, found);
        }
        if new + gone > 0 {
            return gather.finish(|| tally.finish());
        }
        tally.judged();
    }
    tally.finish()
}

fn refuse(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let id = steps::create(session, "twin", &fixtures)?;
    list_until(session, "before", id.as_slice(), &fixtures)?;
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
    if session.has_credentials() {
        let draft = steps::minimal(session, &fixtures);
        let (name, unsigned) = ("unsigned", AuthOverride::Unsigned);
        let record = session.send_with(unsigned, Role::Deviation, name, draft, &fixtures)?;
        let made = steps::made(record);
        kept.push((name, made));
    }
    list(session, "after", &fixtures)?;
    for (name, made) in kept {
        steps::discard(session, name, made, &fixtures)?;
    }
    steps::discard(session, "twin", id, &fixtures)
}

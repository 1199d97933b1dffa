//! A dry run for a transit gateway is answered with DryRunOperation.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::transit;
use crate::generate::request::mutation::parameter::add;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::DryRun;
use crate::request::expectation::Reason;
use crate::rule::request::dry_run::answered;
use crate::rule::{Dialogue, Rule, steps};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/transit-dry-run",
    level: Level::Must,
    summary: "A dry run for a transit gateway is answered with DryRunOperation.",
    requirements: &["modern/dry-run", "modern/transit-gateways"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Connections for transit gateways are often made by code of their own, which has to look at DryRun too. At a server that \
            has none, this is blocked.\n\
            Passes: 412 with DryRunOperation, or UnauthorizedOperation.\n\
            Fails: 200; another code.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::transit_mutations),
    mutations: &[
        Mutation::reject("transit-true", Reason::DryRun, |d, f| {
            transit(d, f);
            add(d, "DryRun", "true");
        })
        .for_transit()
        .since(ApiVersion::V2016_11_15),
        Mutation::accept("transit-false", |d, f| {
            transit(d, f);
            add(d, "DryRun", "false");
        })
        .for_transit()
        .since(ApiVersion::V2016_11_15),
    ],
    judge: answered,
    faults: &[Fault::new(
        "transit-dry-run-ignored",
        "ignores DryRun in a create for a transit gateway",
        Hook::Rules(|r| r.dry_run = DryRun::IgnoreAtTransit),
    )],
    ..Rule::SERVER
};

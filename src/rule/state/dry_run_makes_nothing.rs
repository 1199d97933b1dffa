//! A dry run makes no connection.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::DryRun;
use crate::rule::findings::Gather;
use crate::rule::request::DRY_RUN;
use crate::rule::state::{granted, missing, own_ids};
use crate::rule::twin::Tally;
use crate::rule::{Rule, steps};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/dry-run-makes-nothing",
    level: Level::Must,
    summary: "A dry run makes no connection.",
    requirements: &["modern/dry-run"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Whoever only asks whether a create would succeed pays for no connection. All connections of the gateways of this \
            probe are looked up before and after creates with DryRun=true.\n\
            Passes: the same connections before and after.\n\
            Fails: one more, whatever the dry run was answered with.",
    with: || DRY_RUN,
    judge: nothing,
    faults: &[Fault::new(
        "dry-run-makes",
        "makes a connection in a dry run, and answers with DryRunOperation",
        Hook::Rules(|r| r.dry_run = DryRun::Keep),
    )],
    also_detects: &["dry-run-ignored"],
    ..Rule::SERVER
};

fn nothing(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let mut gather = Gather::new(rule);
    let probe = DRY_RUN.first().map_or("", |rule| rule.id);
    let twin = granted(&mut tally, evidence, probe, "twin");
    let before = granted(&mut tally, evidence, probe, steps::BEFORE);
    let after = granted(&mut tally, evidence, probe, steps::AFTER);
    if let (Some(_), Some(before), Some(after)) = (twin, before, after) {
        let known = own_ids(before);
        if known.is_empty() {
            tally.block(missing(before));
            return tally.finish();
        }
        let new = own_ids(after).difference(&known).count();
        let mut scribe = gather.exchange(evidence, after);
        if new > 0 {
            scribe.whole(
                "connections of dry runs",
                "the connections that there were before the dry runs",
                format!("{new} more"),
            );
        }
    }
    gather.finish(|| tally.finish())
}

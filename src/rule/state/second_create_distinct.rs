//! A second create for the same pair of gateways makes another connection.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::state::{named, text};
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/second-create-distinct",
    level: Level::May,
    summary: "A second create for the same pair of gateways makes another connection.",
    requirements: &["description/creates-new"],
    // Later text calls the operation idempotent.
    until: Some(ApiVersion::V2013_08_15),
    explain: "The page says that the action creates a new connection. From 2016-11-15 on it is called idempotent, and servers \
            that are written after that text answer an older version in the same way, so this is a check of level may.\n\
            Passes: vpn-44a8938f, then vpn-5b17c0de.\n\
            Fails: vpn-44a8938f twice.",
    reads: &[&ORDINARY],
    judge: distinct,
    faults: &[Fault::new(
        "create-idempotent",
        "answers a second create for the same pair of gateways with the connection that there is",
        Hook::Rules(|r| r.idempotent = true),
    )],
    ..Rule::SERVER
};

fn distinct(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    for (first, second) in [("first", "second"), ("third", "fourth")] {
        let created = |name| {
            let record = named(evidence, ORDINARY.id, name).filter(|r| r.is_accepted())?;
            let id = text(record.view().connection()?, "vpnConnectionId")?;
            Some((record, id))
        };
        let (Some((before, one)), Some((record, other))) = (created(first), created(second)) else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        if one == other {
            scribe.whole(
                "the same connection for the same gateways",
                "another connection than that of the create before",
                format!("the connection of {} again", before.case.id),
            );
        }
    }
    gather.finish(|| findings::nothing_accepted(evidence))
}

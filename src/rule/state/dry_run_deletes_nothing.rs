//! A dry run of a deletion deletes nothing.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::DryRun;
use crate::rule::state::{granted, item, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/dry-run-deletes-nothing",
    level: Level::Should,
    summary: "A dry run of a deletion deletes nothing.",
    requirements: &["modern/dry-run"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Whoever only asks whether a deletion would succeed keeps the connection, and with it the keys that the other end is \
            set up with.\n\
            Passes: an error for DeleteVpnConnection with DryRun=true, and the connection is described as before.\n\
            Fails: success; a connection that is gone, whatever the dry run was answered with.",
    dialogue: Dialogue::Own(Phase::Ordinary, ask),
    judge: nothing,
    faults: &[
        Fault::new(
            "dry-run-deletes",
            "ignores DryRun in a deletion",
            Hook::Rules(|r| r.dry_run = DryRun::IgnoreInDeletions),
        ),
        Fault::new(
            "dry-run-deletes-and-refuses",
            "deletes in a dry run, and answers with DryRunOperation",
            Hook::Rules(|r| r.dry_run = DryRun::KeepDeletions),
        ),
    ],
    ..Rule::SERVER
};

const CREATED: &str = "created";
const DRY: &str = "dry";
const AFTER: &str = "described-after";

fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let Some(id) = steps::create(session, CREATED, &fixtures)? else {
        return Ok(());
    };
    session.describe("described", &id, &fixtures)?;
    let dry = [("VpnConnectionId", &*id), ("DryRun", "true")];
    let dry = session.action("DeleteVpnConnection", &dry);
    session.send(Role::Observe, DRY, dry, &fixtures)?;
    session.describe(AFTER, &id, &fixtures)?;
    steps::discard(session, CREATED, Some(id), &fixtures)
}

fn nothing(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let mut gather = findings::Gather::new(rule);
    let created = granted(&mut tally, evidence, rule.id, CREATED);
    let created = created.and_then(|record| record.view().connection());
    let id = created.and_then(|created| text(created, "vpnConnectionId"));
    let described = granted(&mut tally, evidence, rule.id, "described");
    let was_shown = |id: &String| described.is_some_and(|record| item(record, id).is_some());
    // What is not described while it exists is covered by state/described-after-create.
    let Some(id) = id.filter(was_shown) else {
        tally.block("the connection is not described");
        return tally.finish();
    };
    let dry = named(evidence, rule.id, DRY);
    if let Some(dry) = dry.filter(|record| record.is_accepted()) {
        let expected = "an error, since DryRun is true";
        gather
            .exchange(evidence, dry)
            .whole("a dry run that succeeds", expected, "success");
    }
    let after = named(evidence, rule.id, AFTER);
    if let Some(after) = after.filter(|_| dry.is_some()) {
        // A refusal for any other reason says nothing of the connection.
        let says = match &after.view().outcome {
            Outcome::Accepted => true,
            Outcome::Rejected { code, .. } => {
                code.as_ref().is_some_and(|code| code.contains("NotFound"))
            }
            _ => false,
        };
        if !says {
            tally.block(findings::outcome(after));
            return gather.finish(|| tally.finish());
        }
        let state = item(after, &id).map(|item| text(item, "state").unwrap_or_default());
        let is_gone = matches!(state.as_deref(), None | Some("deleting" | "deleted"));
        let mut scribe = gather.exchange(evidence, after);
        if is_gone {
            let expected = "the connection as before the dry run";
            scribe.whole("the connection is gone", expected, "it is gone");
        }
    }
    gather.finish(|| tally.finish())
}

//! An inside network that another connection of the gateway uses is refused.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Role};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::option::options;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::rule::asked::network;
use crate::rule::configuration::tunnels;
use crate::rule::state::granted;
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/inside-network-in-use",
    level: Level::Should,
    summary: "An inside network that another connection of the gateway uses is refused.",
    requirements: &["modern/inside-network"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Inside networks are unique among the connections of a virtual private gateway, since it could not tell the tunnels \
            apart. The second create asks for the network of the first.\n\
            Passes: 400 with InvalidCidr.InUse; 200 with the connection that there is.\n\
            Fails: 200 with another connection.",
    dialogue: Dialogue::Own(Phase::Ordinary, ask),
    judge: refused,
    faults: &[Fault::new(
        "inside-network-of-another",
        "gives a connection the inside network of another one, if that is asked for",
        Hook::Rules(|r| r.lax = Some(Lax::UsedInsideNetwork)),
    )],
    ..Rule::SERVER
};

const FIRST: &str = "first";
const SECOND: &str = "second";
const NETWORK: &str = "169.254.81.188/30";

fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let asked: fn(&mut Draft, &Fixtures) = options! {
        "TunnelOptions.1.TunnelInsideCidr" = NETWORK,
    };
    let mut draft = steps::minimal(session, &fixtures);
    asked(&mut draft, &fixtures);
    let again = draft.clone();
    let first = steps::made(session.send(Role::Twin, FIRST, draft, &fixtures)?);
    if first.is_none() {
        return Ok(());
    }
    let second = steps::made(session.deviate(SECOND, FIRST, again, &fixtures)?);
    let is_other = second != first;
    steps::discard(session, FIRST, first, &fixtures)?;
    match is_other {
        true => steps::discard(session, SECOND, second, &fixtures),
        false => Ok(()),
    }
}

fn refused(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let Some(first) = granted(&mut tally, evidence, rule.id, FIRST) else {
        return tally.finish();
    };
    let configuration = first.view().configuration();
    let mut has = configuration.into_iter().flat_map(tunnels);
    if !has.any(|(_, tunnel)| network(tunnel).as_deref() == Some(NETWORK)) {
        tally.block("the first connection does not have the inside network that it was asked for");
        return tally.finish();
    }
    twin::each(&mut tally, |tally, record| {
        let is_same = steps::made(record) == steps::made(first);
        let is_refused = matches!(record.view().outcome, Outcome::Rejected { .. });
        if !is_refused && !is_same {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(
                record,
                kind,
                "a client error: another connection has the inside network",
            );
        }
    });
    tally.finish()
}

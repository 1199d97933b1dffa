//! A signature is asked of each request on a connection.

use crate::endpoint::auth::AuthOverride;
use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::auth::trial::Wanted::Rejected;
use crate::rule::auth::trial::{OTHER, judge};
use crate::rule::auth::{BAD_SIGNATURE, EXPIRED, OTHER_ACTIONS, UNSIGNED};
use crate::rule::{Dialogue, Rule, steps};
use crate::run::Session;
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "auth/each-request-signed",
    level: Level::Must,
    summary: "A signature is asked of each request on a connection.",
    requirements: &["wire/signature-required"],
    explain: "A proxy keeps one connection to a server for many clients. Whoever comes after somebody who has signed is still \
        unknown.\n\
        Passes: 400, 401 or 403 for a create without a signature behind one that is signed, on the same connection.\n\
        Fails: 200. Not applicable where the server closes each connection.",
    dialogue: Dialogue::Own(Phase::Ordinary, |session| session.over_one_connection(talk)),
    reads: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED, &OTHER_ACTIONS],
    judge: each_signed,
    faults: &[Fault::new(
        "connection-trusted",
        "asks for a signature in the first request of a connection only",
        Hook::Rules(|r| r.auth.trust_connection = true),
    )],
    ..Rule::SERVER
};

fn talk(session: &mut Session<'_>) -> Result<(), Halt> {
    if !session.has_credentials() {
        return Ok(());
    }
    let fixtures = session.fixtures()?;
    let id = steps::create(session, "twin", &fixtures)?;
    // It is deleted over the same connection, where that is still open.
    steps::discard(session, "twin", id, &fixtures)?;
    if !session.has_reused() {
        return Ok(());
    }
    let draft = steps::minimal(session, &fixtures);
    let unsigned = AuthOverride::Unsigned;
    let record = session.send_with(unsigned, Role::Deviation, OTHER, draft, &fixtures)?;
    let id = steps::made(record);
    steps::discard(session, OTHER, id, &fixtures)
}

fn each_signed(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut own = evidence.of(rule.id).peekable();
    let is_sent = own.peek().is_some();
    if is_sent
        && !own.any(|record| record.role == Role::Deviation)
        && !evidence.halts.contains_key(rule.id)
    {
        return Judgement::not_applicable("the target keeps no connection open");
    }
    let mut unsigned = evidence
        .of(UNSIGNED.id)
        .filter(|r| r.role == Role::Deviation);
    if unsigned.any(Record::is_accepted) {
        return Judgement::not_applicable("the target asks for no signature on any connection");
    }
    judge(rule, evidence, Rejected)
}

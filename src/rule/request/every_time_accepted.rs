//! The same valid create is accepted every time.

use crate::evidence::Evidence;
use crate::evidence::halt::Halt;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::request::Form;
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "request/every-time-accepted",
    level: Level::Must,
    summary: "The same valid create is accepted every time.",
    requirements: &["example/request", "wire/get-and-post"],
    explain: "Two dozen ordinary creates follow each other, in both forms, and each connection is deleted at once. A server \
            that fails now and then is one whose clients repeat creates, and pay for two connections. Throttling and quotas do \
            not count.\n\
            Passes: 200 for each.\n\
            Fails: 500 for one of them.",
    dialogue: Dialogue::Own(Phase::Ordinary, again_and_again),
    judge: every_time,
    faults: &[Fault::new(
        "create-500-now-and-then",
        "makes a connection and answers with status 500 at every twentieth create",
        Hook::Wire(Scope::Created, |mut response, context| {
            if context.lock().connections.len().is_multiple_of(20) {
                response.status = 500;
            }
            Ok(response)
        }),
    )],
    ..Rule::SERVER
};

const MANY: usize = 24;

fn again_and_again(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    for number in 1..=MANY {
        let form = match (session.takes_both_forms(), number % 2) {
            (true, 0) => Form::Post,
            (true, _) => Form::Get,
            (false, _) => session.form(),
        };
        steps::passing(session, &format!("create-{number}"), form, &fixtures)?;
    }
    Ok(())
}

fn every_time(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let creates = || evidence.of(rule.id).filter(|r| r.is_create());
    let accepted = |form: Form| creates().any(|r| r.case.draft.form == form && r.is_accepted());
    for record in creates() {
        match findings::quota(record) {
            Some(cause) => tally.block(cause),
            None if record.is_accepted() => tally.judged(),
            // A form that is never taken, and a server that takes nothing, are left to other rules.
            None if accepted(record.case.draft.form) => {
                let kind = twin::kind_of(record).unwrap_or("rejected");
                tally.note(
                    record,
                    kind,
                    "accepted, as the same request was before or after",
                );
            }
            None => tally.block(findings::outcome(record)),
        }
    }
    tally.finish()
}

//! A request that can be read in more than one way is not answered with a server error.

use crate::evidence::{Evidence, Outcome, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::request::Form;
use crate::rule::twin::Tally;
use crate::rule::{Rule, request};

pub(super) static RULE: Rule = Rule {
    id: "request/no-server-error",
    level: Level::Should,
    summary: "A request that can be read in more than one way is not answered with a server error.",
    requirements: &["error/status", "wire/duplicates", "wire/empty-values"],
    explain: "Whether the same parameter twice, an empty value or a parameter of a later version is taken or refused is not \
            public; that none of them is an error of the server is.\n\
            Passes: 200 or 400.\n\
            Fails: 500 for Type=ipsec.1&Type=ipsec.1.",
    with: || request::OPEN,
    judge: no_server_error,
    faults: &[
        Fault::new(
            "duplicate-500",
            "answers the same parameter twice with status 500",
            Hook::Wire(Scope::Refused, |mut response, context| {
                let pairs = &context.query.pairs;
                let twice = |(at, (name, _)): (usize, &(String, String))| {
                    pairs.iter().take(at).any(|(other, _)| other == name)
                };
                if pairs.iter().enumerate().any(twice) {
                    response.status = 500;
                }
                Ok(response)
            }),
        ),
        Fault::new(
            "duplicate-500-form",
            "answers the same parameter twice in a form with status 500",
            Hook::Wire(Scope::Refused, |mut response, context| {
                let message = String::from_utf8_lossy(&response.body).into_owned();
                if context.method == "POST" && message.contains("more than once") {
                    response.status = 500;
                }
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};

fn no_server_error(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let forms = [Form::Get, Form::Post];
    let accepted = |form: Form| {
        let mut twins = evidence.records.iter().filter(|r| r.role == Role::Twin);
        twins.any(|r| r.case.draft.form == form && r.is_accepted())
    };
    let taken = forms.map(|form| (form, accepted(form)));
    for record in evidence
        .records
        .iter()
        .filter(|r| r.role == Role::Deviation)
    {
        if !taken.contains(&(record.case.draft.form, true)) {
            tally.block("no ordinary request in this form was accepted");
            continue;
        }
        tally.judged();
        if let Outcome::ServerError { .. } = record.view().outcome {
            tally.note(record, "a server error", "any answer but a server error");
        }
    }
    tally.finish()
}

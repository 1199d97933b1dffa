//! Describing or deleting a connection that does not exist is an error.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::request::Form;
use crate::request::fixtures::Shape;
use crate::rule::state::{granted, item, named};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "state/unknown-id-rejected",
    level: Level::Must,
    summary: "Describing or deleting a connection that does not exist is an error.",
    requirements: &["state/unknown-connection"],
    explain: "A client that waits for a connection to vanish waits for this error; one that deletes the wrong id is told. \
        Beside it stand the same requests with an id that exists.\n\
        Passes: 400 with InvalidVpnConnectionID.NotFound.\n\
        Fails: a refused deletion that takes another connection; an empty set; the others alone, where an unknown id stands beside theirs; success for a delete that deleted nothing.",
    dialogue: Dialogue::Own(Phase::Ordinary, ask),
    judge: rejected,
    faults: &[
        Fault::new(
            "describe-unknown-empty",
            "answers the description of an unknown id with an empty set",
            Hook::Rules(|r| r.refuse_unknown_describe = false),
        ),
        Fault::new(
            "describe-unknown-passed-over",
            "describes the connections that there are, and passes over an unknown id beside theirs",
            Hook::Rules(|r| r.refuse_unknown_among_known = false),
        ),
        Fault::new(
            "delete-unknown-takes-last",
            "refuses to delete an unknown id, and deletes the last connection",
            Hook::Rules(|r| r.refused_delete_takes_last = true),
        ),
        Fault::new(
            "delete-unknown-accepted-as-form",
            "answers the deletion of an unknown id with success where it is asked for by POST",
            Hook::Wire(Scope::Refused, |response, context| {
                let is_form = context.action() == "DeleteVpnConnection" && context.method == "POST";
                if !is_form {
                    return Ok(response);
                }
                let body = "<DeleteVpnConnectionResponse xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">\
                    <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId><return>true</return></DeleteVpnConnectionResponse>";
                let mut response = with_body(response, body);
                response.status = 200;
                Ok(response)
            }),
        ),
        Fault::new(
            "delete-unknown-accepted",
            "answers the deletion of an unknown id with success (fakecloud 0.51.0)",
            Hook::Rules(|r| r.refuse_unknown_delete = false),
        ),
    ],
    ..Rule::SERVER
};

/// An id in the form of every version, one in that of later years, and one in that of the target.
const IDS: [(&str, Shape); 3] = [
    ("short", Shape::Short),
    ("long", Shape::Long),
    ("drawn", Shape::Drawn),
];

/// A description with the last of them beside the id of a connection.
const BESIDE: &str = "beside-known-described";

fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let Some(id) = steps::create(session, "twin", &fixtures)? else {
        return Ok(());
    };
    session.describe("twin-described", &id, &fixtures)?;
    for (name, shape) in IDS {
        let unknown = session.absent_connection(shape, &id);
        session.describe(&format!("{name}-described"), &unknown, &fixtures)?;
        session.delete(&format!("{name}-deleted"), &unknown, &fixtures)?;
        if session.takes_both_forms() {
            let name = format!("{name}-as-form");
            session.describe_as(
                Form::Post,
                &format!("{name}-described"),
                &unknown,
                &fixtures,
            )?;
            session.delete_as(Form::Post, &format!("{name}-deleted"), &unknown, &fixtures)?;
        }
    }
    let unknown = session.absent_connection(Shape::Drawn, &id);
    let both = [("VpnConnectionId.1", &*id), ("VpnConnectionId.2", &unknown)];
    let draft = session.action("DescribeVpnConnections", &both);
    session.send(Role::Observe, BESIDE, draft, &fixtures)?;
    session.delete("twin-deleted", &id, &fixtures)?;
    Ok(())
}

/// The deletion of the connection that exists, if it does not exist any more, though only deletions of others came before.
fn lost<'e>(rule: &Rule, evidence: &'e Evidence) -> Option<&'e Record> {
    let described = named(evidence, rule.id, "twin-described").filter(|r| r.is_accepted())?;
    let record = named(evidence, rule.id, "twin-deleted")?;
    item(described, record.sent("VpnConnectionId")?)?;
    let is_unknown = |code: &String| code.contains("NotFound");
    match &record.view().outcome {
        Outcome::Rejected { code, .. } => code.as_ref().filter(|c| is_unknown(c)).map(|_| record),
        _ => None,
    }
}

fn rejected(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    if let Some(record) = lost(rule, evidence) {
        let kind = "a refused deletion takes another connection";
        tally.judged();
        tally.note(record, kind, "success: the connection was described before");
        return tally.finish();
    }
    for (done, verb) in [("described", "describes"), ("deleted", "deletes")] {
        if granted(&mut tally, evidence, rule.id, &format!("twin-{done}")).is_none() {
            continue;
        }
        let names = IDS
            .iter()
            .flat_map(|(name, _)| [format!("{name}-{done}"), format!("{name}-as-form-{done}")])
            .chain((done == "described").then(|| BESIDE.to_owned()));
        for name in names {
            let Some(record) = named(evidence, rule.id, &name) else {
                continue;
            };
            tally.judged();
            if let Some(kind) = twin::kind_of(record) {
                let kind = format!("{verb} what does not exist: {kind}");
                tally.note(record, &kind, "a client error: there is no such connection");
            }
        }
    }
    tally.finish()
}

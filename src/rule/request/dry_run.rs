//! A dry run is answered with DryRunOperation.

use std::collections::BTreeSet;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::tag;
use crate::generate::request::mutation::parameter::add;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::DryRun;
use crate::reference::variant::Variant;
use crate::request::Form;
use crate::request::expectation::{Expectation, Reason};
use crate::rule::state::{list, list_until};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::option::RESOURCE_TYPE;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/dry-run",
    level: Level::Must,
    summary: "A dry run is answered with DryRunOperation.",
    requirements: &["modern/dry-run", "wire/booleans"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "With DryRun=true a valid create is answered with that error, by which a client knows that it may make the \
            connection; with false it is as without. What is refused anyhow is refused as a dry run too, and which of the two \
            errors comes is not said.\n\
            Passes: 412 with DryRunOperation, or UnauthorizedOperation.\n\
            Fails: 200; another code; an error for DryRun=false.",
    dialogue: Dialogue::Own(Phase::Ordinary, ask),
    mutations: &[
        Mutation::reject("true", Reason::DryRun, |d, _| add(d, "DryRun", "true"))
            .since(ApiVersion::V2016_11_15),
        Mutation::reject("true-form", Reason::DryRun, |d, _| {
            add(d, "DryRun", "true");
            d.form = Form::Post;
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("true-other-type", Reason::Type, |d, _| {
            d.set("Type", "ipsec.2");
            add(d, "DryRun", "true");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("true-beside-option", Reason::DryRun, |d, _| {
            add(d, "Options.StaticRoutesOnly", "true");
            add(d, "DryRun", "true");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("true-beside-key", Reason::DryRun, |d, _| {
            add(
                d,
                "Options.TunnelOptions.1.PreSharedKey",
                "vpnconform.dry_1",
            );
            add(d, "DryRun", "true");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("true-beside-tag", Reason::DryRun, |d, _| {
            tag(d, RESOURCE_TYPE, &[("Name", "vpnconform")]);
            add(d, "DryRun", "true");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::accept("false", |d, _| add(d, "DryRun", "false")).since(ApiVersion::V2016_11_15),
    ],
    judge: answered,
    faults: &[
        Fault::new(
            "dry-run-ignored",
            "ignores DryRun",
            Hook::Rules(|r| r.dry_run = DryRun::Ignore),
        ),
        Fault::new(
            "dry-run-other-code",
            "calls a dry run a wrong value",
            Hook::Rules(|r| r.dry_run = DryRun::Refuse(400, "InvalidParameterValue")),
        ),
        Fault::new(
            "dry-run-no-code",
            "answers a dry run without a code",
            Hook::Rules(|r| r.dry_run = DryRun::Refuse(412, "")),
        ),
        Fault::new(
            "dry-run-server-error",
            "answers a dry run with status 500",
            Hook::Rules(|r| r.dry_run = DryRun::Refuse(500, "DryRunOperation")),
        ),
        Fault::new(
            "dry-run-success",
            "answers a dry run with an error that has status 200",
            Hook::Rules(|r| r.dry_run = DryRun::Refuse(200, "DryRunOperation")),
        ),
        Fault::new(
            "dry-run-with-options-made",
            "ignores DryRun where there are options",
            Hook::Rules(|r| r.dry_run = DryRun::IgnoreWithOptions),
        ),
        Fault::new(
            "dry-run-false-refused",
            "takes any value of DryRun for true",
            Hook::Rules(|r| r.dry_run = DryRun::Always),
        ),
    ],
    variants: &[
        Variant::new(
            "dry-run-400",
            "answers a dry run with status 400",
            Hook::Rules(|r| r.dry_run = DryRun::Refuse(400, "DryRunOperation")),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "dry-run-unauthorized",
            "says in a dry run that the caller may not make a connection",
            Hook::Rules(|r| r.dry_run = DryRun::Refuse(403, "UnauthorizedOperation")),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "dry-run-first",
            "answers a dry run before it looks at anything else",
            Hook::Rules(|r| r.dry_run = DryRun::First),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let id = steps::create(session, "twin", &fixtures)?;
    list_until(session, steps::BEFORE, id.as_slice(), &fixtures)?;
    let mut made = vec![id];
    for mutation in session.mutations().filter(|m| m.id != "false") {
        made.push(steps::mutate(session, mutation, "twin", &fixtures)?);
    }
    list(session, steps::AFTER, &fixtures)?;
    for mutation in session.mutations().filter(|m| m.id == "false") {
        made.push(steps::mutate(session, mutation, "twin", &fixtures)?);
    }
    let ids: BTreeSet<String> = made.into_iter().flatten().collect();
    for (number, id) in (1..).zip(ids) {
        session.delete(&format!("deleted-{number}"), &id, &fixtures)?;
    }
    Ok(())
}

pub(in crate::rule::request) fn answered(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    twin::each(&mut tally, |tally, record| {
        let name = record.case.deviation.as_deref().unwrap_or_default();
        // A server that does not know what is beside it may say that.
        let is_dry = record.case.expectation == Expectation::MustReject(Reason::DryRun)
            && !name.starts_with("true-beside");
        match (&record.view().outcome, record.case.expectation) {
            (_, Expectation::MustAccept) if record.is_accepted() => {}
            (_, Expectation::MustAccept) => {
                let kind = twin::kind_of(record).unwrap_or("rejected");
                tally.note(record, kind, "accepted, as without DryRun");
            }
            (Outcome::Rejected { code, .. }, _) => {
                let code = code.as_deref().unwrap_or_default();
                if is_dry && !matches!(code, "DryRunOperation" | "UnauthorizedOperation") {
                    let found = format!("the code {}", findings::quote(code));
                    let kind = if code.is_empty() {
                        "no code"
                    } else {
                        "another code"
                    };
                    tally.note_found(record, kind, "the code DryRunOperation", found);
                }
            }
            _ => {
                let kind = twin::kind_of(record).unwrap_or("rejected");
                tally.note(record, kind, "a client error, since DryRun is true");
            }
        }
    });
    tally.finish()
}

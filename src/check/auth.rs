//! Checks of who is let in. They apply only to a run with credentials, and to a target that looks at them.

use crate::case::AuthOverride;
use crate::case::Form;
use crate::check::Check;
use crate::check::compare;
use crate::check::compare::Tally;
use crate::check::dialogue;
use crate::check::gather;
use crate::finding::Judgement;
use crate::finding::Level;
use crate::run::Evidence;
use crate::run::Probe;
use crate::run::Session;
use crate::run::evidence::Outcome;
use crate::run::evidence::Record;
use crate::run::evidence::Role;
use crate::run::probe::Halt;
use crate::run::probe::Phase;
use crate::version::ApiVersion;

/// The checks of this family.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    CHECKS.iter()
}

static CHECKS: [Check; 5] = [
    Check {
        id: "auth/unsigned-rejected",
        level: Level::Must,
        summary: "A create without a signature is refused.",
        clauses: &["wire/signature-required", "example/auth-params"],
        since: None,
        until: None,
        explain: "The answer to a create holds keys. The same request with a signature is accepted.\n\
            Passes: 400, 401 or 403.\n\
            Fails: 200.",
        probes: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        judge: |evidence| rejected("auth/unsigned-rejected", evidence),
    },
    Check {
        id: "auth/bad-signature-rejected",
        level: Level::Must,
        summary: "A create whose signature is not right is refused.",
        clauses: &["wire/signature-required"],
        since: None,
        until: None,
        explain: "One character of the signature is changed. A server that looks only whether there is one lets everybody in.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200.",
        probes: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        judge: |evidence| rejected("auth/bad-signature-rejected", evidence),
    },
    Check {
        id: "auth/expired-rejected",
        level: Level::Should,
        summary: "A create that was signed two days ago is refused.",
        clauses: &["wire/expiry"],
        since: None,
        until: None,
        explain: "The signature is right, but its time is past: otherwise a request that was once overheard works for ever.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200.",
        probes: &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        judge: |evidence| rejected("auth/expired-rejected", evidence),
    },
    Check {
        id: "auth/v2-accepted",
        level: Level::Must,
        summary: "A create signed with Signature Version 2 is accepted.",
        clauses: &["wire/signature-2", "example/auth-params"],
        since: None,
        until: Some(ApiVersion::V2013_08_15),
        explain: "It is the only signature that these versions document, and what old clients send.\n\
            Passes: 200.\n\
            Fails: AuthFailure.",
        probes: &[&VERSION_2, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        judge: |evidence| accepted("auth/v2-accepted", evidence),
    },
    Check {
        id: "auth/v4-accepted",
        level: Level::May,
        summary: "A create signed with Signature Version 4 is accepted.",
        clauses: &["wire/signature-4"],
        since: None,
        until: None,
        explain: "Later clients know nothing else. Whether the versions of the page took it is not public, so this is a check of \
            level may.\n\
            Passes: 200.\n\
            Fails: AuthFailure.",
        probes: &[&VERSION_4, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        judge: |evidence| accepted("auth/v4-accepted", evidence),
    },
];

static UNSIGNED: Probe = probe("auth/unsigned-rejected", |session| {
    other(session, AuthOverride::Unsigned)
});
static BAD_SIGNATURE: Probe = probe("auth/bad-signature-rejected", |session| {
    other(session, AuthOverride::BadSignature)
});
static EXPIRED: Probe = probe("auth/expired-rejected", |session| {
    other(session, AuthOverride::Expired)
});
static VERSION_2: Probe = probe("auth/v2-accepted", |session| {
    other(session, AuthOverride::V2)
});
static VERSION_4: Probe = probe("auth/v4-accepted", |session| {
    other(session, AuthOverride::V4)
});

const fn probe(id: &'static str, run: fn(&mut Session<'_>) -> Result<(), Halt>) -> Probe {
    Probe {
        id,
        phase: Phase::Ordinary,
        run,
    }
}

/// The name of the request that is authenticated in another way.
const OTHER: &str = "other";

fn other(session: &mut Session<'_>, auth: AuthOverride) -> Result<(), Halt> {
    if !session.has_credentials() {
        return Ok(());
    }
    let fixtures = session.fixtures()?;
    dialogue::passing(session, "twin", Form::Get, &fixtures)?;
    let draft = dialogue::minimal(session, &fixtures);
    let record = session.send_with(auth, Role::Deviation, OTHER, draft, &fixtures)?;
    let id = dialogue::made(record);
    dialogue::discard(session, OTHER, id, &fixtures)
}

fn rejected(check: &'static str, evidence: &Evidence) -> Judgement {
    judge(check, evidence, true)
}

fn accepted(check: &'static str, evidence: &Evidence) -> Judgement {
    judge(check, evidence, false)
}

fn judge(check: &'static str, evidence: &Evidence, refuse: bool) -> Judgement {
    let mut tally = Tally::new(check, evidence);
    let twin = evidence.of(check).find(|r| r.role == Role::Twin);
    if twin.is_none() && !evidence.halts.contains_key(check) {
        return Judgement::not_applicable("the run has no credentials");
    }
    if asks_for_none(evidence) {
        return Judgement::not_applicable(
            "the target refuses no signature, and not the lack of one",
        );
    }
    if let Some(twin) = twin.filter(|twin| refuse && !twin.is_accepted()) {
        tally.block(format!("the valid twin failed: {}", gather::outcome(twin)));
    } else if let Some(record) = otherwise(evidence, check) {
        tally.judged();
        match (refuse, compare::kind_of(record)) {
            (true, None) | (false, Some("accepted")) => {}
            (true, Some(kind)) => tally.note(record, kind, "a client error (status 400 to 499)"),
            (false, kind) => tally.note(record, kind.unwrap_or("rejected"), "accepted"),
        }
    }
    tally.finish()
}

/// The request of a probe that was authenticated in another way.
fn otherwise<'e>(evidence: &'e Evidence, probe: &str) -> Option<&'e Record> {
    evidence.of(probe).find(|r| r.role == Role::Deviation)
}

/// Whether nothing that a server which looks at signatures refuses was refused: an emulator lets everybody in.
fn asks_for_none(evidence: &Evidence) -> bool {
    const WRONG: [&Probe; 3] = [&UNSIGNED, &BAD_SIGNATURE, &EXPIRED];
    let mut wrong = WRONG
        .iter()
        .filter_map(|probe| otherwise(evidence, probe.id))
        .peekable();
    wrong.peek().is_some()
        && wrong.all(|record| !matches!(record.view().outcome, Outcome::Rejected { .. }))
}

//! The dialogues about signatures: a request signed as it should be, and the same one signed in another way.

use crate::endpoint::auth::{AuthOverride, Signature};
use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::Judgement;
use crate::request::Form;
use crate::rule::twin::Tally;
use crate::rule::{Rule, findings, steps, twin};
use crate::run::Session;

/// What is sent beside a request that is signed as the run does it.
pub(in crate::rule) type Others<'o> = &'o [(&'o str, AuthOverride)];

/// The name of a request that is authenticated in another way, where there is but one.
pub(in crate::rule) const OTHER: &str = "other";

/// The name of one with the deprecated zone, which a target may refuse for that.
const ZONED: &str = "other-zoned";

/// The name of one that is a dry run, which a target may refuse for that too.
const DRY: &str = "other-dry-run";

/// One request that is authenticated in another way than the run does it.
pub(in crate::rule) fn other(session: &mut Session<'_>, auth: AuthOverride) -> Result<(), Halt> {
    trial(session, Form::Get, None, &[(OTHER, auth)])
}

/// As [`other`], with a signature.
pub(in crate::rule) fn signed(session: &mut Session<'_>, signature: Signature) -> Result<(), Halt> {
    other(session, AuthOverride::Signed(signature))
}

/// As [`signed`], beside a twin with a signature that need not be that of the run.
pub(in crate::rule) fn beside(
    session: &mut Session<'_>,
    form: Form,
    twin: Signature,
    other: Signature,
) -> Result<(), Halt> {
    let others = [(OTHER, AuthOverride::Signed(other))];
    trial(session, form, Some(twin), &others)
}

/// The valid twin, and the others with the same parameters.
pub(in crate::rule) fn trial(
    session: &mut Session<'_>,
    form: Form,
    twin: Option<Signature>,
    others: Others<'_>,
) -> Result<(), Halt> {
    if !session.has_credentials() {
        return Ok(());
    }
    let fixtures = session.fixtures()?;
    // A target that takes no form is judged by its queries alone.
    if form == Form::Post && !session.takes_form(form) {
        return Ok(());
    }
    let mut draft = steps::minimal(session, &fixtures);
    draft.form = form;
    let name = match form {
        Form::Get => "twin",
        Form::Post => "twin-form",
    };
    let record = match twin {
        None => session.send(Role::Twin, name, draft.clone(), &fixtures)?,
        Some(twin) => {
            let auth = AuthOverride::Signed(twin);
            session.send_with(auth, Role::Twin, name, draft.clone(), &fixtures)?
        }
    };
    let id = steps::made(record);
    steps::discard(session, name, id, &fixtures)?;
    for (name, auth) in others {
        let record = session.send_with(*auth, Role::Deviation, name, draft.clone(), &fixtures)?;
        let id = steps::made(record);
        steps::discard(session, name, id, &fixtures)?;
    }
    Ok(())
}

/// A create without a signature that has the deprecated zone, or is a dry run.
pub(in crate::rule) fn with_more(session: &mut Session<'_>) -> Result<(), Halt> {
    if !session.has_credentials() {
        return Ok(());
    }
    let fixtures = session.fixtures()?;
    let mut draft = steps::minimal(session, &fixtures);
    let name = match session.api_version().is_modern() {
        true => {
            draft.set("DryRun", "true");
            DRY
        }
        false => {
            draft.set("AvailabilityZone", "us-east-1a");
            ZONED
        }
    };
    let unsigned = AuthOverride::Unsigned;
    let record = session.send_with(unsigned, Role::Deviation, name, draft, &fixtures)?;
    let id = steps::made(record);
    steps::discard(session, name, id, &fixtures)
}

/// Whether this is what a dry run is answered with that would have succeeded.
fn would_succeed(record: &Record) -> bool {
    matches!(&record.view().outcome, Outcome::Rejected { code: Some(code), .. } if code == "DryRunOperation")
}

/// What has to come of the requests that are authenticated in another way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) enum Wanted {
    /// A client error.
    Rejected,
    /// A connection.
    Accepted,
}

/// Judges a check whose twin is signed as the run does it.
pub(in crate::rule) fn judge(
    rule: &'static Rule,
    evidence: &Evidence,
    wanted: Wanted,
) -> Judgement {
    conclude(rule, evidence, wanted, None)
}

/// As [`judge`], where the twin is signed in another way too: a target that does not take that way has nothing to answer for.
pub(in crate::rule) fn judge_where_taken(
    rule: &'static Rule,
    evidence: &Evidence,
    wanted: Wanted,
    way: &str,
) -> Judgement {
    conclude(rule, evidence, wanted, Some(way))
}

pub(in crate::rule) fn conclude(
    rule: &'static Rule,
    evidence: &Evidence,
    wanted: Wanted,
    way: Option<&str>,
) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let mut twin = None;
    if evidence.of(rule.id).next().is_none() && !evidence.halts.contains_key(rule.id) {
        return Judgement::not_applicable("the run has no credentials of the kind");
    }
    if asks_for_none(evidence) {
        return Judgement::not_applicable(
            "the target refuses no signature, and not the lack of one",
        );
    }
    for record in evidence.of(rule.id) {
        match record.role {
            Role::Twin => twin = Some(record),
            Role::Deviation => {
                let refused = twin.filter(|twin| !twin.is_accepted());
                match (refused, way, wanted) {
                    (Some(_), Some(way), _) => {
                        return Judgement::not_applicable(format!(
                            "the target does not take {way}"
                        ));
                    }
                    (Some(twin), None, Wanted::Rejected) => {
                        tally.block(format!(
                            "the valid twin failed: {}",
                            findings::outcome(twin)
                        ));
                    }
                    _ => compare_one(&mut tally, record, wanted),
                }
            }
            _ => {}
        }
    }
    tally.finish()
}

pub(in crate::rule) fn compare_one<'e>(tally: &mut Tally<'e>, record: &'e Record, wanted: Wanted) {
    if wanted == Wanted::Rejected && would_succeed(record) {
        tally.note(
            record,
            "a dry run would succeed",
            "an error about the signature",
        );
        return;
    }
    if wanted == Wanted::Rejected
        && record.case.id.starts_with(super::UNSIGNED.id)
        && matches!(record.view().outcome, Outcome::Rejected { .. })
        && !says_who_is_let_in(record)
    {
        if [ZONED, DRY]
            .iter()
            .any(|name| record.case.id.ends_with(name))
        {
            return;
        }
        tally.block(format!(
            "{}, which says nothing of the missing signature",
            findings::outcome(record)
        ));
        return;
    }
    tally.judged();
    match (wanted, twin::kind_of(record)) {
        (Wanted::Rejected, None) | (Wanted::Accepted, Some("accepted")) => {}
        (Wanted::Rejected, Some(kind)) => {
            tally.note(record, kind, "a client error (status 400 to 499)");
        }
        (Wanted::Accepted, kind) => tally.note(record, kind.unwrap_or("rejected"), "accepted"),
    }
}

/// Whether no refusal says that a signature is missing or wrong. An emulator lets everybody in, or refuses for a reason of its
/// own, for instance since it finds the service by the signature.
pub(in crate::rule) fn asks_for_none(evidence: &Evidence) -> bool {
    let mut wrong = super::WRONG
        .iter()
        .flat_map(|probe| evidence.of(probe.id))
        .filter(|record| record.role == Role::Deviation)
        .peekable();
    wrong.peek().is_some() && wrong.all(|record| !says_who_is_let_in(record))
}

/// Codes of a refusal for the sake of a signature (protocol notes, section 4), without those that only begin so.
const CODES: [&str; 18] = [
    "AccessDenied",
    "AccessDeniedException",
    "AccessFailure",
    "AuthFailure",
    "AuthorizationHeaderMalformed",
    "Blocked",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "InvalidSignature",
    "MissingAuthenticationToken",
    "MissingSecurityHeader",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "UnrecognizedClientException",
];

/// What a message about an absent or wrong signature names.
const PARAMETERS: [&str; 5] = [
    "AWSAccessKeyId",
    "Authorization",
    "Signature",
    "X-Amz-",
    "credential",
];

/// Whether this refuses the request for the sake of its signature.
fn says_who_is_let_in(record: &Record) -> bool {
    let Ok(response) = &record.exchange.response else {
        return false;
    };
    let Outcome::Rejected { code, message, .. } = &record.view().outcome else {
        return false;
    };
    let code = code.as_deref().unwrap_or_default();
    let message = message.as_deref().unwrap_or_default();
    matches!(response.status, 401 | 403)
        || CODES.iter().any(|known| code.starts_with(known))
        || PARAMETERS.iter().any(|name| message.contains(name))
}

//! Checks of who is let in. They apply only to a run with credentials, and to a target that looks at them.

mod trial;

use trial::Wanted::{Accepted, Rejected};
use trial::{beside, judge, judge_where_taken, other, probe, signed, trial};

use crate::endpoint::auth::{AuthOverride, Scheme, Signature, Twist};
use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::request::Form;
use crate::rule::Check;
use crate::run::Probe;
use crate::spec::version::ApiVersion;

/// The checks of this family.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    CHECKS.iter()
}

const V2: Signature = Signature::of(Scheme::V2);
const V4: Signature = Signature::of(Scheme::V4);
const V4_QUERY: Signature = Signature::of(Scheme::V4Query);
const HOUR: i64 = 3600;

const SIGNATURE_2: &str = "Signature Version 2";
const SIGNATURE_4: &str = "Signature Version 4";
const SIGNATURE_4_QUERY: &str = "Signature Version 4 in the query";

/// What a server that looks at signatures refuses: whether the target is one is read off these.
static WRONG: [&Probe; 3] = [&UNSIGNED, &BAD_SIGNATURE, &EXPIRED];

static CHECKS: [Check; 17] = [
    check(
        "auth/unsigned-rejected",
        Level::Must,
        "A create without a signature is refused.",
        &["wire/signature-required", "example/auth-params"],
        "The answer to a create holds keys. The same request with a signature is accepted.\n\
            Passes: 400, 401 or 403.\n\
            Fails: 200.",
        &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/unsigned-rejected", evidence, Rejected),
    ),
    check(
        "auth/bad-signature-rejected",
        Level::Must,
        "A create whose signature is not right is refused.",
        &["wire/signature-required"],
        "One character of the signature is changed. A server that looks only whether there is one lets everybody in.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200.",
        &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/bad-signature-rejected", evidence, Rejected),
    ),
    check(
        "auth/tampered-rejected",
        Level::Must,
        "A create that was changed after it was signed is refused, in a query and in a form.",
        &["wire/signature-required"],
        "A parameter has another value than the signed one; everything else is right.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200, which some servers give to a form whose body they do not look at.",
        &[&TAMPERED, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/tampered-rejected", evidence, Rejected),
    ),
    check(
        "auth/unknown-key-rejected",
        Level::Must,
        "A create signed with a key of an unknown id is refused.",
        &["wire/signature-required"],
        "The secret is the right one, but the id of the access key is nobody's.\n\
            Passes: 401 with AuthFailure, 403 with InvalidClientTokenId.\n\
            Fails: 200.",
        &[&UNKNOWN_KEY, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/unknown-key-rejected", evidence, Rejected),
    ),
    check(
        "auth/session-token-required",
        Level::Must,
        "A create signed with a temporary key, but without its session token, is refused.",
        &["wire/signature-required"],
        "Applies where the run has a session token.\n\
            Passes: 401 with AuthFailure.\n\
            Fails: 200, after which a temporary key never ends.",
        &[&NO_TOKEN, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/session-token-required", evidence, Rejected),
    ),
    check(
        "auth/expired-rejected",
        Level::Should,
        "A create that was signed two days ago is refused.",
        &["wire/expiry"],
        "The signature is right, but its time is past: otherwise a request that was once overheard works for ever.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200.",
        &[&UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/expired-rejected", evidence, Rejected),
    ),
    check(
        "auth/skew-bounded",
        Level::Should,
        "A create that was signed an hour ago, or will be in an hour, is refused.",
        &["wire/expiry"],
        "Clocks may differ by fifteen minutes. The clock of this machine has to be right for this.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200.",
        &[&SKEWED, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/skew-bounded", evidence, Rejected),
    ),
    until_signature_4(check(
        "auth/v2-accepted",
        Level::Must,
        "A create signed with Signature Version 2 is accepted.",
        &["wire/signature-2", "example/auth-params"],
        "It is the only signature that these versions document, and what old clients send.\n\
            Passes: 200.\n\
            Fails: AuthFailure.",
        &[&VERSION_2, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/v2-accepted", evidence, Accepted),
    )),
    until_signature_4(check(
        "auth/v2-expires-accepted",
        Level::Should,
        "Expires can stand in the place of Timestamp.",
        &["wire/timestamp-xor-expires"],
        "Signed with Signature Version 2, Expires in ten minutes.\n\
            Passes: 200.\n\
            Fails: MissingParameter.",
        &[&EXPIRES, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge_where_taken("auth/v2-expires-accepted", evidence, Accepted, SIGNATURE_2),
    )),
    until_signature_4(check(
        "auth/v2-past-expires-rejected",
        Level::Should,
        "A create after its Expires is refused.",
        &["wire/timestamp-xor-expires", "wire/expiry"],
        "Signed with Signature Version 2, Expires an hour ago.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200.",
        &[&PAST_EXPIRES, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| {
            judge_where_taken(
                "auth/v2-past-expires-rejected",
                evidence,
                Rejected,
                SIGNATURE_2,
            )
        },
    )),
    until_signature_4(check(
        "auth/v2-one-time-only",
        Level::Should,
        "A create with both Timestamp and Expires is refused.",
        &["wire/timestamp-xor-expires"],
        "Both times are good ones, and the signature is right.\n\
            Passes: 400.\n\
            Fails: 200.",
        &[&BOTH_TIMES, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge_where_taken("auth/v2-one-time-only", evidence, Rejected, SIGNATURE_2),
    )),
    check(
        "auth/v4-accepted",
        Level::May,
        "A create signed with Signature Version 4 is accepted.",
        &["wire/signature-4"],
        "Later clients know nothing else. Whether the versions of the page took it is not public, so this is a check of \
            level may.\n\
            Passes: 200.\n\
            Fails: AuthFailure.",
        &[&VERSION_4, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/v4-accepted", evidence, Accepted),
    ),
    check(
        "auth/v4-query-accepted",
        Level::May,
        "A create with Signature Version 4 in its query is accepted.",
        &["wire/signature-4"],
        "So a URL can be handed to somebody who has no key.\n\
            Passes: 200.\n\
            Fails: AuthFailure, UnknownParameter.",
        &[&VERSION_4_QUERY, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge("auth/v4-query-accepted", evidence, Accepted),
    ),
    check(
        "auth/v4-query-expired-rejected",
        Level::Should,
        "A create with Signature Version 4 in its query is refused when the time that it states is over.",
        &["wire/signature-4", "wire/expiry"],
        "X-Amz-Expires says five minutes, and it was signed ten minutes ago: less than what clocks may differ by.\n\
            Passes: 400 with RequestExpired, 401, 403.\n\
            Fails: 200. Not applicable where such a signature is not taken at all.",
        &[&QUERY_EXPIRED, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| {
            judge_where_taken(
                "auth/v4-query-expired-rejected",
                evidence,
                Rejected,
                SIGNATURE_4_QUERY,
            )
        },
    ),
    check(
        "auth/v4-service-checked",
        Level::Should,
        "A create with a signature for another service is refused.",
        &["wire/signature-4", "wire/signature-required"],
        "The scope of Signature Version 4 names the service iam. A key that is derived for one service opens no other.\n\
            Passes: 401 with AuthFailure, 403 with SignatureDoesNotMatch.\n\
            Fails: 200. Not applicable where Signature Version 4 is not taken.",
        &[&OTHER_SERVICE, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge_where_taken("auth/v4-service-checked", evidence, Rejected, SIGNATURE_4),
    ),
    check(
        "auth/v4-host-signed",
        Level::Should,
        "A create whose signature does not cover the Host header is refused.",
        &["wire/signature-4", "wire/signature-required"],
        "Otherwise a request to one host can be sent to another.\n\
            Passes: 400 with IncompleteSignature, 401, 403.\n\
            Fails: 200. Not applicable where Signature Version 4 is not taken.",
        &[&HOST_LEFT_OUT, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge_where_taken("auth/v4-host-signed", evidence, Rejected, SIGNATURE_4),
    ),
    check(
        "auth/v4-body-hashed",
        Level::Should,
        "The hash of the body that a signed header states is not believed.",
        &["wire/signature-4", "wire/signature-required"],
        "A form is changed after it was signed; X-Amz-Content-Sha256 has the hash of what it was.\n\
            Passes: 400, 401 or 403.\n\
            Fails: 200. Not applicable where Signature Version 4 is not taken.",
        &[&BODY_CHANGED, &UNSIGNED, &BAD_SIGNATURE, &EXPIRED],
        |evidence| judge_where_taken("auth/v4-body-hashed", evidence, Rejected, SIGNATURE_4),
    ),
];

static UNSIGNED: Probe = probe("auth/unsigned-rejected", |session| {
    other(session, AuthOverride::Unsigned)
});
static BAD_SIGNATURE: Probe = probe("auth/bad-signature-rejected", |session| {
    signed(session, Signature::OF_RUN.with(Twist::Character))
});
static TAMPERED: Probe = probe("auth/tampered-rejected", |session| {
    let tampered = AuthOverride::Signed(Signature::OF_RUN.tampered());
    trial(session, Form::Get, None, &[("query", tampered)])?;
    trial(session, Form::Post, None, &[("form", tampered)])
});
static UNKNOWN_KEY: Probe = probe("auth/unknown-key-rejected", |session| {
    signed(session, Signature::OF_RUN.with(Twist::UnknownKey))
});
static NO_TOKEN: Probe = probe("auth/session-token-required", |session| {
    if !session.has_session_token() {
        return Ok(());
    }
    signed(session, Signature::OF_RUN.with(Twist::TokenLeftOut))
});
static EXPIRED: Probe = probe("auth/expired-rejected", |session| {
    signed(session, Signature::OF_RUN.aged(48 * HOUR))
});
static SKEWED: Probe = probe("auth/skew-bounded", |session| {
    let at = |age| AuthOverride::Signed(Signature::OF_RUN.aged(age));
    let others = [("hour-ago", at(HOUR)), ("in-an-hour", at(-HOUR))];
    trial(session, Form::Get, None, &others)
});
static VERSION_2: Probe = probe("auth/v2-accepted", |session| signed(session, V2));
static EXPIRES: Probe = probe("auth/v2-expires-accepted", |session| {
    beside(session, Form::Get, V2, V2.with(Twist::Expires).aged(-600))
});
static PAST_EXPIRES: Probe = probe("auth/v2-past-expires-rejected", |session| {
    let live = V2.with(Twist::Expires).aged(-600);
    beside(session, Form::Get, live, live.aged(HOUR))
});
static BOTH_TIMES: Probe = probe("auth/v2-one-time-only", |session| {
    beside(session, Form::Get, V2, V2.with(Twist::TimestampAndExpires))
});
static VERSION_4: Probe = probe("auth/v4-accepted", |session| signed(session, V4));
static VERSION_4_QUERY: Probe = probe("auth/v4-query-accepted", |session| {
    signed(session, V4_QUERY)
});
static QUERY_EXPIRED: Probe = probe("auth/v4-query-expired-rejected", |session| {
    beside(session, Form::Get, V4_QUERY, V4_QUERY.aged(600))
});
static OTHER_SERVICE: Probe = probe("auth/v4-service-checked", |session| {
    beside(session, Form::Get, V4, V4.with(Twist::OtherService))
});
static HOST_LEFT_OUT: Probe = probe("auth/v4-host-signed", |session| {
    beside(session, Form::Get, V4, V4.with(Twist::HostLeftOut))
});
static BODY_CHANGED: Probe = probe("auth/v4-body-hashed", |session| {
    let hashed = V4.with(Twist::ContentHash);
    beside(session, Form::Post, hashed, hashed.tampered())
});

type Judge = fn(&Evidence) -> Judgement;

const fn check(
    id: &'static str,
    level: Level,
    summary: &'static str,
    clauses: &'static [&'static str],
    explain: &'static str,
    probes: &'static [&'static Probe],
    judge: Judge,
) -> Check {
    Check {
        id,
        level,
        summary,
        clauses,
        since: None,
        until: None,
        explain,
        probes,
        judge,
    }
}

/// A check for the versions whose documentation knows no other signature than that of version 2.
const fn until_signature_4(check: Check) -> Check {
    Check {
        until: Some(ApiVersion::V2013_08_15),
        ..check
    }
}

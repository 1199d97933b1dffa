//! Checks of who is let in. They apply only to a run with credentials, and to a target that looks at them.

mod trial;

use trial::{other, trial, with_more};

use crate::endpoint::auth::{AuthOverride, Scheme, Signature, Twist};
use crate::request::Form;
use crate::rule::rules;
use crate::run::Probe;
use crate::run::probe::Phase;

rules! {
    unsigned_rejected,
    other_actions_signed,
    bad_signature_rejected,
    tampered_rejected,
    method_signed,
    unknown_key_rejected,
    session_token_required,
    expired_rejected,
    skew_bounded,
    refusal_envelope,
    v2_accepted,
    v2_case_sensitive,
    v2_expires_accepted,
    v2_past_expires_rejected,
    v2_one_time_only,
    v4_accepted,
    v4_query_accepted,
    v4_query_expired_rejected,
    v4_service_checked,
    v4_date_checked,
    v4_host_signed,
    v4_body_hashed,
    each_request_signed,
}

pub(in crate::rule) const V2: Signature = Signature::of(Scheme::V2);

pub(in crate::rule) const V4: Signature = Signature::of(Scheme::V4);

pub(in crate::rule) const V4_QUERY: Signature = Signature::of(Scheme::V4Query);

pub(in crate::rule) const HOUR: i64 = 3600;

pub(in crate::rule) const SIGNATURE_2: &str = "Signature Version 2";

pub(in crate::rule) const SIGNATURE_4: &str = "Signature Version 4";

/// What a server that looks at signatures refuses: whether the target is one is read off these.
pub(in crate::rule) static WRONG: [&Probe; 4] =
    [&UNSIGNED, &OTHER_ACTIONS, &BAD_SIGNATURE, &EXPIRED];

pub(in crate::rule) static UNSIGNED: Probe =
    Probe::new(unsigned_rejected::RULE.id, Phase::Ordinary, |session| {
        other(session, AuthOverride::Unsigned)?;
        let form = ("other-form", AuthOverride::Unsigned);
        trial(session, Form::Post, None, &[form])?;
        with_more(session)
    });

pub(in crate::rule) static OTHER_ACTIONS: Probe = Probe::new(
    other_actions_signed::RULE.id,
    Phase::Ordinary,
    other_actions_signed::ask,
);

pub(in crate::rule) static BAD_SIGNATURE: Probe = Probe::new(
    bad_signature_rejected::RULE.id,
    Phase::Ordinary,
    |session| {
        let wrong = |twist| AuthOverride::Signed(Signature::OF_RUN.with(twist));
        let others = [
            (trial::OTHER, wrong(Twist::Character)),
            ("other-in-the-middle", wrong(Twist::Middle)),
            ("empty", wrong(Twist::Empty)),
            ("algorithm-none", wrong(Twist::NoAlgorithm)),
            ("basic", AuthOverride::Basic),
        ];
        trial(session, Form::Get, None, &others)
    },
);

pub(in crate::rule) static EXPIRED: Probe =
    Probe::new(expired_rejected::RULE.id, Phase::Ordinary, |session| {
        let aged = AuthOverride::Signed(Signature::OF_RUN.aged(48 * HOUR));
        trial(session, Form::Get, None, &[(trial::OTHER, aged)])?;
        trial(session, Form::Post, None, &[("other-form", aged)])
    });

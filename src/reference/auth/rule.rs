//! What is asked of a signature, as switches. The default asks for everything; a fault turns one.

/// Every decision about who is let in.
#[derive(Clone, Copy)]
pub(crate) struct AuthRules {
    /// Whether a request without a signature is refused.
    pub(crate) refuse_unsigned: bool,
    /// Whether a POST without a signature is.
    pub(crate) refuse_unsigned_posts: bool,
    /// Whether a dry run needs a signature.
    pub(crate) refuse_unsigned_dry_runs: bool,
    /// The action that asks for no signature, if there is one.
    pub(crate) open: Option<&'static str>,
    /// Whether nothing is asked of a request that is not the first one on its connection.
    pub(crate) trust_connection: bool,
    /// Whether signatures are compared.
    pub(crate) compare: bool,
    /// How many bytes of them are, as far as there are so many.
    pub(crate) compared: usize,
    /// Whether they are compared in a POST too.
    pub(crate) compare_posts: bool,
    /// Whether the id must be that of the key.
    pub(crate) key_id: bool,
    /// Whether the whole id is compared, not only as much as the key's own has.
    pub(crate) whole_key_id: bool,
    /// Whether an algorithm that there is not is refused, rather than taken for a good signature.
    pub(crate) refuse_other_algorithms: bool,
    /// Whether another scheme than the signatures is refused.
    pub(crate) refuse_other_schemes: bool,
    /// Whether a signature holds for the method it was made for only.
    pub(crate) method: bool,
    /// Whether large and small letters of Signature Version 2 are different.
    pub(crate) case: bool,
    /// Whether the session token must be that of the key.
    pub(crate) session_token: bool,
    /// Whether more is asked of the session token than that there is one.
    pub(crate) session_token_value: bool,
    /// Whether the time of a signature is looked at.
    pub(crate) time: bool,
    /// How far the clock of a client may be off, in seconds.
    pub(crate) skew: i64,
    /// Whether Signature Version 2 is known.
    pub(crate) signature_2: bool,
    /// Whether Signature Version 2 may have `Expires`.
    pub(crate) expires: bool,
    /// Whether `Expires` may not be past.
    pub(crate) refuse_past_expires: bool,
    /// Whether `Timestamp` and `Expires` exclude each other.
    pub(crate) one_time_only: bool,
    /// Whether Signature Version 4 is known.
    pub(crate) signature_4: bool,
    /// Whether Signature Version 4 is known in the query.
    pub(crate) signature_4_query: bool,
    /// Whether `X-Amz-Expires` is looked at.
    pub(crate) holding_time: bool,
    /// Whether the scope must name this service and, where it is known, the region.
    pub(crate) scope: bool,
    /// Whether the day of the scope must be that of the request.
    pub(crate) scope_day: bool,
    /// Whether `Host` and every header of Amazon's must be signed.
    pub(crate) signed_headers: bool,
    /// Whether the hash of the body is computed, rather than believed where a header states it.
    pub(crate) hash_body: bool,
}

impl AuthRules {
    /// What the protocol notes ask for.
    pub(crate) const STRICT: Self = Self {
        refuse_unsigned: true,
        refuse_unsigned_posts: true,
        refuse_unsigned_dry_runs: true,
        open: None,
        trust_connection: false,
        compare: true,
        compared: usize::MAX,
        compare_posts: true,
        key_id: true,
        whole_key_id: true,
        refuse_other_algorithms: true,
        refuse_other_schemes: true,
        method: true,
        case: true,
        session_token: true,
        session_token_value: true,
        time: true,
        skew: 15 * 60,
        signature_2: true,
        expires: true,
        refuse_past_expires: true,
        one_time_only: true,
        signature_4: true,
        signature_4_query: true,
        holding_time: true,
        scope: true,
        scope_day: true,
        signed_headers: true,
        hash_body: true,
    };
}

//! Faults in who is let in. They show only on an endpoint that asks for signatures.

use crate::reference::fault::{Fault, fault};
use crate::reference::hook::Hook::Rules;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "unsigned-accepted",
        "lets in who does not sign",
        &["auth/unsigned-rejected"],
        Rules(|r| r.auth.refuse_unsigned = false),
    ),
    fault(
        "signature-unchecked",
        "lets in who signs, whatever the signature",
        &["auth/bad-signature-rejected", "auth/tampered-rejected"],
        Rules(|r| r.auth.compare = false),
    ),
    fault(
        "form-signature-unchecked",
        "compares signatures in a GET only",
        &["auth/tampered-rejected"],
        Rules(|r| r.auth.compare_posts = false),
    ),
    fault(
        "key-id-unchecked",
        "lets in who signs with the right key under another id",
        &["auth/unknown-key-rejected"],
        Rules(|r| r.auth.key_id = false),
    ),
    fault(
        "session-token-unchecked",
        "lets in who has no session token",
        &["auth/session-token-required"],
        Rules(|r| r.auth.session_token = false),
    ),
    fault(
        "expiry-unchecked",
        "lets in who signed long ago",
        &["auth/expired-rejected", "auth/skew-bounded"],
        Rules(|r| r.auth.time = false),
    ),
    fault(
        "skew-of-a-day",
        "takes a time that is off by up to a day",
        &["auth/skew-bounded"],
        Rules(|r| r.auth.skew = 86_400),
    ),
    fault(
        "signature-2-unknown",
        "does not know Signature Version 2",
        &["auth/v2-accepted"],
        Rules(|r| r.auth.signature_2 = false),
    ),
    fault(
        "expires-unknown",
        "does not know Expires of Signature Version 2",
        &["auth/v2-expires-accepted"],
        Rules(|r| r.auth.expires = false),
    ),
    fault(
        "expires-unchecked",
        "takes a request of Signature Version 2 after it has expired",
        &["auth/v2-past-expires-rejected"],
        Rules(|r| r.auth.refuse_past_expires = false),
    ),
    fault(
        "timestamp-and-expires-accepted",
        "takes Timestamp and Expires together",
        &["auth/v2-one-time-only"],
        Rules(|r| r.auth.one_time_only = false),
    ),
    fault(
        "signature-4-unknown",
        "does not know Signature Version 4",
        &["auth/v4-accepted"],
        Rules(|r| r.auth.signature_4 = false),
    ),
    fault(
        "signature-4-query-unknown",
        "does not know Signature Version 4 in the query",
        &["auth/v4-query-accepted"],
        Rules(|r| r.auth.signature_4_query = false),
    ),
    fault(
        "holding-time-unchecked",
        "does not look at X-Amz-Expires",
        &["auth/v4-query-expired-rejected"],
        Rules(|r| r.auth.holding_time = false),
    ),
    fault(
        "scope-unchecked",
        "takes a signature for another service",
        &["auth/v4-service-checked"],
        Rules(|r| r.auth.scope = false),
    ),
    fault(
        "host-unsigned-accepted",
        "takes a signature that does not cover the Host header",
        &["auth/v4-host-signed"],
        Rules(|r| r.auth.signed_headers = false),
    ),
    fault(
        "body-hash-believed",
        "believes the hash of the body that a header states",
        &["auth/v4-body-hashed"],
        Rules(|r| r.auth.hash_body = false),
    ),
];

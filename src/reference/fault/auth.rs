//! Faults in who is let in. They show only on an endpoint that asks for signatures.

use crate::reference::fault::Fault;
use crate::reference::fault::fault;
use crate::reference::hook::Hook::Rules;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "unsigned-accepted",
        "lets in who does not sign",
        &["auth/unsigned-rejected"],
        Rules(|r| r.refuse_unsigned = false),
    ),
    fault(
        "signature-unchecked",
        "lets in who signs, whatever the signature",
        &["auth/bad-signature-rejected"],
        Rules(|r| r.refuse_bad_signature = false),
    ),
    fault(
        "expiry-unchecked",
        "lets in who signed long ago",
        &["auth/expired-rejected"],
        Rules(|r| r.refuse_expired = false),
    ),
    fault(
        "signature-2-unknown",
        "does not know Signature Version 2",
        &["auth/v2-accepted"],
        Rules(|r| r.signature_2 = false),
    ),
    fault(
        "signature-4-unknown",
        "does not know Signature Version 4",
        &["auth/v4-accepted"],
        Rules(|r| r.signature_4 = false),
    ),
];

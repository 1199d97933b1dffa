//! What the service keeps between requests: what the neighbours of the action say about its results.

use super::Grade::{Documented, Observed, Weak};
use super::{Clause, notes};

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "state/described",
        notes("2-configuration-always"),
        Documented,
        "DescribeVpnConnections shows a connection with the members that its create answered with.",
    ),
    Clause::new(
        "state/unknown-connection",
        notes("4-unknown-connection"),
        Documented,
        "Describing or deleting a connection that does not exist is an error.",
    ),
    Clause::new(
        "state/unknown-gateway",
        notes("4-unknown-gateway"),
        Documented,
        "A gateway that does not exist is an error, also when its id is well-formed.",
    ),
    Clause::new(
        "state/malformed-gateway",
        notes("4-malformed-gateway"),
        Documented,
        "A gateway id that is not of the form of an id is an error.",
    ),
    Clause::new(
        "state/gateway-state",
        notes("4-gateway-state"),
        Documented,
        "A gateway that is not available, as after its deletion, is an error.",
    ),
    Clause::new(
        "state/deleted",
        notes("1.3-state"),
        Documented,
        "A deleted connection is deleting, deleted, or no longer there.",
    ),
    Clause::new(
        "state/deleted-shown",
        notes("2-deleted-shown"),
        Documented,
        "A description has configuration and telemetry only of what is pending or available.",
    ),
    Clause::new(
        "state/rejected-nothing",
        notes("4-creates-nothing"),
        Weak,
        "A create that fails makes nothing.",
    ),
    Clause::new(
        "state/gateway-in-use",
        notes("4-in-use"),
        Weak,
        "A gateway that a connection uses cannot be deleted.",
    ),
    Clause::new(
        "state/robust",
        notes("4-no-harm"),
        Weak,
        "The content of a request does not affect the answers to later ones.",
    ),
    Clause::new(
        "state/idempotent",
        notes("2-idempotent"),
        Observed,
        "Later documentation calls the operation idempotent: repeating it is not an error.",
    )
    .untestable("the page does not have it, and no source says whether the second call makes a second connection"),
];

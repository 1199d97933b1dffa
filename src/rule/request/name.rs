//! Names of parameters, actions and versions.

use crate::finding::Level;
use crate::rule::{Check, steps, twin};
use crate::run::Probe;
use crate::run::probe::Phase;

pub(super) static CHECKS: [Check; 4] = [
    Check {
        id: "request/names-case-sensitive",
        level: Level::Should,
        summary: "A parameter whose name differs in case is not that parameter.",
        clauses: &["wire/names-case-sensitive"],
        since: None,
        until: None,
        explain: "The service compares names exactly; the mistake is common, because responses write the same \
            names with a small first letter.\n\
            Passes: 400 for type=ipsec.1 or customerGatewayId=...\n\
            Fails: 200.",
        probes: &[&NAMES_CASE_SENSITIVE],
        judge: |evidence| twin::rejected("request/names-case-sensitive", evidence),
    },
    Check {
        id: "request/unknown-parameter-rejected",
        level: Level::Should,
        summary: "A parameter that the action does not have is refused.",
        clauses: &["wire/unknown-names"],
        since: None,
        until: None,
        explain: "The service answers UnknownParameter to a misspelt name. A server that ignores it lets the \
            mistake through: the option that was meant has no effect, and nobody is told.\n\
            Passes: 400 with UnknownParameter.\n\
            Fails: 200.",
        probes: &[&UNKNOWN_PARAMETER_REJECTED],
        judge: |evidence| twin::rejected("request/unknown-parameter-rejected", evidence),
    },
    Check {
        id: "request/unknown-action-rejected",
        level: Level::Should,
        summary: "An Action that is absent or that nobody knows is a client error.",
        clauses: &["wire/action", "error/status"],
        since: None,
        until: None,
        explain: "A request for something that does not exist is the mistake of the client, so it must not \
            look like a fault of the server or like success. Names of actions are compared exactly.\n\
            Passes: 400 with InvalidAction or MissingAction.\n\
            Fails: 500 with a page of HTML; 200 with an empty document or with a list of buckets.",
        probes: &[&UNKNOWN_ACTION_REJECTED],
        judge: |evidence| twin::rejected("request/unknown-action-rejected", evidence),
    },
    Check {
        id: "request/unknown-version-rejected",
        level: Level::Should,
        summary: "A Version that names no version of the service is refused.",
        clauses: &["wire/version"],
        since: None,
        until: None,
        explain: "The version decides which parameters and members there are. The service answers \
            NoSuchVersion to a date that was never a version. Dates within the life of the service are \
            not tried, as not all of them are known.\n\
            Passes: 400 for 2099-01-01 and for latest.\n\
            Fails: 200.",
        probes: &[&UNKNOWN_VERSION_REJECTED],
        judge: |evidence| twin::rejected("request/unknown-version-rejected", evidence),
    },
];

static NAMES_CASE_SENSITIVE: Probe = Probe {
    id: "request/names-case-sensitive",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/names-case-sensitive"),
};

static UNKNOWN_PARAMETER_REJECTED: Probe = Probe {
    id: "request/unknown-parameter-rejected",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/unknown-parameter-rejected"),
};

static UNKNOWN_ACTION_REJECTED: Probe = Probe {
    id: "request/unknown-action-rejected",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/unknown-action-rejected"),
};

static UNKNOWN_VERSION_REJECTED: Probe = Probe {
    id: "request/unknown-version-rejected",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/unknown-version-rejected"),
};

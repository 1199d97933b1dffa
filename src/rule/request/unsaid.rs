//! What public material does not decide: shown, never failed.

use crate::finding::Level;
use crate::rule::{Check, steps, twin};
use crate::run::Probe;
use crate::run::probe::Phase;

pub(super) static CHECKS: [Check; 4] = [
    Check {
        id: "request/later-parameter-rejected",
        level: Level::Advisory,
        summary: "A parameter that only later versions have is refused.",
        clauses: &["wire/later-names"],
        since: None,
        until: None,
        explain: "By the rule for unknown names it is unknown in this version, but nobody has observed that \
            for this action.\n\
            Passes: 400 for DryRun under 2012-04-01.\n\
            Noted: 200, or anything else.",
        probes: &[&LATER_PARAMETER_REJECTED],
        judge: |evidence| twin::rejected_advisory("request/later-parameter-rejected", evidence),
    },
    Check {
        id: "request/empty-value",
        level: Level::Advisory,
        summary: "A required parameter that is present and empty is refused.",
        clauses: &["wire/empty-values"],
        since: None,
        until: None,
        explain: "Whether Type= counts as absent or as a wrong value is not public; either way the strict \
            reading is an error.\n\
            Passes: 400 for Type= and for Type without an equals sign.\n\
            Noted: 200, which means that a default was taken; a server error.",
        probes: &[&EMPTY_VALUE],
        judge: |evidence| twin::rejected_advisory("request/empty-value", evidence),
    },
    Check {
        id: "request/duplicate-parameter",
        level: Level::Advisory,
        summary: "The same parameter twice is refused.",
        clauses: &["wire/duplicates"],
        since: None,
        until: None,
        explain: "Where two values contradict each other, a proxy that reads the first and a server that reads \
            the last disagree about the request. Nothing public says what the service does.\n\
            Passes: 400 for Type=ipsec.1&Type=ipsec.2.\n\
            Noted: 200; the names of the cases tell which of the two values was taken.",
        probes: &[&DUPLICATE_PARAMETER],
        judge: |evidence| twin::rejected_advisory("request/duplicate-parameter", evidence),
    },
    Check {
        id: "request/id-case-sensitive",
        level: Level::Advisory,
        summary: "The id of a gateway in upper case is refused.",
        clauses: &["wire/id-format"],
        since: None,
        until: None,
        explain: "Ids are lower case wherever anybody has seen one, but whether the service compares them so is \
            not public.\n\
            Passes: 400, as for any id that is malformed or names nothing.\n\
            Noted: 200, which means that ids are compared without regard to case.",
        probes: &[&ID_CASE_SENSITIVE],
        judge: |evidence| twin::rejected_advisory("request/id-case-sensitive", evidence),
    },
];

static LATER_PARAMETER_REJECTED: Probe = Probe {
    id: "request/later-parameter-rejected",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/later-parameter-rejected"),
};

static EMPTY_VALUE: Probe = Probe {
    id: "request/empty-value",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/empty-value"),
};

static DUPLICATE_PARAMETER: Probe = Probe {
    id: "request/duplicate-parameter",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/duplicate-parameter"),
};

static ID_CASE_SENSITIVE: Probe = Probe {
    id: "request/id-case-sensitive",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/id-case-sensitive"),
};

//! `Type`, white space, and the deprecated zone.

use crate::finding::Level;
use crate::rule::{Check, steps, twin};
use crate::run::Probe;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static CHECKS: [Check; 4] = [
    Check {
        id: "request/type-required",
        level: Level::Must,
        summary: "A create without Type is refused.",
        clauses: &["request/type"],
        since: None,
        until: None,
        explain: "Type is required and has no default. A server that fills it in, or stores the word None, \
            lets a client ship that fails against the service itself.\n\
            Passes: 400 with MissingParameter.\n\
            Fails: 200, with type ipsec.1 or with the literal text None.",
        probes: &[&TYPE_REQUIRED],
        judge: |evidence| twin::rejected("request/type-required", evidence),
    },
    Check {
        id: "request/type-ipsec1-only",
        level: Level::Must,
        summary: "A create whose Type is not exactly ipsec.1 is refused.",
        clauses: &["request/type-values", "description/type"],
        since: None,
        until: None,
        explain: "There is one valid value. Others are tried that are near it: other numbers, other case, more \
            before or behind, look-alikes, an encoded encoding.\n\
            Passes: 400 for ipsec.2, IPSEC.1, ipsec and ipsec.1x.\n\
            Fails: 200 for any of them, whether the server keeps the value or quietly takes ipsec.1.",
        probes: &[&TYPE_IPSEC1_ONLY],
        judge: |evidence| twin::rejected("request/type-ipsec1-only", evidence),
    },
    Check {
        id: "request/padded-value-rejected",
        level: Level::Must,
        summary: "A value with white space around it is not the value.",
        clauses: &["request/type-values", "state/malformed-gateway"],
        since: None,
        until: None,
        explain: "Blanks and line ends come from shells and files. A server that trims them hides a mistake \
            that the service refuses; one that keeps them stores an id that nothing matches.\n\
            Passes: 400 for a Type or an id with a blank before or a line feed behind it.\n\
            Fails: 200.",
        probes: &[&PADDED_VALUE_REJECTED],
        judge: |evidence| twin::rejected("request/padded-value-rejected", evidence),
    },
    Check {
        id: "request/availability-zone-ignored",
        level: Level::Must,
        summary: "AvailabilityZone is accepted, whatever its value, and changes nothing.",
        clauses: &["request/availability-zone"],
        since: None,
        until: Some(ApiVersion::V2013_08_15),
        explain: "The page lists the option as deprecated: taken and ignored. So a server must neither call it \
            unknown nor look whether there is such a zone. Later versions no longer mention it.\n\
            Passes: 200 with AvailabilityZone=us-east-1a, and with a zone that does not exist.\n\
            Fails: UnknownParameter, or InvalidParameterValue for a zone that does not exist.",
        probes: &[&AVAILABILITY_ZONE_IGNORED],
        judge: |evidence| twin::accepted("request/availability-zone-ignored", evidence),
    },
];

static TYPE_REQUIRED: Probe = Probe {
    id: "request/type-required",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/type-required"),
};

static TYPE_IPSEC1_ONLY: Probe = Probe {
    id: "request/type-ipsec1-only",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/type-ipsec1-only"),
};

static PADDED_VALUE_REJECTED: Probe = Probe {
    id: "request/padded-value-rejected",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/padded-value-rejected"),
};

static AVAILABILITY_ZONE_IGNORED: Probe = Probe {
    id: "request/availability-zone-ignored",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/availability-zone-ignored"),
};

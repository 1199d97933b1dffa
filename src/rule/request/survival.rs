//! What must not bring a server down.

use crate::finding::Level;
use crate::rule::{Check, steps, twin};
use crate::run::Probe;
use crate::run::probe::Phase;

pub(super) static CHECKS: [Check; 2] = [
    Check {
        id: "request/hostile-bytes-survived",
        level: Level::Should,
        summary: "Bytes that are no honest request get an answer that is not a server error.",
        clauses: &["error/status", "state/robust"],
        since: None,
        until: None,
        explain: "Control characters, invalid UTF-8, broken percent-encoding, markup, thousands of parameters. \
            A client error has a status of 400 to 499; what is accepted is the affair of other checks. \
            An ordinary request afterwards must still be accepted.\n\
            Passes: 400, or 200, and the ordinary request is accepted.\n\
            Fails: 500, a closed connection, no answer in time, or an ordinary request that fails \
            afterwards.",
        probes: &[&HOSTILE_BYTES_SURVIVED],
        judge: |evidence| twin::survived("request/hostile-bytes-survived", evidence),
    },
    Check {
        id: "request/oversized-value-survived",
        level: Level::Should,
        summary: "A value of up to a megabyte gets an answer that is not a server error.",
        clauses: &["error/status", "state/robust"],
        since: None,
        until: None,
        explain: "Servers differ in how long a request line they read; 400, 413, 414 and 431 are all good \
            answers.\n\
            Passes: 414 for a query of 48 KiB, 400 for a form of 1 MiB.\n\
            Fails: 500, a closed connection, no answer in time, or an ordinary request that fails \
            afterwards.",
        probes: &[&OVERSIZED_VALUE_SURVIVED],
        judge: |evidence| twin::survived("request/oversized-value-survived", evidence),
    },
];

static HOSTILE_BYTES_SURVIVED: Probe = Probe {
    id: "request/hostile-bytes-survived",
    phase: Phase::Hostile,
    run: |session| steps::hostilities(session, "request/hostile-bytes-survived"),
};

static OVERSIZED_VALUE_SURVIVED: Probe = Probe {
    id: "request/oversized-value-survived",
    phase: Phase::Hostile,
    run: |session| steps::hostilities(session, "request/oversized-value-survived"),
};

//! The ordinary request, and what may be changed in it without changing what it asks for.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::request::Form;
use crate::rule::twin::Tally;
use crate::rule::{Check, findings, steps, twin};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};

pub(super) static CHECKS: [Check; 5] = [
    Check {
        id: "request/minimal-accepted",
        level: Level::Must,
        summary: "A create with the three required parameters and nothing else is accepted.",
        clauses: &[
            "example/request",
            "request/type",
            "request/customer-gateway-id",
            "request/vpn-gateway-id",
        ],
        since: None,
        until: None,
        explain: "This is the example of the page, for gateways that exist. Nearly everything else rests on \
            it.\n\
            Passes: 200 with CreateVpnConnectionResponse, by GET or by POST.\n\
            Fails: any error; 200 with another document.",
        probes: &[&MINIMAL_ACCEPTED],
        judge: either,
    },
    Check {
        id: "request/get-accepted",
        level: Level::Must,
        summary: "A create by GET is accepted where the same by POST is.",
        clauses: &["wire/get-and-post", "example/request"],
        since: None,
        until: None,
        explain: "GET with a query string is the form of the example of the page and of old clients.\n\
            Passes: 200 for both forms.\n\
            Fails: an error by GET and success by POST.",
        probes: &[&MINIMAL_ACCEPTED],
        judge: |evidence| one("request/get-accepted", evidence, GET, POST),
    },
    Check {
        id: "request/post-accepted",
        level: Level::Must,
        summary: "A create by POST is accepted where the same by GET is.",
        clauses: &["wire/get-and-post"],
        since: None,
        until: None,
        explain: "POST with a form in the body is what every SDK sends.\n\
            Passes: 200 for both forms.\n\
            Fails: an error by POST and success by GET.",
        probes: &[&MINIMAL_ACCEPTED],
        judge: |evidence| one("request/post-accepted", evidence, POST, GET),
    },
    Check {
        id: "request/parameter-order-irrelevant",
        level: Level::Should,
        summary: "The parameters may stand in any order.",
        clauses: &["wire/order"],
        since: None,
        until: None,
        explain: "Clients sort them, for signing or because their language does. Tried are reversed, sorted \
            and rotated orders.\n\
            Passes: 200 whatever the order.\n\
            Fails: an error where Action is not the first parameter.",
        probes: &[&PARAMETER_ORDER_IRRELEVANT],
        judge: |evidence| twin::accepted("request/parameter-order-irrelevant", evidence),
    },
    Check {
        id: "request/percent-encoding-equivalent",
        level: Level::Must,
        summary: "Every percent-encoding of the same text means the same.",
        clauses: &["wire/percent-encoding"],
        since: None,
        until: None,
        explain: "ipsec.1 and ipsec%2E1 are the same value, Type and %54ype the same name, %2e and %2E the \
            same byte. Old clients encode more than they must.\n\
            Passes: 200 with every byte encoded.\n\
            Fails: an error, or a value that was not decoded.",
        probes: &[&PERCENT_ENCODING_EQUIVALENT],
        judge: |evidence| twin::accepted("request/percent-encoding-equivalent", evidence),
    },
];

static MINIMAL_ACCEPTED: Probe = Probe {
    id: "request/minimal-accepted",
    phase: Phase::Ordinary,
    run: both,
};

static PARAMETER_ORDER_IRRELEVANT: Probe = Probe {
    id: "request/parameter-order-irrelevant",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/parameter-order-irrelevant"),
};

static PERCENT_ENCODING_EQUIVALENT: Probe = Probe {
    id: "request/percent-encoding-equivalent",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/percent-encoding-equivalent"),
};

fn both(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    steps::passing(session, GET, Form::Get, &fixtures)?;
    steps::passing(session, POST, Form::Post, &fixtures)
}

const GET: &str = "get";
const POST: &str = "post";

fn sent<'e>(evidence: &'e Evidence, name: &str) -> Option<&'e Record> {
    let mut records = evidence.of(MINIMAL_ACCEPTED.id);
    records.find(|r| r.case.id.rsplit('/').next() == Some(name))
}

/// Accepted in one form at least: which forms there are is the affair of two other checks.
fn either(evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new("request/minimal-accepted", evidence);
    let records: Vec<&Record> = [GET, POST]
        .iter()
        .filter_map(|n| sent(evidence, n))
        .collect();
    for record in &records {
        tally.judged();
        if !records.iter().any(|r| r.is_accepted()) {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(record, kind, "accepted, with a CreateVpnConnectionResponse");
        }
    }
    tally.finish()
}

/// Accepted in this form, where it is in the other.
fn one(check: &'static str, evidence: &Evidence, form: &str, other: &str) -> Judgement {
    let mut tally = Tally::new(check, evidence);
    match (sent(evidence, form), sent(evidence, other)) {
        (Some(record), _) if record.is_accepted() => tally.judged(),
        (Some(record), Some(twin)) if twin.is_accepted() => {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(
                record,
                kind,
                format!("accepted, as it is by {}", other.to_uppercase()),
            );
        }
        (Some(record), _) => tally.block(format!(
            "neither form is accepted: {}",
            findings::outcome(record)
        )),
        (None, _) => match evidence.halts.get(MINIMAL_ACCEPTED.id) {
            Some(halt) => tally.block(halt.to_string()),
            None => tally.block("nothing was sent"),
        },
    }
    tally.finish()
}

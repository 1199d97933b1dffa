//! Ids and states that the server chooses.

use std::collections::BTreeMap;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::rule::findings::{Gather, Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Check, findings};

pub(super) static CHECKS: [Check; 6] = [
    Check {
        id: "response/request-id-present",
        level: Level::Must,
        summary: "A successful response has a requestId that is not empty.",
        clauses: &["response/request-id"],
        since: None,
        until: None,
        explain: "The requestId is what a user quotes to support. Its form is not fixed: the schema says string, and the \
            page's own example is no UUID.\n\
            Passes: <requestId>15d5b5ac-d58d-464a-b03c-302ea46383d5</requestId>, also behind vpnConnection.\n\
            Fails: no requestId, an empty one, one of white space only.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::documents(
                "response/request-id-present",
                evidence,
                Which::Every,
                |scribe, root| match root.child("requestId") {
                    None => scribe.outer(root.offset(), "absent", "a requestId", "none"),
                    Some(id) if id.text().trim().is_empty() => {
                        scribe.outer(id.offset(), "empty", "a requestId", "an empty element");
                    }
                    Some(_) => {}
                },
            )
        },
    },
    Check {
        id: "response/request-id-unique",
        level: Level::Must,
        summary: "No two responses have the same requestId.",
        clauses: &["response/request-id"],
        since: None,
        until: None,
        explain: "The page calls it the ID of the request; one id for many requests identifies none of them.\n\
            Passes: a different requestId in each response.\n\
            Fails: the same one in every response, for instance the one of the page's example.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            unique(
                "response/request-id-unique",
                evidence,
                "requestId",
                |record| {
                    let id = record.view().root()?.child("requestId")?;
                    Some((id.text().trim().to_owned(), id.offset()))
                },
            )
        },
    },
    Check {
        id: "response/connection-id-format",
        level: Level::Should,
        summary: "vpnConnectionId is vpn-, then 8 or 17 lower-case hexadecimal digits.",
        clauses: &["wire/id-format"],
        since: None,
        until: None,
        explain: "At the time of the page an id had 8 digits; since 2018 it has 17. Both pass in every version, because \
            conforming emulators give the long form to old versions too.\n\
            Passes: vpn-44a8938f, vpn-034885b776a3f8a80.\n\
            Fails: vpn-1, VPN-44A8938F, cgw-44a8938f, a UUID, an id with white space around it.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::connections(
                "response/connection-id-format",
                evidence,
                Which::Every,
                |scribe, connection| {
                    if let Some(id) = connection.child("vpnConnectionId") {
                        let text = id.text();
                        if !is_connection_id(text) {
                            scribe.outer(
                                id.text_offset(),
                                "not a connection id",
                                "vpn- and 8 or 17 hexadecimal digits",
                                quote(text),
                            );
                        }
                    }
                },
            )
        },
    },
    Check {
        id: "response/connection-id-unique",
        level: Level::Must,
        summary: "Each create makes a connection with an id of its own.",
        clauses: &["description/creates-new"],
        since: None,
        until: None,
        explain: "The page says that the action creates a new VPN connection. Later versions call it idempotent; there \
            two creates for the same pair of gateways may name the same connection.\n\
            Passes: vpn-44a8938f, then vpn-5b17c0de.\n\
            Fails: the same vpnConnectionId in two responses.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            let modern = evidence.api_version.is_modern();
            unique(
                "response/connection-id-unique",
                evidence,
                "vpnConnectionId",
                |record| {
                    let id = record.view().connection()?.child("vpnConnectionId")?;
                    let mut key = id.text().trim().to_owned();
                    if modern {
                        let fixtures = &record.fixtures;
                        key = format!(
                            "{key} {} {}",
                            fixtures.customer_gateway_id, fixtures.vpn_gateway_id
                        );
                    }
                    Some((key, id.offset()))
                },
            )
        },
    },
    Check {
        id: "response/state-known",
        level: Level::Must,
        summary: "state is pending, available, deleting or deleted.",
        clauses: &["wire/state-values"],
        since: None,
        until: None,
        explain: "Clients wait for one of four states; any other makes them wait for ever or give up.\n\
            Passes: pending.\n\
            Fails: Pending, creating, an empty state, a state with white space around it.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::connections(
                "response/state-known",
                evidence,
                Which::Every,
                |scribe, connection| {
                    if let Some(state) = connection.child("state")
                        && !["pending", "available", "deleting", "deleted"].contains(&state.text())
                    {
                        scribe.outer(
                            state.text_offset(),
                            "unknown state",
                            "pending, available, deleting or deleted",
                            quote(state.text()),
                        );
                    }
                },
            )
        },
    },
    Check {
        id: "response/state-pending",
        level: Level::Should,
        summary: "A connection that has just been created is pending.",
        clauses: &["wire/state-pending"],
        since: None,
        until: None,
        explain: "The page's example and every documented response of this action show pending. A client that never sees \
            it does not exercise its waiting.\n\
            Passes: <state>pending</state>.\n\
            Fails: <state>available</state> in the response to the create itself.",
        probes: &[&ORDINARY],
        judge: |evidence| {
            findings::connections(
                "response/state-pending",
                evidence,
                Which::Every,
                |scribe, connection| {
                    if let Some(state) = connection.child("state")
                        && ["available", "deleting", "deleted"].contains(&state.text())
                    {
                        scribe.outer(
                            state.text_offset(),
                            "another state at once",
                            "pending",
                            quote(state.text()),
                        );
                    }
                },
            )
        },
    },
];

/// Whether two accepted creates have the same value. Blocked where there are not two to compare.
fn unique<'e>(
    check: &'static str,
    evidence: &'e Evidence,
    what: &str,
    value: impl Fn(&'e Record) -> Option<(String, usize)>,
) -> Judgement {
    let mut gather = Gather::new(check);
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut compared = 0;
    for record in evidence.accepted_creates() {
        let Some((value, offset)) = value(record).filter(|(value, _)| !value.is_empty()) else {
            continue;
        };
        compared += 1;
        let mut scribe = gather.exchange(evidence, record);
        if let Some(first) = seen.get(value.as_str()) {
            scribe.outer(
                offset,
                "the same value again",
                format!("a {what} of its own"),
                format!("the {what} of {first}"),
            );
        } else {
            seen.insert(value, &record.case.id);
        }
    }
    match compared {
        0 => findings::nothing_to_read(evidence, what),
        1 => Judgement::blocked(format!(
            "only one {what} was seen: nothing to compare it with"
        )),
        _ => gather.finish(|| findings::nothing_to_read(evidence, what)),
    }
}

fn is_connection_id(text: &str) -> bool {
    text.strip_prefix("vpn-").is_some_and(|digits| {
        matches!(digits.len(), 8 | 17)
            && digits
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
    })
}

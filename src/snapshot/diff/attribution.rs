//! Which checks look where an answer has changed, and what the change is by what they say.

use std::collections::BTreeMap;

use crate::finding::Verdict;
use crate::rule::catalogue;
use crate::snapshot::Snapshot;
use crate::snapshot::diff::check::find;
use crate::snapshot::diff::exchange::{CaseChange, Place};
use crate::snapshot::diff::{AnswerChange, CheckChange, Kind, clauses_of};

/// Ends of paths, and the checks that look there. The first that fits counts; of a document of another action, none does.
const ELEMENTS: &[(&str, &[&str])] = &[
    (
        "requestId",
        &["response/request-id-present", "response/request-id-unique"],
    ),
    (
        "RequestID",
        &["error/request-id", "error/request-id-unique"],
    ),
    ("Error/Code", &["error/code-plausible", "error/envelope"]),
    ("Error/Message", &["error/envelope", "error/markup-escaped"]),
    (
        "vpnConnection/state",
        &["response/state-known", "response/state-pending"],
    ),
    ("vpnConnection/type", &["response/echoes-type"]),
    (
        "vpnConnection/customerGatewayId",
        &["response/echoes-customer-gateway"],
    ),
    (
        "vpnConnection/vpnGatewayId",
        &["response/echoes-vpn-gateway"],
    ),
    (
        "vpnConnection/vpnConnectionId",
        &[
            "response/connection-id-format",
            "response/connection-id-unique",
        ],
    ),
    (
        "vpnConnection/customerGatewayConfiguration",
        &["configuration/present", "configuration/escaped-once"],
    ),
    (
        "CreateVpnConnectionResponse/(children)",
        &["response/schema", "response/element-order"],
    ),
    ("tagSet", &["response/tag-set-empty"]),
    (
        "vpnConnection/(children)",
        &[
            "response/schema",
            "response/element-order",
            "response/later-elements",
        ],
    ),
    (
        "vpn_connection/@id",
        &["configuration/connection-id-matches"],
    ),
    (
        "vpn_connection/customer_gateway_id",
        &["configuration/gateways-match", "configuration/no-padding"],
    ),
    (
        "vpn_connection/vpn_gateway_id",
        &["configuration/gateways-match", "configuration/no-padding"],
    ),
    (
        "vpn_connection/vpn_connection_type",
        &["configuration/type-matches"],
    ),
    (
        "vpn_connection/(children)",
        &["configuration/two-tunnels", "configuration/element-order"],
    ),
    (
        "customer_gateway/tunnel_outside_address/ip_address",
        &[
            "configuration/customer-address-matches",
            "configuration/addresses-valid",
        ],
    ),
    (
        "vpn_gateway/tunnel_outside_address/ip_address",
        &[
            "configuration/outside-addresses-distinct",
            "configuration/addresses-valid",
        ],
    ),
    (
        "customer_gateway/bgp/asn",
        &[
            "configuration/customer-asn-matches",
            "configuration/numbers-in-range",
        ],
    ),
    (
        "tunnel_inside_address/ip_address",
        &[
            "configuration/inside-addresses-paired",
            "configuration/inside-subnets-disjoint",
            "configuration/inside-link-local",
            "configuration/inside-not-reserved",
        ],
    ),
    ("network_mask", &["configuration/mask-matches-cidr"]),
    ("network_cidr", &["configuration/mask-matches-cidr"]),
    (
        "pre_shared_key",
        &[
            "configuration/tunnel-keys-present",
            "secret/keys-differ-between-tunnels",
            "secret/keys-differ-between-connections",
        ],
    ),
    (
        "lifetime",
        &[
            "configuration/lifetimes-in-range",
            "configuration/numbers-in-range",
        ],
    ),
    ("mode", &["configuration/known-modes"]),
    (
        "protocol",
        &[
            "configuration/known-algorithms",
            "configuration/known-modes",
        ],
    ),
    (
        "perfect_forward_secrecy",
        &["configuration/known-algorithms"],
    ),
    ("hold_time", &["configuration/numbers-in-range"]),
    ("interval", &["configuration/numbers-in-range"]),
    ("retries", &["configuration/numbers-in-range"]),
];

/// Puts together what is the same in many cases, the worst first.
pub(super) fn classify(
    changes: Vec<CaseChange>,
    checks: &[CheckChange],
    before: &Snapshot,
    after: &Snapshot,
) -> Vec<AnswerChange> {
    let mut groups: BTreeMap<(Kind, Place, Option<String>, Option<String>), AnswerChange> =
        BTreeMap::new();
    for change in changes {
        let touched = touched(&change, checks);
        let kind = outcome(&change).unwrap_or_else(|| kind(&touched, checks, before, after));
        let key = (
            kind,
            change.place.clone(),
            change.before.clone(),
            change.after.clone(),
        );
        let group = groups.entry(key).or_insert_with(|| AnswerChange {
            kind,
            place: change.place.to_string(),
            before: change.before,
            after: change.after,
            checks: Vec::new(),
            clauses: Vec::new(),
            cases: Vec::new(),
        });
        for id in touched {
            if !group.checks.iter().any(|known| known == id) {
                group.checks.push(id.to_owned());
            }
        }
        if !group.cases.contains(&change.case) {
            group.cases.push(change.case);
        }
    }
    let mut groups = merged(groups.into_values().collect());
    for group in &mut groups {
        group.clauses = clauses_of(group.checks.iter());
    }
    groups.sort_by_key(|group| (group.kind, std::cmp::Reverse(group.cases.len())));
    groups
}

/// A place where many different values have changed is told once.
fn merged(groups: Vec<AnswerChange>) -> Vec<AnswerChange> {
    const MANY: usize = 3;
    let mut merged: Vec<AnswerChange> = Vec::new();
    let is_like = |a: &AnswerChange, b: &AnswerChange| a.kind == b.kind && a.place == b.place;
    for group in &groups {
        let like: Vec<&AnswerChange> = groups
            .iter()
            .filter(|other| is_like(group, other))
            .collect();
        if like.len() <= MANY {
            merged.push(group.clone());
        } else if !merged.iter().any(|known| is_like(group, known)) {
            let mut one = group.clone();
            one.before = several(like.iter().map(|g| &g.before));
            one.after = several(like.iter().map(|g| &g.after));
            for other in like {
                let new = |all: &[String], more: &[String]| -> Vec<String> {
                    more.iter().filter(|m| !all.contains(m)).cloned().collect()
                };
                one.checks.extend(new(&one.checks, &other.checks));
                one.cases.extend(new(&one.cases, &other.cases));
            }
            merged.push(one);
        }
    }
    merged
}

/// Each of the values once.
fn several<'v>(values: impl Iterator<Item = &'v Option<String>>) -> Option<String> {
    const SHOWN: usize = 4;
    let mut all: Vec<&str> = Vec::new();
    for value in values {
        let value = value.as_deref().unwrap_or("absent");
        if !all.contains(&value) {
            all.push(value);
        }
    }
    let shown = all
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(" | ");
    Some(match all.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} | and {more} more"),
    })
}

/// The checks that look at this place of this case.
fn touched(change: &CaseChange, checks: &[CheckChange]) -> Vec<&'static str> {
    let of_errors = |success: &'static [&'static str], error: &'static [&'static str]| {
        let path = match &change.place {
            Place::Element(path) => path.as_str(),
            _ => "",
        };
        if path.starts_with("Response") {
            error
        } else {
            success
        }
    };
    match &change.place {
        Place::Outcome | Place::Halt => of_probe(&change.probe, checks),
        Place::Header(name) if name == "content-type" => {
            let own = if change.accepted {
                "response/content-type"
            } else {
                "error/content-type"
            };
            vec![own, "response/encoding-declared"]
        }
        Place::Header(_) => Vec::new(),
        Place::Declaration(false) => vec!["response/encoding-declared"],
        Place::Declaration(true) => vec!["configuration/declaration"],
        Place::Carried => vec!["configuration/escaped-once", "configuration/declaration"],
        Place::Text(false) if change.accepted => vec!["response/well-formed"],
        Place::Text(false) => vec!["error/envelope"],
        Place::Ids(kind) if kind == "vpn" => vec!["response/connection-id-format"],
        Place::Ids(_) => Vec::new(),
        Place::Text(true) => vec!["configuration/well-formed", "response/markup-escaped"],
        Place::Novelty(name) if name.starts_with("key") => {
            vec!["secret/keys-differ-between-connections"]
        }
        Place::Novelty(name) if name.starts_with("vpn") => vec!["response/connection-id-unique"],
        Place::Novelty(_) => vec![
            "response/echoes-customer-gateway",
            "response/echoes-vpn-gateway",
        ],
        Place::Element(path) => {
            let plain = without_numbers(path);
            let of_service = plain
                .split('/')
                .next()
                .is_some_and(|root| root.ends_with("Response"));
            if plain.ends_with("/@xmlns") && of_service {
                return of_errors(
                    &["response/namespace"],
                    &["error/no-namespace", "error/envelope"],
                )
                .to_vec();
            }
            if plain.starts_with("Describe") && plain.contains("Set/") {
                return vec!["state/describe-agrees", "state/deleted-gone"];
            }
            let row = ELEMENTS.iter().find(|(end, _)| ends_with(&plain, end));
            match row {
                Some((_, ids)) => ids.to_vec(),
                None if plain.starts_with("CreateVpnConnectionResponse") => vec!["response/schema"],
                None if plain.starts_with("vpn_connection") => {
                    vec!["configuration/tunnel-sections"]
                }
                None if plain.starts_with("Response") => vec!["error/envelope"],
                None => Vec::new(),
            }
        }
    }
}

/// The check of the probe, or those of several that say something else now.
fn of_probe(probe: &str, checks: &[CheckChange]) -> Vec<&'static str> {
    if let Some(check) = catalogue().find(|check| check.id == probe) {
        return vec![check.id];
    }
    let reads = catalogue().filter(|c| c.probes().any(|p| p.id == probe));
    let reads: Vec<&'static str> = reads.map(|check| check.id).collect();
    let changed = |id: &&&str| checks.iter().any(|change| change.id == **id);
    reads.iter().filter(changed).copied().collect()
}

/// What another outcome is, where the page says what it must be.
fn outcome(change: &CaseChange) -> Option<Kind> {
    let wanted = match change.expected.split(':').next() {
        Some("must accept") => "accepted",
        Some("must reject") => "rejected",
        _ => return None,
    };
    if change.place != Place::Outcome {
        return None;
    }
    let right =
        |outcome: &Option<String>| outcome.as_deref().is_some_and(|o| o.starts_with(wanted));
    match (right(&change.before), right(&change.after)) {
        (true, true) => None,
        (true, false) => Some(Kind::Regression),
        (false, true) => Some(Kind::Repair),
        (false, false) => Some(Kind::StillWrong),
    }
}

/// The worst that any of the checks says. Where one fails in both, the answer was wrong and is wrong in another way.
fn kind(touched: &[&str], checks: &[CheckChange], before: &Snapshot, after: &Snapshot) -> Kind {
    let change = |id: &&str| {
        checks
            .iter()
            .find(|change| change.id == *id)
            .map(|c| c.kind)
    };
    let fails_in_both = |id: &&str| {
        let fails = |snapshot| find(snapshot, id).is_some_and(|c| c.verdict == Verdict::Fail);
        fails(before) && fails(after)
    };
    let kinds = touched.iter().map(|id| match change(id) {
        Some(Kind::Variance) | None if fails_in_both(id) => Kind::StillWrong,
        Some(kind) => kind,
        None => Kind::Variance,
    });
    kinds.min().unwrap_or(Kind::Variance)
}

fn without_numbers(path: &str) -> String {
    let steps = path
        .split('/')
        .map(|step| step.split('[').next().unwrap_or(step));
    steps.collect::<Vec<_>>().join("/")
}

/// Whether the path ends with these steps, or with a step that ends with this word.
fn ends_with(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|head| head.is_empty() || head.ends_with(['/', '_']))
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Outcome => f.write_str("what became of it"),
            Self::Header(name) => write!(f, "header {name}"),
            Self::Declaration(false) => f.write_str("XML declaration"),
            Self::Declaration(true) => f.write_str("XML declaration of the inner document"),
            Self::Carried => f.write_str("how the inner document is carried"),
            Self::Element(path) => f.write_str(path),
            Self::Text(false) => f.write_str("body that is no XML"),
            Self::Text(true) => f.write_str("inner document that is no XML"),
            Self::Novelty(name) => write!(f, "{name}, among the answers of the probe"),
            Self::Ids(kind) => write!(f, "how {kind} ids look"),
            Self::Halt => f.write_str("whether the probe could be finished"),
        }
    }
}

#[cfg(test)]
mod tests;

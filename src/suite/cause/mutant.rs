//! Which parameters the target looks at, as the mutations of them show.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::request::Draft;
use crate::request::encoding::written;
use crate::request::expectation::{Expectation, Reason};
use crate::spec::parameter::{Status, status};
use crate::spec::version::ApiVersion;

/// A request that differs from an accepted control in some parameters.
pub(super) struct Mutant<'e> {
    record: &'e Record,
    /// The parameters of the API that are absent, doubled or have another value.
    pub(super) touched: BTreeSet<String>,
    /// Whether it has a parameter that does not exist.
    has_unknown: bool,
    /// Whether nothing differs but white space around values.
    is_padding: bool,
}

/// Why a mutant was accepted.
pub(super) enum Explained {
    /// Names that do not exist are ignored.
    Unknown,
    /// White space around values is ignored.
    Padding,
    /// Invalid values of this parameter are accepted.
    Parameter(String),
}

/// Every mutant of the catalogue whose control was accepted.
pub(super) struct Mutants<'e> {
    by_case: BTreeMap<&'e str, Mutant<'e>>,
    /// Parameters of which every mutation of several probes was accepted.
    unchecked: BTreeSet<String>,
    /// Parameters of which some mutation was accepted that is more than white space.
    weak: BTreeSet<String>,
    ignores_unknown: bool,
}

impl Mutant<'_> {
    /// Whether it had to be refused and was accepted.
    pub(super) fn is_wrongly_accepted(&self) -> bool {
        self.must_be_refused() && self.is_accepted()
    }

    /// Whether the rule that sent it may blame it for having been accepted: a case that is not decided in general may be decided
    /// by that rule.
    pub(super) fn is_wrongly_accepted_for(&self, rule: &str) -> bool {
        self.is_accepted() && (self.must_be_refused() || *self.record.probe == *rule)
    }

    /// Whether a connection was made. An `Action` that is wrong itself is no measure of the answer.
    fn is_accepted(&self) -> bool {
        match &self.record.view().outcome {
            Outcome::Accepted => true,
            Outcome::Other {
                status: 200..=299,
                root,
            } => root.as_deref() == Some("CreateVpnConnectionResponse"),
            _ => false,
        }
    }

    fn must_be_refused(&self) -> bool {
        matches!(self.record.case.expectation, Expectation::MustReject(_))
    }
}

impl<'e> Mutants<'e> {
    pub(super) fn new(evidence: &'e Evidence) -> Self {
        let records: BTreeMap<&str, &Record> = evidence
            .records
            .iter()
            .map(|r| (r.case.id.as_str(), r))
            .collect();
        let deleted = deleted(evidence);
        let mutants = evidence.records.iter().filter_map(|record| {
            let twin = records.get(record.case.twin.as_deref()?)?;
            let counts =
                record.role == Role::Deviation && !record.is_generated() && twin.is_accepted();
            counts.then(|| mutant(record, twin, evidence.api_version, &deleted))
        });
        let by_case: BTreeMap<&str, Mutant<'_>> =
            mutants.map(|m| (m.record.case.id.as_str(), m)).collect();
        let names: BTreeSet<&String> = by_case.values().flat_map(|m| &m.touched).collect();
        let refused = || by_case.values().filter(|m| m.must_be_refused());
        let of = |name: &str| -> Vec<&Mutant<'_>> {
            let only = |m: &&Mutant<'_>| !m.has_unknown && m.touched.iter().eq([name]);
            refused().filter(only).collect()
        };
        let is_unchecked = |name: &&String| {
            let all = of(name);
            let probes: BTreeSet<&str> = all.iter().map(|m| &*m.record.probe).collect();
            probes.len() > 1 && all.iter().all(|m| m.is_wrongly_accepted())
        };
        let unchecked = names
            .iter()
            .copied()
            .filter(is_unchecked)
            .cloned()
            .collect();
        let is_weak = |name: &&String| {
            of(name)
                .iter()
                .any(|m| m.is_wrongly_accepted() && !m.is_padding)
        };
        let weak = names.iter().copied().filter(is_weak).cloned().collect();
        let additions = || refused().filter(|m| m.has_unknown && m.touched.is_empty());
        let ignores_unknown =
            additions().count() > 1 && additions().all(Mutant::is_wrongly_accepted);
        Self {
            unchecked,
            weak,
            ignores_unknown,
            by_case,
        }
    }

    pub(super) fn find(&self, case: &str) -> Option<&Mutant<'e>> {
        self.by_case.get(case)
    }

    /// What the target does with every request of the kind explains that this one was accepted.
    pub(super) fn explain(&self, mutant: &Mutant<'_>) -> Option<Explained> {
        if mutant.has_unknown {
            let need_not_be_there =
                |name: &String| self.unchecked.contains(name) || !is_required(name, mutant);
            let explained = self.ignores_unknown && mutant.touched.iter().all(need_not_be_there);
            return explained.then_some(Explained::Unknown);
        }
        match mutant.touched.iter().find(|name| self.weak.contains(*name)) {
            Some(name) => Some(Explained::Parameter(name.clone())),
            None => mutant.is_padding.then_some(Explained::Padding),
        }
    }

    /// Whether every mutation of this parameter was accepted.
    pub(super) fn is_unchecked(&self, name: &str) -> bool {
        self.unchecked.contains(name)
    }
}

/// Whether the request needs the parameter: the control cannot do without it.
fn is_required(name: &str, mutant: &Mutant<'_>) -> bool {
    let version = mutant.record.sent("Version").and_then(|v| v.parse().ok());
    let version: ApiVersion = version.unwrap_or_default();
    name == "Action" || crate::spec::parameter::required(version).any(|required| required == name)
}

/// The gateways that a probe itself has deleted.
type Deleted<'e> = BTreeSet<(&'e str, &'e str)>;

/// What each probe has deleted while it sent its requests; the end of the run deletes the rest.
fn deleted(evidence: &Evidence) -> Deleted<'_> {
    let last_create = |probe: &str| {
        evidence
            .records
            .iter()
            .rposition(|r| &*r.probe == probe && r.is_create())
    };
    let deletes = evidence.records.iter().enumerate().filter(|(at, record)| {
        let is_delete = record
            .action()
            .is_some_and(|action| action.starts_with("Delete"));
        is_delete
            && record.is_accepted()
            && last_create(&record.probe).is_some_and(|last| *at < last)
    });
    let names = ["CustomerGatewayId", "VpnGatewayId"];
    let ids = deletes.flat_map(|(_, record)| {
        names
            .iter()
            .filter_map(|name| Some((&*record.probe, record.sent(name)?)))
    });
    ids.collect()
}

fn mutant<'e>(
    record: &'e Record,
    twin: &Record,
    version: ApiVersion,
    deleted: &Deleted<'_>,
) -> Mutant<'e> {
    let (sent, control) = (values(&record.case.draft), values(&twin.case.draft));
    let names: BTreeSet<&String> = sent.keys().chain(control.keys()).collect();
    let differs = names
        .into_iter()
        .filter(|name| sent.get(*name) != control.get(*name));
    let (known, unknown): (Vec<&String>, Vec<&String>) =
        differs.partition(|name| status(name, version) != Status::Unknown);
    let trimmed = |values: Option<&Vec<Value>>| -> Vec<String> {
        let values = values.into_iter().flatten();
        values.map(|(_, value)| value.trim().to_owned()).collect()
    };
    let is_padding = unknown.is_empty()
        && !known.is_empty()
        && known
            .iter()
            .all(|name| trimmed(sent.get(*name)) == trimmed(control.get(*name)));
    let mut touched: BTreeSet<String> = known.into_iter().cloned().collect();
    if record.case.expectation == Expectation::MustReject(Reason::Deleted) {
        // Its control was sent before the gateways were deleted, and may name the same ones.
        let of_deleted = sent.iter().filter(|(_, values)| {
            let mut ids = values.iter().map(|(_, id)| id.as_str());
            ids.any(|id| deleted.contains(&(&*record.probe, id)))
        });
        touched = of_deleted.map(|(name, _)| name.clone()).collect();
    }
    Mutant {
        record,
        touched,
        has_unknown: !unknown.is_empty(),
        is_padding,
    }
}

/// A value as it is on the wire, and as text.
type Value = (Vec<u8>, String);

/// The values of each name.
fn values(draft: &Draft) -> BTreeMap<String, Vec<Value>> {
    let mut values: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for parameter in &draft.parameters {
        let name = String::from_utf8_lossy(&parameter.name).into_owned();
        let value = parameter.value.as_deref().unwrap_or_default();
        let text = String::from_utf8_lossy(value).into_owned();
        let entry = values.entry(name).or_default();
        entry.push((written(value, parameter.encoding), text));
    }
    values
}

//! How the document checks go through the evidence: which exchanges a rule reads, and how what it finds becomes one
//! finding per defect.

mod words;

pub(crate) use words::{nothing_accepted, nothing_for, nothing_to_read, outcome, quota, quote};

use std::collections::HashSet;

use crate::evidence::{Evidence, Part, Record, View};
use crate::exchange::HttpResponse;
use crate::finding::normalize::stable;
use crate::finding::{Finding, Judgement, Place, Sighting};
use crate::rule::Rule;
use crate::rule::findings::words::hide;
use crate::xml::Element;

/// Which creates a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Every create that was accepted, also one that should not have been: its documents must hold together.
    Every,
    /// Only creates that had to be accepted: what they ask for is what must come back.
    Valid,
}

/// What one check has found so far.
pub(crate) struct Gather {
    rule: &'static Rule,
    findings: Vec<Finding>,
    /// What was found already, by its fingerprint: most exchanges show the same.
    known: HashSet<(String, String)>,
    judged: usize,
}

/// Notes what one exchange shows.
pub(crate) struct Scribe<'g, 'e> {
    gather: &'g mut Gather,
    pub(crate) record: &'e Record,
    pub(crate) evidence: &'e Evidence,
}

/// A defect that a rule has seen.
pub(crate) struct Defect<'t> {
    /// The kind of defect, in words that hold for every run: never an id, an address or a time.
    pub(crate) cause: &'t str,
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl Gather {
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Self {
            rule,
            findings: Vec::new(),
            known: HashSet::new(),
            judged: 0,
        }
    }

    /// Starts on one exchange, which counts as judged.
    pub(crate) fn exchange<'g, 'e>(
        &'g mut self,
        evidence: &'e Evidence,
        record: &'e Record,
    ) -> Scribe<'g, 'e> {
        self.judged += 1;
        Scribe {
            gather: self,
            record,
            evidence,
        }
    }

    /// Fails where something was found, passes where nothing was, and is `otherwise` where there was nothing to read.
    pub(crate) fn finish(self, otherwise: impl FnOnce() -> Judgement) -> Judgement {
        if self.judged == 0 {
            return otherwise();
        }
        self.rule.verdict(self.findings)
    }

    fn add(
        &mut self,
        (evidence, record): (&Evidence, &Record),
        defect: Defect<'_>,
        at: Option<Place>,
    ) {
        self.judged += 1;
        let sighting = (!record.is_generated()).then(|| Sighting {
            case: record.case.id.clone(),
            place: at,
        });
        let mut finding = Finding::new(
            self.rule.id,
            &record.case.id,
            defect.cause,
            defect.expected,
            defect.found,
        );
        let raw = (finding.fingerprint.clone(), finding.found.clone());
        let known = self
            .findings
            .iter_mut()
            .find(|f| f.fingerprint == finding.fingerprint);
        // What only a generated request shows depends on the seed.
        let is_new = !record.is_generated() && self.known.insert(raw);
        match known {
            Some(first) => {
                first.count += 1;
                first.sightings.extend(sighting);
                if is_new {
                    first.add_members([stable(&hide(&finding.found, evidence.known()))]);
                }
            }
            None => {
                let keys = evidence.known();
                finding.found = hide(&finding.found, keys);
                finding.expected = hide(&finding.expected, keys);
                finding.position = match at {
                    None => None,
                    Some(Place::Body(offset)) => record.outer_position(offset, keys),
                    Some(Place::Inner(offset)) => record.inner_position(offset, keys),
                };
                finding.sightings.extend(sighting);
                finding.deviation = record.case.deviation.clone();
                if is_new {
                    finding.add_members([stable(&finding.found)]);
                }
                self.findings.push(finding);
            }
        }
    }
}

impl Scribe<'_, '_> {
    /// What the rule is about is there.
    pub(crate) fn saw(&mut self) {
        self.gather.judged += 1;
    }

    /// A defect of the response as a whole.
    pub(crate) fn whole(
        &mut self,
        cause: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        let defect = Defect::new(cause, expected, found);
        self.gather.add((self.evidence, self.record), defect, None);
    }

    /// A defect at a byte of the body.
    pub(crate) fn outer(
        &mut self,
        offset: usize,
        cause: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        let defect = Defect::new(cause, expected, found);
        let place = Some(Place::Body(offset));
        self.gather.add((self.evidence, self.record), defect, place);
    }

    /// A defect at a byte of the inner document.
    pub(crate) fn inner(
        &mut self,
        offset: usize,
        cause: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        let defect = Defect::new(cause, expected, found);
        let place = Some(Place::Inner(offset));
        self.gather.add((self.evidence, self.record), defect, place);
    }
}

impl<'t> Defect<'t> {
    fn new(cause: &'t str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            cause,
            expected: expected.into(),
            found: found.into(),
        }
    }
}

/// The first element, from the root down, that is in a namespace of which this holds; none is as an empty one.
pub(crate) fn in_namespace<'d>(
    root: Element<'d>,
    is_wrong: impl Fn(&str) -> bool,
) -> Option<Element<'d>> {
    let mut todo = vec![root];
    while let Some(element) = todo.pop() {
        if is_wrong(element.namespace().unwrap_or_default()) {
            return Some(element);
        }
        todo.extend(element.children());
    }
    None
}

/// Applies a rule to every create that was answered with status 2xx, whatever its body is; to deletions too, if it reads them.
pub(crate) fn responses(
    rule: &'static Rule,
    evidence: &Evidence,
    look: impl Fn(&mut Scribe<'_, '_>, &HttpResponse),
) -> Judgement {
    let any = |record: &Record| record.extent.part != Part::Configuration;
    responses_of(rule, evidence, any, look)
}

/// As [`responses`], where status and header fields are known.
pub(crate) fn heads(
    rule: &'static Rule,
    evidence: &Evidence,
    look: impl Fn(&mut Scribe<'_, '_>, &HttpResponse),
) -> Judgement {
    let once = |record: &Record| {
        record.extent.head && matches!(record.extent.part, Part::Response | Part::Item(0))
    };
    responses_of(rule, evidence, once, look)
}

fn responses_of(
    rule: &'static Rule,
    evidence: &Evidence,
    which: impl Fn(&Record) -> bool,
    look: impl Fn(&mut Scribe<'_, '_>, &HttpResponse),
) -> Judgement {
    let mut gather = Gather::new(rule);
    let deletions = evidence.deletions().filter(|_| rule.deletions);
    let all = evidence.creates().chain(deletions);
    for record in all.filter(|record| which(record)) {
        if let Ok(response) = &record.exchange.response
            && matches!(response.status, 200..=299)
        {
            look(&mut gather.exchange(evidence, record), response);
        }
    }
    gather.finish(|| nothing_accepted(evidence))
}

/// Applies a rule to the root element of every accepted create that is well-formed; of deletions too, if it reads them.
pub(crate) fn documents(
    rule: &'static Rule,
    evidence: &Evidence,
    which: Which,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    let mut gather = over(rule, evidence, which, any, View::root, &look);
    for record in evidence.deletions().filter(|_| rule.deletions) {
        if let Some(root) = record.view().root().filter(|_| record.is_accepted()) {
            look(&mut gather.exchange(evidence, record), root);
        }
    }
    gather.finish(|| nothing_to_read(evidence, "document"))
}

fn any(_: &Record) -> bool {
    true
}

/// Applies a rule to one element of every accepted create, where it can be read.
fn over(
    rule: &'static Rule,
    evidence: &Evidence,
    which: Which,
    has_subject: impl Fn(&Record) -> bool,
    element: fn(&View) -> Option<Element<'_>>,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Gather {
    let mut gather = Gather::new(rule);
    for record in accepted(evidence, which).filter(|record| has_subject(record)) {
        if let Some(element) = element(record.view()) {
            look(&mut gather.exchange(evidence, record), element);
        }
    }
    gather
}

/// Applies a rule to `vpnConnection` of every accepted create.
pub(crate) fn connections(
    rule: &'static Rule,
    evidence: &Evidence,
    which: Which,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    connections_with(rule, evidence, which, any, look)
}

/// As [`connections`], where the subject of the rule is there at all.
pub(crate) fn connections_with(
    rule: &'static Rule,
    evidence: &Evidence,
    which: Which,
    has_subject: impl Fn(&Record) -> bool,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    over(rule, evidence, which, has_subject, View::connection, look)
        .finish(|| nothing_to_read(evidence, "vpnConnection"))
}

/// Applies a rule to a part of every inner document that is well-formed. Where no document has the part, that is where
/// `look` never says [`Scribe::saw`] and finds nothing, nothing was judged.
pub(crate) fn parts(
    rule: &'static Rule,
    evidence: &Evidence,
    part: &str,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        if let Some(root) = record.view().configuration() {
            let mut scribe = Scribe {
                gather: &mut gather,
                record,
                evidence,
            };
            look(&mut scribe, root);
        }
    }
    gather.finish(|| nothing_to_read(evidence, part))
}

/// Applies a rule to the root element of every inner document that is well-formed.
pub(crate) fn configurations(
    rule: &'static Rule,
    evidence: &Evidence,
    which: Which,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    configurations_with(rule, evidence, which, any, look)
}

/// As [`configurations`], where the subject of the rule is there at all.
pub(crate) fn configurations_with(
    rule: &'static Rule,
    evidence: &Evidence,
    which: Which,
    has_subject: impl Fn(&Record) -> bool,
    look: impl Fn(&mut Scribe<'_, '_>, Element<'_>),
) -> Judgement {
    over(
        rule,
        evidence,
        which,
        has_subject,
        View::configuration,
        look,
    )
    .finish(|| nothing_to_read(evidence, "customerGatewayConfiguration"))
}

fn accepted(evidence: &Evidence, which: Which) -> impl Iterator<Item = &Record> {
    evidence
        .accepted_creates()
        .filter(move |r| which == Which::Every || r.is_valid())
}

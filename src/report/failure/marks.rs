//! What a request has that its control has not.

use std::ops::Range;

use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Record};
use crate::report::printable::printable;
use crate::request::expectation::{Expectation, Reason};

/// What a request line has that its control has not, and the other way round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// In characters of the line; where something is missing, the place at which it would be.
    pub ranges: Vec<Range<usize>>,
    /// What the control has and the line has not.
    pub missing: Vec<String>,
    /// Whether something is only missing.
    pub only_missing: bool,
}

/// What differs from the control, parameter by parameter.
pub fn marks(line: &str, control: &str) -> Marks {
    let (ours, theirs) = (words(line), words(control));
    let mut rest: Vec<&str> = theirs.iter().map(|(_, word)| word.as_str()).collect();
    let mut marks = Marks::default();
    for (range, word) in &ours {
        match rest.iter().position(|other| other == word) {
            Some(at) => drop(rest.remove(at)),
            None => marks.ranges.push(range.clone()),
        }
    }
    marks.missing = rest.iter().map(|word| (*word).to_owned()).collect();
    if marks.ranges.is_empty() && !rest.is_empty() {
        marks.only_missing = true;
        let same = |(ours, theirs): &(&(Range<usize>, String), &(Range<usize>, String))| {
            ours.1 == theirs.1
        };
        let before = ours.iter().zip(&theirs).take_while(same).last();
        let end = before.map_or(0, |((range, _), _)| range.end);
        marks.ranges.push(end..end + 1);
    } else if marks.ranges.is_empty() && line != control {
        // The same parameters in another order.
        let moved = ours
            .iter()
            .zip(&theirs)
            .filter(|(ours, theirs)| ours.1 != theirs.1);
        marks
            .ranges
            .extend(moved.map(|((range, _), _)| range.clone()));
    }
    marks
}

/// The gateways that the request names and that were deleted before: where that is what is wrong with it.
pub(super) fn deleted_ids<'e>(
    evidence: &'e Redacted<Evidence>,
    record: Redacted<&Record>,
) -> Vec<&'e str> {
    if record.case.expectation != Expectation::MustReject(Reason::Deleted) {
        return Vec::new();
    }
    let before = evidence
        .records()
        .take_while(|r| r.case.id != record.case.id);
    let of_probe = before.filter(|r| r.probe == record.probe);
    let deletes = of_probe.filter(|r| {
        r.action()
            .is_some_and(|action| action.starts_with("Delete"))
    });
    let ids = deletes
        .flat_map(|r| &r.into_inner().case.draft.parameters)
        .filter(|p| p.name.ends_with(b"GatewayId"));
    ids.filter_map(|p| std::str::from_utf8(p.value.as_ref()?).ok())
        .collect()
}

/// The words of a request line, with their places in characters.
pub(super) fn words(line: &str) -> Vec<(Range<usize>, String)> {
    let is_edge = |c: char| matches!(c, '&' | '?' | ' ');
    let mut words = Vec::new();
    let mut start = 0;
    for word in line.split(is_edge) {
        let end = start + word.chars().count();
        if !word.is_empty() {
            words.push((start..end, word.to_owned()));
        }
        start = end + 1;
    }
    words
}

/// What differs between the headers of two requests, where that is the signature.
pub fn signature_note(record: Redacted<&Record>, control: Redacted<&Record>) -> Option<String> {
    let of = |record: Redacted<&Record>| {
        let found = record.exchange.request.header("authorization");
        found.map(printable)
    };
    match (of(record), of(control)) {
        (None, Some(_)) => Some("sent without a signature: no Authorization header".to_owned()),
        (Some(ours), Some(theirs)) if ours != theirs => {
            let ours: Vec<&str> = ours.split([' ', ',']).collect();
            let theirs: Vec<&str> = theirs.split([' ', ',']).collect();
            let differs = ours.iter().find(|word| !theirs.contains(word));
            differs.map(|word| format!("the Authorization header differs: {word}"))
        }
        _ => None,
    }
}

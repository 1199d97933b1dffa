//! Ids and states that the server chooses.

use std::collections::BTreeMap;

use crate::evidence::{Evidence, Record};
use crate::finding::Judgement;
use crate::rule::findings::Gather;
use crate::rule::{Rule, findings};

/// Whether two of these records have the same value. Blocked where there are not two to compare.
pub(in crate::rule) fn unique<'e>(
    rule: &'static Rule,
    evidence: &'e Evidence,
    records: impl Iterator<Item = &'e Record>,
    what: &str,
    value: impl Fn(&'e Record) -> Option<(String, usize)>,
) -> Judgement {
    let mut gather = Gather::new(rule);
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut compared = 0;
    for record in records {
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

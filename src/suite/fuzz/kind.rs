//! Kinds of outcomes: what an input has to show for the first time to be worth keeping.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::evidence::{Outcome as Answer, Record};
use crate::generate::document::Document;
use crate::generate::document::field::{Fields, Value};
use crate::parser::Outcome;
use crate::suite::parser::verdict::Judged;

/// The kinds that were seen.
#[derive(Debug, Default)]
pub(super) struct Kinds(HashSet<u64>);

/// A target whose answers all differ gives a new kind each time; there is an end to that.
const MOST: usize = 1 << 14;

impl Kinds {
    /// Adds what one input has shown: whether any of it is new.
    pub(super) fn add(&mut self, shown: &[u64]) -> bool {
        let is_full = self.0.len() >= MOST;
        let news = shown
            .iter()
            .filter(|kind| !is_full && self.0.insert(**kind));
        news.count() > 0
    }
}

/// What a document shows: class and class of error, each field that was read, and what our judge made of it.
pub(super) fn of_document(document: &Document, outcome: &Outcome, judged: &Judged) -> Vec<u64> {
    let target = document.target();
    let deviation = document.deviation.map(|d| d.id);
    let class = match outcome {
        Outcome::Accept(_) => None,
        Outcome::ServiceError { code } => code.as_deref(),
        Outcome::Reject { class } => Some(class.as_str()),
        // They may hold a time or an address.
        Outcome::Unsupported(_)
        | Outcome::AdapterError(_)
        | Outcome::Hang(_)
        | Outcome::Crash(_) => None,
    };
    let mut kinds = vec![
        hash(&("class", target, outcome.word(), class)),
        hash(&(
            "judged",
            document.check,
            deviation,
            judged.verdict,
            &judged.cause,
        )),
    ];
    if let Outcome::Accept(fields) = outcome {
        of_fields(fields, &mut |path, kind| {
            kinds.push(hash(&("field", target, path, kind)));
        });
    }
    kinds
}

fn of_fields(fields: &Fields, tell: &mut dyn FnMut(&str, &str)) {
    for (name, value) in fields {
        let kind = match value {
            Value::Absent => "absent",
            Value::Text(text) if text.is_empty() => "empty",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
            Value::WrongType(kind) => kind,
            Value::List(items) => {
                for item in items {
                    of_fields(item, tell);
                }
                match items.len() {
                    0 => "none",
                    1 => "one",
                    2 => "two",
                    3..=8 => "several",
                    _ => "many",
                }
            }
        };
        tell(name, kind);
    }
}

/// What an exchange shows: how it was answered, and to what.
pub(super) fn of_record(record: &Record) -> Vec<u64> {
    let status = |record: &Record| record.exchange.response.as_ref().map_or(0, |r| r.status);
    let (word, code) = match &record.view().outcome {
        Answer::Accepted => ("accepted", None),
        Answer::Rejected { code, .. } => ("rejected", code.as_deref()),
        Answer::ServerError { .. } => ("server error", None),
        Answer::NoResponse => ("no response", None),
        Answer::Other { root, .. } => ("other", root.as_deref()),
    };
    let name = record.case.id.rsplit('/').next().unwrap_or_default();
    let fault = name.split_once('-').map(|(_, fault)| fault);
    let answer = (word, status(record), code);
    vec![
        hash(&("answer", answer)),
        hash(&("answer to", fault, answer)),
        hash(&("form", record.case.draft.form, answer)),
    ]
}

fn hash(of: &impl Hash) -> u64 {
    // Without a random key: the same in every run.
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

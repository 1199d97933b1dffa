//! Wrong answers to generated requests, and what may explain them.

use std::fmt;

use crate::evidence::{Outcome, Record, Role};
use crate::request::{Draft, Encoding, Form, Parameter};
use crate::rule::twin;

/// A wrong answer to a generated request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// With the status or the code of the answer, since one cause as a rule gives one.
    pub(super) kind: String,
    pub(super) changes: Changes,
}

impl Wrong {
    pub(super) fn of(record: &Record) -> Option<Self> {
        let kind = match record.role {
            Role::Twin if record.is_accepted() => None,
            Role::Twin => twin::kind_of(record).or(Some("rejected")),
            _ => twin::kind_of(record),
        };
        let kind = match answered(record) {
            Some(with) => format!("{} with {with}", kind?),
            None => kind?.to_owned(),
        };
        Some(Self {
            kind,
            changes: Changes::of(&record.case.draft),
        })
    }

    /// Whether one cause may be behind both: what is changed here is changed there too.
    pub(super) fn explains(&self, other: &Self) -> bool {
        self.kind == other.kind && self.changes.0 & !other.changes.0 == 0
    }
}

/// What tells one wrong answer from another of its kind: a code that is a word, or else the status.
fn answered(record: &Record) -> Option<String> {
    let is_word = |code: &&String| {
        (1..=64).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    match &record.view().outcome {
        Outcome::Accepted | Outcome::NoResponse => None,
        Outcome::Rejected { code, .. } => code.as_ref().filter(is_word).cloned(),
        Outcome::Other { status, .. } | Outcome::ServerError { status } => {
            Some(format!("status {status}"))
        }
    }
}

/// What is done to a request besides its deviation, a bit for each of [`Changes::WORDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Changes(u8);

impl Changes {
    const WORDS: [&str; 7] = [
        "sent as a form",
        "in another order",
        "in another encoding",
        "with a zone",
        "with options",
        "with tags",
        "for a transit gateway",
    ];

    /// How many there are.
    pub(super) fn count(self) -> u32 {
        self.0.count_ones()
    }

    fn of(draft: &Draft) -> Self {
        const ORDER: [&[u8]; 6] = [
            b"Action",
            b"Version",
            b"Type",
            b"CustomerGatewayId",
            b"VpnGatewayId",
            b"AvailabilityZone",
        ];
        let rank = |p: &Parameter| ORDER.iter().position(|name| *name == p.name);
        let usual = [Encoding::Canonical, Encoding::Raw];
        let has = |start: &[u8]| draft.parameters.iter().any(|p| p.name.starts_with(start));
        let changes = [
            draft.form == Form::Post,
            !draft.parameters.iter().filter_map(rank).is_sorted(),
            draft
                .parameters
                .iter()
                .any(|p| !usual.contains(&p.encoding) || !usual.contains(&p.name_encoding)),
            draft.value("AvailabilityZone").is_some(),
            has(b"Options."),
            has(b"TagSpecification."),
            has(b"TransitGatewayId"),
        ];
        let bits = changes
            .iter()
            .rev()
            .fold(0, |bits, set| bits << 1 | u8::from(*set));
        Self(bits)
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = (0..).zip(Self::WORDS);
        let all: Vec<&str> = bits
            .filter(|(bit, _)| self.0 >> bit & 1 == 1)
            .map(|(_, word)| word)
            .collect();
        match all.is_empty() {
            true => f.write_str("in the form of the page"),
            false => f.write_str(&all.join(", ")),
        }
    }
}

//! Behaviour of the target that explains a finding.

use std::collections::BTreeSet;

use crate::evidence::{Outcome, Record};
use crate::finding::normalize::stable;

/// Behaviour of the target that explains a finding. Findings with a key in common have one cause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// Nothing explains the findings of this rule but the rule.
    Alone(usize),
    /// Invalid values of this parameter were accepted.
    Accepted(String),
    /// White space around values was accepted.
    PaddingAccepted,
    /// Every parameter that does not exist was accepted.
    UnknownAccepted,
    /// Requests with a mutation of these parameters got no answer that a client can read.
    Unanswered(BTreeSet<String>, Failure),
    /// Valid requests got this answer too, which is no success.
    ValidFailed(Failure),
    /// One literal in different elements of different answers.
    Repeated(String, String),
    /// One long literal where another belongs.
    Literal(String),
    /// The tunnels of a document are the same.
    TunnelsEqual,
    /// The inner document, or its tunnels, are the same for every connection.
    Frozen,
    /// Characters that XML does not have are written into answers.
    Characters,
}

/// How an answer failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Failure {
    /// A refusal, with its code and its message without ids.
    Refused(Option<String>, String),
    Status(u16),
    NoResponse,
    Other,
}

impl Failure {
    pub(super) fn of(record: &Record) -> Option<Self> {
        Some(match &record.view().outcome {
            Outcome::Accepted => return None,
            Outcome::Rejected { code, message, .. } => {
                Self::Refused(code.clone(), stable(message.as_deref().unwrap_or_default()))
            }
            Outcome::ServerError { status } => Self::Status(*status),
            Outcome::NoResponse => Self::NoResponse,
            Outcome::Other { .. } => Self::Other,
        })
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Refused(Some(code), _) => format!("refused with {code}"),
            Self::Refused(None, _) => "refused without a code".to_owned(),
            Self::Status(status) => format!("answered with status {status}"),
            Self::NoResponse => "not answered".to_owned(),
            Self::Other => "answered with something else".to_owned(),
        }
    }
}

//! What a parser under test is to this harness: something that takes a body and says what it read.

pub mod builtin;
pub mod child;
#[cfg(feature = "cli")]
pub mod client;
pub mod faulty;
pub mod frame;
pub mod framing;
pub mod from_fn;
pub mod misbehaviour;
pub mod mutant;
pub mod oneshot;
pub mod oob_listener;
pub mod pipeline;
pub mod process;
#[cfg(feature = "cli")]
pub mod stub_server;
pub mod variant;

pub use from_fn::from_fn;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use crate::evidence::redact::Redactor;
use crate::generate::document::Document;
use crate::generate::document::field::{Fields, Target};
use crate::parser::framing::Framing;

/// A parser under test.
///
/// The misbehaviour of a parser is never an error here: it is one of the outcomes.
pub trait Parser {
    /// What it is and what it reads.
    fn hello(&self) -> &Hello;

    /// Gives it one body.
    fn parse(&mut self, input: &Input<'_>) -> Outcome;

    /// Forgets everything, if it can: the next body is read by a fresh parser.
    fn restart(&mut self) {}

    /// As [`Parser::parse`], with twice the time, where there is a limit.
    fn parse_patiently(&mut self, input: &Input<'_>) -> Outcome {
        self.parse(input)
    }
}

impl<P: Parser + ?Sized> Parser for Box<P> {
    fn hello(&self) -> &Hello {
        (**self).hello()
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        (**self).parse(input)
    }

    fn restart(&mut self) {
        (**self).restart();
    }

    fn parse_patiently(&mut self, input: &Input<'_>) -> Outcome {
        (**self).parse_patiently(input)
    }
}

/// One body for a parser.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Input<'b> {
    /// Which document it is.
    pub target: Target,
    /// The HTTP status it came with.
    pub status: u16,
    /// The bytes.
    pub body: &'b [u8],
    /// How they are delimited, where the parser is a client that reads HTTP itself.
    pub framing: Framing,
    /// The bytes of each piece but the last, where the body is to be given in [pieces](Input::pieces).
    pub piece: Option<NonZeroUsize>,
}

/// What a parser says of itself: the first frame of an adapter. [`Hello::new`] makes one whose fields may be set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hello {
    /// `vpnconform-adapter/1`
    #[serde(default)]
    pub protocol: String,
    /// The name of the parser.
    pub name: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// What it runs on.
    #[serde(default)]
    pub runtime: String,
    /// The documents it reads.
    pub targets: Vec<Target>,
    /// The fields it reads of each; those that it returns where nothing is said.
    #[serde(default)]
    pub fields: BTreeMap<Target, Vec<String>>,
    /// The lists of which it does not keep the order, as a parser into a map does: `tunnels`.
    #[serde(default)]
    pub unordered: Vec<String>,
    /// Whether each configuration is to be given inside a response, out of which the parser takes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pipeline: bool,
    /// Whether it takes a document in pieces: it is then also given documents so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pieces: bool,
    /// Whether it is a client that reads HTTP itself; how it is run says so, never the adapter.
    #[serde(skip)]
    pub http: bool,
}

/// What became of one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Read, with these fields.
    Accept(Fields),
    /// Refused.
    Reject {
        /// The class of the parser's error. Its message is not kept: it may quote a key.
        class: String,
    },
    /// Reported as an error of the service.
    ServiceError {
        /// The code, where the parser gives one.
        code: Option<String>,
    },
    /// Not read by this parser at all.
    Unsupported(String),
    /// The adapter broke the protocol.
    AdapterError(String),
    /// No answer in time.
    Hang(String),
    /// The process ended, or took too much memory.
    Crash(String),
}

/// The protocol of [`Hello::protocol`].
pub const PROTOCOL: &str = "vpnconform-adapter/1";

impl<'b> Input<'b> {
    /// A body with its HTTP status, whole, and as it is given to a parser that does not read HTTP itself.
    pub fn new(target: Target, status: u16, body: &'b [u8]) -> Self {
        Self {
            target,
            status,
            body,
            framing: Framing::default(),
            piece: None,
        }
    }

    /// A document, as by [`Input::new`].
    pub fn of(document: &'b Document) -> Self {
        Self::new(document.target(), document.wire.status, document.body())
    }

    /// As it is, in pieces of so many bytes.
    pub fn in_pieces(self, piece: Option<NonZeroUsize>) -> Self {
        Self { piece, ..self }
    }

    /// The body as it arrives: whole, or piece by piece. A parser that takes pieces is given one after the other.
    pub fn pieces(&self) -> impl Iterator<Item = &'b [u8]> {
        let size = self.piece.map_or(self.body.len().max(1), NonZeroUsize::get);
        self.body.chunks(size)
    }
}

impl Hello {
    /// Of a parser with this name that reads these documents, in the current protocol.
    pub fn new(name: impl Into<String>, targets: &[Target]) -> Self {
        Self {
            protocol: PROTOCOL.to_owned(),
            name: name.into(),
            targets: targets.to_vec(),
            ..Self::default()
        }
    }

    /// Without control characters in what it says of itself: a line feed in a name would begin a line of the report.
    pub(crate) fn printable(mut self) -> Self {
        for text in [&mut self.name, &mut self.version, &mut self.runtime] {
            *text = text.replace(char::is_control, "\u{fffd}");
        }
        self
    }

    /// Whether it can be used: it reads something, and names only fields that there are.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        if self.targets.is_empty() {
            return Err("hello names no target: give response, configuration or both".to_owned());
        }
        for (target, names) in &self.fields {
            let word = target.as_str();
            if !self.targets.contains(target) {
                return Err(format!(
                    "hello names fields of a {word}, which is none of its targets"
                ));
            }
            if let Some(name) = names.iter().find(|name| !target.has_field(name)) {
                let name: String = name.chars().take(64).collect();
                return Err(format!(
                    "hello names the field {name:?}, which no {word} has"
                ));
            }
        }
        Ok(())
    }

    /// The names of the fields that are compared, where the parser gives any.
    pub fn reads(&self, target: Target) -> Option<&[String]> {
        self.fields.get(&target).map(Vec::as_slice)
    }
}

impl Outcome {
    /// The word of the report.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accept",
            Self::AdapterError(_) => "adapter_error",
            Self::Crash(_) => "crash",
            Self::Hang(_) => "hang",
            Self::Reject { .. } => "reject",
            Self::ServiceError { .. } => "service_error",
            Self::Unsupported(_) => "unsupported",
        }
    }

    /// Whether the parser must be started again: it is gone, or nobody knows what it will answer next.
    pub fn is_abnormal(&self) -> bool {
        matches!(self, Self::AdapterError(_) | Self::Crash(_) | Self::Hang(_))
    }

    /// The outcome in a few words, without anything the parser read.
    pub fn describe(&self) -> String {
        match self {
            Self::Accept(_) => "accepted".to_owned(),
            Self::AdapterError(why) => format!("broke the protocol: {why}"),
            Self::Crash(how) => format!("crashed: {how}"),
            Self::Hang(how) => format!("hung: {how}"),
            Self::Reject { class } => format!("rejected ({class})"),
            Self::ServiceError { code: Some(code) } => format!("reported the service error {code}"),
            Self::ServiceError { code: None } => "reported a service error".to_owned(),
            Self::Unsupported(why) => format!("not supported: {why}"),
        }
    }

    /// The answer without the keys of the document, which a parser may say back in its own words.
    pub(crate) fn without_keys_of(self, body: &[u8]) -> Self {
        // A name of a class is short, and no key in disguise.
        const SHORT: usize = 24;
        let safe = |text: String| {
            let stands = |part: &[u8]| memchr::memmem::find(body, part).is_some();
            if text.len() <= SHORT && !text.as_bytes().windows(8).any(stands) {
                return text;
            }
            let mut redactor = Redactor::new();
            redactor.learn(body);
            redactor.text(&text)
        };
        match self {
            Self::AdapterError(why) => Self::AdapterError(safe(why)),
            Self::Crash(how) => Self::Crash(safe(how)),
            Self::Hang(how) => Self::Hang(safe(how)),
            Self::Reject { class } => Self::Reject { class: safe(class) },
            Self::ServiceError { code } => Self::ServiceError {
                code: code.map(safe),
            },
            Self::Unsupported(why) => Self::Unsupported(safe(why)),
            accepted @ Self::Accept(_) => accepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_with_unknown_fields_or_no_target_is_refused() {
        let hello = |targets: &[Target], fields: &[(Target, &str)]| Hello {
            targets: targets.to_vec(),
            fields: fields
                .iter()
                .map(|(target, name)| (*target, vec![(*name).to_owned()]))
                .collect(),
            ..Hello::default()
        };
        let (response, configuration) = (Target::Response, Target::Configuration);
        let wrong = [
            (hello(&[], &[]), "no target"),
            (
                hello(&[response], &[(response, "vpnConnectionID")]),
                "vpnConnectionID",
            ),
            (hello(&[response], &[(response, "tunnels")]), "tunnels"),
            (
                hello(&[response], &[(configuration, "id")]),
                "none of its targets",
            ),
            (
                hello(&[configuration], &[(configuration, "tunnels/ike/psk")]),
                "ike/psk",
            ),
        ];
        for (hello, said) in wrong {
            let why = hello.check().err().unwrap_or_default();
            assert!(why.contains(said), "{said}: {why}");
        }
        for name in ["id", "tunnels", "tunnels/ike/pre_shared_key"] {
            let hello = hello(&[configuration], &[(configuration, name)]);
            assert_eq!(hello.check(), Ok(()), "{name}");
        }
    }
}

//! Why a request is refused: codes and statuses of protocol notes, section 4.

use crate::reference::element::Element;

/// A refusal, before it is put into the error envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// Messages echo what was sent, but not a megabyte of it.
const ECHO: usize = 120;

impl Refusal {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn missing(name: &str) -> Self {
        Self::new(
            "MissingParameter",
            format!("The request must contain the parameter {name}"),
        )
    }

    pub(crate) fn invalid(name: &str, value: &str) -> Self {
        Self::new(
            "InvalidParameterValue",
            format!("Value ({}) for parameter {name} is invalid.", echo(value)),
        )
    }

    pub(crate) fn unknown_parameter(name: &str) -> Self {
        Self::new(
            "UnknownParameter",
            format!("The parameter {} is not recognized", echo(name)),
        )
    }

    pub(crate) fn action(name: &str) -> Self {
        Self::new(
            "InvalidAction",
            format!(
                "The action {} is not valid for this web service.",
                echo(name)
            ),
        )
    }

    pub(crate) fn version(name: &str) -> Self {
        Self::new(
            "NoSuchVersion",
            format!(
                "The requested version ({}) of service AmazonEC2 does not exist",
                echo(name)
            ),
        )
    }

    /// The error envelope (protocol notes, section 3.7).
    pub(crate) fn envelope(&self, request_id: &str) -> Element {
        let error = Element::branch(
            "Error",
            [
                Element::leaf("Code", self.code.as_str()),
                Element::leaf("Message", self.message.as_str()),
            ],
        );
        Element::branch(
            "Response",
            [
                Element::branch("Errors", [error]),
                Element::leaf("RequestID", request_id),
            ],
        )
    }
}

/// As much of a sent text as a message may hold, without what XML cannot hold.
pub(crate) fn echo(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .take(ECHO)
        .collect()
}

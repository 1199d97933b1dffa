//! From the bytes of a body to the model, in one pass.
//!
//! The parsers take what the schema expects by its spelling and everything else by the general rules; both ways give the
//! same result. The configuration is read where it stands, still escaped, as long as nothing but its usual spelling is
//! found; otherwise its text is decoded first. Elements outside the schema, and all but the first where the schema has
//! one, are checked and skipped.

mod document;
mod error;
mod field;
mod schema;

pub use error::{Error, ErrorKind, Part};

use std::borrow::Cow;

use crate::document::model::{Configuration, ErrorEnvelope, Response};
use crate::xml::{Limits, Source};

/// A response together with the configuration it carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed<'a> {
    /// The response.
    pub response: Response<'a>,
    /// The configuration, if the response has one.
    pub configuration: Option<Configuration<'a>>,
}

/// Which way the parsers go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Guided by the schema where that is possible.
    Fast,
    /// By the general rules only, and the configuration decoded first.
    General,
}

/// Reads a response and the configuration in it.
///
/// # Errors
/// [`Error`] names the first rule that is broken, in the response or in the configuration, and the byte on the wire.
pub fn exchange<'a>(body: &'a [u8], limits: &Limits) -> Result<Parsed<'a>, Error> {
    exchange_by(Way::Fast, body, limits)
}

/// [`exchange`] by the way that is named.
///
/// # Errors
/// As [`exchange`].
pub fn exchange_by<'a>(way: Way, body: &'a [u8], limits: &Limits) -> Result<Parsed<'a>, Error> {
    let source = Source::admit(body, limits)?;
    match &source.text {
        Cow::Borrowed(text) => document::exchange(way, text, &source, limits),
        Cow::Owned(text) => document::exchange(way, text, &source, limits).map(Parsed::into_owned),
    }
}

/// Reads a response; the configuration in it is text like any other.
///
/// # Errors
/// As [`exchange`], of the response only.
pub fn response<'a>(body: &'a [u8], limits: &Limits) -> Result<Response<'a>, Error> {
    let source = Source::admit(body, limits)?;
    match &source.text {
        Cow::Borrowed(text) => document::response(text, &source, limits),
        Cow::Owned(text) => document::response(text, &source, limits).map(Response::into_owned),
    }
}

/// Reads a configuration that is a body of its own.
///
/// # Errors
/// As [`exchange`]; the configuration is the body.
pub fn configuration_body<'a>(body: &'a [u8], limits: &Limits) -> Result<Configuration<'a>, Error> {
    let source = Source::admit(body, limits)?;
    match &source.text {
        Cow::Borrowed(text) => document::configuration_body(text, &source, limits),
        Cow::Owned(text) => {
            document::configuration_body(text, &source, limits).map(Configuration::into_owned)
        }
    }
}

/// Reads a configuration that has been decoded already.
///
/// # Errors
/// [`Error`] names the first rule that is broken, with line and column.
pub fn configuration<'a>(document: &'a str, limits: &Limits) -> Result<Configuration<'a>, Error> {
    document::configuration(document, Way::Fast, limits).map_err(|stopped| {
        let stopped = stopped.in_configuration(document, stopped.at);
        stopped.on_wire(|at| at)
    })
}

/// Reads an error envelope.
///
/// # Errors
/// As [`exchange`].
pub fn error_envelope<'a>(body: &'a [u8], limits: &Limits) -> Result<ErrorEnvelope<'a>, Error> {
    let source = Source::admit(body, limits)?;
    match &source.text {
        Cow::Borrowed(text) => document::envelope(text, &source, limits),
        Cow::Owned(text) => {
            document::envelope(text, &source, limits).map(ErrorEnvelope::into_owned)
        }
    }
}

impl Parsed<'_> {
    /// One that borrows nothing.
    pub fn into_owned(self) -> Parsed<'static> {
        Parsed {
            response: self.response.into_owned(),
            configuration: self.configuration.map(Configuration::into_owned),
        }
    }
}

#[cfg(test)]
mod tests;

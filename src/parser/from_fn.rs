//! A function as a parser under test.

use crate::generate::document::field::Target;
use crate::parser::{Hello, Input, Outcome, Parser};

/// A parser that is a function in this process. It must not hang, and must not overflow the stack: for a parser that may,
/// write an adapter.
#[derive(Debug)]
pub struct FromFn<F> {
    hello: Hello,
    parse: F,
}

/// Makes a parser of a function. Of the fields it returns all are compared, and none that it does not return.
///
/// ```
/// use vpnconform::generate::document::field::Target;
/// use vpnconform::parser::{self, Outcome, Parser};
///
/// let parser = parser::from_fn("mine", &[Target::Configuration], |input| {
///     match std::str::from_utf8(input.body) {
///         Ok(text) if text.ends_with("</vpn_connection>") => Outcome::Accept(Default::default()),
///         _ => Outcome::Reject { class: "not ours".into() },
///     }
/// });
/// assert_eq!(parser.hello().name, "mine");
/// ```
pub fn from_fn<F>(name: &str, targets: &[Target], parse: F) -> FromFn<F>
where
    F: FnMut(&Input<'_>) -> Outcome,
{
    FromFn {
        hello: Hello::new(name, targets),
        parse,
    }
}

impl<F> FromFn<F> {
    /// Each configuration is given inside a response, out of which the function takes it.
    pub fn pipeline(mut self) -> Self {
        self.hello.pipeline = true;
        self
    }

    /// The function takes a document in [pieces](Input::pieces), and is given some so.
    pub fn pieces(mut self) -> Self {
        self.hello.pieces = true;
        self
    }
}

impl<F: FnMut(&Input<'_>) -> Outcome> Parser for FromFn<F> {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        (self.parse)(input)
    }
}

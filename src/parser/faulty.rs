//! Parsers with one fault each, made of our own: the faults themselves belong to the rules that must detect them.

pub(crate) mod answer;
pub(crate) mod body;

use crate::parser::builtin::OWN;
use crate::parser::{Hello, Input, Outcome, Parser, builtin};

/// One fault.
#[derive(Debug)]
pub struct Fault {
    /// A stable name.
    pub id: &'static str,
    /// What is wrong, in a line.
    pub summary: &'static str,
    /// How it is made.
    pub make: Make,
}

/// How a fault is made of our own parser.
#[derive(Debug)]
pub enum Make {
    /// The body is changed before it is read, as a lenient reader would understand it.
    Body(fn(&mut Vec<u8>)),
    /// The outcome is changed. The flag is the parser's state: false at first, kept between documents.
    Answer(fn(&mut bool, &Input<'_>, &mut Outcome)),
}

impl Fault {
    pub(crate) const fn body(
        id: &'static str,
        summary: &'static str,
        change: fn(&mut Vec<u8>),
    ) -> Self {
        Self {
            id,
            summary,
            make: Make::Body(change),
        }
    }

    pub(crate) const fn answer(
        id: &'static str,
        summary: &'static str,
        change: fn(&mut bool, &Input<'_>, &mut Outcome),
    ) -> Self {
        Self {
            id,
            summary,
            make: Make::Answer(change),
        }
    }
}

/// A parser with one fault.
#[derive(Debug)]
pub struct Faulty {
    hello: Hello,
    fault: &'static Fault,
    state: bool,
}

impl Faulty {
    /// The parser with this fault.
    pub fn new(fault: &'static Fault) -> Self {
        Self {
            hello: builtin::hello(fault.id),
            fault,
            state: false,
        }
    }

    /// As it is, with the deliveries of a client.
    pub fn over_http(mut self) -> Self {
        self.hello.http = true;
        self
    }
}

impl Parser for Faulty {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        match self.fault.make {
            Make::Body(change) => {
                let mut body = input.body.to_vec();
                change(&mut body);
                builtin::parse(
                    OWN,
                    &Input {
                        body: &body,
                        ..*input
                    },
                )
            }
            Make::Answer(change) => {
                let mut outcome = builtin::parse(OWN, input);
                change(&mut self.state, input, &mut outcome);
                outcome
            }
        }
    }

    fn restart(&mut self) {
        self.state = false;
    }
}

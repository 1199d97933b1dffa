//! Parsers with one fault each, made of our own: every check must kill at least one of them.

mod answer;
mod body;

use crate::parser::builtin::{Builtin, OWN};
use crate::parser::{Hello, Input, Outcome, Parser, builtin};

/// One fault.
#[derive(Debug)]
pub struct Fault {
    /// A stable name.
    pub id: &'static str,
    /// What is wrong, in a line.
    pub summary: &'static str,
    /// The checks that must fail; the first names the fault.
    pub kills: &'static [&'static str],
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

/// Every fault.
pub fn catalogue() -> impl Iterator<Item = &'static Fault> {
    body::FAULTS.iter().chain(answer::FAULTS)
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

    /// The parser with the fault of this name.
    pub fn find(id: &str) -> Option<Self> {
        catalogue().find(|fault| fault.id == id).map(Self::new)
    }
}

/// The built-in parser or, behind `fault:`, the faulty one of this name.
pub fn find(name: &str) -> Option<Box<dyn Parser>> {
    match name.strip_prefix("fault:") {
        Some(fault) => Faulty::find(fault).map(|p| Box::new(p) as Box<dyn Parser>),
        None => Builtin::find(name).map(|p| Box::new(p) as Box<dyn Parser>),
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

const fn body(
    id: &'static str,
    summary: &'static str,
    kills: &'static [&'static str],
    change: fn(&mut Vec<u8>),
) -> Fault {
    Fault {
        id,
        summary,
        kills,
        make: Make::Body(change),
    }
}

const fn answer(
    id: &'static str,
    summary: &'static str,
    kills: &'static [&'static str],
    change: fn(&mut bool, &Input<'_>, &mut Outcome),
) -> Fault {
    Fault {
        id,
        summary,
        kills,
        make: Make::Answer(change),
    }
}

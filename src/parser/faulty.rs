//! Parsers with one fault each, made of our own: the faults themselves belong to the rules that must detect them.

pub(crate) mod answer;
pub(crate) mod body;

use std::borrow::Cow;

use crate::parser::builtin::{OWN, Parse};
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

/// How a parser is made of our own.
#[derive(Debug)]
pub enum Make {
    /// The body is changed before it is read, as a lenient reader would understand it.
    Body(fn(&mut Vec<u8>)),
    /// Of a document that is given in pieces of so many bytes the body is changed.
    Pieces(fn(&mut Vec<u8>, usize)),
    /// The outcome is changed. The flag is the parser's state: false at first, kept between documents.
    Answer(fn(&mut bool, &Input<'_>, &mut Outcome)),
    /// It says something else of itself.
    Hello(fn(&mut Hello)),
    /// Another reader than the tree.
    Reader(Parse),
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

    pub(crate) const fn pieces(
        id: &'static str,
        summary: &'static str,
        change: fn(&mut Vec<u8>, usize),
    ) -> Self {
        Self {
            id,
            summary,
            make: Make::Pieces(change),
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

/// Our own parser, made otherwise in one way or several.
#[derive(Debug)]
pub struct Faulty {
    hello: Hello,
    makes: Vec<(&'static Make, bool)>,
}

impl Faulty {
    /// The parser with this fault.
    pub fn new(fault: &'static Fault) -> Self {
        Self::made(fault.id, [&fault.make])
    }

    /// The parser made otherwise in all these ways, the first one first.
    pub fn made(name: &str, makes: impl IntoIterator<Item = &'static Make>) -> Self {
        let makes: Vec<_> = makes.into_iter().map(|make| (make, false)).collect();
        let mut hello = builtin::hello(name);
        // It reads what has arrived once all has.
        hello.pieces = true;
        for (make, _) in &makes {
            if let Make::Hello(change) = make {
                change(&mut hello);
            }
        }
        Self { hello, makes }
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
        let mut body = Cow::Borrowed(input.body);
        let mut read: Parse = |input| builtin::parse(OWN, input);
        for (make, _) in &self.makes {
            match make {
                Make::Body(change) => change(body.to_mut()),
                Make::Reader(reader) => read = *reader,
                Make::Pieces(change) => {
                    if let Some(size) = input.piece {
                        change(body.to_mut(), size.get());
                    }
                }
                Make::Answer(_) | Make::Hello(_) => {}
            }
        }
        let mut outcome = read(&Input {
            body: &body,
            ..*input
        });
        for (make, state) in &mut self.makes {
            if let Make::Answer(change) = make {
                change(state, input, &mut outcome);
            }
        }
        outcome
    }

    fn restart(&mut self) {
        for (_, state) in &mut self.makes {
            *state = false;
        }
    }
}

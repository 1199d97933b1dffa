//! A parser of ours behind the adapter protocol, in a process of its own: a hang or an overflow of the stack cannot be
//! caught, but a process can be ended.

use std::io;
use std::io::Read;
use std::num::NonZeroUsize;

use serde_json::{Value as Json, json};

use crate::generate::document::field::Target;
use crate::parser::frame::FrameError;
use crate::parser::{Input, Outcome, Parser, frame};

/// The argument before the name that makes this program such a child.
pub const COMMAND: &str = "__parser-child";

/// Fetches a URL: the status and the body, or why there is none.
pub type Fetch<'f> = &'f dyn Fn(&str) -> Result<(u16, Vec<u8>), String>;

/// Answers frames until the input ends. A faulty parser that hangs or crashes really does. A document that a request has
/// not with it, but says where to find it, is fetched.
///
/// # Errors
/// When a pipe breaks.
pub fn serve(
    parser: &mut dyn Parser,
    input: &mut impl Read,
    output: &mut impl io::Write,
    fetch: Fetch<'_>,
) -> io::Result<()> {
    frame::write(output, &serde_json::to_value(parser.hello())?)?;
    loop {
        let request = match frame::read(input) {
            Ok(request) => request,
            Err(FrameError::End) => return Ok(()),
            Err(error) => return Err(io::Error::other(error)),
        };
        let length = request.get("body_len").and_then(Json::as_u64).unwrap_or(0);
        let mut body = Vec::new();
        input.take(length).read_to_end(&mut body)?;
        let target = match request.get("target").and_then(Json::as_str) {
            Some("configuration") => Target::Configuration,
            _ => Target::Response,
        };
        let status = request
            .pointer("/http/status")
            .and_then(Json::as_u64)
            .unwrap_or(200);
        let mut status = u16::try_from(status).unwrap_or(u16::MAX);
        let mut refused = None;
        if let Some(url) = request.pointer("/http/url").and_then(Json::as_str) {
            match fetch(url) {
                Ok((fetched, content)) => (status, body) = (fetched, content),
                Err(class) => refused = Some(Outcome::Reject { class }),
            }
        }
        let outcome = refused.unwrap_or_else(|| {
            let piece = request.get("piece_len").and_then(Json::as_u64);
            let piece = piece.and_then(|size| usize::try_from(size).ok());
            let piece = piece.and_then(NonZeroUsize::new);
            parser.parse(&Input::new(target, status, &body).in_pieces(piece))
        });
        match outcome {
            Outcome::Crash(_) => std::process::abort(),
            Outcome::Hang(_) => loop {
                std::thread::park();
            },
            _ => {}
        }
        let id = request.get("id").cloned().unwrap_or(json!(null));
        frame::write(output, &frame::reply(&id, &outcome))?;
    }
}

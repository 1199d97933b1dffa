//! A pipeline under test: it reads a response, takes the string in it, and reads that as a document of its own.
//!
//! A parser that is given the inner document alone never shows what goes wrong between the two: a string that is decoded
//! once more, trimmed, cut or taken for bytes, or a parser that refuses a string with an XML declaration.

use std::sync::LazyLock;

use crate::generate::document::Document;
use crate::generate::document::escape::escape;
use crate::generate::document::field::Target;
use crate::generate::document::style::Escape;
use crate::parser::{Hello, Input, Outcome, Parser};

/// A parser that answers the fields of a configuration, and is given each configuration inside a response.
pub struct Pipeline<P> {
    parser: P,
    hello: Hello,
}

impl<P: Parser> Pipeline<P> {
    /// Wraps a parser whose hello asks for it, or is made to.
    ///
    /// # Errors
    /// Where it reads no configuration.
    pub fn new(parser: P) -> Result<Self, String> {
        let mut hello = parser.hello().clone();
        if !hello.targets.contains(&Target::Configuration) {
            return Err(format!(
                "{} cannot be run with --pipeline: its hello does not name the target configuration",
                hello.name
            ));
        }
        hello.targets = vec![Target::Configuration];
        hello
            .fields
            .retain(|target, _| *target == Target::Configuration);
        hello.pipeline = false;
        Ok(Self { parser, hello })
    }
}

/// The parser, inside a [`Pipeline`] where its hello asks for that.
///
/// # Errors
/// As [`Pipeline::new`].
pub fn of<'p>(parser: Box<dyn Parser + Send + 'p>) -> Result<Box<dyn Parser + Send + 'p>, String> {
    Ok(match parser.hello().pipeline {
        true => Box::new(Pipeline::new(parser)?),
        false => parser,
    })
}

impl<P: Parser> Parser for Pipeline<P> {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        self.give(input, P::parse)
    }

    fn restart(&mut self) {
        self.parser.restart();
    }

    fn parse_patiently(&mut self, input: &Input<'_>) -> Outcome {
        self.give(input, P::parse_patiently)
    }
}

impl<P: Parser> Pipeline<P> {
    fn give(&mut self, input: &Input<'_>, parse: fn(&mut P, &Input<'_>) -> Outcome) -> Outcome {
        match within_response(input.body) {
            Some(body) => parse(
                &mut self.parser,
                &Input {
                    body: &body,
                    ..*input
                },
            ),
            None => Outcome::Unsupported(
                "the document cannot be put into a response as text".to_owned(),
            ),
        }
    }
}

/// The page's example of a response with this document in it, where it can be one: text, and in no other encoding.
fn within_response(document: &[u8]) -> Option<Vec<u8>> {
    static PARTS: LazyLock<Option<(Vec<u8>, Vec<u8>)>> = LazyLock::new(|| {
        let example = Document::example(Target::Response);
        let body = example.body();
        let start = b"<customerGatewayConfiguration>";
        let from = memchr::memmem::find(body, start)? + start.len();
        let to =
            from + memchr::memmem::find(body.get(from..)?, b"</customerGatewayConfiguration>")?;
        Some((body.get(..from)?.to_vec(), body.get(to..)?.to_vec()))
    });
    let text = std::str::from_utf8(document).ok()?;
    let (before, behind) = PARTS.as_ref()?;
    if !text.chars().all(is_char) || text.starts_with('\u{FEFF}') || declares_another(text) {
        return None;
    }
    let mut body = before.clone();
    escape(text, Escape::Named, &mut body);
    body.extend_from_slice(behind);
    Some(body)
}

/// What XML 1.0, section 2.2, allows as a character.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether the XML declaration names another encoding than UTF-8: a string has none.
fn declares_another(text: &str) -> bool {
    let declaration = text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"));
    let Some((declaration, _)) = declaration else {
        return false;
    };
    let lower = declaration.to_ascii_lowercase();
    lower.contains("encoding") && !lower.contains("utf-8")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::parser::from_fn;

    #[test]
    fn what_cannot_be_text_is_not_given() {
        for document in [&b"<a>\xFF</a>"[..], b"<a>\x01</a>", b"\xEF\xBB\xBF<a/>"] {
            assert!(within_response(document).is_none(), "{document:?}");
        }
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>";
        assert!(within_response(latin).is_none());
        let body = within_response(b"<a>&amp;\r</a>").unwrap();
        let body = String::from_utf8(body).unwrap();
        assert!(
            body.contains(">&lt;a&gt;&amp;amp;&#13;&lt;/a&gt;<"),
            "{body}"
        );
    }

    #[test]
    fn one_that_reads_no_configuration_is_refused() {
        let parser = from_fn("no", &[Target::Response], |_| {
            Outcome::Unsupported(String::new())
        });
        assert!(Pipeline::new(parser.pipeline()).is_err());
    }
}

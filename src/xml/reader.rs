//! The tokenizer: one pass over the text, every rule checked where it applies.
//!
//! It has two modes. A plain reader reads a document as it stands. An *escaped* one reads a document in the character
//! data of another, taking `&lt;` for `<` where it stands; it knows what such documents usually consist of and reports
//! a [`surprise`](Reader::surprise) at anything else, whereupon its user decodes the text and takes a plain reader.

mod declaration;
mod guess;
mod misc;
mod piece;
mod quick;
mod tag;
mod usual;

pub(crate) use guess::{Opened, Spelling, spelling};
pub(crate) use piece::{Piece, Token, normalised, unescaped};
pub(crate) use quick::Quick;
pub(crate) use tag::{Raw, Tag};

use crate::xml::character::{is_char, is_name_char, is_name_start, name_class};
use crate::xml::error::ErrorKind;
use crate::xml::limits::Limits;
use crate::xml::namespace::{Namespace, Scope};
use crate::xml::scan;

/// A rule that is broken at an offset of the text.
pub(crate) type Broken = (ErrorKind, usize);

/// A place in a text, and what is open there.
#[derive(Debug)]
pub(crate) struct Reader<'t, const ESCAPED: bool> {
    text: &'t str,
    /// What is still to be read: always the end of `text`.
    rest: &'t [u8],
    limits: Limits,
    /// How many elements are open.
    depth: usize,
    scope: Scope<'t>,
    /// Whether the declarations of an empty element are still in scope, so that its names can be asked for.
    lingering: bool,
    /// The attributes of the start tag that was read last, without those that declare namespaces.
    attributes: Vec<Raw<'t>>,
    /// The namespace of the root element.
    home: Option<Namespace>,
    /// The namespace of names without a prefix.
    plain: Option<Namespace>,
    guessing: Guessing,
}

/// Whether a tag may be recognised by its spelling alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guessing {
    /// Not at all.
    Never,
    /// Not here: a name without a prefix is not in the namespace of the root.
    NotHere,
    /// Here.
    Here,
}

/// The deepest place of the schema. With a lower limit every start tag has to be counted.
const SCHEMA_DEPTH: usize = 16;

impl<'t, const ESCAPED: bool> Reader<'t, ESCAPED> {
    /// Starts at an offset of a text. `guess` allows the shorter way for tags that are as expected.
    pub(crate) fn new(text: &'t str, at: usize, limits: Limits, guess: bool) -> Self {
        let guessing = match guess && limits.depth >= SCHEMA_DEPTH {
            true => Guessing::NotHere,
            false => Guessing::Never,
        };
        Self {
            text,
            rest: text.as_bytes().get(at..).unwrap_or_default(),
            limits,
            depth: 0,
            scope: Scope::default(),
            lingering: false,
            attributes: Vec::new(),
            home: None,
            plain: None,
            guessing,
        }
    }

    /// Where the reader stands.
    #[inline(always)]
    pub(crate) fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// Goes to an offset of the text.
    #[inline(always)]
    pub(crate) fn go_to(&mut self, at: usize) {
        self.rest = self.text.as_bytes().get(at..).unwrap_or_default();
    }

    /// Leaves so many bytes behind.
    #[inline(always)]
    fn advance(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    /// The text that is read.
    pub(crate) fn source(&self) -> &'t str {
        self.text
    }

    /// The limits that apply.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether the shorter way is allowed at all.
    pub(crate) fn guesses(&self) -> bool {
        self.guessing != Guessing::Never
    }

    /// Takes the attributes of the start tag that was read last.
    pub(crate) fn take_attributes(&mut self) -> std::vec::Drain<'_, Raw<'t>> {
        self.attributes.drain(..)
    }

    /// The attributes of the start tag that was read last.
    pub(crate) fn attributes(&self) -> &[Raw<'t>] {
        &self.attributes
    }

    /// The name of a namespace in scope.
    pub(crate) fn namespace_name(&self, namespace: Namespace) -> &std::borrow::Cow<'t, str> {
        self.scope.name(namespace)
    }

    /// The namespaces that have been declared since there were `known` of them, oldest first. To be asked after every
    /// start tag.
    pub(crate) fn new_namespaces(
        &self,
        known: usize,
    ) -> impl Iterator<Item = &std::borrow::Cow<'t, str>> {
        self.scope.names_from(known)
    }

    /// What an escaped reader says of something it does not know. Nobody sees the error.
    #[cold]
    pub(crate) fn surprise(&self) -> Broken {
        (ErrorKind::StartTag, self.at())
    }

    #[inline(always)]
    fn bytes(&self) -> &'t [u8] {
        self.rest
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at()..).unwrap_or_default()
    }

    #[inline(always)]
    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    #[inline(always)]
    pub(crate) fn sees(&self, token: &[u8]) -> bool {
        self.bytes().starts_with(token)
    }

    #[inline(always)]
    fn eat(&mut self, token: &[u8]) -> bool {
        let after = self.rest.strip_prefix(token);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// [3] S, any amount. True if there was some.
    #[inline(always)]
    pub(crate) fn space(&mut self) -> bool {
        let before = self.rest;
        self.rest = scan::space(before);
        self.rest.len() < before.len()
    }

    /// Everything up to `end`, which is eaten too. Every character of it is one that XML allows.
    fn until(&mut self, end: &str, kind: ErrorKind) -> Result<&'t str, Broken> {
        let start = self.at();
        let Some(length) = memchr::memmem::find(self.bytes(), end.as_bytes()) else {
            return Err((kind, start));
        };
        let body = self.slice(start, start + length);
        allowed(body, start)?;
        self.advance(length + end.len());
        Ok(body)
    }

    /// [5] Name
    fn name(&mut self, kind: ErrorKind) -> Result<&'t str, Broken> {
        let start = self.at();
        let bytes = self.bytes();
        let ascii = bytes.iter().take_while(|b| name_class(**b) > 0).count();
        let mut end = ascii;
        if bytes.get(ascii).is_some_and(|byte| *byte >= 0x80) {
            let rest = self.rest();
            end = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
        }
        let name = self.slice(start, start + end);
        if !name.starts_with(is_name_start) {
            let kind = match self.rest().chars().next() {
                Some(c) if !is_char(c) => ErrorKind::Character,
                _ => kind,
            };
            return Err((kind, start));
        }
        self.advance(end);
        Ok(name)
    }
}

/// [2] Char, throughout.
fn allowed(text: &str, at: usize) -> Result<(), Broken> {
    match text.char_indices().find(|(_, c)| !is_char(*c)) {
        Some((index, _)) => Err((ErrorKind::Character, at + index)),
        None => Ok(()),
    }
}

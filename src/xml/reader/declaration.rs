//! The XML declaration.

use crate::xml::document::Declaration;
use crate::xml::error::ErrorKind;
use crate::xml::reader::{Broken, Reader};

impl<'t> Reader<'t, false> {
    /// [23] XMLDecl, if there is one. `called` says whether a declared encoding is the actual one.
    pub(crate) fn declaration(
        &mut self,
        called: impl Fn(&str) -> bool,
    ) -> Result<Option<Declaration>, Broken> {
        let start = self.at();
        let after = self.rest().strip_prefix("<?xml");
        if !after.is_some_and(|a| a.starts_with([' ', '\t', '\r', '\n'])) {
            return Ok(None);
        }
        self.advance("<?xml".len());
        let kind = ErrorKind::Declaration;
        let version = self.pseudo("version")?.ok_or((kind, self.at()))?;
        let number = version
            .strip_prefix("1.")
            .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()));
        let name = self.pseudo("encoding")?;
        let standalone = self.pseudo("standalone")?;
        self.space();
        let standalone = match standalone {
            None => None,
            Some("yes") => Some(true),
            Some("no") => Some(false),
            Some(_) => return Err((kind, self.at())),
        };
        let named = name.is_none_or(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        });
        if !self.eat(b"?>") || !number || !named {
            return Err((kind, self.at()));
        }
        if name.is_some_and(|name| !called(name)) {
            return Err((ErrorKind::EncodingName, start));
        }
        Ok(Some(Declaration {
            version: version.to_owned(),
            encoding: name.map(str::to_owned),
            standalone,
        }))
    }

    /// Takes the declaration that nearly every document has.
    pub(crate) fn usual_declaration(&mut self) -> bool {
        self.eat(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    }

    /// A name of the declaration with its value.
    fn pseudo(&mut self, name: &str) -> Result<Option<&'t str>, Broken> {
        let start = self.at();
        let kind = ErrorKind::Declaration;
        let spaced = self.space();
        if !self.sees(name.as_bytes()) {
            self.go_to(start);
            return Ok(None);
        }
        if !spaced {
            return Err((kind, start));
        }
        self.advance(name.len());
        self.space();
        if !self.eat(b"=") {
            return Err((kind, self.at()));
        }
        self.space();
        let quote = match self.bytes().first() {
            Some(b'"') => "\"",
            Some(b'\'') => "'",
            _ => return Err((kind, self.at())),
        };
        self.advance(1);
        self.until(quote, kind).map(Some)
    }
}

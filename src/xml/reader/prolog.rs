//! What stands around the root element: the declaration, comments and instructions.

use crate::xml::document::Declaration;
use crate::xml::door::Encoding;
use crate::xml::error::ErrorKind;
use crate::xml::reader::Broken;
use crate::xml::reader::Reader;
use crate::xml::reader::allowed;

impl<'t> Reader<'t> {
    /// [23] XMLDecl
    pub(super) fn declaration(
        &mut self,
        encoding: Option<Encoding>,
    ) -> Result<Option<Declaration>, Broken> {
        let start = self.at;
        let after = self.rest().strip_prefix("<?xml");
        if !after.is_some_and(|a| a.starts_with([' ', '\t', '\r', '\n'])) {
            return Ok(None);
        }
        self.at += "<?xml".len();
        let kind = ErrorKind::Declaration;
        let version = self.pseudo("version")?.ok_or((kind, self.at))?;
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
            Some(_) => return Err((kind, self.at)),
        };
        let named = name.is_none_or(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        });
        if !self.eat("?>") || !number || !named {
            return Err((kind, self.at));
        }
        if let (Some(encoding), Some(name)) = (encoding, name)
            && !encoding.is_called(name)
        {
            return Err((ErrorKind::EncodingName, start));
        }
        Ok(Some(Declaration {
            version: version.to_owned(),
            encoding: name.map(str::to_owned),
            standalone,
        }))
    }

    /// A name of the declaration with its value.
    fn pseudo(&mut self, name: &str) -> Result<Option<&'t str>, Broken> {
        let start = self.at;
        let kind = ErrorKind::Declaration;
        let spaced = self.space();
        if !self.rest().starts_with(name) {
            self.at = start;
            return Ok(None);
        }
        if !spaced {
            return Err((kind, start));
        }
        self.at += name.len();
        self.space();
        if !self.eat("=") {
            return Err((kind, self.at));
        }
        self.space();
        let quote = match self.rest().as_bytes().first() {
            Some(b'"') => "\"",
            Some(b'\'') => "'",
            _ => return Err((kind, self.at)),
        };
        self.at += 1;
        self.until(quote, kind).map(Some)
    }

    /// [27] Misc, any amount: what may stand around the root element.
    pub(super) fn misc(&mut self, text: ErrorKind) -> Result<(), Broken> {
        loop {
            self.space();
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.comment()?;
            } else if rest.starts_with("<?") {
                self.instruction()?;
            } else if rest.starts_with("<!DOCTYPE") {
                return Err((ErrorKind::Doctype, self.at));
            } else if rest.starts_with("<![CDATA[") {
                return Err((ErrorKind::CData, self.at));
            } else if rest.is_empty() || rest.starts_with('<') {
                return Ok(());
            } else {
                allowed(rest, self.at)?;
                return Err((text, self.at));
            }
        }
    }

    /// [15] Comment
    pub(super) fn comment(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += "<!--".len();
        let body = self.until("--", ErrorKind::Comment)?;
        match self.eat(">") {
            true => Ok(()),
            false => Err((ErrorKind::Comment, start + "<!--".len() + body.len())),
        }
    }

    /// [16] PI
    pub(super) fn instruction(&mut self) -> Result<(), Broken> {
        let kind = ErrorKind::ProcessingInstruction;
        let start = self.at;
        self.at += "<?".len();
        let target = self.name(kind)?;
        if target.eq_ignore_ascii_case("xml") || target.contains(':') {
            return Err((kind, start));
        }
        if self.eat("?>") {
            return Ok(());
        }
        if !self.space() {
            return Err((kind, self.at));
        }
        self.until("?>", kind).map(|_| ())
    }
}

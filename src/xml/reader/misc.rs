//! Comments, processing instructions, and what may stand around the root element.

use crate::xml::error::ErrorKind;
use crate::xml::reader::{Broken, Reader, allowed};

impl<const ESCAPED: bool> Reader<'_, ESCAPED> {
    /// [22] prolog after the declaration, up to the root element.
    pub(crate) fn prolog(&mut self) -> Result<(), Broken> {
        self.misc(ErrorKind::TextOutside)?;
        match self.bytes().is_empty() {
            true => Err((ErrorKind::RootMissing, self.at())),
            false => Ok(()),
        }
    }

    /// What may follow the root element, to the end of the document.
    pub(crate) fn epilog(&mut self) -> Result<(), Broken> {
        self.misc(ErrorKind::Trailing)?;
        match self.bytes().is_empty() {
            true => Ok(()),
            false => Err((ErrorKind::Trailing, self.at())),
        }
    }

    /// [27] Misc, any amount.
    fn misc(&mut self, text: ErrorKind) -> Result<(), Broken> {
        loop {
            self.space();
            let rest = self.bytes();
            if rest.starts_with(b"<!--") {
                self.comment()?;
            } else if rest.starts_with(b"<?") {
                self.instruction()?;
            } else if rest.starts_with(b"<!DOCTYPE") {
                return Err((ErrorKind::Doctype, self.at()));
            } else if rest.starts_with(b"<![CDATA[") {
                return Err((ErrorKind::CData, self.at()));
            } else if rest.is_empty() || rest.starts_with(b"<") {
                return Ok(());
            } else {
                let outside = self.rest().split('<').next().unwrap_or_default();
                allowed(outside, self.at())?;
                return Err((text, self.at()));
            }
        }
    }

    /// [15] Comment
    pub(super) fn comment(&mut self) -> Result<(), Broken> {
        let start = self.at();
        self.advance("<!--".len());
        let body = self.until("--", ErrorKind::Comment)?;
        match self.eat(b">") {
            true => Ok(()),
            false => Err((ErrorKind::Comment, start + "<!--".len() + body.len())),
        }
    }

    /// [16] PI
    pub(super) fn instruction(&mut self) -> Result<(), Broken> {
        let kind = ErrorKind::ProcessingInstruction;
        let start = self.at();
        self.advance("<?".len());
        let target = self.name(kind)?;
        if target.eq_ignore_ascii_case("xml") || target.contains(':') {
            return Err((kind, start));
        }
        if self.eat(b"?>") {
            return Ok(());
        }
        if !self.space() {
            return Err((kind, self.at()));
        }
        self.until("?>", kind).map(|_| ())
    }
}

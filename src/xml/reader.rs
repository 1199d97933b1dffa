//! The reader: one pass over the text, every rule checked where it applies.

mod prolog;
mod tag;

use crate::xml::character::is_char;
use crate::xml::character::is_name_char;
use crate::xml::character::is_name_start;
use crate::xml::character::is_space;
use crate::xml::decoded::Decoded;
use crate::xml::document::Declaration;
use crate::xml::document::Document;
use crate::xml::document::Node;
use crate::xml::door::Encoding;
use crate::xml::error::Error;
use crate::xml::error::ErrorKind;
use crate::xml::limits::Limits;
use crate::xml::namespace::Scope;
use crate::xml::reference::reference;
use crate::xml::wire::Wire;

/// A rule that is broken at an offset of the text.
type Broken = (ErrorKind, usize);

struct Reader<'t> {
    text: &'t str,
    at: usize,
    wire: &'t Wire<'t>,
    limits: &'t Limits,
    scope: Scope,
    nodes: Vec<Node>,
    /// The open elements: the node and its name as it is written.
    open: Vec<(usize, &'t str)>,
}

/// Reads a whole document. `encoding` is the actual one, where a declared one has to agree with it.
pub(super) fn read(
    text: &str,
    encoding: Option<Encoding>,
    wire: &Wire<'_>,
    limits: &Limits,
) -> Result<Document, Error> {
    let mut reader = Reader {
        text,
        at: 0,
        wire,
        limits,
        scope: Scope::default(),
        nodes: Vec::new(),
        open: Vec::new(),
    };
    match reader.document(encoding) {
        Ok(declaration) => Ok(Document {
            declaration,
            nodes: reader.nodes,
        }),
        Err((kind, at)) => Err(Error {
            kind,
            offset: wire.at(at.min(text.len())),
        }),
    }
}

impl<'t> Reader<'t> {
    fn document(&mut self, encoding: Option<Encoding>) -> Result<Option<Declaration>, Broken> {
        let declaration = self.declaration(encoding)?;
        self.misc(ErrorKind::TextOutside)?;
        if self.rest().is_empty() {
            return Err((ErrorKind::RootMissing, self.at));
        }
        self.start_tag()?;
        while !self.open.is_empty() {
            self.content()?;
        }
        self.misc(ErrorKind::Trailing)?;
        match self.rest().is_empty() {
            true => Ok(declaration),
            false => Err((ErrorKind::Trailing, self.at)),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, token: &str) -> bool {
        let eaten = self.rest().starts_with(token);
        if eaten {
            self.at += token.len();
        }
        eaten
    }

    /// [3] S, any amount. True if there was some.
    fn space(&mut self) -> bool {
        let rest = self.rest().as_bytes();
        let spaces = rest.iter().take_while(|b| is_space(**b)).count();
        self.at += spaces;
        spaces > 0
    }

    /// Everything up to `end`, which is eaten too. Every character of it is one that XML allows.
    fn until(&mut self, end: &str, kind: ErrorKind) -> Result<&'t str, Broken> {
        let start = self.at;
        let Some(length) = self.rest().find(end) else {
            return Err((kind, start));
        };
        let body = self.rest().get(..length).unwrap_or_default();
        allowed(body, start)?;
        self.at += length + end.len();
        Ok(body)
    }

    /// [5] Name
    fn name(&mut self, kind: ErrorKind) -> Result<&'t str, Broken> {
        let rest = self.rest();
        let end = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        if !name.starts_with(is_name_start) {
            let kind = match rest.chars().next() {
                Some(c) if !is_char(c) => ErrorKind::Character,
                _ => kind,
            };
            return Err((kind, self.at));
        }
        self.at += end;
        Ok(name)
    }

    /// [43] content, up to the next tag and with it.
    fn content(&mut self) -> Result<(), Broken> {
        let rest = self.rest();
        if rest.is_empty() {
            return Err((ErrorKind::ElementOpen, self.at));
        }
        if rest.starts_with("</") {
            self.end_tag()
        } else if rest.starts_with("<!--") {
            self.comment()
        } else if rest.starts_with("<![CDATA[") {
            self.at += "<![CDATA[".len();
            let start = self.at;
            let body = self.until("]]>", ErrorKind::CData)?;
            self.literal(body, start);
            Ok(())
        } else if rest.starts_with("<?") {
            self.instruction()
        } else if rest.starts_with("<!DOCTYPE") {
            Err((ErrorKind::Doctype, self.at))
        } else if rest.starts_with('<') {
            self.start_tag()
        } else if rest.starts_with('&') {
            let (c, length) = reference(rest).ok_or((ErrorKind::Reference, self.at))?;
            let wire = self.wire.at(self.at);
            if let Some(text) = self.text_of_open() {
                text.push_decoded(c, wire);
            }
            self.at += length;
            Ok(())
        } else {
            self.character_data()
        }
    }

    /// [14] CharData
    fn character_data(&mut self) -> Result<(), Broken> {
        let start = self.at;
        let rest = self.rest();
        let end = rest.find(['<', '&']).unwrap_or(rest.len());
        let data = rest.get(..end).unwrap_or_default();
        if let Some(at) = data.find("]]>") {
            return Err((ErrorKind::CDataEnd, start + at));
        }
        allowed(data, start)?;
        self.literal(data, start);
        self.at += end;
        Ok(())
    }

    /// Adds text as it stands, with line ends normalised (section 2.11).
    fn literal(&mut self, data: &str, start: usize) {
        let wire = self.wire;
        let Some(text) = self.text_of_open() else {
            return;
        };
        let mut at = start;
        for (index, piece) in data.split('\r').enumerate() {
            let mut piece = piece;
            if index > 0 {
                text.push_decoded('\n', wire.at(at));
                at += 1;
                if let Some(after) = piece.strip_prefix('\n') {
                    piece = after;
                    at += 1;
                }
            }
            if !piece.is_empty() {
                push(text, piece, at, wire);
            }
            at += piece.len();
        }
    }

    fn text_of_open(&mut self) -> Option<&mut Decoded> {
        let (index, _) = self.open.last()?;
        self.nodes.get_mut(*index).map(|node| &mut node.text)
    }
}

/// Appends text that stands on the wire as it is: in one run where the wire has the same bytes.
fn push(text: &mut Decoded, piece: &str, at: usize, wire: &Wire<'_>) {
    if let Wire::Shifted(by) = wire {
        text.push_literal(piece, by + at);
        return;
    }
    for (index, c) in piece.char_indices() {
        text.push_decoded(c, wire.at(at + index));
    }
}

/// [2] Char, throughout.
fn allowed(text: &str, at: usize) -> Result<(), Broken> {
    match text.char_indices().find(|(_, c)| !is_char(*c)) {
        Some((index, _)) => Err((ErrorKind::Character, at + index)),
        None => Ok(()),
    }
}

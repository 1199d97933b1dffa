//! The reader: one pass over the text, every rule checked where it applies.

use crate::xml::character::is_char;
use crate::xml::character::is_name_char;
use crate::xml::character::is_name_start;
use crate::xml::character::is_space;
use crate::xml::decoded::Decoded;
use crate::xml::document::Attribute;
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

/// An attribute before its namespace is known.
struct Raw<'t> {
    prefix: Option<&'t str>,
    local: &'t str,
    value: String,
    at: usize,
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

    /// [23] XMLDecl
    fn declaration(&mut self, encoding: Option<Encoding>) -> Result<Option<Declaration>, Broken> {
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
    fn misc(&mut self, text: ErrorKind) -> Result<(), Broken> {
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
    fn comment(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += "<!--".len();
        let body = self.until("--", ErrorKind::Comment)?;
        match self.eat(">") {
            true => Ok(()),
            false => Err((ErrorKind::Comment, start + "<!--".len() + body.len())),
        }
    }

    /// [16] PI
    fn instruction(&mut self) -> Result<(), Broken> {
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

    /// Namespaces 1.0 [7] QName: prefix and local part.
    fn split(name: &'t str, at: usize) -> Result<(Option<&'t str>, &'t str), Broken> {
        let Some((prefix, local)) = name.split_once(':') else {
            return Ok((None, name));
        };
        let fits = !prefix.is_empty() && !local.contains(':') && local.starts_with(is_name_start);
        match fits {
            true => Ok((Some(prefix), local)),
            false => Err((ErrorKind::QName, at)),
        }
    }

    /// [40] STag or [44] EmptyElemTag
    fn start_tag(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += 1;
        let name = self.name(ErrorKind::Name)?;
        let (prefix, local) = Self::split(name, start + 1)?;
        let depth = self.open.len() + 1;
        if depth > self.limits.depth {
            return Err((ErrorKind::Depth, start));
        }
        let raw = self.attributes(depth)?;
        let empty = self.eat("/");
        if !self.eat(">") {
            let kind = match self.rest().chars().next() {
                Some(c) if !is_char(c) => ErrorKind::Character,
                None => ErrorKind::ElementOpen,
                _ => ErrorKind::StartTag,
            };
            return Err((kind, self.at));
        }
        let attributes = self.resolved(raw)?;
        let namespace = self
            .scope
            .resolve(prefix)
            .map_err(|kind| (kind, start + 1))?
            .map(str::to_owned);
        let index = self.nodes.len();
        self.nodes.push(Node {
            name: local.to_owned(),
            prefix: prefix.map(str::to_owned),
            namespace,
            attributes,
            children: Vec::new(),
            text: Decoded::default(),
            offset: self.wire.at(start),
            text_offset: self.wire.at(self.at),
        });
        if let Some((parent, _)) = self.open.last()
            && let Some(parent) = self.nodes.get_mut(*parent)
        {
            parent.children.push(index);
        }
        match empty {
            true => self.scope.leave(depth),
            false => self.open.push((index, name)),
        }
        Ok(())
    }

    /// The attributes of a start tag; declarations of namespaces are entered at once.
    fn attributes(&mut self, depth: usize) -> Result<Vec<Raw<'t>>, Broken> {
        let mut raw: Vec<Raw<'t>> = Vec::new();
        let mut declared: Vec<&str> = Vec::new();
        loop {
            let spaced = self.space();
            if self.rest().starts_with(['/', '>']) || self.rest().is_empty() {
                return Ok(raw);
            }
            let at = self.at;
            if !spaced {
                return Err((ErrorKind::StartTag, at));
            }
            let name = self.name(ErrorKind::Attribute)?;
            let (prefix, local) = Self::split(name, at)?;
            self.space();
            if !self.eat("=") {
                return Err((ErrorKind::Attribute, self.at));
            }
            self.space();
            let value = self.value()?;
            if raw.len() + declared.len() >= self.limits.attributes {
                return Err((ErrorKind::TooManyAttributes, at));
            }
            let namespace = match (prefix, local) {
                (None, "xmlns") => Some(None),
                (Some("xmlns"), local) => Some(Some(local)),
                _ => None,
            };
            if let Some(prefix) = namespace {
                if declared.contains(&name) {
                    return Err((ErrorKind::AttributeTwice, at));
                }
                declared.push(name);
                self.scope
                    .declare(prefix, &value, depth)
                    .map_err(|kind| (kind, at))?;
            } else {
                raw.push(Raw {
                    prefix,
                    local,
                    value,
                    at,
                });
            }
        }
    }

    /// [10] AttValue, normalised.
    fn value(&mut self) -> Result<String, Broken> {
        let quote = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => return Err((ErrorKind::Attribute, self.at)),
        };
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let Some(c) = rest.chars().next() else {
                return Err((ErrorKind::Attribute, self.at));
            };
            let mut length = c.len_utf8();
            match c {
                c if c == quote => {
                    self.at += 1;
                    return Ok(value);
                }
                '<' => return Err((ErrorKind::AttributeLessThan, self.at)),
                '&' => {
                    let (c, taken) = reference(rest).ok_or((ErrorKind::Reference, self.at))?;
                    length = taken;
                    value.push(c);
                }
                '\r' if rest.starts_with("\r\n") => {
                    length = 2;
                    value.push(' ');
                }
                '\t' | '\r' | '\n' => value.push(' '),
                c if is_char(c) => value.push(c),
                _ => return Err((ErrorKind::Character, self.at)),
            }
            self.at += length;
        }
    }

    fn resolved(&self, raw: Vec<Raw<'t>>) -> Result<Vec<Attribute>, Broken> {
        let mut attributes: Vec<Attribute> = Vec::with_capacity(raw.len());
        for raw in raw {
            let namespace = match raw.prefix {
                None => None,
                prefix => self
                    .scope
                    .resolve(prefix)
                    .map_err(|kind| (kind, raw.at))?
                    .map(str::to_owned),
            };
            let twice = attributes
                .iter()
                .any(|a| a.name == raw.local && a.namespace == namespace);
            if twice {
                return Err((ErrorKind::AttributeTwice, raw.at));
            }
            attributes.push(Attribute {
                name: raw.local.to_owned(),
                namespace,
                value: raw.value,
                offset: self.wire.at(raw.at),
            });
        }
        Ok(attributes)
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

    /// [42] ETag
    fn end_tag(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += "</".len();
        let name = self.name(ErrorKind::Name)?;
        if self.open.last().map(|(_, open)| *open) != Some(name) {
            return Err((ErrorKind::EndTag, start));
        }
        self.space();
        if !self.eat(">") {
            return Err((ErrorKind::EndTag, self.at));
        }
        self.scope.leave(self.open.len());
        self.open.pop();
        Ok(())
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

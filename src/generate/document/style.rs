//! The ways to write one document: every style has the same information set, so every parser must read the same.

use arbitrary::Unstructured;

use crate::generate::document::choice::pick;
use crate::generate::document::field::Target;
use crate::generate::document::tree::Node;
use crate::generate::document::tree::Tree;

/// How markup in text is hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Escape {
    /// `&lt;`, `&gt;` and `&amp;`, as on the wire (wire facts, section 5).
    #[default]
    Named,
    /// All five predefined entities.
    AllNamed,
    /// Decimal references for the markup.
    Decimal,
    /// Hexadecimal references for the markup.
    Hexadecimal,
    /// One CDATA section, split where the text holds its end.
    Cdata,
    /// Named, numeric and CDATA in turn.
    Mixed,
}

impl Escape {
    /// Every layer, the most ordinary first.
    pub const ALL: &'static [Self] = &[
        Self::Named,
        Self::AllNamed,
        Self::Decimal,
        Self::Hexadecimal,
        Self::Cdata,
        Self::Mixed,
    ];
}

/// How a document is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Which XML declaration.
    pub declaration: Declaration,
    /// How text is escaped.
    pub escape: Escape,
    /// What stands between elements.
    pub layout: Layout,
    /// How an element without text is written.
    pub empty: Empty,
    /// Whether names of a response carry a prefix.
    pub prefixed: bool,
    /// Whether attribute values stand in single quotes.
    pub single_quotes: bool,
    /// Whether a comment stands between elements.
    pub comments: bool,
}

/// The XML declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Declaration {
    /// `<?xml version="1.0" encoding="UTF-8"?>` and a line end.
    #[default]
    Usual,
    /// None.
    Absent,
    /// With single quotes.
    SingleQuotes,
    /// With `standalone`.
    Standalone,
    /// The version alone.
    VersionOnly,
}

impl Declaration {
    /// Every one, the most ordinary first.
    pub const ALL: &'static [Self] = &[
        Self::Usual,
        Self::Absent,
        Self::SingleQuotes,
        Self::Standalone,
        Self::VersionOnly,
    ];
}

/// White space between elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Two spaces a level, as AWS writes the configuration.
    #[default]
    Indented,
    /// Everything on one line.
    Compact,
    /// Tabs.
    Tabs,
    /// Two spaces, lines end in CR LF.
    CarriageReturns,
}

impl Layout {
    /// Every one, the most ordinary first.
    pub const ALL: &'static [Self] = &[
        Self::Indented,
        Self::Compact,
        Self::Tabs,
        Self::CarriageReturns,
    ];
}

/// `<a/>` and its equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Empty {
    /// `<a/>`
    #[default]
    SelfClosing,
    /// `<a></a>`
    Pair,
    /// `<a />`
    Spaced,
}

impl Empty {
    /// Every one, the most ordinary first.
    pub const ALL: &'static [Self] = &[Self::SelfClosing, Self::Pair, Self::Spaced];
}

impl Style {
    /// Draws a style; empty bytes give the default.
    pub fn draw(u: &mut Unstructured<'_>) -> Self {
        Self {
            declaration: pick(u, Declaration::ALL),
            escape: pick(u, Escape::ALL),
            layout: pick(u, Layout::ALL),
            empty: pick(u, Empty::ALL),
            prefixed: pick(u, &[false, false, false, true]),
            single_quotes: pick(u, &[false, false, true]),
            comments: pick(u, &[false, false, false, true]),
        }
    }
}

/// Writes a document.
pub fn write(tree: &Tree, style: &Style, out: &mut Vec<u8>) {
    let mut writer = Writer {
        style,
        out,
        prefixed: style.prefixed && tree.target == Target::Response,
        depth: 1,
    };
    writer.declaration();
    writer.root(tree);
    for node in &tree.nodes {
        writer.node(node);
    }
    writer.depth = 0;
    writer.line();
    writer.end_tag(tree.root());
}

/// Writes text in one escape layer. A carriage return is always a reference: raw, it would be read as a line feed.
pub fn escape(text: &str, layer: Escape, out: &mut Vec<u8>) {
    let plain = match layer {
        Escape::Cdata => text.as_bytes(),
        _ => &[],
    };
    if !plain.is_empty() && !text.contains("]]>") && !text.contains('\r') {
        out.extend_from_slice(b"<![CDATA[");
        out.extend_from_slice(plain);
        out.extend_from_slice(b"]]>");
        return;
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut replace = |at: usize, byte: u8| {
        out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        match (byte, layer) {
            (b'<', Escape::Named) => out.extend_from_slice(b"&lt;"),
            (b'>', Escape::Named) => out.extend_from_slice(b"&gt;"),
            _ => reference(byte, layer, at, out),
        }
        from = at + 1;
    };
    let quotes = layer == Escape::AllNamed;
    if quotes || memchr::memchr(b'\r', bytes).is_some() {
        for (at, byte) in bytes.iter().enumerate() {
            let kind = KINDS.get(usize::from(*byte)).copied().unwrap_or(0);
            if kind == MARKUP || (kind == QUOTE && quotes) {
                replace(at, *byte);
            }
        }
    } else {
        for at in memchr::memchr3_iter(b'<', b'>', b'&', bytes) {
            replace(at, bytes.get(at).copied().unwrap_or_default());
        }
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}

const MARKUP: u8 = 1;
const QUOTE: u8 = 2;
/// Which bytes may have to be escaped.
#[expect(
    clippy::indexing_slicing,
    reason = "an index out of bounds would not compile here"
)]
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    kinds[b'<' as usize] = MARKUP;
    kinds[b'>' as usize] = MARKUP;
    kinds[b'&' as usize] = MARKUP;
    kinds[b'\r' as usize] = MARKUP;
    kinds[b'"' as usize] = QUOTE;
    kinds[b'\'' as usize] = QUOTE;
    kinds
};

fn reference(byte: u8, layer: Escape, at: usize, out: &mut Vec<u8>) {
    let layer = match (layer, at % 3) {
        (Escape::Mixed, 0) => Escape::Named,
        (Escape::Mixed, 1) => Escape::Decimal,
        (Escape::Mixed, _) if byte != b'\r' => Escape::Cdata,
        (Escape::Mixed, _) => Escape::Hexadecimal,
        (layer, _) => layer,
    };
    let text: &[u8] = match (layer, byte) {
        (Escape::Hexadecimal, b'<') => b"&#x3C;",
        (Escape::Hexadecimal, b'>') => b"&#x3E;",
        (Escape::Hexadecimal, b'&') => b"&#x26;",
        (Escape::Hexadecimal, _) => b"&#xD;",
        (Escape::Decimal, b'<') => b"&#60;",
        (Escape::Decimal, b'>') => b"&#62;",
        (Escape::Decimal, b'&') => b"&#38;",
        (Escape::Cdata, b'<') => b"<![CDATA[<]]>",
        (Escape::Cdata, b'>') => b"<![CDATA[>]]>",
        (Escape::Cdata, b'&') => b"<![CDATA[&]]>",
        (_, b'<') => b"&lt;",
        (_, b'>') => b"&gt;",
        (_, b'&') => b"&amp;",
        (_, b'"') => b"&quot;",
        (_, b'\'') => b"&apos;",
        _ => b"&#13;",
    };
    out.extend_from_slice(text);
}

struct Writer<'w> {
    style: &'w Style,
    out: &'w mut Vec<u8>,
    prefixed: bool,
    depth: usize,
}

impl Writer<'_> {
    fn declaration(&mut self) {
        let text: &[u8] = match self.style.declaration {
            Declaration::Absent => return,
            Declaration::SingleQuotes => b"<?xml version='1.0' encoding='UTF-8'?>",
            Declaration::Standalone => {
                b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
            }
            Declaration::Usual => b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            Declaration::VersionOnly => b"<?xml version=\"1.0\"?>",
        };
        self.out.extend_from_slice(text);
        let end: &[u8] = if self.style.layout == Layout::CarriageReturns {
            b"\r\n"
        } else {
            b"\n"
        };
        self.out.extend_from_slice(end);
    }

    fn root(&mut self, tree: &Tree) {
        let quote = if self.style.single_quotes {
            b'\''
        } else {
            b'"'
        };
        self.start(tree.root());
        let name: &[u8] = match tree.target {
            Target::Configuration => b" id=",
            Target::Response if self.prefixed => b" xmlns:ec2=",
            Target::Response => b" xmlns=",
        };
        self.out.extend_from_slice(name);
        self.out.push(quote);
        escape(&tree.attribute, Escape::AllNamed, self.out);
        self.out.push(quote);
        self.out.push(b'>');
        if self.style.comments {
            self.out.extend_from_slice(b"<!-- vpn -->");
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Open(name) => {
                self.line();
                self.start(name);
                self.out.push(b'>');
                self.depth += 1;
            }
            Node::Close(name) => {
                self.depth = self.depth.saturating_sub(1);
                self.line();
                self.end_tag(name);
            }
            Node::Leaf(name, text) => {
                self.line();
                self.start(name);
                self.leaf(name, text);
            }
        }
    }

    fn leaf(&mut self, name: &str, text: &str) {
        match (text.is_empty(), self.style.empty) {
            (true, Empty::SelfClosing) => self.out.extend_from_slice(b"/>"),
            (true, Empty::Spaced) => self.out.extend_from_slice(b" />"),
            _ => {
                self.out.push(b'>');
                escape(text, self.style.escape, self.out);
                self.end_tag(name);
            }
        }
    }

    fn start(&mut self, name: &str) {
        self.out.push(b'<');
        self.name(name);
    }

    fn end_tag(&mut self, name: &str) {
        self.out.extend_from_slice(b"</");
        self.name(name);
        self.out.push(b'>');
    }

    fn name(&mut self, name: &str) {
        if self.prefixed {
            self.out.extend_from_slice(b"ec2:");
        }
        self.out.extend_from_slice(name.as_bytes());
    }

    fn line(&mut self) {
        const SPACES: &[u8] = b"\r\n                                ";
        const TABS: &[u8] = b"\n\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t";
        let text = match self.style.layout {
            Layout::Compact => return,
            Layout::Indented => SPACES.get(1..2 + 2 * self.depth),
            Layout::CarriageReturns => SPACES.get(..2 + 2 * self.depth),
            Layout::Tabs => TABS.get(..1 + self.depth),
        };
        self.out.extend_from_slice(text.unwrap_or(b"\n"));
    }
}

//! A document as bytes. One that stands as text in another is written escaped at once: of markup there are few kinds, and
//! how a layer writes each is known beforehand.

use memchr::memmem;

use crate::generate::document::escape::{escape, is_plain};
use crate::generate::document::field::Target;
use crate::generate::document::style::{Declaration, Empty, Escape, Layout, Style};
use crate::generate::document::tree::{Inner, Node, Tree};

/// Writes a document.
pub fn write(tree: &Tree, style: &Style, out: &mut Vec<u8>) {
    Writer::new(style, Outside::Nothing, out).document(tree);
}

/// Writes a document as the text of another, in one escape layer of that one.
fn write_escaped(inner: &Inner, layer: Escape, out: &mut Vec<u8>) {
    let write = |outside, out: &mut Vec<u8>| {
        Writer::new(&inner.style, outside, out).document(&inner.tree);
    };
    if layer != Escape::Cdata {
        return write(Outside::Layer(layer), out);
    }
    // One section, unless there is something in it that a section cannot hold.
    let start = out.len();
    out.extend_from_slice(b"<![CDATA[");
    let begun = out.len();
    write(Outside::Nothing, out);
    let inside = out.get(begun..).unwrap_or_default();
    if memchr::memchr(b'\r', inside).is_none() && memmem::find(inside, b"]]>").is_none() {
        return out.extend_from_slice(b"]]>");
    }
    out.truncate(start);
    write(Outside::Layer(layer), out);
}

/// What a document stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outside {
    Nothing,
    /// Text of another document, in this layer.
    Layer(Escape),
}

/// A few bytes of markup. All of them are copied, which takes no call, and then those that do not belong to it are cut off.
struct Piece {
    bytes: [u8; PIECE],
    length: usize,
}

const PIECE: usize = 32;

/// How one layer writes the markup of a document in it.
struct Marks {
    start: Piece,
    end: Piece,
    close: Piece,
    empty: Piece,
    empty_spaced: Piece,
    cdata: Piece,
    cdata_end: Piece,
    quotes: [Piece; 2],
    carriage_return: Piece,
}

struct Writer<'w> {
    style: &'w Style,
    outside: Outside,
    /// Of the layer; where it mixes, of the node.
    marks: &'static Marks,
    turn: usize,
    line: Line,
    out: &'w mut Vec<u8>,
    prefixed: bool,
    depth: usize,
}

/// What stands before an element: white space, of which so much at the root and so much more at each level.
struct Line {
    white: &'static [u8; PIECE],
    first: usize,
    each: usize,
    carriage_return: bool,
}

impl Line {
    fn of(layout: Layout) -> Self {
        let (white, first, each) = match layout {
            Layout::Compact => (&SPACES, 0, 0),
            Layout::CarriageReturns | Layout::Indented => (&SPACES, 1, 2),
            Layout::Tabs => (&TABS, 1, 1),
        };
        Self {
            white,
            first,
            each,
            carriage_return: layout == Layout::CarriageReturns,
        }
    }
}

impl<'w> Writer<'w> {
    fn new(style: &'w Style, outside: Outside, out: &'w mut Vec<u8>) -> Self {
        Self {
            style,
            outside,
            marks: match outside {
                Outside::Nothing => &PLAIN,
                Outside::Layer(Escape::AllNamed) => &ALL_NAMED,
                Outside::Layer(Escape::Cdata) => &SPLIT,
                Outside::Layer(Escape::Decimal) => &DECIMAL,
                Outside::Layer(Escape::Hexadecimal) => &HEXADECIMAL,
                Outside::Layer(Escape::Mixed | Escape::Named) => &NAMED,
            },
            turn: 0,
            line: Line::of(style.layout),
            out,
            prefixed: false,
            depth: 1,
        }
    }

    fn document(&mut self, tree: &Tree) {
        self.prefixed = self.style.prefixed && tree.target == Target::Response;
        self.declaration();
        self.root(tree);
        for node in &tree.nodes {
            if self.outside == Outside::Layer(Escape::Mixed) {
                self.turn();
            }
            self.node(node);
        }
        self.depth = 0;
        self.line();
        self.end_tag(tree.root());
    }

    fn declaration(&mut self) {
        self.constant(match self.style.declaration {
            Declaration::Absent => return,
            Declaration::SingleQuotes => "<?xml version='1.0' encoding='UTF-8'?>",
            Declaration::Standalone => {
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
            }
            Declaration::Usual => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            Declaration::VersionOnly => "<?xml version=\"1.0\"?>",
        });
        if self.line.carriage_return {
            self.piece(|m| &m.carriage_return);
        }
        self.out.push(b'\n');
    }

    fn turn(&mut self) {
        const MARKS: [&Marks; 4] = [&DECIMAL, &SPLIT, &NAMED, &HEXADECIMAL];
        self.marks = MARKS.get(self.turn % 4).copied().unwrap_or(&NAMED);
        self.turn += 1;
    }

    fn root(&mut self, tree: &Tree) {
        let [double, single]: [fn(&Marks) -> &Piece; 2] = [|m| &m.quotes[0], |m| &m.quotes[1]];
        let quote = if self.style.single_quotes {
            single
        } else {
            double
        };
        self.start(tree.root());
        let name: &[u8] = match tree.target {
            Target::Configuration => b" id=",
            Target::Response if self.prefixed => b" xmlns:ec2=",
            Target::Response => b" xmlns=",
        };
        self.out.extend_from_slice(name);
        self.piece(quote);
        self.text(&tree.attribute, Escape::AllNamed);
        self.piece(quote);
        self.piece(|m| &m.close);
        if self.style.comments {
            self.constant("<!-- vpn -->");
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Open(name) => {
                self.line();
                self.start(name);
                self.piece(|m| &m.close);
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
                self.leaf(name, text, |writer, text| {
                    writer.text(text, writer.style.escape)
                });
            }
            Node::Plain(name, text) => {
                self.line();
                self.start(name);
                self.leaf(name, text, Self::plain);
            }
            Node::Inner(name, inner) => {
                self.line();
                self.start(name);
                self.piece(|m| &m.close);
                write_escaped(inner, self.style.escape, self.out);
                self.end_tag(name);
            }
        }
    }

    #[inline]
    fn leaf(&mut self, name: &str, text: &str, write: impl Fn(&mut Self, &str)) {
        match (text.is_empty(), self.style.empty) {
            (true, Empty::SelfClosing) => self.piece(|m| &m.empty),
            (true, Empty::Spaced) => self.piece(|m| &m.empty_spaced),
            _ => {
                self.piece(|m| &m.close);
                write(self, text);
                self.end_tag(name);
            }
        }
    }

    #[inline]
    fn text(&mut self, text: &str, layer: Escape) {
        if !is_plain(text) {
            return self.special(text, layer);
        }
        let section = layer == Escape::Cdata && !text.is_empty();
        if section {
            self.piece(|m| &m.cdata);
        }
        self.out.extend_from_slice(text.as_bytes());
        if section {
            self.piece(|m| &m.cdata_end);
        }
    }

    /// As [`Writer::text`] for text that is known to be plain.
    #[inline]
    fn plain(&mut self, text: &str) {
        if self.style.escape == Escape::Cdata {
            return self.text(text, Escape::Cdata);
        }
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Text that is written otherwise than it is, in its own layer and in the one outside.
    #[cold]
    fn special(&mut self, text: &str, layer: Escape) {
        if self.outside == Outside::Nothing {
            return escape(text, layer, self.out);
        }
        let mut escaped = Vec::with_capacity(2 * text.len());
        escape(text, layer, &mut escaped);
        self.constant(std::str::from_utf8(&escaped).unwrap_or_default());
    }

    /// What has no markup of this document in it, or only such as is always written alike.
    fn constant(&mut self, text: &str) {
        match self.outside {
            Outside::Nothing => self.out.extend_from_slice(text.as_bytes()),
            Outside::Layer(layer) => escape(text, layer, self.out),
        }
    }

    #[inline]
    fn start(&mut self, name: &str) {
        self.piece(|m| &m.start);
        self.name(name);
    }

    #[inline]
    fn end_tag(&mut self, name: &str) {
        self.piece(|m| &m.end);
        self.name(name);
        self.piece(|m| &m.close);
    }

    #[inline]
    fn name(&mut self, name: &str) {
        if self.prefixed {
            self.out.extend_from_slice(b"ec2:");
        }
        self.out.extend_from_slice(name.as_bytes());
    }

    #[inline]
    fn line(&mut self) {
        let line = &self.line;
        if line.carriage_return {
            put(
                self.out,
                &self.marks.carriage_return.bytes,
                self.marks.carriage_return.length,
            );
        }
        let length = line.first + line.each * self.depth;
        put(
            self.out,
            line.white,
            if length > PIECE { 1 } else { length },
        );
    }

    #[inline]
    fn piece(&mut self, which: impl Fn(&'static Marks) -> &'static Piece) {
        let piece = which(self.marks);
        put(self.out, &piece.bytes, piece.length);
    }
}

/// The first so many of these bytes.
#[inline]
fn put(out: &mut Vec<u8>, bytes: &[u8; PIECE], length: usize) {
    let end = out.len() + length;
    out.extend_from_slice(bytes);
    out.truncate(end);
}

static SPACES: [u8; PIECE] = piece("\n                               ").bytes;
static TABS: [u8; PIECE] =
    piece("\n\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t").bytes;

static PLAIN: Marks = marks(["<", ">", "\"", "'", "\r"]);
static NAMED: Marks = marks(["&lt;", "&gt;", "\"", "'", "&#13;"]);
static ALL_NAMED: Marks = marks(["&lt;", "&gt;", "&quot;", "&apos;", "&#13;"]);
static DECIMAL: Marks = marks(["&#60;", "&#62;", "\"", "'", "&#13;"]);
static HEXADECIMAL: Marks = marks(["&#x3C;", "&#x3E;", "\"", "'", "&#xD;"]);
/// A section for each character of markup.
static SPLIT: Marks = marks(["<![CDATA[<]]>", "<![CDATA[>]]>", "\"", "'", "&#13;"]);

const fn marks([less, greater, double, single, carriage_return]: [&str; 5]) -> Marks {
    Marks {
        start: piece(less),
        end: join(less, "/"),
        close: piece(greater),
        empty: join("/", greater),
        empty_spaced: join(" /", greater),
        cdata: join(less, "![CDATA["),
        cdata_end: join("]]", greater),
        quotes: [piece(double), piece(single)],
        carriage_return: piece(carriage_return),
    }
}

const fn piece(text: &str) -> Piece {
    join(text, "")
}

#[expect(
    clippy::indexing_slicing,
    reason = "an index out of bounds would not compile here"
)]
const fn join(first: &str, second: &str) -> Piece {
    let (first, second) = (first.as_bytes(), second.as_bytes());
    let mut bytes = [0; PIECE];
    let length = first.len() + second.len();
    let mut at = 0;
    while at < length {
        bytes[at] = if at < first.len() {
            first[at]
        } else {
            second[at - first.len()]
        };
        at += 1;
    }
    Piece { bytes, length }
}

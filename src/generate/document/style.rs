//! The ways to write one document: every style has the same information set, so every parser must read the same.

use arbitrary::Unstructured;

use crate::generate::document::draw::pick;

/// How markup in text is hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Escape {
    /// `&lt;`, `&gt;` and `&amp;`, as on the wire (protocol notes, section 5).
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

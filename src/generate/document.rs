//! Responses and configurations out of bytes, valid or with one named deviation, and what a parser must make of them.

pub mod choice;
pub mod configuration;
pub mod deviation;
pub mod field;
pub mod response;
#[cfg(feature = "proptest")]
pub mod strategy;
pub mod style;
pub mod suite;
pub mod tree;
pub mod value;
pub mod wire;

use std::sync::LazyLock;

use arbitrary::Unstructured;

use crate::generate::document::choice::below;
use crate::generate::document::choice::pick;
use crate::generate::document::choice::rarely;
use crate::generate::document::deviation::Deviation;
use crate::generate::document::deviation::Effect;
use crate::generate::document::field::Fields;
use crate::generate::document::field::Target;
use crate::generate::document::response::Ids;
use crate::generate::document::style::Style;
use crate::generate::document::tree::Tree;
use crate::generate::document::wire::Wire;
use crate::version::ApiVersion;

/// The check that valid documents without a deviation belong to.
pub const VALID: &str = "parser/valid-accepted";

/// One body for a parser, with what it must make of it.
#[derive(Clone, Debug)]
pub struct Document {
    /// `check id/name`
    pub id: String,
    /// The check it belongs to.
    pub check: &'static str,
    /// The deviation, if it is not a valid document of the ordinary kind.
    pub deviation: Option<&'static Deviation>,
    /// The document, written and edited.
    pub wire: Wire,
    /// What a parser must make of it, where it was read from files and nobody knows how it was made.
    pub stored: Option<Box<Stored>>,
}

/// The expectation of a document that was read from files.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What a parser must do with it.
    pub effect: Effect,
    /// What a parser that accepts it must read.
    pub fields: Fields,
}

impl<'a> arbitrary::Arbitrary<'a> for Document {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self::draw(u))
    }
}

impl Document {
    /// Total: every byte string gives a document, the empty one the page's example, properly escaped.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::draw(&mut Unstructured::new(bytes))
    }

    /// As [`Document::from_bytes`], from bytes that others draw from too.
    pub fn draw(u: &mut Unstructured<'_>) -> Self {
        let (valid, deviating) = Self::draw_pair(u);
        deviating.unwrap_or(valid)
    }

    /// A valid document, and where the bytes ask for one the same document with a deviation.
    pub fn draw_pair(u: &mut Unstructured<'_>) -> (Self, Option<Self>) {
        Self::draw_pair_of(u, None)
    }

    /// As [`Document::draw_pair`], in one API version where one is asked for.
    pub fn draw_pair_of(
        u: &mut Unstructured<'_>,
        version: Option<ApiVersion>,
    ) -> (Self, Option<Self>) {
        let target = pick(u, &[Target::Response, Target::Configuration]);
        let valid = Self::valid("generated", draw_wire(u, target, version));
        let deviation = if rarely(u, 2) {
            draw_deviation(u)
        } else {
            None
        };
        let deviating = deviation.and_then(|deviation| valid.deviate(deviation));
        (valid, deviating)
    }

    /// A valid document.
    pub fn valid(name: &str, wire: Wire) -> Self {
        Self {
            id: format!("{VALID}/{name}"),
            check: VALID,
            deviation: None,
            wire,
            stored: None,
        }
    }

    /// A document that was read from files: with its target and HTTP status.
    pub fn stored(
        id: String,
        check: &'static str,
        deviation: Option<&'static Deviation>,
        (target, status): (Target, u16),
        body: Vec<u8>,
        stored: Stored,
    ) -> Self {
        let tree = Tree {
            target,
            attribute: "".into(),
            nodes: Vec::new(),
        };
        let mut wire = Wire::new(tree, Style::default());
        wire.status = status;
        wire.body = body;
        Self {
            id,
            check,
            deviation,
            wire,
            stored: Some(Box::new(stored)),
        }
    }

    /// The page's example.
    pub fn example(target: Target) -> Self {
        Self::example_of(target, ApiVersion::default())
    }

    /// The page's example as a server of this API version would answer it.
    pub fn example_of(target: Target, version: ApiVersion) -> Self {
        let wire = draw_wire(&mut Unstructured::new(&[]), target, Some(version));
        Self::valid("generated", wire)
    }

    /// This document with the deviation; `None` where it lacks what the deviation changes.
    pub fn deviate(&self, deviation: &'static Deviation) -> Option<Self> {
        if !deviation.targets.contains(&self.wire.tree.target) {
            return None;
        }
        let mut wire = self.wire.clone();
        (deviation.apply)(&mut wire)?;
        Some(Self {
            id: format!("{}/{}", deviation.check, deviation.id),
            check: deviation.check,
            deviation: Some(deviation),
            wire,
            stored: None,
        })
    }

    /// Which of the two documents it is.
    pub fn target(&self) -> Target {
        self.wire.tree.target
    }

    /// The bytes.
    pub fn body(&self) -> &[u8] {
        &self.wire.body
    }

    /// What a parser must do with it.
    pub fn effect(&self) -> Effect {
        if let Some(stored) = &self.stored {
            return stored.effect;
        }
        self.deviation
            .map_or(Effect::Accept, |deviation| deviation.effect)
    }

    /// What a parser that accepts it must read.
    pub fn fields(&self) -> Fields {
        if let Some(stored) = &self.stored {
            return stored.fields.clone();
        }
        self.wire.fields()
    }
}

/// The version is drawn even where another is asked for: the same bytes then give the same document in each version.
fn draw_wire(u: &mut Unstructured<'_>, target: Target, asked: Option<ApiVersion>) -> Wire {
    let drawn = match below(u, 4) {
        0 | 1 => ApiVersion::V2012_04_01,
        2 => ApiVersion::V2016_11_15,
        _ => ApiVersion::ALL
            .get(below(u, ApiVersion::ALL.len()))
            .copied()
            .unwrap_or_default(),
    };
    let version = asked.unwrap_or(drawn);
    let (style, inner) = (Style::draw(u), Style::draw(u));
    let ids = Ids::draw(u, version);
    match target {
        Target::Configuration => Wire::new(draw_configuration(u, ids), inner),
        Target::Response => {
            let text = (!rarely(u, 4)).then(|| written(&draw_configuration(u, ids), &inner));
            Wire::new(response::draw(u, version, ids, text.map(Into::into)), style)
        }
    }
}

fn draw_configuration(u: &mut Unstructured<'_>, ids: Ids) -> Tree {
    configuration::draw(
        u,
        ids.vpn.into(),
        ids.customer_gateway.into(),
        ids.vpn_gateway.into(),
    )
}

/// The configuration as text, with line feeds alone: a carriage return between elements would not survive the outer document.
fn written(tree: &Tree, style: &Style) -> String {
    let mut bytes = Vec::with_capacity(4096);
    style::write(tree, style, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// A light deviation as a rule; a heavy one (megabytes, or thousands of levels) once in 128 times.
fn draw_deviation(u: &mut Unstructured<'_>) -> Option<&'static Deviation> {
    static BY_WEIGHT: LazyLock<[Vec<&Deviation>; 2]> = LazyLock::new(|| {
        let (heavy, light) = deviation::catalogue().partition(|d| d.is_heavy());
        [light, heavy]
    });
    let [light, heavy] = &*BY_WEIGHT;
    let among = if rarely(u, 128) { heavy } else { light };
    among.get(below(u, among.len())).copied()
}

#[cfg(test)]
mod tests;

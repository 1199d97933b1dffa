//! Responses and configurations out of bytes, valid or with one named deviation, and what a parser must make of them.

pub mod cases;
pub mod configuration;
pub mod draw;
pub mod escape;
pub mod field;
pub mod mutant;
pub mod mutation;
pub mod response;
#[cfg(any(test, feature = "proptest"))]
pub mod strategy;
pub mod style;
pub mod tree;
pub mod value;
pub mod write;

use arbitrary::Unstructured;

use crate::generate::document::draw::{below, pick, rarely};
use crate::generate::document::field::{Fields, Target};
use crate::generate::document::mutant::{Place, Wire};
use crate::generate::document::mutation::{Effect, OfRule, Pool};
use crate::generate::document::response::Ids;
use crate::generate::document::style::Style;
use crate::generate::document::tree::{Inner, Tree};
use crate::spec::version::ApiVersion;

/// The check that valid documents without a deviation belong to.
pub const VALID: &str = "parser/valid-accepted";

/// The name of what is drawn.
const GENERATED: &str = "generated";

/// One body for a parser, with what it must make of it.
#[derive(Clone, Debug)]
pub struct Document {
    /// `check id/name`
    pub id: String,
    /// The check it belongs to.
    pub check: &'static str,
    /// The deviation, if it is not a valid document of the ordinary kind.
    pub deviation: Option<OfRule>,
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

impl Document {
    /// Total: every byte string gives a document, the empty one the page's example, properly escaped.
    pub fn from_bytes(bytes: &[u8], pool: &Pool) -> Self {
        let (wire, deviation) = draw_parts(&mut Unstructured::new(bytes), None, pool);
        let Some(deviation) = deviation else {
            return Self::valid(GENERATED, wire);
        };
        // An edit that cannot be made may have been begun: then the valid one is drawn once more.
        Self::deviating(wire, deviation).unwrap_or_else(|| {
            let (wire, _) = draw_parts(&mut Unstructured::new(bytes), None, pool);
            Self::valid(GENERATED, wire)
        })
    }

    /// As [`Document::from_bytes`], from bytes that others draw from too.
    pub fn draw(u: &mut Unstructured<'_>, pool: &Pool) -> Self {
        let (valid, deviating) = Self::draw_pair(u, pool);
        deviating.unwrap_or(valid)
    }

    /// A valid document, and where the bytes ask for one the same document with a deviation.
    pub fn draw_pair(u: &mut Unstructured<'_>, pool: &Pool) -> (Self, Option<Self>) {
        let (valid, deviation) = Self::draw_with_deviation(u, None, pool);
        let deviating = deviation.and_then(|deviation| valid.deviate(deviation));
        (valid, deviating)
    }

    /// A valid document, in one API version where one is asked for, and the deviation that the bytes ask for.
    pub fn draw_with_deviation(
        u: &mut Unstructured<'_>,
        version: Option<ApiVersion>,
        pool: &Pool,
    ) -> (Self, Option<OfRule>) {
        let (wire, deviation) = draw_parts(u, version, pool);
        (Self::valid(GENERATED, wire), deviation)
    }

    /// A valid document.
    pub fn valid(name: &str, mut wire: Wire) -> Self {
        wire.written();
        Self {
            id: [VALID, "/", name].concat(),
            check: VALID,
            deviation: None,
            wire,
            stored: None,
        }
    }

    /// `None` where the document lacks what the deviation changes.
    fn deviating(mut wire: Wire, deviation: OfRule) -> Option<Self> {
        if !deviation.targets.contains(&wire.tree.target) {
            return None;
        }
        (deviation.apply)(&mut wire)?;
        wire.written();
        Some(Self {
            id: [deviation.check, "/", deviation.id].concat(),
            check: deviation.check,
            deviation: Some(deviation),
            wire,
            stored: None,
        })
    }

    /// A document that was read from files: with its target and HTTP status.
    pub fn stored(
        id: String,
        check: &'static str,
        deviation: Option<OfRule>,
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
        *wire.written() = body;
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
        Self::valid(GENERATED, wire)
    }

    /// This document with the deviation; `None` where it lacks what the deviation changes.
    pub fn deviate(&self, deviation: OfRule) -> Option<Self> {
        Self::deviating(self.wire.clone(), deviation)
    }

    /// The same, made in another place, which its id then names.
    pub fn deviate_at(&self, deviation: OfRule, place: Option<Place>) -> Option<Self> {
        let Some(place) = place else {
            return self.deviate(deviation);
        };
        let mut wire = self.wire.clone();
        wire.place = place;
        let mut document = Self::deviating(wire, deviation)?;
        document.id = format!("{}@{}", document.id, place.path.replace('/', "."));
        Some(document)
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

/// A document that is not written yet, and the deviation that it is to have.
fn draw_parts(
    u: &mut Unstructured<'_>,
    version: Option<ApiVersion>,
    pool: &Pool,
) -> (Wire, Option<OfRule>) {
    let target = pick(u, &[Target::Response, Target::Configuration]);
    let wire = draw_wire(u, target, version);
    let deviation = if rarely(u, 2) {
        draw_deviation(u, pool)
    } else {
        None
    };
    (wire, deviation)
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
            let inner = (!rarely(u, 4)).then(|| Inner {
                tree: draw_configuration(u, ids),
                style: inner,
            });
            Wire::new(response::draw(u, version, ids, inner), style)
        }
    }
}

fn draw_configuration(u: &mut Unstructured<'_>, ids: Ids) -> Tree {
    configuration::draw(u, ids.vpn, ids.customer_gateway, ids.vpn_gateway)
}

/// A light deviation as a rule; a heavy one (megabytes, or thousands of levels) once in 128 times.
fn draw_deviation(u: &mut Unstructured<'_>, pool: &Pool) -> Option<OfRule> {
    let among = if rarely(u, 128) {
        &pool.heavy
    } else {
        &pool.light
    };
    among.get(below(u, among.len())).copied()
}

#[cfg(test)]
mod tests;

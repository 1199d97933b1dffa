//! Requests out of bytes, valid or with one named deviation.

pub mod mutation;
mod option;
pub mod shrink;
#[cfg(any(test, feature = "proptest"))]
pub mod strategy;
mod tags;

use arbitrary::Unstructured;

use crate::generate::document::draw::{below, pick, rarely};
use crate::generate::request::mutation::option::tag;
use crate::generate::request::mutation::parameter::add;
use crate::generate::request::mutation::{OfRule, gateway};
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Encoding, Form, Parameter};
use crate::spec::option::{RESOURCE_TYPE, Side};
use crate::spec::version::ApiVersion;

/// What a request is made of, so that it can be simplified part by part.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The version that is asked for.
    pub version: ApiVersion,
    /// GET or POST.
    pub form: Form,
    /// How the parameters are shuffled: the n-th changes places with this one. Empty is the order of the page.
    pub order: Vec<u8>,
    /// How the n-th parameter is encoded, name and value; canonically where there is none.
    pub encodings: Vec<(Encoding, Encoding)>,
    /// The deprecated parameter that is ignored.
    pub zone: Option<&'static str>,
    /// Whether it is for the transit gateway, if there is one; only 2016-11-15 has them.
    pub transit: bool,
    /// Members of `Options`, with values that they may have; only 2016-11-15 has them.
    pub options: Vec<(String, String)>,
    /// Tags, each key once; only 2016-11-15 has them.
    pub tags: Vec<(&'static str, &'static str)>,
    /// What is wrong with it, or else is done to it.
    pub deviation: Option<OfRule>,
}

/// Zones that are ignored, whether they exist or not.
const ZONES: &[&str] = &[
    "us-east-1a",
    "",
    "mars-north-7z",
    "a b&c=d",
    "z\u{F6}ne",
    "%41+%",
];

/// Encodings that decode to what was meant.
pub(crate) const ENCODINGS: &[Encoding] = &[
    Encoding::Canonical,
    Encoding::Everything,
    Encoding::LowerHex,
    Encoding::EverythingLowerHex,
    Encoding::PlusForSpace,
];

impl Recipe {
    /// Total: every byte string gives a request, the empty one the page's example.
    pub fn from_bytes(bytes: &[u8], pool: &[OfRule]) -> Self {
        Self::draw(&mut Unstructured::new(bytes), pool)
    }

    /// As [`Recipe::from_bytes`], from bytes that others draw from too.
    pub fn draw(u: &mut Unstructured<'_>, pool: &[OfRule]) -> Self {
        let version = match below(u, 3) {
            0 | 1 => ApiVersion::V2012_04_01,
            _ => pick(u, ApiVersion::ALL),
        };
        let deviation = if rarely(u, 2) {
            draw_deviation(u, pool)
        } else {
            None
        };
        let is_valid = deviation.is_none();
        let transit = is_valid && rarely(u, 4);
        let side = if transit { Side::Transit } else { Side::Vpn };
        // What only later versions have is drawn as often as the rest.
        let first = deviation.and_then(|deviation| deviation.since);
        let version = first.map_or(version, |first| first.max(version));
        Self {
            version,
            form: pick(u, &[Form::Get, Form::Post]),
            order: if rarely(u, 2) {
                draw_many(u, |u| u.arbitrary().unwrap_or(0))
            } else {
                Vec::new()
            },
            encodings: if rarely(u, 2) {
                draw_many(u, |u| (pick(u, ENCODINGS), pick(u, ENCODINGS)))
            } else {
                Vec::new()
            },
            zone: rarely(u, 3).then(|| pick(u, ZONES)),
            transit,
            options: match is_valid {
                true => option::draw(u, side),
                false => Vec::new(),
            },
            tags: match is_valid && rarely(u, 2) {
                true => tags::draw(u),
                false => Vec::new(),
            },
            deviation,
        }
        .of_version(version)
    }

    /// The same request for another version, without what that one does not have.
    pub fn of_version(mut self, version: ApiVersion) -> Self {
        self.version = version;
        self.deviation = self.deviation.filter(|d| d.applies_to(version));
        self.zone = self.zone.filter(|_| !version.is_modern());
        self
    }

    /// The request for these gateways.
    pub fn draft(&self, fixtures: &Fixtures) -> Draft {
        let mut draft = Draft::create_vpn_connection(
            self.version,
            &fixtures.customer_gateway_id,
            &fixtures.vpn_gateway_id,
        );
        if let Some(deviation) = self.deviation {
            deviation.change(&mut draft, fixtures);
        }
        if self.form == Form::Post {
            draft.form = Form::Post;
        }
        let has_zone = draft.value("AvailabilityZone").is_some();
        if let Some(zone) = self.zone.filter(|_| !has_zone) {
            draft
                .parameters
                .push(Parameter::new("AvailabilityZone", zone));
        }
        if self.version.is_modern() {
            self.modern(&mut draft, fixtures);
        }
        let count = draft.parameters.len();
        for (from, to) in self.order.iter().enumerate() {
            if from < count {
                draft.parameters.swap(from, usize::from(*to) % count);
            }
        }
        for (parameter, (name, value)) in draft.parameters.iter_mut().zip(&self.encodings) {
            // A deviation that writes raw bytes means these bytes.
            if parameter.encoding != Encoding::Raw {
                parameter.name_encoding = *name;
                parameter.encoding = *value;
            }
        }
        draft
    }

    /// Adds what only 2016-11-15 has, as far as these gateways go with it.
    fn modern(&self, draft: &mut Draft, fixtures: &Fixtures) {
        if self.transit {
            gateway::transit(draft, fixtures);
        }
        let side = match draft.value("TransitGatewayId") {
            Some(_) => Side::Transit,
            None => Side::Vpn,
        };
        for (name, value) in &self.options {
            if option::fits(name, value, side) {
                add(draft, name, value);
            }
        }
        if !self.tags.is_empty() {
            tag(draft, RESOURCE_TYPE, &self.tags);
        }
    }

    /// What a conforming server must do with it, by intent: the judge reads the bytes.
    pub fn expectation(&self) -> Expectation {
        self.deviation
            .map_or(Expectation::MustAccept, |deviation| deviation.expect)
    }
}

fn draw_many<T>(
    u: &mut Unstructured<'_>,
    mut one: impl FnMut(&mut Unstructured<'_>) -> T,
) -> Vec<T> {
    (0..below(u, 8)).map(|_| one(u)).collect()
}

/// Any deviation; of those that make a request of a megabyte one in sixteen.
fn draw_deviation(u: &mut Unstructured<'_>, pool: &[OfRule]) -> Option<OfRule> {
    let deviation = pool.get(below(u, pool.len())).copied()?;
    (!deviation.heavy || rarely(u, 16)).then_some(deviation)
}

#[cfg(test)]
mod tests;

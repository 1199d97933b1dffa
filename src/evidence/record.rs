//! One exchange in its place in the run.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use crate::evidence::position::Lines;
use crate::evidence::redact::known::Known;
use crate::evidence::{Extent, Layer, Outcome, Part, View, position};
use crate::exchange::{Exchange, TransportError};
use crate::finding::Position;
use crate::request::Case;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;

/// What part an exchange plays in its probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes something the probe needs (a gateway, a connection).
    Setup,
    /// The valid request a deviation is compared with, or the ordinary request of a probe.
    Twin,
    /// A request that deviates from its twin in one named thing.
    Deviation,
    /// Looks at the state of the target (describe).
    Observe,
    /// Deletes what the run has made.
    Cleanup,
}

/// Where a request comes from.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A probe of the catalogue: the same in every run.
    #[default]
    Catalogue,
    /// The seed of the run, or the regression corpus.
    Generated,
    /// A failing case that was sent again.
    Repeat,
}

/// One exchange in its place in the run. A copy is the same exchange, parsed once.
#[derive(Clone, Debug)]
pub struct Record(pub(super) Arc<Recorded>);

/// What is recorded of an exchange.
#[derive(Debug)]
pub struct Recorded {
    /// The id of the probe.
    pub probe: Arc<str>,
    /// Where the request comes from.
    pub origin: Origin,
    /// Which generated request it belongs to, from 1; of those out of files, 1.
    pub ordinal: Option<u64>,
    /// Its part.
    pub role: Role,
    /// What was meant, what was judged, what was sent.
    pub case: Case,
    /// The gateways it was made for.
    pub fixtures: Fixtures,
    /// What happened.
    pub exchange: Arc<Exchange>,
    /// How much of it is known.
    pub extent: Extent,
    pub(super) view: OnceLock<View>,
    pub(super) shown: OnceLock<Vec<Record>>,
    /// The body as it may be shown.
    pub(super) lines: OnceLock<Lines>,
}

impl Record {
    /// A record without its parsed form.
    pub fn new(
        probe: impl Into<Arc<str>>,
        origin: Origin,
        role: Role,
        case: Case,
        fixtures: Fixtures,
        exchange: impl Into<Arc<Exchange>>,
    ) -> Self {
        Self(Arc::new(Recorded {
            probe: probe.into(),
            origin,
            ordinal: None,
            role,
            case,
            fixtures,
            exchange: exchange.into(),
            extent: Extent::WHOLE,
            view: OnceLock::new(),
            shown: OnceLock::new(),
            lines: OnceLock::new(),
        }))
    }

    /// The same, of which only so much is known.
    #[must_use]
    pub fn with_extent(mut self, extent: Extent) -> Self {
        let recorded = Arc::make_mut(&mut self.0);
        recorded.extent = extent;
        recorded.view = OnceLock::new();
        recorded.shown = OnceLock::new();
        self
    }

    /// A response to DescribeVpnConnections as one record for each connection in it, named by its id. They share what was
    /// parsed. A response without connections, or one that cannot be read, is one record.
    pub fn items(self) -> Vec<Self> {
        let items = self.split(|case, id| format!("{case}#{id}"));
        if items.is_empty() {
            let part = Part::Item(0);
            let extent = Extent {
                part,
                ..self.extent
            };
            return vec![self.with_extent(extent)];
        }
        items
    }

    /// The connections that a response to DescribeVpnConnections shows, each as a record of its own of which the request is
    /// not that of the connection.
    pub(super) fn shown(&self) -> &[Self] {
        self.shown.get_or_init(|| {
            let is_description = self.extent == Extent::WHOLE
                && self.action() == Some("DescribeVpnConnections")
                && self.is_accepted();
            if !is_description {
                return Vec::new();
            }
            let mut record = self.clone().with_extent(Extent {
                request: false,
                ..Extent::WHOLE
            });
            // What it is of had to be granted.
            record.role = Role::Twin;
            record.split(|case, _| case.to_owned())
        })
    }

    fn split(&self, name: impl Fn(&str, &str) -> String) -> Vec<Self> {
        let items = View::items(&self.exchange);
        let record = |(number, (id, view)): (usize, (String, View))| {
            let mut case = self.case.clone();
            case.id = name(&case.id, &id);
            Self(Arc::new(Recorded {
                probe: Arc::clone(&self.probe),
                origin: self.origin,
                ordinal: self.ordinal,
                role: self.role,
                case,
                fixtures: self.fixtures.clone(),
                exchange: Arc::clone(&self.exchange),
                extent: Extent {
                    part: Part::Item(number),
                    ..self.extent
                },
                view: OnceLock::from(view),
                shown: OnceLock::new(),
                lines: OnceLock::new(),
            }))
        };
        items.into_iter().enumerate().map(record).collect()
    }

    /// Drops the parsed form to free memory; it is parsed again on demand.
    pub(super) fn forget(&mut self) {
        if let Some(recorded) = Arc::get_mut(&mut self.0) {
            recorded.view = OnceLock::new();
            recorded.shown = OnceLock::new();
            recorded.lines = OnceLock::new();
        }
    }

    /// The parsed form.
    pub fn view(&self) -> &View {
        self.view
            .get_or_init(|| View::of(self.action(), &self.exchange, self.extent.part))
    }

    /// The value of the `Action` parameter, as it was meant to be sent.
    pub fn action(&self) -> Option<&str> {
        self.sent("Action")
    }

    /// The value of a request parameter before encoding, where it is text.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.case
            .draft
            .value(name)
            .and_then(|value| std::str::from_utf8(value).ok())
    }

    /// Whether this asks for a VPN connection, or holds one that was saved.
    pub fn is_create(&self) -> bool {
        self.extent.part != Part::Response || self.action() == Some("CreateVpnConnection")
    }

    /// Whether the response as a whole is that to a create.
    pub fn is_response(&self) -> bool {
        self.extent.part == Part::Response && self.is_create()
    }

    /// Whether the request comes from the seed of the run.
    pub fn is_generated(&self) -> bool {
        self.origin == Origin::Generated
    }

    /// Whether a conforming server must grant this request.
    pub fn is_valid(&self) -> bool {
        self.case.expectation == Expectation::MustAccept || self.role == Role::Twin
    }

    /// The place of a byte of the response body. Keys are never shown, nor is anything in `known`.
    pub fn outer_position(&self, offset: usize, known: &Known) -> Option<Position> {
        let response = self.exchange.response.as_ref().ok()?;
        let lines = self.lines.get_or_init(|| Lines::of(&response.body));
        Some(position::position(lines, offset, offset, false, known))
    }

    /// The place of a byte of the inner document. Keys are never shown, nor is anything in `known`.
    pub fn inner_position(&self, offset: usize, known: &Known) -> Option<Position> {
        match &self.view().inner {
            Some(inner) if inner.layer != Layer::Literal => Some(inner.position(offset, known)),
            _ => self.outer_position(offset, known),
        }
    }

    /// Whether it was not sent, since the endpoint cannot carry it unchanged.
    pub fn is_unsent(&self) -> bool {
        matches!(self.exchange.response, Err(TransportError::Altered(_)))
    }

    /// Whether the server granted it.
    pub fn is_accepted(&self) -> bool {
        self.view().outcome == Outcome::Accepted
    }
}

impl Deref for Record {
    type Target = Recorded;

    fn deref(&self) -> &Recorded {
        &self.0
    }
}

impl DerefMut for Record {
    fn deref_mut(&mut self) -> &mut Recorded {
        Arc::make_mut(&mut self.0)
    }
}

impl Clone for Recorded {
    /// Not parsed yet, since a copy is made to be changed.
    fn clone(&self) -> Self {
        Self {
            probe: Arc::clone(&self.probe),
            origin: self.origin,
            role: self.role,
            case: self.case.clone(),
            fixtures: self.fixtures.clone(),
            exchange: Arc::clone(&self.exchange),
            extent: self.extent,
            ordinal: self.ordinal,
            view: OnceLock::new(),
            shown: OnceLock::new(),
            lines: OnceLock::new(),
        }
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        let parts = |r: &Self| (r.origin, r.ordinal, r.role, r.extent);
        self.probe == other.probe
            && parts(self) == parts(other)
            && self.case == other.case
            && self.fixtures == other.fixtures
            && self.exchange == other.exchange
    }
}

impl Eq for Record {}

//! One line of a ledger, as it is written and as it is read.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::run::ledger::{Intent, Kind};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(in crate::run::ledger) enum Event {
    /// These stood at the target before the run made anything.
    Known { kind: Kind, ids: Vec<String> },
    /// A create is about to be sent.
    Intent(Intent),
    /// The answer to that create, or a description, named this.
    Created {
        kind: Kind,
        id: String,
        intent: Option<u64>,
    },
    /// That create has made nothing.
    Nothing { intent: Option<u64> },
    /// This is gone.
    Deleted { id: String },
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::run::ledger) struct Line {
    /// When it was written.
    pub(in crate::run::ledger) at: Option<Timestamp>,
    pub(in crate::run::ledger) target: String,
    /// The run that wrote it.
    pub(in crate::run::ledger) run: String,
    #[serde(flatten)]
    pub(in crate::run::ledger) event: Event,
}

/// A line as it is read, in one pass and without a copy of what is not needed.
#[derive(Deserialize)]
#[serde(bound(deserialize = "L: Deserialize<'de>"))]
pub(super) struct Raw<'l, L> {
    #[serde(borrow)]
    pub(super) target: Cow<'l, str>,
    #[serde(borrow, default)]
    pub(super) run: Cow<'l, str>,
    #[serde(borrow)]
    pub(super) event: Cow<'l, str>,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    ids: Option<L>,
    #[serde(default)]
    pub(super) intent: Option<u64>,
    #[serde(default)]
    pub(super) number: u64,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    asn: Option<String>,
    #[serde(default)]
    gateway: Option<String>,
    #[serde(default)]
    vpn_gateway: Option<String>,
}

impl<L> Raw<'_, L> {
    /// Whether it has what its event needs.
    fn is_whole(&self) -> bool {
        match &*self.event {
            "known" => self.kind.is_some() && self.ids.is_some(),
            "created" => self.kind.is_some() && self.id.is_some(),
            "deleted" => self.id.is_some(),
            "intent" | "nothing" => true,
            _ => false,
        }
    }
}

impl Raw<'_, Vec<String>> {
    pub(super) fn event(self) -> Option<Event> {
        let intent = self.intent;
        Some(match &*self.event {
            "known" => Event::Known {
                kind: self.kind?,
                ids: self.ids?,
            },
            "intent" => Event::Intent(Intent {
                kind: self.kind,
                number: self.number,
                run: String::new(),
                address: self.address,
                asn: self.asn,
                gateway: self.gateway,
                vpn_gateway: self.vpn_gateway,
            }),
            "created" => Event::Created {
                kind: self.kind?,
                id: self.id?,
                intent,
            },
            "nothing" => Event::Nothing { intent },
            "deleted" => Event::Deleted { id: self.id? },
            _ => return None,
        })
    }
}

/// What a line says.
pub(super) struct Said<'l, L> {
    pub(super) raw: Option<Raw<'l, L>>,
    /// Whether there is something in it that is not understood.
    pub(super) is_broken: bool,
}

/// A killed run or a full disk may have cut a line off, also right before another; then nothing was sent, or a create or an
/// id stays open. Anything else that cannot be read may have told of something.
pub(super) fn raw<'l, L: Deserialize<'l>>(bytes: &'l [u8]) -> Said<'l, L> {
    const START: &[u8] = b"{\"at\":";
    let bytes = bytes.trim_ascii();
    let parse = |bytes: &'l [u8]| serde_json::from_slice::<Raw<'l, L>>(bytes);
    let is_cut = |bytes: &'l [u8]| {
        START.starts_with(bytes)
            || bytes.starts_with(START) && parse(bytes).map_or_else(|e| e.is_eof(), |_| true)
    };
    if let Ok(raw) = parse(bytes) {
        let raw = Some(raw).filter(Raw::is_whole);
        let is_broken = raw.is_none();
        return Said { raw, is_broken };
    }
    // No value holds this unescaped.
    let at = memchr::memmem::rfind(bytes, START).filter(|at| *at > 0);
    if let Some((head, tail)) = at.and_then(|at| bytes.split_at_checked(at))
        && let Ok(raw) = parse(tail)
    {
        let raw = Some(raw).filter(Raw::is_whole);
        let is_broken = raw.is_none() || !is_cut(head);
        return Said { raw, is_broken };
    }
    let is_broken = !is_cut(bytes);
    Said {
        raw: None,
        is_broken,
    }
}

//! What a run has seen: plain data that every check reads.

mod extent;
pub mod file;
pub mod halt;
mod parsed;
mod position;
mod record;
pub mod redact;
pub mod shard;

pub use extent::{Extent, Part};
pub use parsed::{Inner, Layer, Outcome, View};
pub use position::first_tag;
pub use record::{Origin, Record, Recorded, Role};

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::evidence::halt::Halt;
use crate::evidence::redact::known::Known;
use crate::secret::Secret;
use crate::spec::version::ApiVersion;

/// Everything a run has seen.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The name of the target, once that is known.
    pub target: String,
    /// How the requests were signed, in the word of `--auth`.
    pub auth: Option<String>,
    /// Of what was saved: the options of `vpnconform check` that bear on the judgement.
    pub options: Vec<String>,
    /// The API version of the run.
    pub api_version: ApiVersion,
    /// Exchanges in the order of the plan.
    pub records: Vec<Record>,
    /// Requests that the endpoint could not carry unchanged, and did not send: no rule judges them.
    pub unsent: Vec<Record>,
    /// Probes that were not finished, with the reason.
    pub halts: BTreeMap<Arc<str>, Halt>,
    /// Keys of connections that stood at the target before the run. They are never saved.
    pub(crate) others: Arc<[Secret<'static>]>,
    /// The records of the whole run, where these are a part of it.
    all: Vec<Record>,
    known: Keys,
    parts: Parts,
}

/// The keys of a run, once they are gathered.
#[derive(Debug, Default)]
struct Keys(Arc<OnceLock<Known>>);

impl Clone for Keys {
    /// A copy of what is not gathered yet gathers for itself: it may be changed before.
    fn clone(&self) -> Self {
        match self.0.get() {
            Some(_) => Self(Arc::clone(&self.0)),
            None => Self::default(),
        }
    }
}

/// The keys of a run, cached together with the number of records they were gathered from.
#[derive(Debug, Default)]
struct Parts(Mutex<(usize, Keys)>);

impl Parts {
    fn known(&self, records: usize) -> Keys {
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if parts.0 != records {
            *parts = (records, Keys::default());
        }
        Keys(Arc::clone(&parts.1.0))
    }
}

impl Clone for Parts {
    /// Nothing is known of a copy, which is made to be changed.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Evidence {
    fn eq(&self, other: &Self) -> bool {
        self.target == other.target
            && self.auth == other.auth
            && self.options == other.options
            && self.api_version == other.api_version
            && self.halts == other.halts
            && self.records == other.records
            && self.unsent == other.unsent
    }
}

impl Eq for Evidence {}

impl Evidence {
    /// Of a run in this version that has seen nothing yet.
    pub fn new(api_version: ApiVersion) -> Self {
        Self {
            api_version,
            ..Self::default()
        }
    }

    /// Drops the parsed responses to free memory once all rules are judged; most are not needed again.
    pub fn forget_parsed(&mut self) {
        self.known();
        self.records.iter_mut().for_each(Record::forget);
    }

    /// Takes what was not sent out of the records.
    pub fn set_unsent_aside(&mut self) {
        let (unsent, records) = std::mem::take(&mut self.records)
            .into_iter()
            .partition(Record::is_unsent);
        self.records = records;
        self.unsent.extend::<Vec<Record>>(unsent);
    }

    /// What was seen of these probes alone; with `descriptions` also each connection in a description that these probes have
    /// made, as a record of its own.
    pub fn restricted_to(&self, probes: &[&str], descriptions: bool) -> Self {
        let is_of = |probe: &str| probes.contains(&probe);
        let records = |all: &[Record]| {
            let mut kept = all.to_vec();
            kept.retain(|record| is_of(&record.probe));
            kept
        };
        let mut halts = self.halts.clone();
        halts.retain(|probe, _| is_of(probe));
        let mut own = Self {
            target: self.target.clone(),
            auth: self.auth.clone(),
            options: self.options.clone(),
            api_version: self.api_version,
            records: records(&self.records),
            unsent: records(&self.unsent),
            halts,
            others: Arc::clone(&self.others),
            // No key of the run is shown, whichever probe it was handed out to.
            all: self.records.clone(),
            known: self.parts.known(self.records.len()),
            parts: Parts::default(),
        };
        if descriptions {
            let id = |record: &Record| {
                let id = record.view().connection()?.child("vpnConnectionId")?;
                Some(id.text().trim().to_owned())
            };
            let made: HashSet<String> = own.accepted_creates().filter_map(id).collect();
            let is_ours = |record: &&Record| id(record).is_some_and(|id| made.contains(&id));
            let all = own.first_tries().flat_map(Record::shown);
            let shown: Vec<Record> = all.filter(is_ours).cloned().collect();
            own.records.extend(shown);
        }
        own
    }

    /// The records of one probe, in order.
    pub fn of<'e>(&'e self, probe: &str) -> impl Iterator<Item = &'e Record> {
        self.records.iter().filter(move |r| &*r.probe == probe)
    }

    /// Every `CreateVpnConnection` of the run but repetitions, whatever became of it.
    pub fn creates(&self) -> impl Iterator<Item = &Record> {
        self.first_tries().filter(|r| r.is_create())
    }

    /// Every deletion of a connection.
    pub fn deletions(&self) -> impl Iterator<Item = &Record> {
        self.first_tries()
            .filter(|r| r.action() == Some("DeleteVpnConnection"))
    }

    fn first_tries(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|r| r.origin != Origin::Repeat)
    }

    /// Every `CreateVpnConnection` that was granted.
    pub fn accepted_creates(&self) -> impl Iterator<Item = &Record> {
        self.creates().filter(|r| r.is_accepted())
    }

    /// Every exchange whose answer is a client error.
    pub fn rejected(&self) -> impl Iterator<Item = &Record> {
        self.first_tries()
            .filter(|r| matches!(r.view().outcome, Outcome::Rejected { .. }))
    }

    /// The deviations of one probe, each with the valid twin it was compared with.
    pub fn pairs<'e>(
        &'e self,
        probe: &str,
    ) -> impl Iterator<Item = (Option<&'e Record>, &'e Record)> {
        self.of(probe)
            .filter(|r| r.role == Role::Deviation)
            .map(|deviation| (self.twin(deviation), deviation))
    }

    /// The valid twin of a deviation: the last one before it with the id that it names.
    pub fn twin(&self, deviation: &Record) -> Option<&Record> {
        let id = deviation.case.twin.as_ref()?;
        self.records
            .iter()
            .take_while(|r| !std::ptr::eq(*r, deviation))
            .filter(|r| r.case.id == *id)
            .last()
    }

    /// Every key that the run was given, by a create or by a description, and those of connections that stood there before,
    /// so that none of them is shown, wherever it turns up. Gathered when first asked for: then all records have to be there.
    pub fn known(&self) -> &Known {
        self.known.0.get_or_init(|| {
            let records = match self.all.is_empty() {
                true => &self.records,
                false => &self.all,
            };
            let granted = || {
                let all = records.iter();
                all.filter(|r| r.view().outcome == Outcome::Accepted)
            };
            let bodies = granted().filter_map(|r| r.exchange.response.as_ref().ok());
            let mut keys: HashSet<Vec<u8>> = bodies.flat_map(|r| redact::keys(&r.body)).collect();
            // Also those of a body in another encoding, which the parser has read.
            let read = granted().flat_map(|r| r.view().keys());
            keys.extend(read.map(|(key, _)| key.expose().as_bytes().to_vec()));
            let mut known = Known::default();
            known.learn(keys);
            // Last, for there is an end to what can be looked for.
            known.learn(self.others.iter().map(|key| key.expose()));
            known
        })
    }

    /// The first of these probes that was not finished, with the reason.
    pub fn halted(&self, probes: &[&str]) -> Option<(&str, &Halt)> {
        self.halts
            .iter()
            .find(|(id, _)| probes.contains(&&***id))
            .map(|(id, halt)| (&**id, halt))
    }
}

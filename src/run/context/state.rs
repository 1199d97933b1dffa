//! What changes in the course of a run.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant};

use crate::evidence::Record;
use crate::evidence::halt::Halt;
use crate::request::fixtures::{Absent, Fixtures};
use crate::request::judge::World;
use crate::request::{Draft, Form};
use crate::run::context::order;
use crate::run::describe::OTHERS;
use crate::run::health::Watch;
use crate::run::ledger::{Kind, Ledger};
use crate::run::options::Options;
use crate::secret::Secret;

/// What changes in the course of a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) ledger: Ledger,
    /// Exchanges of set-up and clean-up, which belong to no probe.
    pub(crate) housekeeping: Vec<Record>,
    /// Keys of connections that stood at the target before, the first of them.
    pub(crate) others: BTreeSet<Secret<'static>>,
    /// The gateways that all probes share, or why there are none.
    pub(crate) shared: Option<Result<Fixtures, Halt>>,
    /// How many customer gateways were made: each needs an address of its own.
    pub(crate) gateways: u32,
    /// Whether something did not become visible, or stayed pending, for as long as the run waits.
    pub(crate) given_up: bool,
    /// How many deletions waited in vain for a connection to become ready.
    pub(crate) unready: usize,
    /// The longest time that it took something to become visible.
    pub(crate) lag: Duration,
    /// How many descriptions of a kind have said nothing, in a row.
    pub(crate) blind: HashMap<Kind, u32>,
    /// Why things that may be ours are left alone, by their ids.
    pub(crate) doubts: BTreeMap<String, String>,
    /// When a create was sent last that may have made something unknown.
    pub(crate) left_open: Option<Instant>,
    /// Whether the target answers like EC2 at all.
    pub(crate) is_ec2: bool,
    /// Why the run can make no gateways, if that was found out.
    pub(crate) no_gateways: Option<Halt>,
    pub(crate) forms: Forms,
    /// The transit gateway that all probes share, or why there is none.
    pub(crate) transit: Option<Result<String, Halt>>,
    /// A second pair of gateways, for rules that need two, or why there is none.
    pub(crate) second: Option<Result<Fixtures, Halt>>,
    /// The gateways that the running probe has made for itself.
    pub(crate) own: Vec<String>,
    /// Those of probes that have ended.
    pub(crate) spent: Vec<String>,
    /// Ids that name nothing.
    pub(crate) absent: Option<Absent>,
    /// Gateways that an accepted create has named.
    pub(super) used: HashSet<String>,
    /// Whether it was noted what stands at the target.
    pub(super) looked: bool,
    pub(crate) requests: usize,
    pub(crate) watch: Watch,
    pub(super) creates: usize,
    pub(super) last: Option<Instant>,
}

/// Which forms of a request the target answers, as far as that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Forms {
    pub(crate) get: Option<bool>,
    pub(crate) post: Option<bool>,
}

impl Forms {
    /// The form of set-up and clean-up: the one that every client sends, unless only the other one is answered.
    pub(crate) fn housekeeping(self) -> Form {
        match (self.post, self.get) {
            (Some(false), Some(true)) => Form::Get,
            _ => Form::Post,
        }
    }

    /// The form of an ordinary request: that of the API reference, unless only the other one is answered.
    pub(crate) fn ordinary(self) -> Form {
        match (self.get, self.post) {
            (Some(false), Some(true)) => Form::Post,
            _ => Form::Get,
        }
    }

    pub(crate) fn learn(&mut self, form: Form, is_answered: bool) {
        match form {
            Form::Get => self.get = Some(is_answered),
            Form::Post => self.post = Some(is_answered),
        }
    }
}

impl State {
    pub(super) fn spend(&mut self, options: &Options, draft: &Draft) -> Result<u64, Halt> {
        if self.creates >= options.budget.creates {
            let message = format!("{} creates were sent", self.creates);
            return Err(Halt::Budget(message));
        }
        let live = self.ledger.live().filter(|entry| !entry.asked).count();
        if live >= options.budget.live {
            return Err(Halt::Budget(format!("{live} things exist")));
        }
        self.creates += 1;
        self.ledger
            .intend(order::intent(draft))
            .map_err(order::ledger_failed)
    }

    /// Takes in keys of connections that stand at the target, as many as are looked for.
    pub(crate) fn learn(&mut self, keys: &mut Vec<Secret<'static>>) {
        for key in keys.drain(..) {
            if self.others.len() < OTHERS {
                self.others.insert(key);
            }
        }
    }

    /// What the probe has made for itself is needed no more.
    pub(crate) fn probe_ended(&mut self) {
        let own = std::mem::take(&mut self.own);
        self.spent.extend(own);
    }

    pub(super) fn world_gains(&mut self, kind: Kind, id: &str) {
        match kind {
            Kind::CustomerGateway => self.world.customer_gateways.push(id.to_owned()),
            Kind::VpnGateway => self.world.vpn_gateways.push(id.to_owned()),
            Kind::TransitGateway => self.world.transit_gateways.push(id.to_owned()),
            Kind::VpnConnection => {}
        }
    }

    pub(crate) fn world_loses(&mut self, id: &str) {
        let world = &mut self.world;
        let mut is_known = false;
        for known in [
            &mut world.customer_gateways,
            &mut world.vpn_gateways,
            &mut world.transit_gateways,
        ] {
            let before = known.len();
            known.retain(|known| known != id);
            is_known |= known.len() < before;
        }
        if is_known {
            world.deleted.push(id.to_owned());
        }
    }
}

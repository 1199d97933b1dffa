//! The API that probes use. Every request is judged, entered in the ledger, sent and recorded.

mod connection;
mod form;
mod gateways;
mod send;

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use crate::endpoint::Line;
use crate::evidence::{Origin, Record};
use crate::generate::request::mutation::Mutation;
use crate::request::expectation::Expectation;
use crate::request::{Draft, Form, encoding, judge};
use crate::run::Probe;
use crate::run::context::Context;
use crate::run::stored::Stored;
use crate::spec::version::ApiVersion;

/// The dialogue of one probe with the endpoint.
pub struct Session<'r> {
    context: &'r Context<'r>,
    probe: Probe,
    origin: Origin,
    ordinal: Option<u64>,
    records: Vec<Record>,
    /// The one connection over which requests go, while a probe asks for that.
    line: Option<Box<dyn Line + 'r>>,
}

impl<'r> Session<'r> {
    pub(crate) fn new(context: &'r Context<'r>, probe: Probe) -> Self {
        Self {
            context,
            probe,
            origin: Origin::Catalogue,
            ordinal: None,
            records: Vec::new(),
            line: None,
        }
    }

    pub(crate) fn into_records(self) -> Vec<Record> {
        self.records
    }

    /// The API version of the run.
    pub fn api_version(&self) -> ApiVersion {
        self.context.options.api_version
    }

    /// The mutations of the probe that apply to the API version of the run.
    pub fn mutations(&self) -> impl Iterator<Item = &'static Mutation> + use<> {
        let version = self.api_version();
        let all = self.probe.mutations.iter();
        all.filter(move |mutation| mutation.applies_to(version))
    }

    /// Marks the requests that follow as generated.
    pub fn generates(&mut self) {
        self.origin = Origin::Generated;
    }

    /// What this probe has seen so far.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Where everything that is made up comes from.
    pub fn seed(&self) -> u64 {
        self.context.options.seed
    }

    /// How many requests are to be generated.
    pub fn cases(&self) -> usize {
        self.context.options.cases
    }

    /// What the generated request of this number, from 1, is made of, where that is not the seed.
    pub fn choices(&self, number: u64) -> Option<&[u8]> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.context.options.choices.get(place).map(Vec::as_slice)
    }

    /// Requests kept from earlier runs, to be sent before the generated ones.
    pub fn stored(&self) -> &[Stored] {
        &self.context.options.stored
    }

    /// Whether the generated request of this number, from 1, is sent by this part of the run. What follows belongs to it.
    pub fn takes(&mut self, number: u64) -> bool {
        self.ordinal = Some(number);
        let place = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
        self.context.options.shard.takes(place)
    }

    /// Whether the run has credentials to sign with.
    pub fn has_credentials(&self) -> bool {
        self.context.options.signer.is_some()
    }

    /// Whether there is a session token among them.
    pub fn has_session_token(&self) -> bool {
        let signer = self.context.options.signer.as_ref();
        signer.is_some_and(|signer| signer.credentials.session_token.is_some())
    }

    /// What a conforming server must do with the request, if it is signed as the run does it.
    pub fn foresee(&self, draft: &Draft) -> Expectation {
        let request = encoding::encode(draft, "localhost", "/");
        judge::judge(&request, self.api_version(), &self.context.state().world)
    }

    /// Lets time pass at the target.
    pub fn pause(&self, time: Duration) {
        if !self.context.stop.load(Ordering::Relaxed) {
            thread::sleep(time);
        }
    }

    /// A request for this action, in the form of an ordinary one.
    pub fn action(&self, action: &str, parameters: &[(&str, &str)]) -> Draft {
        self.action_as(self.form(), action, parameters)
    }

    fn action_as(&self, form: Form, action: &str, parameters: &[(&str, &str)]) -> Draft {
        Draft {
            form,
            ..Draft::action(action, self.api_version(), parameters)
        }
    }
}

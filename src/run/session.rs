//! The hand a probe plays with: every request goes through here, is judged, ledgered, sent and recorded.
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use crate::endpoint::Line;
use crate::endpoint::auth::{AuthOverride, Scheme};
use crate::evidence::halt::Halt;
use crate::evidence::{Origin, Record, Role};
use crate::generate::request::mutation::Mutation;
use crate::request::expectation::Expectation;
use crate::request::fixtures::{Fixtures, Shape};
use crate::request::judge::World;
use crate::request::{Draft, Encoding, Form, encoding, judge};
use crate::run::backoff::Backoff;
use crate::run::context::{Context, Order};
use crate::run::ledger::Kind;
use crate::run::stored::Stored;
use crate::run::{Probe, absent, fixture, guard};
use crate::spec::version::ApiVersion;

/// The longest wait for an answer that shows the effect of an earlier request, however patient the run is.
const SETTLING: Duration = Duration::from_secs(30);

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

    /// What exists at the target, as far as this run knows: what the judge is given.
    pub fn world(&self) -> World {
        self.context.state().world.clone()
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

    /// The pair of gateways that all probes share, made at first use.
    ///
    /// # Errors
    /// [`Halt::Setup`] when they cannot be made, [`Halt::Budget`], [`Halt::Unreachable`].
    pub fn fixtures(&mut self) -> Result<Fixtures, Halt> {
        fixture::shared(self.context)
    }

    /// A second pair of gateways, which all probes that need two share.
    ///
    /// # Errors
    /// As [`Session::fresh_fixtures`].
    pub fn second_fixtures(&mut self) -> Result<Fixtures, Halt> {
        fixture::second(self.context)
    }

    /// The pair of gateways that all probes share, with a transit gateway, made at first use.
    ///
    /// # Errors
    /// As [`Session::fresh_fixtures`]; also at a target that has no transit gateways.
    pub fn transit_fixtures(&mut self) -> Result<Fixtures, Halt> {
        fixture::transit(self.context)
    }

    /// A transit gateway for this probe alone, beside the pair of gateways that all probes share.
    ///
    /// # Errors
    /// As [`Session::transit_fixtures`].
    pub fn fresh_transit_fixtures(&mut self) -> Result<Fixtures, Halt> {
        let transit_gateway_id = fixture::fresh_transit(self.context)?;
        let fixtures = fixture::shared(self.context)?;
        Ok(Fixtures {
            transit_gateway_id,
            ..fixtures
        })
    }

    /// The id of a connection that does not exist, as far as the target says. `like` is the id of one that does.
    pub fn absent_connection(&self, shape: Shape, like: &str) -> String {
        absent::one(self.context, Kind::VpnConnection, shape, like)
    }

    /// What a conforming server must do with the request, if it is signed as the run does it.
    pub fn foresee(&self, draft: &Draft) -> Expectation {
        let request = encoding::encode(draft, "localhost", "/");
        judge::judge(&request, self.api_version(), &self.context.state().world)
    }

    /// A pair of gateways for this probe alone.
    ///
    /// # Errors
    /// As [`Session::fixtures`]; also with `--provision fixed|none`, which cannot make any.
    pub fn fresh_fixtures(&mut self) -> Result<Fixtures, Halt> {
        fixture::fresh(self.context)
    }

    /// Encodes, signs, judges, sends and records a request. `name` is the last part of the case id, whose first part is
    /// the id of the probe. An accepted create is entered in the ledger and deleted at the end of the run, if the probe
    /// does not delete it before.
    ///
    /// # Errors
    /// [`Halt::Unreachable`] when there is no connection at all, [`Halt::Budget`], [`Halt::Stopped`], and
    /// [`Halt::Harness`] when role and judge disagree: a twin that is not must-accept. What the target answers is never
    /// an error.
    pub fn send(
        &mut self,
        role: Role,
        name: &str,
        draft: Draft,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        self.order(role, name, draft, fixtures, |_| {})
    }

    /// As [`Session::send`], again with growing pauses until this holds of the answer, as far as the run has patience. Only the last
    /// answer is recorded. How long it waits depends on nothing that other probes have seen.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn send_until(
        &mut self,
        role: Role,
        name: &str,
        draft: Draft,
        fixtures: &Fixtures,
        holds: impl Fn(&Record) -> bool,
    ) -> Result<(), Halt> {
        let patience = self.context.options.patience.min(SETTLING);
        let mut backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(1));
        loop {
            let record = self.send(role, name, draft.clone(), fixtures)?;
            if holds(record) {
                return Ok(());
            }
            if backoff.exceeds(patience) || self.context.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            self.records.pop();
            backoff.sleep();
        }
    }

    /// As [`Session::deviate`] under another name than that of the deviation.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn deviate_as(
        &mut self,
        name: &str,
        deviation: &'static str,
        twin: &str,
        draft: Draft,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        self.order(Role::Deviation, name, draft, fixtures, |order| {
            order.deviation = Some(deviation);
            order.twin = Some(twin);
        })
    }

    /// As [`Session::send`] for a named deviation from the twin whose name is `twin`.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn deviate(
        &mut self,
        deviation: &'static str,
        twin: &str,
        draft: Draft,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        self.order(Role::Deviation, deviation, draft, fixtures, |order| {
            order.deviation = Some(deviation);
            order.twin = Some(twin);
        })
    }

    /// As [`Session::send`], authenticated in another way than the run does it.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn send_with(
        &mut self,
        auth: AuthOverride,
        role: Role,
        name: &str,
        draft: Draft,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        self.order(role, name, draft, fixtures, |order| order.auth = Some(auth))
    }

    /// Sends several requests at the same time, each as a twin with its name and for its gateways, and returns their places in the evidence of
    /// this probe.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn concurrently(
        &mut self,
        drafts: Vec<(String, Draft, Fixtures)>,
    ) -> Result<Vec<usize>, Halt> {
        let (context, probe, origin) = (self.context, self.probe.id, self.origin);
        let results: Vec<Result<Record, Halt>> = thread::scope(|scope| {
            let threads: Vec<_> = drafts
                .into_iter()
                .map(|(name, draft, fixtures)| {
                    scope.spawn(move || {
                        let order = Order::new(probe, origin, Role::Twin, &name, draft, &fixtures);
                        context.deliver(order)
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    thread.join().unwrap_or_else(|_| {
                        Err(Halt::Harness("a sending thread panicked".to_owned()))
                    })
                })
                .collect()
        });
        let start = self.records.len();
        let mut halted = None;
        for result in results {
            match result {
                Ok(record) => self.records.push(record),
                Err(halt) => halted = Some(halt),
            }
        }
        match halted {
            Some(halt) => Err(halt),
            None => Ok((start..self.records.len()).collect()),
        }
    }

    /// Sends what `talk` sends over one connection, for as long as the target keeps it open. Nothing is sent where the target
    /// has no connections.
    ///
    /// # Errors
    /// Those of `talk`.
    pub fn over_one_connection(
        &mut self,
        talk: impl FnOnce(&mut Self) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        self.line = self.context.endpoint.one_connection();
        let done = match self.line {
            Some(_) => talk(self),
            None => Ok(()),
        };
        self.line = None;
        done
    }

    /// Whether a request of [`Session::over_one_connection`] went over a connection that had carried another one.
    pub fn has_reused(&self) -> bool {
        self.line.as_ref().is_some_and(|line| line.reused() > 0)
    }

    /// Whether the request can be signed as the run does it: Signature Version 4 knows a blank in a query as `%20` alone, and
    /// what a server makes of a `+` there is its own.
    pub fn can_sign(&self, draft: &Draft) -> bool {
        let blank =
            |text: &[u8], encoding| encoding == Encoding::PlusForSpace && text.contains(&b' ');
        let mut parameters = draft.parameters.iter();
        let plus = parameters.any(|p| {
            blank(&p.name, p.name_encoding)
                || blank(p.value.as_deref().unwrap_or_default(), p.encoding)
        });
        let by_version_4 = matches!(
            self.context.options.auth,
            Some(Scheme::V4 | Scheme::V4Query)
        );
        !(plus && by_version_4 && draft.form == Form::Get)
    }

    /// Lets time pass at the target.
    pub fn pause(&self, time: Duration) {
        if !self.context.stop.load(Ordering::Relaxed) {
            thread::sleep(time);
        }
    }

    /// Whether the target is not known to refuse this form of a request.
    pub fn takes_form(&self, form: Form) -> bool {
        let forms = self.context.state().forms;
        let known = match form {
            Form::Get => forms.get,
            Form::Post => forms.post,
        };
        known != Some(false) || form == forms.ordinary()
    }

    /// Whether the target is not known to refuse one of the two forms.
    pub fn takes_both_forms(&self) -> bool {
        self.takes_form(Form::Get) && self.takes_form(Form::Post)
    }

    /// The form of an ordinary request: GET, as in the API reference, unless the target answers only POST.
    pub fn form(&self) -> Form {
        self.context.state().forms.ordinary()
    }

    /// A request for this action, in the form of an ordinary one.
    pub fn action(&self, action: &str, parameters: &[(&str, &str)]) -> Draft {
        Draft {
            form: self.form(),
            ..Draft::action(action, self.api_version(), parameters)
        }
    }

    /// `DescribeVpnConnections` with `VpnConnectionId.1`. A connection of this run is waited for, as far as the run has
    /// patience: what was made may become visible only after seconds.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn describe(
        &mut self,
        name: &str,
        vpn_connection_id: &str,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        let form = self.form();
        self.describe_as(form, name, vpn_connection_id, fixtures)
    }

    /// Finds out whether a connection is the run's own, unless that is known: it will be asked before it is deleted, and is
    /// waited for where it becomes visible late.
    pub fn prove(&mut self, vpn_connection_id: &str) {
        let is_open = {
            let state = self.context.state();
            let entry = state.ledger.entry(vpn_connection_id);
            // What was waited for in vain is not asked for before each description.
            entry.is_some_and(|entry| !entry.asked && !entry.deleted && !entry.proven)
                && !(state.given_up && state.doubts.contains_key(vpn_connection_id))
        };
        if is_open {
            let kind = Kind::VpnConnection;
            // What is found out is kept.
            let _ = guard::right(self.context, Role::Observe, kind, vpn_connection_id);
        }
    }

    /// As [`Session::describe`], in this form.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn describe_as(
        &mut self,
        form: Form,
        name: &str,
        vpn_connection_id: &str,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        self.prove(vpn_connection_id);
        let draft = Draft {
            form,
            ..Draft::action(
                "DescribeVpnConnections",
                self.api_version(),
                &[("VpnConnectionId.1", vpn_connection_id)],
            )
        };
        self.send(Role::Observe, name, draft, fixtures)
    }

    /// `DeleteVpnConnection`. Nothing is sent where it cannot be told whether the connection is ours: then it is left, and
    /// named at the end of the run.
    ///
    /// # Errors
    /// As [`Session::send`]; [`Halt::Setup`] where it is somebody else's.
    pub fn delete(
        &mut self,
        name: &str,
        vpn_connection_id: &str,
        fixtures: &Fixtures,
    ) -> Result<(), Halt> {
        self.delete_as(self.form(), name, vpn_connection_id, fixtures)
    }

    /// As [`Session::delete`], in this form.
    ///
    /// # Errors
    /// As [`Session::delete`].
    pub fn delete_as(
        &mut self,
        form: Form,
        name: &str,
        vpn_connection_id: &str,
        fixtures: &Fixtures,
    ) -> Result<(), Halt> {
        let draft = Draft {
            form,
            ..Draft::action(
                "DeleteVpnConnection",
                self.api_version(),
                &[("VpnConnectionId", vpn_connection_id)],
            )
        };
        let sent = self.send(Role::Cleanup, name, draft, fixtures).map(drop);
        match sent {
            Err(Halt::Setup(reason)) if self.is_in_doubt(vpn_connection_id, &reason) => Ok(()),
            sent => sent,
        }
    }

    fn is_in_doubt(&self, id: &str, reason: &str) -> bool {
        self.context.state().doubts.get(id).map(String::as_str) == Some(reason)
    }

    fn order<'o>(
        &mut self,
        role: Role,
        name: &'o str,
        draft: Draft,
        fixtures: &'o Fixtures,
        adjust: impl FnOnce(&mut Order<'o>),
    ) -> Result<&Record, Halt> {
        let mut order = Order::new(self.probe.id, self.origin, role, name, draft, fixtures);
        adjust(&mut order);
        let mut record = self.context.deliver_over(order, self.line.as_deref())?;
        record.ordinal = self.ordinal;
        self.records.push(record);
        self.records
            .last()
            .ok_or_else(|| Halt::Harness("a record went missing".to_owned()))
    }
}

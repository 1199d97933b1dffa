//! What all probes of a run share: the endpoint, what was made there, and the one way to send.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::endpoint::Endpoint;
use crate::endpoint::auth::AuthOverride;
use crate::evidence::halt::Halt;
use crate::evidence::{Origin, Record, Role};
use crate::exchange::{Exchange, HttpRequest, HttpResponse, TransportError};
use crate::request::expectation::{Expectation, Reason};
use crate::request::fixtures::{Absent, Fixtures};
use crate::request::judge::World;
use crate::request::{Case, Draft, Form, Parameter, encoding, judge};
use crate::run::extract::Item;
use crate::run::guard::Right;
use crate::run::health::Watch;
use crate::run::ledger::{Intent, Kind, Ledger};
use crate::run::options::Options;
use crate::run::reconcile::look_around;
use crate::run::sieve::Sieve;
use crate::run::{authenticate, extract, guard, retry};

/// The run itself.
pub(crate) struct Context<'r> {
    pub(crate) endpoint: &'r dyn Endpoint,
    pub(crate) options: &'r Options,
    pub(crate) stop: &'r AtomicBool,
    state: Mutex<State>,
}

/// What changes in the course of a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) ledger: Ledger,
    /// Exchanges of set-up and clean-up, which belong to no probe.
    pub(crate) housekeeping: Vec<Record>,
    /// The gateways that all probes share, or why there are none.
    pub(crate) shared: Option<Result<Fixtures, Halt>>,
    /// How many customer gateways were made: each needs an address of its own.
    pub(crate) gateways: u32,
    /// Whether something did not become visible, or stayed pending, for as long as the run waits.
    pub(crate) given_up: bool,
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
    /// A second pair of gateways, for rules that need two, or why there is none.
    pub(crate) second: Option<Result<Fixtures, Halt>>,
    /// Ids that name nothing.
    pub(crate) absent: Option<Absent>,
    /// Gateways that an accepted create has named.
    used: HashSet<String>,
    /// Whether it was noted what stands at the target.
    looked: bool,
    pub(crate) requests: usize,
    pub(crate) watch: Watch,
    creates: usize,
    last: Option<Instant>,
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

/// One request that is to be sent.
pub(crate) struct Order<'o> {
    pub(crate) probe: &'o str,
    pub(crate) origin: Origin,
    pub(crate) role: Role,
    pub(crate) name: &'o str,
    pub(crate) deviation: Option<&'o str>,
    pub(crate) twin: Option<&'o str>,
    pub(crate) auth: Option<AuthOverride>,
    pub(crate) draft: Draft,
    pub(crate) fixtures: &'o Fixtures,
}

impl<'r> Context<'r> {
    pub(crate) fn new(
        endpoint: &'r dyn Endpoint,
        options: &'r Options,
        stop: &'r AtomicBool,
        ledger: Ledger,
    ) -> Self {
        let state = State {
            ledger,
            ..State::default()
        };
        Self {
            endpoint,
            options,
            stop,
            state: Mutex::new(state),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Judges, enters, sends and records one request.
    pub(crate) fn deliver(&self, order: Order<'_>) -> Result<Record, Halt> {
        self.deliver_through(order, None)
    }

    /// As [`Context::deliver`] for a list, of which the items are kept that are wanted. A list without a say is kept as far
    /// as it is about things of this run.
    pub(crate) fn deliver_through(
        &self,
        order: Order<'_>,
        keep: Option<&mut dyn FnMut(&str) -> bool>,
    ) -> Result<Record, Halt> {
        let cleanup = order.role == Role::Cleanup;
        if self.stop.load(Ordering::Relaxed) && !cleanup {
            return Err(Halt::Stopped("the run was interrupted".to_owned()));
        }
        let encode = |draft: &Draft| {
            let plain = encoding::encode(draft, &self.endpoint.authority(), &self.endpoint.path());
            authenticate::authenticate(plain, self.options, order.auth)
        };
        let judged = encode(&order.draft)?;
        let request = match with_parameters(&order.draft, &self.options.create_parameters) {
            Some(draft) => encode(&draft)?,
            None => judged.clone(),
        };
        let id = format!("{}/{}", order.probe, order.name);
        let creates = creates(&order.draft);
        if creates && !std::mem::replace(&mut self.state().looked, true) {
            look_around(self);
        }
        if let Some((kind, id)) = deletes(&order.draft) {
            match guard::right(self, order.role, kind, &id) {
                Right::Ours | Right::Nothing => {}
                Right::Foreign(reason) | Right::Doubt(reason) => return Err(Halt::Setup(reason)),
            }
        }
        let (expectation, intent) = {
            let mut state = self.state();
            if let Some(halt) = state.watch.gone() {
                return Err(halt.clone());
            }
            if !cleanup && state.watch.is_over(self.options.max_time) {
                return Err(Halt::Stopped(format!(
                    "the run has taken the {} s that it may",
                    self.options.max_time.as_secs()
                )));
            }
            let expectation = judge::judge(&judged, self.options.api_version, &state.world);
            hold(&order, &id, expectation)?;
            let intent = match creates {
                true => Some(state.spend(self.options, &order.draft)?),
                false => None,
            };
            state.requests += 1;
            (expectation, intent)
        };
        let exchange = match is_list(&order.draft) {
            true => self.listed(request, keep),
            false => self.exchange(request, creates, None),
        };
        let exchange = match expectation {
            Expectation::MustAccept if creates => self.until_known(&order.draft, exchange),
            _ => exchange,
        };
        self.account(&order.draft, intent, &exchange)?;
        self.observe(&exchange.response, exchange.elapsed, cleanup)?;
        let case = Case {
            id,
            draft: order.draft,
            deviation: order.deviation.map(str::to_owned),
            twin: order.twin.map(|twin| format!("{}/{twin}", order.probe)),
            request: exchange.request.clone(),
            expectation,
        };
        Ok(Record::new(
            order.probe,
            order.origin,
            order.role,
            case,
            order.fixtures.clone(),
            exchange,
        ))
    }

    /// Asks for a list. What others, and earlier runs, have left there is not kept.
    fn listed(&self, request: HttpRequest, keep: Option<&mut dyn FnMut(&str) -> bool>) -> Exchange {
        if let Some(keep) = keep {
            return self.exchange(request, false, Some(keep));
        }
        let ours: HashSet<String> = {
            let state = self.state();
            let made = state.ledger.entries().iter().map(|entry| &entry.id);
            let given = state.world.customer_gateways.iter();
            made.chain(given)
                .chain(&state.world.vpn_gateways)
                .cloned()
                .collect()
        };
        let mut omitted = 0_usize;
        let mut keep = |text: &str| {
            let is_kept = names_any(text, &ours);
            omitted += usize::from(!is_kept);
            is_kept
        };
        let mut exchange = self.exchange(request, false, Some(&mut keep));
        if let Ok(response) = &mut exchange.response
            && omitted > 0
        {
            let note = format!("<!-- vpnconform: {omitted} items of others left out -->");
            response.body.extend_from_slice(note.as_bytes());
            let length = response.body.len().to_string().into_bytes();
            for (name, value) in &mut response.headers {
                if name.eq_ignore_ascii_case("content-length") {
                    value.clone_from(&length);
                }
            }
        }
        exchange
    }

    /// Sends until there is an answer that a retry would not better.
    fn exchange(
        &self,
        request: HttpRequest,
        creates: bool,
        mut keep: Option<&mut dyn FnMut(&str) -> bool>,
    ) -> Exchange {
        let mut attempts = 0;
        let mut paused = Duration::ZERO;
        loop {
            self.pace();
            attempts += 1;
            let begin = Instant::now();
            let response = match &mut keep {
                None => self.endpoint.send(&request),
                Some(keep) => self.sift(&request, *keep),
            };
            let elapsed = begin.elapsed();
            if let Some(pause) = retry::pause(&response, attempts, creates)
                && paused + pause <= self.options.timeout
                && !self.stop.load(Ordering::Relaxed)
                && self.state().watch.may_retry(creates)
            {
                paused += pause;
                thread::sleep(pause);
                continue;
            }
            self.state().watch.settle(creates, &response);
            return Exchange {
                request,
                response,
                elapsed,
                attempts,
            };
        }
    }

    fn sift(
        &self,
        request: &HttpRequest,
        keep: &mut dyn FnMut(&str) -> bool,
    ) -> Result<HttpResponse, TransportError> {
        let mut sieve = Sieve::new(keep);
        let mut response = self
            .endpoint
            .send_through(request, &mut |piece| sieve.push(piece))?;
        response.body = sieve.finish();
        Ok(response)
    }

    /// A gateway that was just made may be unknown to a create for a while: a valid create is sent again until it is
    /// accepted, for as long as the run has patience, but only while no create has named that gateway with success.
    fn until_known(&self, draft: &Draft, mut exchange: Exchange) -> Exchange {
        let named: Vec<String> = ["CustomerGatewayId", "VpnGatewayId"]
            .iter()
            .filter_map(|name| draft.value(name))
            .map(|id| String::from_utf8_lossy(id).into_owned())
            .collect();
        let begin = Instant::now();
        let mut pause = Duration::from_millis(50);
        loop {
            if exchange.response.as_ref().is_ok_and(|r| r.status == 200) {
                self.state().used.extend(named);
                return exchange;
            }
            let is_new = {
                let state = self.state();
                !state.given_up && !named.iter().all(|id| state.used.contains(id))
            };
            let unknown = exchange.response.as_ref().is_ok_and(|response| {
                matches!(response.status, 400..=499)
                    && extract::element_text(&String::from_utf8_lossy(&response.body), "Code")
                        .is_some_and(|code| code.ends_with("ID.NotFound"))
            });
            if !is_new || !unknown || self.stop.load(Ordering::Relaxed) {
                return exchange;
            }
            if begin.elapsed() + pause > self.options.patience {
                self.state().given_up = true;
                return exchange;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_secs(2));
            let attempts = exchange.attempts;
            exchange = self.exchange(exchange.request, true, None);
            exchange.attempts += attempts;
        }
    }

    fn pace(&self) {
        let pace = self.options.pace;
        if pace.is_zero() {
            return;
        }
        let mut state = self.state();
        if let Some(left) = state.last.and_then(|last| pace.checked_sub(last.elapsed())) {
            thread::sleep(left);
        }
        state.last = Some(Instant::now());
    }

    /// Enters what the answer says was made or deleted.
    fn account(&self, draft: &Draft, intent: Option<u64>, exchange: &Exchange) -> Result<(), Halt> {
        let mut state = self.state();
        let accepted = match &exchange.response {
            Ok(response) if (200..300).contains(&response.status) => Some(&response.body),
            _ => None,
        };
        let action = draft.value("Action");
        state.is_ec2 |= exchange
            .response
            .as_ref()
            .is_ok_and(|response| is_ec2(action, response));
        let entered = if intent.is_some() {
            let made = accepted.and_then(|body| extract::made(action, body));
            if let Some((kind, id)) = &made {
                state.world_gains(*kind, id);
            }
            match made.filter(|(_, id)| !state.ledger.is_foreign(id)) {
                Some((kind, id)) => state.ledger.settle(intent, Some((kind, &id))),
                None if made_nothing(exchange) => state.ledger.settle(intent, None),
                // It may have made something, but not what was there before: clean-up looks for it.
                None => {
                    state.left_open = Some(Instant::now());
                    Ok(())
                }
            }
        } else {
            if let (Some((_, id)), Some(_)) = (deletes(draft), accepted) {
                state.world_loses(&id);
                state.ledger.ask(&id);
            }
            Ok(())
        };
        entered.map_err(ledger_failed)
    }
}

impl State {
    fn spend(&mut self, options: &Options, draft: &Draft) -> Result<u64, Halt> {
        if self.creates >= options.budget.creates {
            let message = format!("{} creates were sent", self.creates);
            return Err(Halt::Budget(message));
        }
        let live = self.ledger.live().filter(|entry| !entry.asked).count();
        if live >= options.budget.live {
            return Err(Halt::Budget(format!("{live} things exist")));
        }
        self.creates += 1;
        self.ledger.intend(intent(draft)).map_err(ledger_failed)
    }

    fn world_gains(&mut self, kind: Kind, id: &str) {
        match kind {
            Kind::CustomerGateway => self.world.customer_gateways.push(id.to_owned()),
            Kind::VpnGateway => self.world.vpn_gateways.push(id.to_owned()),
            Kind::VpnConnection => {}
        }
    }

    pub(crate) fn world_loses(&mut self, id: &str) {
        let world = &mut self.world;
        let known = world.customer_gateways.len() + world.vpn_gateways.len();
        world.customer_gateways.retain(|known| known != id);
        world.vpn_gateways.retain(|known| known != id);
        if world.customer_gateways.len() + world.vpn_gateways.len() < known {
            world.deleted.push(id.to_owned());
        }
    }
}

/// A valid request that the judge does not take for one is a bug of this program.
fn hold(order: &Order<'_>, id: &str, expectation: Expectation) -> Result<(), Halt> {
    let creates_connection = order.draft.value("Action") == Some(b"CreateVpnConnection");
    let valid = order.role == Role::Twin && order.auth.is_none() && creates_connection;
    // The target gave out one id twice, and one of the two was deleted.
    if let (true, Expectation::MustReject(Reason::Deleted)) = (valid, expectation) {
        return Err(Halt::Setup(format!(
            "{id} needs its gateways, but the target gave out the id of one of them twice, and that one was deleted"
        )));
    }
    if valid && expectation != Expectation::MustAccept {
        return Err(Halt::Harness(format!(
            "{id} is meant as valid, but the judge says {expectation:?}"
        )));
    }
    Ok(())
}

/// What is written down before the request is sent.
fn intent(draft: &Draft) -> Intent {
    let text = |name| {
        draft
            .value(name)
            .map(|v| String::from_utf8_lossy(v).into_owned())
    };
    let kind = match draft.value("Action") {
        Some(b"CreateCustomerGateway") => Some(Kind::CustomerGateway),
        Some(b"CreateVpnGateway") => Some(Kind::VpnGateway),
        Some(b"CreateVpnConnection") => Some(Kind::VpnConnection),
        _ => None,
    };
    let gateway = kind == Some(Kind::CustomerGateway);
    Intent {
        kind,
        address: text("IpAddress").filter(|_| gateway),
        asn: text("BgpAsn").filter(|_| gateway),
        gateway: text("CustomerGatewayId").filter(|_| !gateway),
        vpn_gateway: text("VpnGatewayId").filter(|_| !gateway),
        ..Intent::default()
    }
}

/// Whether a create without a success has certainly made nothing: it was refused by the service, or never arrived. A
/// refusal on the way, as of a proxy or of a lack of authentication, says nothing of the service.
fn made_nothing(exchange: &Exchange) -> bool {
    match &exchange.response {
        Ok(response) => {
            matches!(response.status, 400..=499)
                && !matches!(response.status, 401 | 407 | 408)
                && memchr::memmem::find(&response.body, b"Code>").is_some()
        }
        Err(error) => matches!(
            error,
            TransportError::Altered(_) | TransportError::Connect(_) | TransportError::Tls(_)
        ),
    }
}

/// Whether this is what EC2 answers to the action: its response, or its error.
fn is_ec2(action: Option<&[u8]>, response: &HttpResponse) -> bool {
    let action = String::from_utf8_lossy(action.unwrap_or_default()).into_owned();
    extract::root_name(&response.body).is_some_and(|root| {
        root == format!("{action}Response") || (root == "Response" && response.status >= 400)
    })
}

fn ledger_failed(error: io::Error) -> Halt {
    Halt::Setup(format!("the ledger cannot be written: {error}"))
}

/// Whether the request may make something: everything but what describes or deletes.
fn creates(draft: &Draft) -> bool {
    let action = draft.value("Action").unwrap_or_default();
    !action.starts_with(b"Describe") && !action.starts_with(b"Delete")
}

/// The kind and the id of what the request deletes.
fn deletes(draft: &Draft) -> Option<(Kind, String)> {
    let action = draft.value("Action")?;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.delete().as_bytes() == action)?;
    let id = draft.value(kind.parameter())?;
    Some((kind, String::from_utf8_lossy(id).into_owned()))
}

/// Whether the request asks for everything there is, or for what passes a filter.
fn is_list(draft: &Draft) -> bool {
    let action = draft.value("Action").unwrap_or_default();
    let mut names = draft.parameters.iter().map(|p| p.name.as_slice());
    let is_id = |name: &[u8]| name.contains(&b'.') && !name.starts_with(b"Filter.");
    action.starts_with(b"Describe") && !names.any(is_id)
}

/// Whether an item of a list is about one of these, by its id or by a gateway.
fn names_any(text: &str, ours: &HashSet<String>) -> bool {
    let is_ours = |id: Option<String>| id.is_some_and(|id| ours.contains(&id));
    let plain = ["vpnConnectionId", "customerGatewayId", "vpnGatewayId"]
        .iter()
        .any(|name| is_ours(extract::element_text(text, name)));
    // Ids may be written with references, comments or sections.
    plain || {
        let item = Item::read(Kind::VpnConnection, text);
        is_ours(item.id) || is_ours(item.gateway) || is_ours(item.vpn_gateway)
    }
}

/// The draft with the parameters that the user wants in every create of a connection, if there are any.
fn with_parameters(draft: &Draft, parameters: &[(String, String)]) -> Option<Draft> {
    let action = draft.value("Action").unwrap_or_default();
    let makes_gateway = matches!(action, b"CreateCustomerGateway" | b"CreateVpnGateway");
    if parameters.is_empty() || makes_gateway || !creates(draft) {
        return None;
    }
    let mut draft = draft.clone();
    for (name, value) in parameters {
        if draft.value(name).is_none() {
            draft
                .parameters
                .push(Parameter::new(name.as_str(), value.as_str()));
        }
    }
    Some(draft)
}

//! What all probes of a run share: the endpoint, what was made there, and the one way to send.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::endpoint::Endpoint;
use crate::endpoint::auth::AuthOverride;
use crate::evidence::halt::Halt;
use crate::evidence::{Origin, Record, Role};
use crate::exchange::{Exchange, HttpRequest, TransportError};
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::judge::World;
use crate::request::{Case, Draft, encoding, judge};
use crate::run::health::Watch;
use crate::run::ledger::{Intent, Kind, Ledger};
use crate::run::options::Options;
use crate::run::reconcile::look_around;
use crate::run::{authenticate, extract, retry};

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
    /// Whether a gateway stayed pending for longer than the run waits.
    pub(crate) given_up: bool,
    /// Whether it was noted what stands at the target.
    looked: bool,
    pub(crate) requests: usize,
    pub(crate) watch: Watch,
    creates: usize,
    last: Option<Instant>,
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
        let cleanup = order.role == Role::Cleanup;
        if self.stop.load(Ordering::Relaxed) && !cleanup {
            return Err(Halt::Stopped("the run was interrupted".to_owned()));
        }
        let plain = encoding::encode(
            &order.draft,
            &self.endpoint.authority(),
            &self.endpoint.path(),
        );
        let request = authenticate::authenticate(plain, self.options, order.auth)?;
        let id = format!("{}/{}", order.probe, order.name);
        let creates = creates(&order.draft);
        if creates
            && self.options.ledger.is_some()
            && !std::mem::replace(&mut self.state().looked, true)
        {
            look_around(self);
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
            let expectation = judge::judge(&request, self.options.api_version, &state.world);
            hold(&order, &id, expectation)?;
            if let Some(id) = deletes(&order.draft).filter(|id| state.ledger.is_foreign(id)) {
                return Err(Halt::Setup(format!(
                    "the target calls {id} newly made, but it stood there before: it is not ours to delete"
                )));
            }
            let intent = match creates {
                true => Some(state.spend(self.options, &order.draft)?),
                false => None,
            };
            state.requests += 1;
            (expectation, intent)
        };
        let exchange = self.exchange(request, creates);
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

    /// Sends until there is an answer that a retry would not better.
    fn exchange(&self, request: HttpRequest, creates: bool) -> Exchange {
        let mut attempts = 0;
        let mut paused = Duration::ZERO;
        loop {
            self.pace();
            attempts += 1;
            let begin = Instant::now();
            let response = self.endpoint.send(&request);
            let elapsed = begin.elapsed();
            if let Some(pause) = retry::pause(&response, attempts, creates)
                && paused + pause <= self.options.timeout
                && !self.stop.load(Ordering::Relaxed)
                && self.state().watch.may_retry()
            {
                paused += pause;
                thread::sleep(pause);
                continue;
            }
            return Exchange {
                request,
                response,
                elapsed,
                attempts,
            };
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
        let entered = if intent.is_some() {
            match accepted.and_then(|body| extract::made(action, body)) {
                Some((kind, id)) => {
                    state.world_gains(kind, &id);
                    state.ledger.settle(intent, Some((kind, &id)))
                }
                None if made_nothing(exchange) => state.ledger.settle(intent, None),
                // It may have made something: clean-up looks for it.
                None => Ok(()),
            }
        } else if let (Some(id), Some(_)) = (deletes(draft), accepted) {
            state.world_loses(&id);
            state.ledger.delete(&id)
        } else {
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
        let live = self.ledger.live().count();
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
        ..Intent::default()
    }
}

/// Whether a create without a success has certainly made nothing: it was refused, or never arrived.
fn made_nothing(exchange: &Exchange) -> bool {
    match &exchange.response {
        Ok(response) => matches!(response.status, 400..=499),
        Err(error) => matches!(
            error,
            TransportError::Altered(_) | TransportError::Connect(_) | TransportError::Tls(_)
        ),
    }
}

fn ledger_failed(error: io::Error) -> Halt {
    Halt::Setup(format!("the ledger cannot be written: {error}"))
}

/// Whether the request may make something: everything but what describes or deletes.
fn creates(draft: &Draft) -> bool {
    let action = draft.value("Action").unwrap_or_default();
    !action.starts_with(b"Describe") && !action.starts_with(b"Delete")
}

/// The id that the request deletes.
fn deletes(draft: &Draft) -> Option<String> {
    let parameter = match draft.value("Action")? {
        b"DeleteVpnConnection" => "VpnConnectionId",
        b"DeleteCustomerGateway" => "CustomerGatewayId",
        b"DeleteVpnGateway" => "VpnGatewayId",
        _ => return None,
    };
    let id = draft.value(parameter)?;
    Some(String::from_utf8_lossy(id).into_owned())
}

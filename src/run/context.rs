//! What all probes of a run share: the endpoint, what was made there, and the one way to send.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Instant;

use crate::case::AuthOverride;
use crate::case::Case;
use crate::case::Draft;
use crate::endpoint::Endpoint;
use crate::exchange::Exchange;
use crate::exchange::HttpRequest;
use crate::judge;
use crate::judge::Expectation;
use crate::judge::World;
use crate::run::authenticate;
use crate::run::evidence::Fixtures;
use crate::run::evidence::Record;
use crate::run::evidence::Role;
use crate::run::identify;
use crate::run::ledger::Kind;
use crate::run::ledger::Ledger;
use crate::run::options::Options;
use crate::run::probe::Halt;
use crate::run::retry;
use crate::write::query;

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
    pub(crate) requests: usize,
    creates: usize,
    /// Why nothing can be sent any more.
    dead: Option<String>,
    last: Option<Instant>,
}

/// One request that is to be sent.
pub(crate) struct Order<'o> {
    pub(crate) probe: &'static str,
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
        let plain = query::encode(
            &order.draft,
            &self.endpoint.authority(),
            &self.endpoint.path(),
        );
        let request = authenticate::authenticate(plain, self.options, order.auth)?;
        let id = format!("{}/{}", order.probe, order.name);
        let creates = creates(&order.draft);
        let expectation = {
            let mut state = self.state();
            if let Some(reason) = &state.dead {
                return Err(Halt::Unreachable(reason.clone()));
            }
            let expectation = judge::judge(&request, self.options.api_version, &state.world);
            hold(&order, &id, expectation)?;
            if creates {
                state.spend(self.options)?;
            }
            state.requests += 1;
            expectation
        };
        let exchange = self.exchange(request, creates)?;
        self.account(&order.draft, &exchange)?;
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
            order.role,
            case,
            order.fixtures.clone(),
            exchange,
        ))
    }

    /// Sends until there is an answer that a retry would not better.
    fn exchange(&self, request: HttpRequest, creates: bool) -> Result<Exchange, Halt> {
        let mut attempts = 0;
        loop {
            self.pace();
            attempts += 1;
            let begin = Instant::now();
            let response = self.endpoint.send(&request);
            let elapsed = begin.elapsed();
            if let Some(pause) = retry::pause(&response, attempts, creates)
                && !self.stop.load(Ordering::Relaxed)
            {
                thread::sleep(pause);
                continue;
            }
            if let Err(error) = &response
                && retry::is_unreachable(error)
            {
                self.state().dead = Some(error.to_string());
                return Err(Halt::Unreachable(error.to_string()));
            }
            return Ok(Exchange {
                request,
                response,
                elapsed,
                attempts,
            });
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
    fn account(&self, draft: &Draft, exchange: &Exchange) -> Result<(), Halt> {
        let mut state = self.state();
        let accepted = match &exchange.response {
            Ok(response) if (200..300).contains(&response.status) => Some(&response.body),
            _ => None,
        };
        let action = draft.value("Action");
        let entered = if creates(draft) {
            let made = accepted.and_then(|body| identify::made(action, body));
            if let Some((kind, id)) = &made {
                state.world_gains(*kind, id);
            }
            let made = made.as_ref().map(|(kind, id)| (*kind, id.as_str()));
            state.ledger.settle(made)
        } else if let (Some(id), Some(_)) = (deletes(draft), accepted) {
            state.world_loses(&id);
            state.ledger.delete(&id)
        } else {
            Ok(())
        };
        entered.map_err(|e| Halt::Setup(format!("the ledger cannot be written: {e}")))
    }
}

impl State {
    fn spend(&mut self, options: &Options) -> Result<(), Halt> {
        if self.creates >= options.budget.creates {
            let message = format!("{} creates were sent", self.creates);
            return Err(Halt::Budget(message));
        }
        let live = self.ledger.live().count();
        if live >= options.budget.live {
            return Err(Halt::Budget(format!("{live} things exist")));
        }
        self.creates += 1;
        self.ledger
            .intend(None)
            .map_err(|e| Halt::Setup(format!("the ledger cannot be written: {e}")))
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

//! What all probes of a run share: the endpoint, what was made there, and the one way to send.

mod order;
mod state;

pub(crate) use order::Order;
pub(crate) use state::State;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::endpoint::{Endpoint, Line};
use crate::evidence::halt::Halt;
use crate::evidence::{Record, Role};
use crate::exchange::{Exchange, HttpRequest, HttpResponse, TransportError};
use crate::request::expectation::Expectation;
use crate::request::{Case, Draft, encoding, judge};
use crate::run::backoff::Backoff;
use crate::run::context::order::{
    creates, deletes, hold, is_ec2, is_gone, is_list, ledger_failed, made_nothing, names_any,
    names_none, with_parameters,
};
use crate::run::guard::Right;
use crate::run::ledger::Ledger;
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

    /// Whether the run has taken the time that it may.
    pub(crate) fn is_over(&self) -> bool {
        self.state().watch.is_over(self.options.max_time)
    }

    /// Judges, enters, sends and records one request.
    pub(crate) fn deliver(&self, order: Order<'_>) -> Result<Record, Halt> {
        self.send(order, None, None)
    }

    /// As [`Context::deliver`], over this connection. Lists, and what is asked beside, go over others.
    pub(crate) fn deliver_over(
        &self,
        order: Order<'_>,
        line: Option<&dyn Line>,
    ) -> Result<Record, Halt> {
        self.send(order, None, line)
    }

    /// As [`Context::deliver`] for a list, of which the items are kept that are wanted. A list without a say is kept as far
    /// as it is about things of this run.
    pub(crate) fn deliver_through(
        &self,
        order: Order<'_>,
        keep: Option<&mut dyn FnMut(&str) -> bool>,
    ) -> Result<Record, Halt> {
        self.send(order, keep, None)
    }

    fn send(
        &self,
        mut order: Order<'_>,
        keep: Option<&mut dyn FnMut(&str) -> bool>,
        line: Option<&dyn Line>,
    ) -> Result<Record, Halt> {
        let cleanup = order.role == Role::Cleanup;
        if self.stop.load(Ordering::Relaxed) && !cleanup {
            return Err(Halt::Stopped("the run was interrupted".to_owned()));
        }
        let encode = |draft: &Draft| {
            let plain = encoding::encode(draft, &self.endpoint.authority(), &self.endpoint.path());
            authenticate::authenticate(plain, self.options, order.auth)
        };
        let is_again = order.role == Role::Observe;
        let plain = with_parameters(&mut order.draft, &self.options.create_parameters, is_again);
        let request = encode(&order.draft)?;
        // What the target needs is no deviation.
        let judged = match &plain {
            Some(plain) => encode(plain)?,
            None => request.clone(),
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
            true => self.listed(request, keep, names_none(&order.draft)),
            false => self.exchange(request, creates, None, line),
        };
        let exchange = match expectation {
            Expectation::MustAccept if creates => self.until_known(&order.draft, exchange, line),
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

    /// Asks for a list. What others, and earlier runs, have left there is not kept; nor is in a list of everything what this run
    /// has deleted and is shown as deleted, which some servers do for as long as they run.
    fn listed(
        &self,
        request: HttpRequest,
        keep: Option<&mut dyn FnMut(&str) -> bool>,
        of_everything: bool,
    ) -> Exchange {
        if let Some(keep) = keep {
            return self.exchange(request, false, Some(keep), None);
        }
        let (ours, deleted): (HashSet<String>, HashSet<String>) = {
            let state = self.state();
            let entries = state.ledger.entries().iter();
            let made = entries.clone().map(|entry| &entry.id);
            let given = state.world.customer_gateways.iter();
            let ours = made.chain(given).chain(&state.world.vpn_gateways);
            let deleted = entries.filter(|entry| of_everything && (entry.asked || entry.deleted));
            (
                ours.cloned().collect(),
                deleted.map(|entry| entry.id.clone()).collect(),
            )
        };
        let mut is_shortened = false;
        let mut keep = |text: &str| {
            let is_kept = names_any(text, &ours) && !is_gone(text, &deleted);
            is_shortened |= !is_kept;
            is_kept
        };
        let mut exchange = self.exchange(request, false, Some(&mut keep), None);
        // A body in UTF-16 has no room for a note in ASCII.
        if let Ok(response) = &mut exchange.response
            && is_shortened
            && !response.body.contains(&0)
        {
            let note = b"<!-- vpnconform: items of others, or deleted, left out -->";
            response.body.extend_from_slice(note);
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
        line: Option<&dyn Line>,
    ) -> Exchange {
        let mut attempts = 0;
        let mut paused = Duration::ZERO;
        loop {
            self.pace();
            attempts += 1;
            let begin = Instant::now();
            let response = match (&mut keep, line) {
                (Some(keep), _) => self.sift(&request, *keep),
                (None, Some(line)) => line.send(&request),
                (None, None) => self.endpoint.send(&request),
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
    fn until_known(
        &self,
        draft: &Draft,
        mut exchange: Exchange,
        line: Option<&dyn Line>,
    ) -> Exchange {
        let named: Vec<String> = ["CustomerGatewayId", "VpnGatewayId", "TransitGatewayId"]
            .iter()
            .filter_map(|name| draft.value(name))
            .map(|id| String::from_utf8_lossy(id).into_owned())
            .collect();
        let mut backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(2));
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
                    && extract::error_code(&response.body)
                        .is_some_and(|code| code.ends_with("ID.NotFound"))
            });
            if !is_new || !unknown || self.stop.load(Ordering::Relaxed) {
                return exchange;
            }
            if backoff.exceeds(self.options.patience) {
                self.state().given_up = true;
                return exchange;
            }
            backoff.sleep();
            let attempts = exchange.attempts;
            exchange = self.exchange(exchange.request, true, None, line);
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

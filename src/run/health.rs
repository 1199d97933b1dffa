//! How long a run bears with a target that does not answer.
//!
//! After a request without an answer the target is asked for a plain description. While it answers that, the request was
//! at fault, and the run goes on; a target that does not is gone, and what was not sent yet is blocked. So every run ends,
//! whatever the target does:
//!
//! | what | bound |
//! |---|---|
//! | a target that was never heard | one request and one description |
//! | a target that falls silent | one request and three descriptions |
//! | requests without an answer, all together | 20 times `timeout` |
//! | repetitions of one request | 5, and pauses of `timeout` together |
//! | repetitions in all | 500 |
//! | requests in a row, creates or others, that are put off each time | 6; then none is repeated until one is answered |
//! | requests in all that are put off each time | 12; then none is repeated any more |
//! | answers in all | 128 MiB, and 256 KiB a request, as they are held in memory |
//! | clean-up | three requests without an answer in a row, or `patience` without anything deleted |
//! | everything else | `max_time` |
use std::thread;
use std::time::{Duration, Instant};

use crate::evidence::halt::Halt;
use crate::evidence::{Origin, Record, Role, View};
use crate::exchange::{Exchange, HttpResponse, TransportError};
use crate::request::expectation::{Ambiguity, Expectation};
use crate::request::fixtures::Fixtures;
use crate::request::{Case, Draft, encoding};
use crate::run::authenticate::authenticate;
use crate::run::context::Context;
use crate::run::fixture::SETUP;
use crate::run::ledger::Kind;
use crate::run::retry;

/// Descriptions that are asked for before a target that has answered is given up, and the pause before each.
const PAUSES: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_millis(250),
    Duration::from_secs(1),
];

/// Requests of clean-up that may fail in a row.
const ROW: u32 = 3;

/// All time lost on requests without an answer, in times of one.
const LOST: u32 = 20;

/// Repetitions of all requests together.
const RETRIES: u32 = 500;

/// Requests in a row that are put off each time they are repeated.
const PUT_OFF: u32 = 6;

/// Requests in all that are put off each time they are repeated: a server that only wants to be asked more slowly answers in
/// the end.
const ALL_PUT_OFF: u32 = 12;

/// What answers may take in memory, beside [`PER_REQUEST`] for each.
const KEPT: usize = 128 << 20;

/// See [`KEPT`]; an ordinary response takes 40 kB.
const PER_REQUEST: usize = 256 << 10;

/// An id that is asked for where there is none of ours.
const NONE: &str = "vpn-0badf00d";

/// A response of this size is not measured: an ordinary one has 10 kB.
const SMALL: usize = 16 << 10;

/// The memory for a byte of it.
const A_BYTE: usize = 12;

/// What was seen of the health of the target.
#[derive(Debug)]
pub(crate) struct Watch {
    started: Instant,
    /// Whether it has ever answered.
    answered: bool,
    failures: u32,
    row: u32,
    lost: Duration,
    retries: u32,
    /// How many in a row were put off to the end: of creates, and of others.
    put_off: [u32; 2],
    /// How many were put off to the end, in all.
    all_put_off: u32,
    kept: usize,
    probes: u32,
    /// Why nothing can be sent any more.
    gone: Option<Halt>,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            answered: false,
            failures: 0,
            row: 0,
            lost: Duration::ZERO,
            retries: 0,
            put_off: [0; 2],
            all_put_off: 0,
            kept: 0,
            probes: 0,
            gone: None,
        }
    }
}

impl Watch {
    /// Why nothing can be sent any more, if that is so.
    pub(crate) fn gone(&self) -> Option<&Halt> {
        self.gone.as_ref()
    }

    /// Nothing more is sent.
    pub(crate) fn give_up(&mut self, halt: Halt) {
        self.gone.get_or_insert(halt);
    }

    /// Clean-up tries for itself whether the target answers.
    pub(crate) fn start_over(&mut self) {
        self.gone = None;
        self.row = 0;
        self.lost = Duration::ZERO;
        self.kept = 0;
    }

    /// Whether one more repetition is within the bounds.
    pub(crate) fn may_retry(&mut self, creates: bool) -> bool {
        self.retries += 1;
        self.retries <= RETRIES
            && self.all_put_off < ALL_PUT_OFF
            && *self.put_off(creates) < PUT_OFF
    }

    /// Takes note of the last answer to a request, after all repetitions.
    pub(crate) fn settle(
        &mut self,
        creates: bool,
        response: &Result<HttpResponse, TransportError>,
    ) {
        if matches!(response, Ok(response) if retry::is_busy(response)) {
            *self.put_off(creates) += 1;
            self.all_put_off += 1;
        } else {
            *self.put_off(creates) = 0;
        }
    }

    fn put_off(&mut self, creates: bool) -> &mut u32 {
        let [of_creates, of_others] = &mut self.put_off;
        if creates { of_creates } else { of_others }
    }

    /// Whether the time of the run is used up.
    pub(crate) fn is_over(&self, most: Duration) -> bool {
        self.started.elapsed() > most
    }

    fn answer(&mut self, response: &HttpResponse, requests: usize) {
        self.answered = true;
        self.row = 0;
        self.kept += match response.body.len() {
            0..=SMALL => response.body.len() * A_BYTE,
            _ => View::held(response),
        };
        if self.kept > KEPT.saturating_add(requests.saturating_mul(PER_REQUEST)) {
            let message = format!("the answers of the target take {} MiB", self.kept >> 20);
            self.gone = Some(Halt::Budget(message));
        }
    }

    fn failure(&mut self, reason: &str, elapsed: Duration, timeout: Duration) {
        self.failures += 1;
        self.row += 1;
        self.lost += elapsed;
        if self.lost > timeout.saturating_mul(LOST) {
            let (failures, lost) = (self.failures, self.lost.as_secs());
            self.gone = Some(Halt::Unreachable(format!(
                "the target left {failures} requests without an answer, which took {lost} s; the last: {reason}"
            )));
        }
    }
}

/// Why an exchange is no answer of a target that is well.
fn reason(response: &Result<HttpResponse, TransportError>) -> Option<String> {
    match response {
        Err(TransportError::Altered(_)) => None,
        Err(error) => Some(error.to_string()),
        Ok(response) if retry::is_busy(response) => Some(format!(
            "status {}: the target asks for patience",
            response.status
        )),
        Ok(_) => None,
    }
}

impl Context<'_> {
    /// Takes note of what came of a request, and finds out whether the target is still there.
    ///
    /// # Errors
    /// [`Halt::Unreachable`] where the request has not reached it, or was put off by a target that puts off everything.
    pub(crate) fn observe(
        &self,
        response: &Result<HttpResponse, TransportError>,
        elapsed: Duration,
        cleanup: bool,
    ) -> Result<(), Halt> {
        let timeout = self.options.timeout;
        let answered = {
            let mut state = self.state();
            let requests = state.requests;
            let watch = &mut state.watch;
            if let Ok(response) = response {
                watch.answer(response, requests);
            }
            let Some(reason) = reason(response) else {
                return Ok(());
            };
            watch.failure(&reason, elapsed, timeout);
            let nobody = !watch.answered && response.as_ref().is_err_and(retry::is_unreachable);
            if nobody || (cleanup && watch.row >= ROW) {
                watch.gone.get_or_insert(Halt::Unreachable(reason));
            }
            watch.answered
        };
        if !cleanup && self.state().watch.gone.is_none() {
            self.look_for_it(answered);
        }
        let busy = response.is_ok();
        match (&self.state().watch.gone, response) {
            (_, Err(error @ (TransportError::Connect(_) | TransportError::Tls(_)))) => {
                Err(Halt::Unreachable(error.to_string()))
            }
            (Some(halt), Err(TransportError::NotHttp(_))) if !answered => Err(halt.clone()),
            (Some(halt), _) if busy => Err(halt.clone()),
            _ => Ok(()),
        }
    }

    /// Asks for descriptions until one comes.
    fn look_for_it(&self, answered: bool) {
        let pauses = if answered { &PAUSES[..] } else { &PAUSES[..1] };
        let mut last = String::new();
        for pause in pauses {
            thread::sleep((*pause).min(self.options.timeout));
            let Ok(record) = self.describe() else { return };
            let (response, elapsed) = (&record.exchange.response, record.exchange.elapsed);
            let why = match response {
                // A target that ignores the id and answers with a long list is there.
                Err(TransportError::TooLarge(_)) => None,
                response => reason(response),
            };
            let mut state = self.state();
            let requests = state.requests;
            let watch = &mut state.watch;
            if let Ok(response) = response {
                watch.answer(response, requests);
            }
            if let Some(why) = &why {
                watch.failure(why, elapsed, self.options.timeout);
            }
            state.housekeeping.push(record);
            match why {
                Some(why) => last = why,
                None => return,
            }
        }
        let mut state = self.state();
        let halt = Halt::Unreachable(match answered {
            true => format!("the target stopped answering: {last}"),
            false => last,
        });
        state.watch.gone.get_or_insert(halt);
    }

    /// A request that every target answers, whatever it says, recorded under set-up. It asks for one thing, since a list
    /// may be of any length.
    fn describe(&self) -> Result<Record, Halt> {
        let (kind, id, form) = {
            let state = self.state();
            let ours = state.ledger.live().next_back();
            let (kind, id) = match ours {
                Some(entry) => (entry.kind, entry.id.clone()),
                None => (Kind::VpnConnection, NONE.to_owned()),
            };
            (kind, id, state.forms.housekeeping())
        };
        let version = kind.version(self.options.api_version);
        let draft = Draft {
            form,
            ..Draft::action(kind.describe(), version, &[(&kind.first(), &id)])
        };
        let plain = encoding::encode(&draft, &self.endpoint.authority(), &self.endpoint.path());
        let request = authenticate(plain, self.options, None)?;
        let number = {
            let mut state = self.state();
            state.requests += 1;
            state.watch.probes += 1;
            state.watch.probes
        };
        let begin = Instant::now();
        let response = self.endpoint.send(&request);
        let case = Case {
            id: format!("{SETUP}/still-there-{number}"),
            draft,
            deviation: None,
            twin: None,
            request: request.clone(),
            expectation: Expectation::Unspecified(Ambiguity::OtherAction),
        };
        let exchange = Exchange {
            request,
            response,
            elapsed: begin.elapsed(),
            attempts: 1,
        };
        Ok(Record::new(
            SETUP,
            Origin::Catalogue,
            Role::Setup,
            case,
            Fixtures::default(),
            exchange,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_that_puts_every_other_request_off_is_not_waited_for_without_end() {
        let answer = |status| {
            Ok(HttpResponse {
                status,
                headers: Vec::new(),
                body: Vec::new(),
            })
        };
        let mut watch = Watch::default();
        for _ in 0..ALL_PUT_OFF {
            assert!(watch.may_retry(true));
            watch.settle(true, &answer(503));
            watch.settle(true, &answer(200));
        }
        assert!(!watch.may_retry(true) && !watch.may_retry(false));
    }
}

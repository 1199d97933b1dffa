//! The ways to send a request: alone, until something holds, at the same time as others, over one connection.

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use crate::endpoint::auth::AuthOverride;
use crate::evidence::halt::Halt;
use crate::evidence::{Record, Role};
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::run::backoff::Backoff;
use crate::run::context::Order;
use crate::run::session::Session;

/// The longest wait for an answer that shows the effect of an earlier request, however patient the run is.
const SETTLING: Duration = Duration::from_secs(30);

impl Session<'_> {
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
        self.send_within(patience, (role, name, draft), fixtures, holds)
    }

    /// As [`Session::send_until`], for this long.
    pub(super) fn send_within(
        &mut self,
        patience: Duration,
        (role, name, draft): (Role, &str, Draft),
        fixtures: &Fixtures,
        holds: impl Fn(&Record) -> bool,
    ) -> Result<(), Halt> {
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
        self.deviate_as(deviation, deviation, twin, draft, fixtures)
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

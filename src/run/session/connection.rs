//! Connections of a probe: described, proven to be the run's own, and deleted.

use std::time::Duration;

use crate::evidence::halt::Halt;
use crate::evidence::{Record, Role};
use crate::request::Form;
use crate::request::fixtures::Fixtures;
use crate::run::extract;
use crate::run::guard;
use crate::run::ledger::Kind;
use crate::run::session::Session;

/// How long a deletion waits for a connection that is still being made.
const TRANSITION: Duration = Duration::from_secs(5);

/// How long a description waits for a connection that was described before: a copy of the target's data may be behind.
const CATCHING_UP: Duration = Duration::from_secs(2);

/// Whether a description says that there is no such connection.
fn lacks(record: &Record, id: &[u8]) -> bool {
    let answer = record.exchange.response.as_ref();
    answer.is_ok_and(|answer| match answer.status {
        200..300 => memchr::memmem::find(&answer.body, id).is_none(),
        400..500 => {
            extract::error_code(&answer.body).is_some_and(|code| code.ends_with("NotFound"))
        }
        _ => false,
    })
}

/// So many deletions may wait in vain; later ones do not.
const UNREADY: usize = 3;

/// Whether the target says that the state of the connection does not allow this yet (protocol notes, section 4).
fn is_unready(record: &Record) -> bool {
    let answer = record.exchange.response.as_ref();
    answer.is_ok_and(|answer| {
        (400..500).contains(&answer.status)
            && extract::error_code(&answer.body).as_deref() == Some("IncorrectState")
    })
}

impl Session<'_> {
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
        let id = [("VpnConnectionId.1", vpn_connection_id)];
        let draft = self.action_as(form, "DescribeVpnConnections", &id);
        let is_seen = {
            let state = self.context.state();
            let entry = state.ledger.entry(vpn_connection_id);
            entry.is_some_and(|entry| entry.proven && !entry.deleted)
        };
        let patience = match is_seen {
            true => self.context.options.patience.min(CATCHING_UP),
            false => Duration::ZERO,
        };
        let id = vpn_connection_id.as_bytes();
        self.send_within(patience, (Role::Observe, name, draft), fixtures, |record| {
            !lacks(record, id)
        })?;
        self.records
            .last()
            .ok_or_else(|| Halt::Harness("a record went missing".to_owned()))
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
        let id = [("VpnConnectionId", vpn_connection_id)];
        let draft = self.action_as(form, "DeleteVpnConnection", &id);
        let patience = match self.context.state().unready < UNREADY {
            true => self.context.options.patience.min(TRANSITION),
            false => Duration::ZERO,
        };
        let order = (Role::Cleanup, name, draft);
        let sent = self.send_within(patience, order, fixtures, |record| !is_unready(record));
        let mut state = self.context.state();
        state.unready += usize::from(self.records.last().is_some_and(is_unready));
        match sent {
            Err(Halt::Setup(reason)) if state.doubts.get(vpn_connection_id) == Some(&reason) => {
                Ok(())
            }
            sent => sent,
        }
    }
}

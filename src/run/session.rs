//! The hand a probe plays with: every request goes through here, is judged, ledgered, sent and recorded.

use crate::case::AuthOverride;
use crate::case::Draft;
use crate::judge::World;
use crate::run::evidence::Fixtures;
use crate::run::evidence::Record;
use crate::run::evidence::Role;
use crate::run::probe::Halt;
use crate::version::ApiVersion;

/// The dialogue of one probe with the endpoint.
pub struct Session<'r> {
    version: ApiVersion,
    records: Vec<Record>,
    _run: std::marker::PhantomData<&'r ()>,
}

impl Session<'_> {
    /// The API version of the run.
    pub fn api_version(&self) -> ApiVersion {
        self.version
    }

    /// What exists at the target, as far as this run knows: what the judge is given.
    pub fn world(&self) -> World {
        World::default()
    }

    /// The pair of gateways that all probes share, made at first use.
    ///
    /// # Errors
    /// [`Halt::Setup`] when they cannot be made, [`Halt::Budget`], [`Halt::Unreachable`].
    pub fn fixtures(&mut self) -> Result<Fixtures, Halt> {
        Err(Halt::Setup("not built".to_owned()))
    }

    /// A pair of gateways for this probe alone.
    ///
    /// # Errors
    /// As [`Session::fixtures`]; also with `--provision fixed|none`, which cannot make any.
    pub fn fresh_fixtures(&mut self) -> Result<Fixtures, Halt> {
        Err(Halt::Setup("not built".to_owned()))
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
        let _ = (role, name, draft, fixtures, &self.records);
        Err(Halt::Setup("not built".to_owned()))
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
        let _ = (deviation, twin, draft, fixtures);
        Err(Halt::Setup("not built".to_owned()))
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
        let _ = auth;
        self.send(role, name, draft, fixtures)
    }

    /// Sends several requests at the same time, each as a twin with its name, and returns their places in the evidence of
    /// this probe.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn concurrently(
        &mut self,
        drafts: Vec<(String, Draft)>,
        fixtures: &Fixtures,
    ) -> Result<Vec<usize>, Halt> {
        let _ = (drafts, fixtures);
        Err(Halt::Setup("not built".to_owned()))
    }

    /// Whether the run has credentials to sign with.
    pub fn has_credentials(&self) -> bool {
        false
    }

    /// `DescribeVpnConnections` with `VpnConnectionId.1`.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn describe(
        &mut self,
        name: &str,
        vpn_connection_id: &str,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        let draft = Draft::action(
            "DescribeVpnConnections",
            self.version,
            &[("VpnConnectionId.1", vpn_connection_id)],
        );
        self.send(Role::Observe, name, draft, fixtures)
    }

    /// `DeleteVpnConnection`.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub fn delete(
        &mut self,
        name: &str,
        vpn_connection_id: &str,
        fixtures: &Fixtures,
    ) -> Result<&Record, Halt> {
        let draft = Draft::action(
            "DeleteVpnConnection",
            self.version,
            &[("VpnConnectionId", vpn_connection_id)],
        );
        self.send(Role::Cleanup, name, draft, fixtures)
    }
}

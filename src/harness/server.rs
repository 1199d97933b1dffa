//! A server as what is tested.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::Endpoint;
use crate::endpoint::auth::{Scheme, Signer};
use crate::harness::subject::{Ran, Subject};
use crate::harness::{Harness, Plan};
use crate::rule;
use crate::run::Options;
use crate::run::options::Provision;
use crate::secret::Secret;
use crate::secret::credentials::Credentials;
use crate::suite::plan;

/// A server that a [`Harness`] tests.
pub struct ServerUnderTest {
    make: Box<dyn Fn() -> Result<Box<dyn Endpoint>, String>>,
    options: Options,
}

impl ServerUnderTest {
    pub(super) fn new<E: Endpoint + 'static>(
        make: impl Fn() -> Result<E, String> + 'static,
    ) -> Self {
        Self {
            make: Box::new(move || Ok(Box::new(make()?))),
            options: Options::default(),
        }
    }
}

impl Harness<ServerUnderTest> {
    /// Signs requests with Signature Version 4.
    pub fn sign(
        mut self,
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        region: impl Into<String>,
    ) -> Self {
        self.target.options.auth = Some(Scheme::V4);
        self.target.options.signer = Some(Signer {
            credentials: Credentials {
                access_key_id: access_key_id.into(),
                secret_access_key: Secret::new(secret_access_key.into()),
                session_token: None,
            },
            region: region.into(),
        });
        self
    }

    /// Uses gateways that exist, where the server cannot create any. They are not deleted.
    pub fn gateways(
        mut self,
        customer_gateway_id: impl Into<String>,
        vpn_gateway_id: impl Into<String>,
    ) -> Self {
        self.target.options.provision = Provision::Fixed {
            customer_gateway_id: customer_gateway_id.into(),
            vpn_gateway_id: vpn_gateway_id.into(),
            transit_gateway_id: None,
        };
        self
    }

    /// How long to wait for a gateway that is pending, and for a deletion; 2 minutes by default.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.target.options.patience = patience;
        self
    }
}

impl Subject for ServerUnderTest {
    fn catalogue(&self) -> Vec<&'static str> {
        rule::catalogue().map(|rule| rule.id).collect()
    }

    fn resolve(&self, id: &str) -> Option<&'static str> {
        rule::by_id(id).map(|rule| rule.id)
    }

    fn run(&self, plan: &Plan, _alone: bool) -> Result<Ran, String> {
        let endpoint = (self.make)()?;
        let mut options = self.options.clone();
        options.only = plan.only.clone();
        options.skip = plan.skip.clone();
        options.api_version = plan.version;
        options.seed = plan.seed.unwrap_or(options.seed);
        options.cases = plan.cases.unwrap_or(options.cases);
        let outcome = plan::run(&*endpoint, &options, &(), &AtomicBool::new(false))
            .map_err(|error| format!("the ledger cannot be opened: {error}"))?;
        let (report, evidence) = outcome.report(&endpoint.name(), options.seed, plan.level);
        Ok((report, Some(evidence)))
    }

    fn creates(&self) -> bool {
        true
    }
}

impl fmt::Debug for ServerUnderTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerUnderTest").finish_non_exhaustive()
    }
}

//! The gateways of a probe, and ids that name nothing.

use crate::evidence::halt::Halt;
use crate::request::fixtures::{Fixtures, Shape};
use crate::run::ledger::Kind;
use crate::run::session::Session;
use crate::run::{absent, fixture};

impl Session<'_> {
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

    /// A pair of gateways for this probe alone.
    ///
    /// # Errors
    /// As [`Session::fixtures`]; also with `--provision fixed|none`, which cannot make any.
    pub fn fresh_fixtures(&mut self) -> Result<Fixtures, Halt> {
        fixture::fresh(self.context)
    }

    /// A customer gateway with this ASN for this probe alone, beside the virtual private gateway that all probes share.
    ///
    /// # Errors
    /// As [`Session::fixtures`]; [`Halt::Without`] where the target or the options allow no such gateway.
    pub fn fixtures_with_asn(&mut self, asn: u32) -> Result<Fixtures, Halt> {
        fixture::with_asn(self.context, asn)
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
}

//! What the page says of a request, read from its final wire bytes and from nothing else.

mod option;
mod rule;
#[cfg(test)]
mod tests;

use crate::exchange::HttpRequest;
use crate::request::encoding;
use crate::request::encoding::Undecodable;
use crate::request::expectation::{Ambiguity, Expectation};
use crate::request::fixtures::Fixtures;
use crate::request::judge::rule::Reading;
use crate::spec::version::ApiVersion;

/// What exists at the target when the request is sent: the judge's only knowledge beside the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Customer gateways that exist and are not deleted.
    pub customer_gateways: Vec<String>,
    /// Virtual private gateways that exist and are not deleted.
    pub vpn_gateways: Vec<String>,
    /// Transit gateways that exist and are not deleted.
    pub transit_gateways: Vec<String>,
    /// Ids that existed and were deleted.
    pub deleted: Vec<String>,
    /// Ids of which the target said that they name nothing, whatever they look like.
    pub absent: Vec<String>,
}

impl World {
    /// A target that has these gateways and no others.
    pub fn of(fixtures: &Fixtures) -> Self {
        let one = |id: &String| Some(id.clone()).filter(|id| !id.is_empty());
        Self {
            customer_gateways: one(&fixtures.customer_gateway_id).into_iter().collect(),
            vpn_gateways: one(&fixtures.vpn_gateway_id).into_iter().collect(),
            transit_gateways: one(&fixtures.transit_gateway_id).into_iter().collect(),
            ..Self::default()
        }
    }
}

/// Reads the final bytes of a request that is sent to a server of this version.
///
/// Of several things wrong, one that must be rejected decides; what public material does not say decides only where it
/// leaves open which parameters there are at all.
pub fn judge(request: &HttpRequest, version: ApiVersion, world: &World) -> Expectation {
    match encoding::decode(request) {
        Ok(pairs) => Reading::of(&pairs).map_or_else(
            || Expectation::Unspecified(Ambiguity::Bytes),
            |reading| reading.judge(version, world),
        ),
        Err(Undecodable::Byte(_) | Undecodable::Percent(_)) => {
            Expectation::Unspecified(Ambiguity::Bytes)
        }
        Err(Undecodable::NotForm | Undecodable::Method) => {
            Expectation::Unspecified(Ambiguity::Other)
        }
    }
}

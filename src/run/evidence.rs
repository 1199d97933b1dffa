//! What a run has seen: plain data that every check reads.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::case::Case;
use crate::exchange::Exchange;
use crate::run::probe::Halt;
use crate::version::ApiVersion;

/// What part an exchange plays in its probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Makes something the probe needs (a gateway, a connection).
    Setup,
    /// The valid request a deviation is compared with, or the ordinary request of a probe.
    Twin,
    /// A request that deviates from its twin in one named thing.
    Deviation,
    /// Looks at the state of the target (describe).
    Observe,
    /// Deletes what the run has made.
    Cleanup,
}

/// The gateways a request was made for, and what was asked of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fixtures {
    /// `customerGatewayId`
    pub customer_gateway_id: String,
    /// The outside address given to the customer gateway; unusual on purpose.
    pub customer_address: String,
    /// The BGP ASN given to the customer gateway; unusual on purpose.
    pub customer_asn: u32,
    /// `vpnGatewayId`
    pub vpn_gateway_id: String,
    /// Whether this run made them, and so knows address and ASN.
    pub provisioned: bool,
}

/// One exchange in its place in the run.
#[derive(Debug)]
pub struct Record {
    /// The id of the probe.
    pub probe: &'static str,
    /// Its part.
    pub role: Role,
    /// What was meant, what was judged, what was sent.
    pub case: Case,
    /// The gateways it was made for.
    pub fixtures: Fixtures,
    /// What happened.
    pub exchange: Exchange,
    view: OnceLock<View>,
}

/// The parsed form of an exchange, made once and shared by all checks. See [`Record::view`].
#[derive(Debug)]
pub struct View {}

/// Everything a run has seen.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The API version of the run.
    pub api_version: ApiVersion,
    /// Exchanges in the order of the plan.
    pub records: Vec<Record>,
    /// Probes that were not finished, with the reason.
    pub halts: BTreeMap<&'static str, Halt>,
}

impl Record {
    /// A record without its parsed form.
    pub fn new(
        probe: &'static str,
        role: Role,
        case: Case,
        fixtures: Fixtures,
        exchange: Exchange,
    ) -> Self {
        Self {
            probe,
            role,
            case,
            fixtures,
            exchange,
            view: OnceLock::new(),
        }
    }

    /// The parsed form.
    pub fn view(&self) -> &View {
        self.view.get_or_init(|| View {})
    }
}

impl Evidence {
    /// The records of one probe, in order.
    pub fn of<'e>(&'e self, probe: &str) -> impl Iterator<Item = &'e Record> {
        self.records.iter().filter(move |r| r.probe == probe)
    }
}

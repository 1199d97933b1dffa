//! What a run is asked for.

use std::path::PathBuf;
use std::time::Duration;

use crate::endpoint::auth::{Scheme, Signer};
use crate::evidence::shard::Shard;
use crate::glob::GlobSet;
use crate::run::stored::Stored;
use crate::spec::version::ApiVersion;

/// The options of a run. The default is that of the command line against a target that asks for no signature.
#[derive(Clone, Debug)]
pub struct Options {
    /// The API version that is asked for, and held against.
    pub api_version: ApiVersion,
    /// Only checks that match; all where it is empty.
    pub only: GlobSet,
    /// No checks that match.
    pub skip: GlobSet,
    /// Where addresses and numbers of gateways come from.
    pub seed: u64,
    /// How many requests are generated from the seed.
    pub cases: usize,
    /// What the first of them are made of; those behind are made of the seed.
    pub choices: Vec<Vec<u8>>,
    /// Requests kept from earlier runs, to be sent too.
    pub stored: Vec<Stored>,
    /// Where gateways come from.
    pub provision: Provision,
    /// The BGP ASN of every customer gateway that the run makes, for targets that take no other; else unusual ones.
    pub customer_asn: Option<u32>,
    /// Names and values that are added to every create of a connection, for targets that ask for more than the API
    /// reference does. What must come of a request is judged without them.
    pub create_parameters: Vec<(String, String)>,
    /// How much may be made.
    pub budget: Budget,
    /// How requests are signed.
    pub auth: Option<Scheme>,
    /// What they are signed with; also used by the checks of signatures where `auth` is none.
    pub signer: Option<Signer>,
    /// The file in which everything that is made is entered before and after.
    pub ledger: Option<PathBuf>,
    /// Whether nobody else works at the target, so that a new VPN gateway of which nothing is known is ours.
    pub claim: bool,
    /// The least time between two requests.
    pub pace: Duration,
    /// How long the endpoint waits for an answer. The bounds of the run are made of it; see [`crate::run`].
    pub timeout: Duration,
    /// How long the run may take, without clean-up.
    pub max_time: Duration,
    /// How long to wait for what was made to become visible, for a gateway that is pending, and for a deletion that others
    /// hold up.
    pub patience: Duration,
    /// How many times a failing case is sent again, to tell what fails now and then from what fails always.
    pub repeat: usize,
    /// Which part of the run this is.
    pub shard: Shard,
    /// Stop after N failed checks.
    pub max_failures: Option<usize>,
}

/// How many requests are generated where nothing else is asked for.
pub const CASES: usize = 32;

/// The default of [`Options::timeout`].
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// The default of [`Options::max_time`].
pub const MAX_TIME: Duration = Duration::from_secs(60 * 60);

/// The default of [`Options::patience`].
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Where gateways come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Provision {
    /// The run makes them.
    #[default]
    Auto,
    /// These exist; nothing is known of them, and none is made or deleted.
    Fixed {
        /// The customer gateway.
        customer_gateway_id: String,
        /// The VPN gateway.
        vpn_gateway_id: String,
        /// The transit gateway, for the rules that need one.
        transit_gateway_id: Option<String>,
    },
    /// There are none: only checks that need none can be decided.
    None,
}

/// How much a run may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Requests that create something.
    pub creates: usize,
    /// Things that exist at one time.
    pub live: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            creates: usize::MAX,
            live: usize::MAX,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            api_version: ApiVersion::default(),
            only: GlobSet::default(),
            skip: GlobSet::default(),
            seed: 20_120_401,
            cases: CASES,
            choices: Vec::new(),
            stored: Vec::new(),
            provision: Provision::default(),
            customer_asn: None,
            create_parameters: Vec::new(),
            budget: Budget::default(),
            auth: None,
            signer: None,
            ledger: None,
            claim: false,
            pace: Duration::ZERO,
            timeout: TIMEOUT,
            max_time: MAX_TIME,
            patience: PATIENCE,
            repeat: 0,
            shard: Shard::default(),
            max_failures: None,
        }
    }
}

//! API versions of the EC2 Query API and what each adds to `CreateVpnConnection` (protocol notes, section 2).

use std::fmt;
use std::str::FromStr;

/// One API version, named by its date. Ordered by date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(&'static str);

impl ApiVersion {
    /// The first version with `tagSet`.
    pub const V2010_08_31: Self = Self("2010-08-31");
    /// The first version known to have `vgwTelemetry`.
    pub const V2011_11_01: Self = Self("2011-11-01");
    /// The version of the page, and the default of every command.
    pub const V2012_04_01: Self = Self("2012-04-01");
    /// The last version whose own schema is public.
    pub const V2013_08_15: Self = Self("2013-08-15");
    /// The version that is still current; it grows in place.
    pub const V2016_11_15: Self = Self("2016-11-15");

    /// The first version with `Options.StaticRoutesOnly`.
    pub const OPTIONS: Self = Self("2012-08-15");
    /// The last version without `Options.StaticRoutesOnly`.
    pub const V2012_07_20: Self = Self("2012-07-20");
    /// The last version that certainly has no `DryRun`.
    pub const V2013_02_01: Self = Self("2013-02-01");

    /// The versions this project knows, oldest first.
    pub const ALL: &'static [Self] = &[
        Self("2009-07-15"),
        Self("2009-08-15"),
        Self("2009-10-31"),
        Self("2009-11-30"),
        Self("2010-06-15"),
        Self("2010-08-31"),
        Self("2010-11-15"),
        Self("2011-01-01"),
        Self("2011-02-28"),
        Self("2011-11-01"),
        Self("2011-12-01"),
        Self("2011-12-15"),
        Self("2012-03-01"),
        Self::V2012_04_01,
        Self("2012-05-01"),
        Self("2012-06-01"),
        Self("2012-06-15"),
        Self("2012-07-20"),
        Self("2012-08-15"),
        Self("2012-10-01"),
        Self("2012-12-01"),
        Self("2013-02-01"),
        Self("2013-06-15"),
        Self("2013-07-15"),
        Self("2013-08-15"),
        Self::V2016_11_15,
    ];

    /// The date as it stands in the `Version` parameter.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The namespace of a success response (protocol notes, section 2): with a trailing slash.
    pub fn namespace(self) -> String {
        format!("http://ec2.amazonaws.com/doc/{}/", self.0)
    }

    /// Whether `tagSet` belongs to the response.
    pub fn has_tag_set(self) -> bool {
        self.0 >= "2010-08-31"
    }

    /// Whether `vgwTelemetry` belongs to the response.
    pub fn has_vgw_telemetry(self) -> bool {
        self.0 >= "2011-11-01"
    }

    /// Whether `Options.StaticRoutesOnly`, `options` and `routes` exist.
    pub fn has_options(self) -> bool {
        self.0 >= "2012-08-15"
    }

    /// Whether `DryRun` exists.
    pub fn has_dry_run(self) -> bool {
        self.0 >= "2013-07-15"
    }

    /// Whether this is the evolving modern version: transit gateways, tunnel options, optional `VpnGatewayId`.
    pub fn is_modern(self) -> bool {
        self.0 >= "2016-11-15"
    }
}

impl Default for ApiVersion {
    fn default() -> Self {
        Self::V2012_04_01
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for ApiVersion {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        Self::ALL
            .iter()
            .copied()
            .find(|v| v.0 == text)
            .ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

/// A version this project has no facts for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown API version {0:?}: give one of 2009-07-15 to 2013-08-15 or 2016-11-15 (see `vpnconform list --api-versions`)"
)]
pub struct UnknownVersion(pub String);

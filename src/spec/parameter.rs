//! The parameters of the action, version by version (protocol notes, sections 1.2 and 2), and those of every action.

use crate::spec::option;
use crate::spec::version::ApiVersion;

/// One parameter of `CreateVpnConnection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// The versions that have it.
    pub span: Span,
    /// Whether a request must have it.
    pub required: Required,
}

/// When a parameter is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// Always.
    Yes,
    /// Before 2016-11-15.
    BeforeModern,
    /// Never.
    No,
}

/// The versions that have a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// All.
    All,
    /// All before 2016-11-15; not known of that one.
    Classic,
    /// From 2012-08-15 on.
    Options,
    /// From 2013-07-15 on, and not known of 2013-06-15.
    DryRun,
    /// 2016-11-15.
    Modern,
}

/// What a version says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is a parameter of the action, or of every action.
    Known,
    /// It is one of a later version.
    Later,
    /// Public material does not say.
    Unclear,
    /// No version has it.
    Unknown,
}

/// The parameters of the action, but for the other members of `Options` and of `TagSpecification`: those are a table of their
/// own ([`option::MEMBERS`]).
pub const PARAMETERS: &[Parameter] = &[
    parameter("Type", Span::All, Required::Yes),
    parameter("CustomerGatewayId", Span::All, Required::Yes),
    parameter("VpnGatewayId", Span::All, Required::BeforeModern),
    parameter("AvailabilityZone", Span::Classic, Required::No),
    parameter("Options.StaticRoutesOnly", Span::Options, Required::No),
    parameter("DryRun", Span::DryRun, Required::No),
    parameter("TransitGatewayId", Span::Modern, Required::No),
    parameter("VpnConcentratorId", Span::Modern, Required::No),
    parameter("PreSharedKeyStorage", Span::Modern, Required::No),
];

/// The parameters of every action, those of both signatures included (protocol notes, section 3.2).
pub const COMMON: &[&str] = &[
    "Action",
    "Version",
    "AWSAccessKeyId",
    "Timestamp",
    "Expires",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SecurityToken",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

const fn parameter(name: &'static str, span: Span, required: Required) -> Parameter {
    Parameter {
        name,
        span,
        required,
    }
}

/// The parameters that a request of this version must have.
pub fn required(version: ApiVersion) -> impl Iterator<Item = &'static str> {
    PARAMETERS
        .iter()
        .filter(move |p| match p.required {
            Required::Yes => true,
            Required::BeforeModern => !version.is_modern(),
            Required::No => false,
        })
        .map(|p| p.name)
}

/// What this version says of a name.
pub fn status(name: &str, version: ApiVersion) -> Status {
    if COMMON.contains(&name) {
        return Status::Known;
    }
    match PARAMETERS.iter().find(|p| p.name == name) {
        Some(parameter) => parameter.span.status(version),
        None if option::find(name).is_some() => Span::Modern.status(version),
        None => Status::Unknown,
    }
}

impl Span {
    fn status(self, version: ApiVersion) -> Status {
        let from = |holds| if holds { Status::Known } else { Status::Later };
        match self {
            Self::All => Status::Known,
            Self::Classic if version.is_modern() => Status::Unclear,
            Self::Classic => Status::Known,
            Self::Options => from(version.has_options()),
            Self::DryRun if version.as_str() == "2013-06-15" => Status::Unclear,
            Self::DryRun => from(version.as_str() >= "2013-07-15"),
            Self::Modern => from(version.is_modern()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_belong_to_their_versions() {
        let later: ApiVersion = "2012-08-15".parse().unwrap();
        for (name, version, expected) in [
            ("Type", ApiVersion::V2012_04_01, Status::Known),
            ("type", ApiVersion::V2012_04_01, Status::Unknown),
            ("AvailabilityZone", ApiVersion::V2012_04_01, Status::Known),
            ("AvailabilityZone", ApiVersion::V2016_11_15, Status::Unclear),
            (
                "Options.StaticRoutesOnly",
                ApiVersion::V2012_04_01,
                Status::Later,
            ),
            ("Options.StaticRoutesOnly", later, Status::Known),
            ("Options.TunnelOptions.1.PreSharedKey", later, Status::Later),
            (
                "Options.TunnelOptions.1.PreSharedKey",
                ApiVersion::V2016_11_15,
                Status::Known,
            ),
            (
                "TagSpecification.1.Tag.1.Key",
                ApiVersion::V2016_11_15,
                Status::Known,
            ),
            (
                "Options.TunnelOptions.1.Nonsense",
                ApiVersion::V2016_11_15,
                Status::Unknown,
            ),
            (
                "TagSpecification.0.Tag.1.Key",
                ApiVersion::V2016_11_15,
                Status::Unknown,
            ),
            ("DryRun", ApiVersion::V2012_04_01, Status::Later),
            ("Signature", ApiVersion::V2012_04_01, Status::Known),
            ("Nonsense", ApiVersion::V2012_04_01, Status::Unknown),
            ("Type.1", ApiVersion::V2012_04_01, Status::Unknown),
        ] {
            assert_eq!(status(name, version), expected, "{name} {version}");
        }
    }

    #[test]
    fn the_modern_version_does_without_a_vpn_gateway() {
        let names = |version| required(version).collect::<Vec<_>>();
        assert_eq!(
            names(ApiVersion::V2012_04_01),
            ["Type", "CustomerGatewayId", "VpnGatewayId"]
        );
        assert_eq!(
            names(ApiVersion::V2016_11_15),
            ["Type", "CustomerGatewayId"]
        );
    }
}

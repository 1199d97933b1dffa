//! The members of `Options` and `TagSpecification`, and what each may hold.

use crate::spec::option::{Grammar, Member, Part, RESOURCE_TYPE};

pub(super) const ENCRYPTION: Grammar =
    Grammar::OneOf(&["AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"], &[]);
const INTEGRITY: Grammar = Grammar::OneOf(&["SHA1", "SHA2-256", "SHA2-384", "SHA2-512"], &[]);
const FORMAT: Grammar = Grammar::OneOf(&[], &["json", "text"]);

/// All members, in the order in which the reference of 2016-11-15 has the elements.
pub const MEMBERS: &[Member] = &[
    options(
        "EnableAcceleration",
        "enableAcceleration",
        Grammar::OffAtVpn,
    ),
    options("StaticRoutesOnly", "staticRoutesOnly", Grammar::Boolean),
    options(
        "LocalIpv4NetworkCidr",
        "localIpv4NetworkCidr",
        Grammar::Cidr,
    ),
    options(
        "RemoteIpv4NetworkCidr",
        "remoteIpv4NetworkCidr",
        Grammar::Cidr,
    ),
    options(
        "LocalIpv6NetworkCidr",
        "localIpv6NetworkCidr",
        Grammar::Cidr6,
    ),
    options(
        "RemoteIpv6NetworkCidr",
        "remoteIpv6NetworkCidr",
        Grammar::Cidr6,
    ),
    options(
        "OutsideIpAddressType",
        "outsideIpAddressType",
        Grammar::OneOf(&["PublicIpv4"], &["PrivateIpv4", "Ipv6"]),
    ),
    options(
        "TransportTransitGatewayAttachmentId",
        "transportTransitGatewayAttachmentId",
        Grammar::Open,
    ),
    options(
        "TunnelInsideIpVersion",
        "tunnelInsideIpVersion",
        Grammar::OneOfSide(&["ipv4"], &["ipv6"]),
    ),
    options("TunnelBandwidth", "tunnelBandwidth", Grammar::Open),
    tunnel("TunnelInsideCidr", "tunnelInsideCidr", Grammar::InsideCidr),
    tunnel(
        "TunnelInsideIpv6Cidr",
        "tunnelInsideIpv6Cidr",
        Grammar::InsideCidr6,
    ),
    tunnel("PreSharedKey", "preSharedKey", Grammar::Key),
    tunnel(
        "Phase1LifetimeSeconds",
        "phase1LifetimeSeconds",
        Grammar::Number(900, 28_800),
    ),
    tunnel(
        "Phase2LifetimeSeconds",
        "phase2LifetimeSeconds",
        Grammar::Number(900, 3_600),
    ),
    tunnel(
        "RekeyMarginTimeSeconds",
        "rekeyMarginTimeSeconds",
        Grammar::Number(60, 1_800),
    ),
    tunnel(
        "RekeyFuzzPercentage",
        "rekeyFuzzPercentage",
        Grammar::Number(0, 100),
    ),
    tunnel(
        "ReplayWindowSize",
        "replayWindowSize",
        Grammar::Number(64, 2_048),
    ),
    tunnel(
        "DPDTimeoutSeconds",
        "dpdTimeoutSeconds",
        Grammar::Number(30, i32::MAX.unsigned_abs()),
    ),
    tunnel(
        "DPDTimeoutAction",
        "dpdTimeoutAction",
        Grammar::OneOf(&["clear", "none", "restart"], &[]),
    ),
    tunnel(
        "Phase1EncryptionAlgorithm.N.Value",
        "phase1EncryptionAlgorithmSet",
        ENCRYPTION,
    ),
    tunnel(
        "Phase2EncryptionAlgorithm.N.Value",
        "phase2EncryptionAlgorithmSet",
        ENCRYPTION,
    ),
    tunnel(
        "Phase1IntegrityAlgorithm.N.Value",
        "phase1IntegrityAlgorithmSet",
        INTEGRITY,
    ),
    tunnel(
        "Phase2IntegrityAlgorithm.N.Value",
        "phase2IntegrityAlgorithmSet",
        INTEGRITY,
    ),
    tunnel(
        "Phase1DHGroupNumber.N.Value",
        "phase1DHGroupNumberSet",
        Grammar::OneOf(
            &[
                "2", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24",
            ],
            &["35"],
        ),
    ),
    tunnel(
        "Phase2DHGroupNumber.N.Value",
        "phase2DHGroupNumberSet",
        Grammar::OneOf(
            &[
                "2", "5", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24",
            ],
            &["35", "36", "37"],
        ),
    ),
    tunnel(
        "IKEVersion.N.Value",
        "ikeVersionSet",
        Grammar::OneOf(&["ikev1", "ikev2"], &[]),
    ),
    tunnel(
        "StartupAction",
        "startupAction",
        Grammar::OneOf(&["add", "start"], &[]),
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.LogEnabled",
        "logOptions/cloudWatchLogOptions/logEnabled",
        Grammar::Off,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.LogGroupArn",
        "logOptions/cloudWatchLogOptions/logGroupArn",
        Grammar::LogGroup,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.LogOutputFormat",
        "logOptions/cloudWatchLogOptions/logOutputFormat",
        FORMAT,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.BgpLogEnabled",
        "logOptions/cloudWatchLogOptions/bgpLogEnabled",
        Grammar::Open,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.BgpLogGroupArn",
        "logOptions/cloudWatchLogOptions/bgpLogGroupArn",
        Grammar::Open,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.BgpLogOutputFormat",
        "logOptions/cloudWatchLogOptions/bgpLogOutputFormat",
        Grammar::Open,
    ),
    tunnel(
        "EnableTunnelLifecycleControl",
        "enableTunnelLifecycleControl",
        Grammar::Boolean,
    ),
    exchange("Phase1AdditionalKeyExchange.N.AdditionalKeyExchangeRound"),
    exchange("Phase1AdditionalKeyExchange.N.KeyExchangeMethod.N.Value"),
    exchange("Phase1AdditionalKeyExchange.N.Requirement"),
    exchange("Phase2AdditionalKeyExchange.N.AdditionalKeyExchangeRound"),
    exchange("Phase2AdditionalKeyExchange.N.KeyExchangeMethod.N.Value"),
    exchange("Phase2AdditionalKeyExchange.N.Requirement"),
    tags("ResourceType", Grammar::OneOf(&[RESOURCE_TYPE], &[])),
    tags("Tag.N.Key", Grammar::TagKey),
    tags("Tag.N.Value", Grammar::TagValue),
];

const fn options(name: &'static str, element: &'static str, grammar: Grammar) -> Member {
    of(Part::Options, name, element, grammar)
}

const fn tunnel(name: &'static str, element: &'static str, grammar: Grammar) -> Member {
    of(Part::Tunnel, name, element, grammar)
}

/// Of 2026: an element that holds more than values.
const fn exchange(name: &'static str) -> Member {
    tunnel(name, "", Grammar::Open)
}

const fn tags(name: &'static str, grammar: Grammar) -> Member {
    of(Part::Tags, name, "", grammar)
}

const fn of(part: Part, name: &'static str, element: &'static str, grammar: Grammar) -> Member {
    Member {
        part,
        name,
        element,
        grammar,
    }
}

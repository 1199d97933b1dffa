//! An option with a value that is not allowed is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::options;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::request::expectation::Reason;
use crate::rule::request::option_fault::any;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

macro_rules! bad {
    ($id:literal: $($name:literal = $value:literal),+) => {
        Mutation::reject($id, Reason::Option, options! { $($name = $value),+ })
            .since(ApiVersion::V2016_11_15)
    };
}

pub(super) static RULE: Rule = Rule {
    id: "request/option-values-rejected",
    level: Level::Should,
    summary: "An option with a value that is not allowed is refused.",
    requirements: &["modern/option-values", "modern/inside-network"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Each option of a tunnel has a documented range or list. A server that takes anything hides the mistake until the \
            tunnel does not come up. Each request has one such value beside a valid one.\n\
            Passes: 400 with InvalidParameterValue, InvalidParameterCombination or InvalidCidr.InUse.\n\
            Fails: 200 for a key of 7 characters, 169.254.0.0/30, ikev3, a second phase as long as the first.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::mutations_once),
    mutations: &[
        bad!("key-short": "TunnelOptions.1.PreSharedKey" = "a234567"),
        bad!("key-long": "TunnelOptions.1.PreSharedKey" = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        bad!("key-zero-first": "TunnelOptions.1.PreSharedKey" = "0vpnconform"),
        bad!("key-zero-first-of-second": "TunnelOptions.2.PreSharedKey" = "0vpnconform"),
        bad!("key-hyphen": "TunnelOptions.1.PreSharedKey" = "vpn-conform"),
        bad!("key-letter-beyond-ascii": "TunnelOptions.1.PreSharedKey" = "vpnconf\u{f6}rm"),
        bad!("key-blank": "TunnelOptions.1.PreSharedKey" = "vpn conform"),
        bad!("key-markup": "TunnelOptions.1.PreSharedKey" = "<b>&vpnconform</b>"),
        bad!("key-line-feed": "TunnelOptions.1.PreSharedKey" = "vpnconform.key\n"),
        bad!("key-of-second": "TunnelOptions.1.PreSharedKey" = "vpnconform.first_1", "TunnelOptions.2.PreSharedKey" = "vpnconform+second"),
        bad!("inside-wider": "TunnelOptions.1.TunnelInsideCidr" = "169.254.79.0/29"),
        bad!("inside-host": "TunnelOptions.1.TunnelInsideCidr" = "169.254.79.2/30"),
        bad!("inside-elsewhere": "TunnelOptions.1.TunnelInsideCidr" = "10.79.0.0/30"),
        bad!("inside-reserved": "TunnelOptions.1.TunnelInsideCidr" = "169.254.0.0/30"),
        bad!("inside-reserved-last": "TunnelOptions.1.TunnelInsideCidr" = "169.254.5.0/30"),
        bad!("inside-metadata": "TunnelOptions.1.TunnelInsideCidr" = "169.254.169.252/30"),
        bad!("inside-text": "TunnelOptions.1.TunnelInsideCidr" = "any"),
        bad!("inside-twice": "TunnelOptions.1.TunnelInsideCidr" = "169.254.80.44/30", "TunnelOptions.2.TunnelInsideCidr" = "169.254.80.44/30"),
        bad!("inside-ipv6-elsewhere": "TunnelOptions.1.TunnelInsideIpv6Cidr" = "fe80::/126"),
        bad!("phase1-low": "TunnelOptions.1.Phase1LifetimeSeconds" = "899", "TunnelOptions.1.Phase2LifetimeSeconds" = "900"),
        bad!("phase1-high": "TunnelOptions.1.Phase1LifetimeSeconds" = "28801"),
        bad!("phase1-text": "TunnelOptions.1.Phase1LifetimeSeconds" = "day"),
        bad!("phase1-underscore": "TunnelOptions.1.Phase1LifetimeSeconds" = "28_000"),
        bad!("phase2-low": "TunnelOptions.1.Phase2LifetimeSeconds" = "899", "TunnelOptions.1.RekeyMarginTimeSeconds" = "60"),
        bad!("phase2-high": "TunnelOptions.1.Phase2LifetimeSeconds" = "3601"),
        bad!("phases-equal": "TunnelOptions.1.Phase1LifetimeSeconds" = "3000", "TunnelOptions.1.Phase2LifetimeSeconds" = "3000", "TunnelOptions.1.RekeyMarginTimeSeconds" = "270"),
        bad!("margin-low": "TunnelOptions.1.RekeyMarginTimeSeconds" = "59"),
        bad!("margin-over-half": "TunnelOptions.1.Phase2LifetimeSeconds" = "1800", "TunnelOptions.1.RekeyMarginTimeSeconds" = "901"),
        bad!("fuzz-high": "TunnelOptions.1.RekeyFuzzPercentage" = "101"),
        bad!("fuzz-negative": "TunnelOptions.1.RekeyFuzzPercentage" = "-1"),
        bad!("window-low-of-second": "TunnelOptions.2.ReplayWindowSize" = "63"),
        bad!("phase1-high-of-second": "TunnelOptions.2.Phase1LifetimeSeconds" = "28801"),
        bad!("window-low": "TunnelOptions.1.ReplayWindowSize" = "63"),
        bad!("window-high": "TunnelOptions.1.ReplayWindowSize" = "2049"),
        bad!("dpd-low": "TunnelOptions.1.DPDTimeoutSeconds" = "29"),
        bad!("dpd-low-of-second": "TunnelOptions.2.DPDTimeoutSeconds" = "29"),
        bad!("dpd-fraction": "TunnelOptions.1.DPDTimeoutSeconds" = "40.0"),
        bad!("dpd-exponent": "TunnelOptions.1.DPDTimeoutSeconds" = "4e1"),
        bad!("dpd-action-other": "TunnelOptions.1.DPDTimeoutAction" = "reboot"),
        bad!("startup-other": "TunnelOptions.1.StartupAction" = "stop"),
        bad!("ike-other": "TunnelOptions.1.IKEVersion.1.Value" = "ikev3"),
        bad!("encryption1-other": "TunnelOptions.1.Phase1EncryptionAlgorithm.1.Value" = "DES"),
        bad!("encryption2-other": "TunnelOptions.1.Phase2EncryptionAlgorithm.1.Value" = "AES128", "TunnelOptions.1.Phase2EncryptionAlgorithm.2.Value" = "AES192"),
        bad!("integrity1-other": "TunnelOptions.1.Phase1IntegrityAlgorithm.1.Value" = "MD5"),
        bad!("integrity2-other": "TunnelOptions.1.Phase2IntegrityAlgorithm.1.Value" = "SHA3"),
        bad!("group1-other": "TunnelOptions.1.Phase1DHGroupNumber.1.Value" = "5"),
        bad!("group2-other": "TunnelOptions.1.Phase2DHGroupNumber.1.Value" = "3"),
        bad!("log-format-other": "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogOutputFormat" = "xml"),
        bad!("log-group-name": "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogGroupArn" = "vpnconform"),
        bad!("log-group-other-service": "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogGroupArn" = "arn:aws:s3:::vpnconform"),
        bad!("private-outside-alone": "OutsideIpAddressType" = "PrivateIpv4"),
        bad!("inside-version-other": "TunnelInsideIpVersion" = "ipv5"),
        bad!("outside-type-other": "OutsideIpAddressType" = "Hidden"),
        bad!("local-network-text": "LocalIpv4NetworkCidr" = "everywhere"),
        bad!("remote-network-length": "RemoteIpv4NetworkCidr" = "10.0.0.0/33"),
    ],
    judge: twin::rejected,
    faults: &[
        any!("any-key", "PreSharedKey"),
        any!("any-inside-cidr", "TunnelInsideCidr"),
        any!("any-inside-ipv6", "TunnelInsideIpv6Cidr"),
        any!("any-phase1-lifetime", "Phase1LifetimeSeconds"),
        any!("any-phase2-lifetime", "Phase2LifetimeSeconds"),
        any!("any-rekey-margin", "RekeyMarginTimeSeconds"),
        any!("any-rekey-fuzz", "RekeyFuzzPercentage"),
        any!("any-replay-window", "ReplayWindowSize"),
        any!("any-dpd-timeout", "DPDTimeoutSeconds"),
        any!("any-dpd-action", "DPDTimeoutAction"),
        any!("any-startup-action", "StartupAction"),
        any!("any-ike-version", "IKEVersion.N.Value"),
        any!("any-encryption-1", "Phase1EncryptionAlgorithm.N.Value"),
        any!("any-encryption-2", "Phase2EncryptionAlgorithm.N.Value"),
        any!("any-integrity-1", "Phase1IntegrityAlgorithm.N.Value"),
        any!("any-integrity-2", "Phase2IntegrityAlgorithm.N.Value"),
        any!("any-group-1", "Phase1DHGroupNumber.N.Value"),
        any!("any-group-2", "Phase2DHGroupNumber.N.Value"),
        any!(
            "any-log-format",
            "LogOptions.CloudWatchLogOptions.LogOutputFormat"
        ),
        any!(
            "any-log-group",
            "LogOptions.CloudWatchLogOptions.LogGroupArn"
        ),
        Fault::new(
            "private-outside-alone",
            "takes private addresses outside without a transport",
            Hook::Rules(|r| r.lax = Some(Lax::PrivateAlone)),
        ),
        any!("any-inside-version", "TunnelInsideIpVersion"),
        any!("any-outside-type", "OutsideIpAddressType"),
        any!("any-local-network", "LocalIpv4NetworkCidr"),
        any!("any-remote-network", "RemoteIpv4NetworkCidr"),
        Fault::new(
            "second-phase-as-long",
            "takes a second phase as long as the first",
            Hook::Rules(|r| r.lax = Some(Lax::LifetimeOrder)),
        ),
        Fault::new(
            "margin-over-half",
            "takes a rekey margin of more than half of the second phase",
            Hook::Rules(|r| r.lax = Some(Lax::RekeyMargin)),
        ),
        Fault::new(
            "inside-network-twice",
            "gives both tunnels one inside network, if that is asked for",
            Hook::Rules(|r| r.lax = Some(Lax::SameInsideNetwork)),
        ),
    ],
    ..Rule::SERVER
};

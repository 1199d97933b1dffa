//! Options with allowed values are accepted.

use crate::evidence::Record;
use crate::evidence::halt::Halt;
use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::options;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::request::expectation::Expectation;
use crate::request::{Draft, fixtures::Fixtures};
use crate::rule::request::option_fault::refuses;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::option;
use crate::spec::version::ApiVersion;

macro_rules! narrow {
    ($id:literal, $member:literal) => {
        Fault::new(
            $id,
            concat!("refuses the least and the greatest ", $member),
            Hook::Rules(|r| r.narrow = Some(const { option::member($member) })),
        )
    };
}

pub(super) static RULE: Rule = Rule {
    id: "request/options-accepted",
    level: Level::Must,
    summary: "Options with allowed values are accepted.",
    requirements: &[
        "modern/option-values",
        "modern/inside-network",
        "wire/lists",
    ],
    since: Some(ApiVersion::V2016_11_15),
    explain: "What clients of this version send: all defaults, the least and the greatest value of each option, each item of each \
            list, keys of 8 and of 64 characters, networks. Options that need a transit gateway are not among them.\n\
            Passes: 200, as without options.\n\
            Fails: an error for any of them.",
    dialogue: Dialogue::Own(Phase::Ordinary, ask),
    mutations: &[
        asks(
            "defaults",
            options! {
                "EnableAcceleration" = "false",
                "StaticRoutesOnly" = "false",
                "TunnelInsideIpVersion" = "ipv4",
                "OutsideIpAddressType" = "PublicIpv4",
                "LocalIpv4NetworkCidr" = "0.0.0.0/0",
                "RemoteIpv4NetworkCidr" = "0.0.0.0/0",
                "TunnelOptions.1.Phase1LifetimeSeconds" = "28800",
                "TunnelOptions.1.Phase2LifetimeSeconds" = "3600",
                "TunnelOptions.1.RekeyMarginTimeSeconds" = "270",
                "TunnelOptions.1.RekeyFuzzPercentage" = "100",
                "TunnelOptions.1.ReplayWindowSize" = "1024",
                "TunnelOptions.1.DPDTimeoutSeconds" = "30",
                "TunnelOptions.1.DPDTimeoutAction" = "clear",
                "TunnelOptions.1.StartupAction" = "add",
            },
        ),
        asks(
            "lowest",
            options! {
                "TunnelOptions.1.PreSharedKey" = "a2345678",
                "TunnelOptions.1.TunnelInsideCidr" = "169.254.6.0/30",
                "TunnelOptions.1.Phase1LifetimeSeconds" = "901",
                "TunnelOptions.1.Phase2LifetimeSeconds" = "900",
                "TunnelOptions.1.RekeyMarginTimeSeconds" = "60",
                "TunnelOptions.1.RekeyFuzzPercentage" = "0",
                "TunnelOptions.1.ReplayWindowSize" = "64",
                "TunnelOptions.1.DPDTimeoutSeconds" = "30",
                "TunnelOptions.1.DPDTimeoutAction" = "none",
            },
        ),
        asks(
            "highest",
            options! {
                "TunnelOptions.1.PreSharedKey" =
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._",
                "TunnelOptions.1.TunnelInsideCidr" = "169.254.255.252/30",
                "TunnelOptions.1.Phase1LifetimeSeconds" = "28800",
                "TunnelOptions.1.Phase2LifetimeSeconds" = "3600",
                "TunnelOptions.1.RekeyMarginTimeSeconds" = "1800",
                "TunnelOptions.1.RekeyFuzzPercentage" = "100",
                "TunnelOptions.1.ReplayWindowSize" = "2048",
                "TunnelOptions.1.DPDTimeoutSeconds" = "60",
                "TunnelOptions.1.DPDTimeoutAction" = "restart",
                "TunnelOptions.1.StartupAction" = "start",
                "TunnelOptions.1.IKEVersion.1.Value" = "ikev2",
                "TunnelOptions.1.EnableTunnelLifecycleControl" = "true",
            },
        ),
        asks(
            "shortest-first-phase",
            options! {
                "TunnelOptions.1.Phase1LifetimeSeconds" = "3601",
            },
        ),
        asks(
            "lists",
            options! {
                "TunnelOptions.1.IKEVersion.1.Value" = "ikev1",
                "TunnelOptions.1.IKEVersion.2.Value" = "ikev2",
                "TunnelOptions.1.Phase1EncryptionAlgorithm.1.Value" = "AES128",
                "TunnelOptions.1.Phase1EncryptionAlgorithm.2.Value" = "AES256",
                "TunnelOptions.1.Phase1EncryptionAlgorithm.3.Value" = "AES128-GCM-16",
                "TunnelOptions.1.Phase1EncryptionAlgorithm.4.Value" = "AES256-GCM-16",
                "TunnelOptions.1.Phase2EncryptionAlgorithm.1.Value" = "AES256",
                "TunnelOptions.1.Phase1IntegrityAlgorithm.1.Value" = "SHA1",
                "TunnelOptions.1.Phase1IntegrityAlgorithm.2.Value" = "SHA2-256",
                "TunnelOptions.1.Phase1IntegrityAlgorithm.3.Value" = "SHA2-384",
                "TunnelOptions.1.Phase1IntegrityAlgorithm.4.Value" = "SHA2-512",
                "TunnelOptions.1.Phase2IntegrityAlgorithm.1.Value" = "SHA2-256",
                "TunnelOptions.1.Phase1DHGroupNumber.1.Value" = "2",
                "TunnelOptions.1.Phase1DHGroupNumber.2.Value" = "14",
                "TunnelOptions.1.Phase1DHGroupNumber.3.Value" = "24",
                "TunnelOptions.1.Phase2DHGroupNumber.1.Value" = "5",
                "TunnelOptions.1.Phase2DHGroupNumber.2.Value" = "24",
            },
        ),
        asks(
            "both-tunnels",
            options! {
                "StaticRoutesOnly" = "true",
                "TunnelOptions.1.PreSharedKey" = "vpnconform.first_1",
                "TunnelOptions.1.TunnelInsideCidr" = "169.254.77.40/30",
                "TunnelOptions.1.Phase1LifetimeSeconds" = "21600",
                "TunnelOptions.1.Phase2LifetimeSeconds" = "1800",
                "TunnelOptions.1.RekeyMarginTimeSeconds" = "300",
                "TunnelOptions.1.RekeyFuzzPercentage" = "50",
                "TunnelOptions.1.ReplayWindowSize" = "512",
                "TunnelOptions.1.DPDTimeoutSeconds" = "45",
                "TunnelOptions.2.PreSharedKey" = "_vpnconform.second.2",
                "TunnelOptions.2.TunnelInsideCidr" = "169.254.78.120/30",
                "TunnelOptions.2.Phase1LifetimeSeconds" = "14400",
                "TunnelOptions.2.DPDTimeoutSeconds" = "50",
            },
        ),
        asks(
            "networks",
            options! {
                "LocalIpv4NetworkCidr" = "10.77.0.0/16",
                "RemoteIpv4NetworkCidr" = "172.31.128.0/17",
            },
        ),
    ],
    judge: twin::accepted,
    faults: &[
        refuses!("key-refused", "PreSharedKey"),
        refuses!("inside-cidr-refused", "TunnelInsideCidr"),
        refuses!("phase1-lifetime-refused", "Phase1LifetimeSeconds"),
        refuses!("phase2-lifetime-refused", "Phase2LifetimeSeconds"),
        refuses!("rekey-margin-refused", "RekeyMarginTimeSeconds"),
        refuses!("rekey-fuzz-refused", "RekeyFuzzPercentage"),
        refuses!("replay-window-refused", "ReplayWindowSize"),
        refuses!("dpd-timeout-refused", "DPDTimeoutSeconds"),
        refuses!("dpd-action-refused", "DPDTimeoutAction"),
        refuses!("startup-action-refused", "StartupAction"),
        refuses!("ike-version-refused", "IKEVersion.N.Value"),
        refuses!("encryption-refused", "Phase2EncryptionAlgorithm.N.Value"),
        refuses!("integrity-refused", "Phase1IntegrityAlgorithm.N.Value"),
        refuses!("groups-refused", "Phase2DHGroupNumber.N.Value"),
        refuses!("local-network-refused", "LocalIpv4NetworkCidr"),
        refuses!("lifecycle-control-refused", "EnableTunnelLifecycleControl"),
        narrow!("phase1-limits-refused", "Phase1LifetimeSeconds"),
        narrow!("phase2-limits-refused", "Phase2LifetimeSeconds"),
        narrow!("margin-limits-refused", "RekeyMarginTimeSeconds"),
        narrow!("fuzz-limits-refused", "RekeyFuzzPercentage"),
        narrow!("window-limits-refused", "ReplayWindowSize"),
        narrow!("dpd-limits-refused", "DPDTimeoutSeconds"),
    ],
    ..Rule::SERVER
};

/// All that a mutation asks for in one create and, where that is refused, each of it in a create of its own.
fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    steps::mutations_once(session)?;
    let fixtures = session.fixtures()?;
    let minimal = steps::minimal(session, &fixtures);
    for mutation in session.mutations() {
        let mut records = session.records().iter();
        let sent = records.find(|r| r.case.deviation.as_deref() == Some(mutation.id));
        if sent.is_none_or(Record::is_accepted) {
            continue;
        }
        let whole = steps::mutated(session, mutation, &fixtures);
        for parameter in whole.parameters.iter().skip(minimal.parameters.len()) {
            let mut draft = minimal.clone();
            draft.parameters.push(parameter.clone());
            if session.foresee(&draft) != Expectation::MustAccept {
                continue;
            }
            let option = String::from_utf8_lossy(&parameter.name).into_owned();
            let name = format!("{}-{}", mutation.id, option.trim_start_matches("Options."));
            let twin = match draft.form {
                Form::Get => "twin",
                Form::Post => "twin-form",
            };
            let record = session.deviate_as(&name, mutation.id, twin, draft, &fixtures)?;
            let id = steps::made(record);
            steps::discard(session, &name, id, &fixtures)?;
        }
    }
    Ok(())
}

const fn asks(id: &'static str, change: fn(&mut Draft, &Fixtures)) -> Mutation {
    Mutation::accept(id, change).since(ApiVersion::V2016_11_15)
}

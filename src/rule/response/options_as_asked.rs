//! options shows what was asked for.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::element::Element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::{Variant, each_connection, each_options, each_tunnel, reverse};
use crate::rule::asked::{Asked, shown_otherwise};
use crate::rule::findings::Gather;
use crate::rule::request::OPTIONS;
use crate::rule::{Rule, findings};
use crate::spec::option;
use crate::spec::version::ApiVersion;

macro_rules! forgets {
    ($id:literal, $member:literal) => {
        Fault::new(
            $id,
            concat!("accepts ", $member, " and forgets it"),
            Hook::Rules(|r| r.forgets = Some(const { option::member($member) })),
        )
    };
}

pub(super) static RULE: Rule = Rule {
    id: "response/options-as-asked",
    level: Level::Should,
    summary: "options shows what was asked for.",
    requirements: &["modern/options-shown"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A client that asks for a lifetime reads it back, and plans a change where it is another one. Which of the two tunnels \
            is shown first is not said; defaults, and tunnelOptionSet as a whole, may be absent.\n\
            Passes: <phase1LifetimeSeconds>901</phase1LifetimeSeconds> where 901 was asked for; no options at all.\n\
            Fails: another value, or none beside others that are shown.",
    with: || OPTIONS,
    judge: as_asked,
    faults: &[
        forgets!("phase1-lifetime-forgotten", "Phase1LifetimeSeconds"),
        forgets!("phase2-lifetime-forgotten", "Phase2LifetimeSeconds"),
        forgets!("rekey-margin-forgotten", "RekeyMarginTimeSeconds"),
        forgets!("rekey-fuzz-forgotten", "RekeyFuzzPercentage"),
        forgets!("replay-window-forgotten", "ReplayWindowSize"),
        forgets!("dpd-timeout-forgotten", "DPDTimeoutSeconds"),
        forgets!("dpd-action-forgotten", "DPDTimeoutAction"),
        forgets!("startup-action-forgotten", "StartupAction"),
        forgets!("ike-version-forgotten", "IKEVersion.N.Value"),
        forgets!(
            "encryption-1-forgotten",
            "Phase1EncryptionAlgorithm.N.Value"
        ),
        forgets!(
            "encryption-2-forgotten",
            "Phase2EncryptionAlgorithm.N.Value"
        ),
        forgets!("integrity-1-forgotten", "Phase1IntegrityAlgorithm.N.Value"),
        forgets!("integrity-2-forgotten", "Phase2IntegrityAlgorithm.N.Value"),
        forgets!("group-1-forgotten", "Phase1DHGroupNumber.N.Value"),
        forgets!("group-2-forgotten", "Phase2DHGroupNumber.N.Value"),
        forgets!("local-network-forgotten", "LocalIpv4NetworkCidr"),
        forgets!("remote-network-forgotten", "RemoteIpv4NetworkCidr"),
        forgets!(
            "lifecycle-control-forgotten",
            "EnableTunnelLifecycleControl"
        ),
        forgets!("acceleration-forgotten", "EnableAcceleration"),
        forgets!("inside-version-forgotten", "TunnelInsideIpVersion"),
        forgets!("inside-ipv6-forgotten", "TunnelInsideIpv6Cidr"),
        forgets!("local-ipv6-forgotten", "LocalIpv6NetworkCidr"),
        forgets!("remote-ipv6-forgotten", "RemoteIpv6NetworkCidr"),
        forgets!(
            "log-enabled-forgotten",
            "LogOptions.CloudWatchLogOptions.LogEnabled"
        ),
        forgets!(
            "log-group-forgotten",
            "LogOptions.CloudWatchLogOptions.LogGroupArn"
        ),
        forgets!(
            "log-format-forgotten",
            "LogOptions.CloudWatchLogOptions.LogOutputFormat"
        ),
        Fault::new(
            "options-changed-places",
            "shows the first lifetime of each tunnel at the other one",
            Hook::Answer(Scope::Created, |root, _| {
                tunnel_set(root, |set| {
                    let mut texts: Vec<String> = set.elements_mut().map(lifetime).collect();
                    texts.reverse();
                    for (item, text) in set.elements_mut().zip(texts) {
                        if !text.is_empty() {
                            item.set(&["phase1LifetimeSeconds"], text);
                        }
                    }
                })
            }),
        ),
        Fault::new(
            "option-list-cut",
            "shows only the first encryption algorithm",
            Hook::Answer(Scope::Created, |root, _| {
                tunnel_set(root, |set| {
                    for item in set.elements_mut() {
                        if let Some(list) = item.child_mut("phase1EncryptionAlgorithmSet") {
                            list.children.truncate(1);
                        }
                    }
                })
            }),
        ),
        Fault::new(
            "option-one-more",
            "shows a replay window that is one larger",
            Hook::Answer(Scope::Created, |root, _| {
                tunnel_set(root, |set| {
                    for item in set.elements_mut() {
                        let shown = item.child_mut("replayWindowSize").map(|e| e.text());
                        let number: Option<u32> = shown.and_then(|text| text.parse().ok());
                        if let Some(number) = number {
                            item.set(&["replayWindowSize"], (number + 1).to_string());
                        }
                    }
                })
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "options-absent",
            "answers a create without options",
            Hook::Answer(Scope::Created, |root, _| {
                each_connection(root, |parent| parent.remove("options"));
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "tunnel-options-turned",
            "shows the second tunnel first in tunnelOptionSet",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_options(root, |parent| reverse(parent, "tunnelOptionSet"));
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "option-defaults-absent",
            "shows no lifetime that is the default",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_tunnel(root, |tunnel| {
                    for name in WITH_DEFAULT {
                        let shown = tunnel.child_mut(name).map(|element| element.text());
                        if shown.as_deref() == option::default(name) {
                            tunnel.remove(name);
                        }
                    }
                });
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "option-defaults-shown",
            "shows the defaults of what was not asked for",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_tunnel(root, |tunnel| {
                    for name in WITH_DEFAULT {
                        if tunnel.child_mut(name).is_none() {
                            let usual = option::default(name).unwrap_or_default();
                            tunnel.push(Element::leaf(name, usual));
                        }
                    }
                });
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "option-lists-turned",
            "shows the items of lists of algorithms in another order",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_tunnel(root, |tunnel| {
                    for element in tunnel.elements_mut() {
                        if element.name.ends_with("Set") {
                            element.children.reverse();
                        }
                    }
                });
            }),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

/// Members of a tunnel that are something where nothing is asked for.
const WITH_DEFAULT: [&str; 4] = [
    "phase1LifetimeSeconds",
    "phase2LifetimeSeconds",
    "replayWindowSize",
    "dpdTimeoutAction",
];

fn tunnel_set(root: &mut Element, change: impl FnOnce(&mut Element)) {
    if let Some(set) = root.at(&["vpnConnection", "options", "tunnelOptionSet"]) {
        change(set);
    }
}

fn lifetime(item: &mut Element) -> String {
    let element = item.child_mut("phase1LifetimeSeconds");
    element.map(|element| element.text()).unwrap_or_default()
}

fn as_asked(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let asked = Asked::of(record);
        let options = record.view().connection().and_then(|c| c.child("options"));
        let Some(options) = options.filter(|_| !asked.is_empty()) else {
            continue;
        };
        let tunnels = options.child("tunnelOptionSet");
        let tunnels: Vec<_> = tunnels.iter().flat_map(|set| set.children()).collect();
        if asked.connection.is_empty() && tunnels.is_empty() {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        let mut wrong = shown_otherwise(&asked.connection, options);
        wrong.extend(asked.tunnels_beside(&tunnels, shown_otherwise));
        for one in wrong {
            scribe.outer(options.offset(), one.cause, "what was asked for", one.found);
        }
    }
    gather.finish(|| match evidence.accepted_creates().next() {
        Some(_) => Judgement::not_applicable("no create with options was answered with options"),
        None => findings::nothing_accepted(evidence),
    })
}

//! The tunnels have the keys and inside networks that were asked for.

use std::net::Ipv6Addr;

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::asked::{Asked, Members, Wrong, network};
use crate::rule::configuration::tunnels;
use crate::rule::findings::Gather;
use crate::rule::request::OPTIONS;
use crate::rule::{Rule, findings};
use crate::spec::option;
use crate::spec::option::{Grammar, Member};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/tunnels-as-asked",
    level: Level::Must,
    summary: "The tunnels have the keys and inside networks that were asked for.",
    requirements: &["modern/asked-tunnels"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Whoever gives a key has configured the other end with it. Which of the two tunnels stands first is not said, but a key \
            and a network that were asked for together belong to one tunnel.\n\
            Passes: the key and the network of the request in one ipsec_tunnel.\n\
            Fails: no tunnel; a generated key; a network of the server's choice; the network of the other tunnel.",
    with: || OPTIONS,
    judge: as_asked,
    faults: &[
        Fault::new(
            "key-forgotten",
            "accepts PreSharedKey and makes a key of its own",
            Hook::Rules(|r| r.forgets = Some(const { option::member("PreSharedKey") })),
        ),
        Fault::new(
            "asked-tunnels-left-out",
            "writes a configuration without tunnels",
            Hook::Configuration(|root, _| root.remove("ipsec_tunnel")),
        ),
        Fault::new(
            "inside-network-forgotten",
            "accepts TunnelInsideCidr and takes a network of its own",
            Hook::Rules(|r| r.forgets = Some(const { option::member("TunnelInsideCidr") })),
        ),
        Fault::new(
            "configuration-other-inside-ipv6",
            "writes another inside network of IPv6 into the configuration than that of the tunnel",
            Hook::Configuration(|root, _| {
                for tunnel in root.elements_mut().filter(|e| e.name == "ipsec_tunnel") {
                    for side in tunnel.elements_mut() {
                        if side.child_mut("tunnel_inside_ipv6_address").is_some() {
                            let path = ["tunnel_inside_ipv6_address", "ip_address"];
                            side.set(&path, "fd00:dead::1");
                        }
                    }
                }
            }),
        ),
        Fault::new(
            "asked-keys-changed-places",
            "gives each tunnel the key of the other one",
            Hook::Made(|connection, _| {
                if let [first, second] = connection.tunnels.as_mut_slice() {
                    std::mem::swap(&mut first.key, &mut second.key);
                }
            }),
        ),
        Fault::new(
            "asked-key-lower-case",
            "writes keys in lower case",
            Hook::Keys(|key, _, _| key.to_ascii_lowercase()),
        ),
        Fault::new(
            "asked-key-cut",
            "keeps 32 characters of a key",
            Hook::Keys(|key, _, _| key.chars().take(32).collect()),
        ),
    ],
    variants: &[Variant::new(
        "asked-tunnels-turned",
        "makes what was asked of the first tunnel the second one",
        Hook::Made(|connection, _| connection.tunnels.reverse()),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

fn as_asked(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let mut asked = Asked::of(record);
        for tunnel in &mut asked.tunnels {
            tunnel.retain(|(m, _)| {
                matches!(
                    m.grammar,
                    Grammar::Key | Grammar::InsideCidr | Grammar::InsideCidr6
                )
            });
        }
        let is_asked = asked.tunnels.iter().any(|tunnel| !tunnel.is_empty());
        let Some(root) = record.view().configuration().filter(|_| is_asked) else {
            continue;
        };
        let tunnels: Vec<Element<'_>> = tunnels(root).map(|(_, tunnel)| tunnel).collect();
        let mut scribe = gather.exchange(evidence, record);
        let keys: Vec<&str> = asked.tunnels.iter().flatten().flat_map(key).collect();
        let last = asked.tunnels.iter().rposition(|tunnel| !tunnel.is_empty());
        let wanted = last.map_or(0, |last| last + 1);
        if tunnels.len() < wanted {
            scribe.whole(
                "no tunnel",
                "what was asked for",
                format!("{} tunnels where {wanted} were asked for", tunnels.len()),
            );
        }
        let wrong = asked.tunnels_beside(&tunnels, |asked, tunnel| otherwise(asked, tunnel, &keys));
        for wrong in wrong {
            scribe.whole(wrong.cause, "what was asked for", wrong.found);
        }
    }
    gather.finish(|| findings::nothing_to_read(evidence, "customerGatewayConfiguration"))
}

/// The inside network of IPv6 of a tunnel, where it has any.
fn network6(tunnel: Element<'_>) -> Option<String> {
    let address = tunnel.path("vpn_gateway/tunnel_inside_ipv6_address/ip_address")?;
    let address: Ipv6Addr = address.text().trim().parse().ok()?;
    Some(format!("{}/126", Ipv6Addr::from(u128::from(address) & !3)))
}

/// The key that was asked for, if this member is one.
fn key<'e>((member, values): &(&'static Member, Vec<&'e str>)) -> Option<&'e str> {
    values
        .first()
        .copied()
        .filter(|_| member.grammar == Grammar::Key)
}

/// How a key differs from the one that was asked for, as far as that shows when keys are blotted out.
fn cause(key: &str, wanted: &str, keys: &[&str]) -> &'static str {
    if keys.contains(&key) {
        "the key of the other tunnel"
    } else if key.len() != wanted.len() {
        "a key of another length"
    } else {
        "another key"
    }
}

fn otherwise(asked: &Members<'_>, tunnel: Element<'_>, keys: &[&str]) -> Vec<Wrong> {
    let text = |path| {
        tunnel
            .path(path)
            .map(|found| found.text().trim().to_owned())
    };
    let absent = |what: &'static str| {
        Some(Wrong {
            cause: what,
            found: format!("{what} in the tunnel"),
        })
    };
    let wrong = asked.iter().filter_map(|(member, values)| {
        let wanted = *values.first()?;
        match member.grammar {
            Grammar::Key => {
                let Some(key) = text("ike/pre_shared_key") else {
                    return absent("no key");
                };
                (key != wanted).then(|| Wrong {
                    cause: cause(&key, wanted, keys),
                    found: "a key that was not asked for".to_owned(),
                })
            }
            Grammar::InsideCidr6 => {
                // A configuration need not show it.
                let network = network6(tunnel)?;
                let same = option::inside_base6(wanted) == option::inside_base6(&network);
                (!same).then(|| Wrong {
                    cause: "another inside network of IPv6",
                    found: format!("{network} where {wanted} was asked for"),
                })
            }
            _ => {
                let Some(network) = network(tunnel) else {
                    return absent("no inside network");
                };
                (network != wanted).then(|| Wrong {
                    cause: "another inside network",
                    found: format!("{network} where {wanted} was asked for"),
                })
            }
        }
    });
    wrong.collect()
}

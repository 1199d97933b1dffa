//! tunnelOptionSet says of the tunnels what the configuration says.

use crate::evidence::Evidence;
use crate::finding::{Judgement, Level};
use crate::reference;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::{Variant, each_options, each_tunnel};
use crate::rule::asked::network;
use crate::rule::configuration::tunnels;
use crate::rule::findings::{Gather, Scribe, quote};
use crate::rule::request::OPTIONS;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "response/tunnel-options-agree",
    level: Level::Must,
    summary: "tunnelOptionSet says of the tunnels what the configuration says.",
    requirements: &["modern/options-shown", "configuration/outside-address"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Clients of our day read addresses and keys from tunnelOptionSet, routers get them out of the configuration. Where both \
            are shown they are those of the same tunnels. A key may be absent or blotted out.\n\
            Passes: for each outside address the inside network and the key of that tunnel; no tunnelOptionSet.\n\
            Fails: an outside address that no tunnel of the configuration has; another network; another key.",
    reads: &[&ORDINARY],
    with: || OPTIONS,
    descriptions: true,
    judge: agrees,
    faults: &[
        Fault::new(
            "tunnel-option-other-outside",
            "shows an outside address in tunnelOptionSet that no tunnel has",
            Hook::Answer(Scope::Created, |root, _| {
                last(root, |item| {
                    item.set(&["outsideIpAddress"], "198.19.255.254")
                })
            }),
        ),
        Fault::new(
            "tunnel-option-other-inside",
            "shows another inside network in tunnelOptionSet than in the configuration",
            Hook::Answer(Scope::Created, |root, _| {
                last(root, |item| {
                    item.set(&["tunnelInsideCidr"], "169.254.9.4/30")
                })
            }),
        ),
        Fault::new(
            "tunnel-option-other-key",
            "shows another key in tunnelOptionSet than in the configuration",
            Hook::Answer(Scope::Created, |root, context| {
                let key = context.lock().random.clone().key();
                last(root, |item| item.set(&["preSharedKey"], key.expose()));
            }),
        ),
        Fault::new(
            "tunnel-option-one",
            "shows one of the tunnels in tunnelOptionSet",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(set) = root.at(&["vpnConnection", "options", "tunnelOptionSet"]) {
                    set.children.truncate(1);
                }
            }),
        ),
        Fault::new(
            "tunnel-option-other-key-described",
            "describes another key in tunnelOptionSet than in the configuration",
            Hook::Answer(Scope::Described, |root, _| {
                for item in root
                    .child_mut("vpnConnectionSet")
                    .into_iter()
                    .flat_map(|set| set.elements_mut())
                {
                    if let Some(set) = item.at(&["options", "tunnelOptionSet"]) {
                        for item in set.elements_mut() {
                            item.set(&["preSharedKey"], "vpnconform.other.key");
                        }
                    }
                }
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "tunnel-options-absent",
            "shows options without tunnelOptionSet, as in 2018",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_options(root, |parent| parent.remove("tunnelOptionSet"));
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "tunnel-option-keys-hidden",
            "blots out the keys in tunnelOptionSet",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_tunnel(root, |tunnel| tunnel.set(&["preSharedKey"], "********"));
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "tunnel-option-keys-absent",
            "shows no keys in tunnelOptionSet",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_tunnel(root, |parent| parent.remove("preSharedKey"));
            }),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

fn last(
    root: &mut reference::element::Element,
    change: impl FnOnce(&mut reference::element::Element),
) {
    let set = root.at(&["vpnConnection", "options", "tunnelOptionSet"]);
    if let Some(item) = set.and_then(|set| set.elements_mut().last()) {
        change(item);
    }
}

fn agrees(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let view = record.view();
        let set = view
            .connection()
            .and_then(|c| c.path("options/tunnelOptionSet"));
        let (Some(set), Some(root)) = (set, view.configuration()) else {
            continue;
        };
        let tunnels: Vec<Element<'_>> = tunnels(root).map(|(_, tunnel)| tunnel).collect();
        let items: Vec<Element<'_>> = set.children().collect();
        if items.is_empty() || tunnels.is_empty() {
            continue;
        }
        let mut scribe = gather.exchange(evidence, record);
        if items.len() != tunnels.len() {
            scribe.outer(
                set.offset(),
                "another number of tunnels",
                format!("{} items, as there are tunnels", tunnels.len()),
                items.len().to_string(),
            );
        }
        for item in items {
            one(&mut scribe, item, &tunnels);
        }
    }
    gather.finish(|| match evidence.accepted_creates().next() {
        Some(_) => Judgement::not_applicable("no connection was shown with tunnelOptionSet"),
        None => findings::nothing_accepted(evidence),
    })
}

fn one(scribe: &mut Scribe<'_, '_>, item: Element<'_>, tunnels: &[Element<'_>]) {
    const OUTSIDE: &str = "vpn_gateway/tunnel_outside_address/ip_address";
    let text = |element: Element<'_>, path: &str| {
        let found = element.path(path);
        found
            .map(|found| found.text().trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let Some(outside) = text(item, "outsideIpAddress") else {
        return;
    };
    let mut same = tunnels
        .iter()
        .filter(|t| text(**t, OUTSIDE).as_ref() == Some(&outside));
    // Of two tunnels with one address nobody can say which it is.
    let (Some(tunnel), None) = (same.next(), same.next()) else {
        if !tunnels
            .iter()
            .any(|t| text(*t, OUTSIDE).as_ref() == Some(&outside))
        {
            scribe.outer(
                item.offset(),
                "an outside address of no tunnel",
                "the outside address of a tunnel of the configuration",
                quote(&outside),
            );
        }
        return;
    };
    if let (Some(cidr), Some(network)) = (text(item, "tunnelInsideCidr"), network(*tunnel))
        && cidr != network
    {
        scribe.outer(
            item.offset(),
            "another inside network",
            format!("{network}, as in the configuration"),
            quote(&cidr),
        );
    }
    let keys = text(item, "preSharedKey").zip(text(*tunnel, "ike/pre_shared_key"));
    if let Some((shown, key)) = keys
        && shown != key
        && !shown.bytes().all(|b| b == b'*')
    {
        let cause = match scribe.record.is_response() {
            true => "another key",
            false => "another key in a description",
        };
        scribe.outer(
            item.offset(),
            cause,
            "the key of the configuration",
            "another one",
        );
    }
}

//! The lifetime of ike is 900 to 28800 seconds, that of ipsec 900 to 3600 and shorter.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::configuration::value::decimal;
use crate::rule::configuration::{trimmed, tunnels};
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/lifetimes-in-range",
    level: Level::May,
    summary: "The lifetime of ike is 900 to 28800 seconds, that of ipsec 900 to 3600 and shorter.",
    requirements: &["configuration/lifetimes"],
    explain: "These are the limits of the tunnel options of 2016-11-15; the page's example has the upper ones. Nothing \
            says that older servers kept to them, so this is a check of level may.\n\
            Passes: 28800 and 3600.\n\
            Fails: 86400 for ike; the same lifetime for both.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("lifetime")],
    judge: |rule, evidence| findings::parts(rule, evidence, "lifetime", lifetimes),
    faults: &[
        Fault::new(
            "ike-lifetime-of-a-day",
            "sends an ike lifetime of a day",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ike", "lifetime"], "86400");
            }),
        ),
        Fault::new(
            "lifetimes-equal",
            "sends the lifetime of ike for ipsec too",
            Hook::Tunnel(|tunnel| {
                tunnel.set(&["ipsec", "lifetime"], "28800");
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "other-lifetimes",
            "sends other lifetimes and intervals",
            Hook::Configuration(|document, _| {
                let tunnels = document.elements_mut();
                for tunnel in tunnels.filter(|element| element.name == "ipsec_tunnel") {
                    tunnel.set(&["ike", "lifetime"], "14400");
                    tunnel.set(&["ipsec", "lifetime"], "1800");
                    tunnel.set(&["ipsec", "dead_peer_detection", "interval"], "15");
                    tunnel.set(&["vpn_gateway", "bgp", "hold_time"], "90");
                }
            }),
        ),
        Variant::new(
            "configuration-follows-options",
            "writes lifetimes that were asked for into the configuration",
            Hook::Configuration(|root, connection| {
                let sections = root.elements_mut().filter(|e| e.name == "ipsec_tunnel");
                for (section, tunnel) in sections.zip(&connection.tunnels) {
                    for (member, values) in &tunnel.options {
                        let path = match member.element {
                            "phase1LifetimeSeconds" => ["ike", "lifetime"],
                            "phase2LifetimeSeconds" => ["ipsec", "lifetime"],
                            _ => continue,
                        };
                        section.set(&path, values.concat());
                    }
                }
            }),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

fn lifetimes(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (_, tunnel) in tunnels(root) {
        let read = |path: &str| {
            let element = tunnel.path(path)?;
            Some((element, decimal(&trimmed(element))?))
        };
        let (ike, ipsec) = (read("ike/lifetime"), read("ipsec/lifetime"));
        if ike.is_some() || ipsec.is_some() {
            scribe.saw();
        }
        for (name, lifetime, range) in [("ike", ike, 900..=28_800), ("ipsec", ipsec, 900..=3_600)] {
            if let Some((element, seconds)) = lifetime
                && seconds > 0
                && !range.contains(&seconds)
            {
                scribe.inner(
                    element.text_offset(),
                    &format!("lifetime of {name}"),
                    format!("{} to {} seconds in {name}", range.start(), range.end()),
                    seconds.to_string(),
                );
            }
        }
        if let (Some((_, ike)), Some((element, ipsec))) = (ike, ipsec)
            && ike > 0
            && ipsec >= ike
        {
            scribe.inner(
                element.text_offset(),
                "lifetime of ipsec not shorter",
                format!("less than the {ike} seconds of ike"),
                ipsec.to_string(),
            );
        }
    }
}

//! Other answers to what 2016-11-15 adds.

use crate::reference::element::Element;
use crate::reference::hook::Hook;
use crate::reference::hook::Hook::{Answer, Configuration, Made, Rules};
use crate::reference::hook::Scope::{Accepted, Created, Described, Refused};
use crate::reference::rules::{DryRun, Lax};
use crate::reference::variant::Variant;
use crate::spec::option;
use crate::spec::version::ApiVersion;

/// Leaves an element out of each of those that a function finds.
macro_rules! without {
    ($scope:ident, $each:ident, $name:literal) => {
        Answer($scope, |root, _| $each(root, |parent| parent.remove($name)))
    };
}

/// Turns a list round in each element that a function finds.
macro_rules! turned {
    ($scope:ident, $each:ident, $list:literal) => {
        Answer($scope, |root, _| {
            $each(root, |parent| {
                if let Some(list) = parent.child_mut($list) {
                    list.children.reverse();
                }
            });
        })
    };
}

pub(super) const VARIANTS: &[Variant] = &[
    variant(
        "dry-run-400",
        "answers a dry run with status 400",
        Rules(|r| r.dry_run = DryRun::Refuse(400, "DryRunOperation")),
    ),
    variant(
        "dry-run-unauthorized",
        "says in a dry run that the caller may not make a connection",
        Rules(|r| r.dry_run = DryRun::Refuse(403, "UnauthorizedOperation")),
    ),
    variant(
        "dry-run-first",
        "answers a dry run before it looks at anything else",
        Rules(|r| r.dry_run = DryRun::First),
    ),
    variant(
        "options-absent",
        "answers a create without options",
        without!(Created, each_connection, "options"),
    ),
    variant(
        "tunnel-options-absent",
        "shows options without tunnelOptionSet, as in 2018",
        without!(Accepted, each_options, "tunnelOptionSet"),
    ),
    variant(
        "tunnel-options-turned",
        "shows the second tunnel first in tunnelOptionSet",
        turned!(Accepted, each_options, "tunnelOptionSet"),
    ),
    variant(
        "tunnel-option-keys-hidden",
        "blots out the keys in tunnelOptionSet",
        Answer(Accepted, |root, _| {
            each_tunnel(root, |tunnel| tunnel.set(&["preSharedKey"], "********"));
        }),
    ),
    variant(
        "tunnel-option-keys-absent",
        "shows no keys in tunnelOptionSet",
        without!(Accepted, each_tunnel, "preSharedKey"),
    ),
    variant(
        "option-defaults-absent",
        "shows no lifetime that is the default",
        Answer(Accepted, |root, _| {
            each_tunnel(root, |tunnel| {
                for name in WITH_DEFAULT {
                    let shown = tunnel.child_mut(name).map(|element| element.text());
                    if shown.as_deref() == option::default(name) {
                        tunnel.remove(name);
                    }
                }
            });
        }),
    ),
    variant(
        "option-defaults-shown",
        "shows the defaults of what was not asked for",
        Answer(Accepted, |root, _| {
            each_tunnel(root, |tunnel| {
                for name in WITH_DEFAULT {
                    if tunnel.child_mut(name).is_none() {
                        let usual = option::default(name).unwrap_or_default();
                        tunnel.push(Element::leaf(name, usual));
                    }
                }
            });
        }),
    ),
    variant(
        "option-lists-turned",
        "shows the items of lists of algorithms in another order",
        Answer(Accepted, |root, _| {
            each_tunnel(root, |tunnel| {
                for element in tunnel.elements_mut() {
                    if element.name.ends_with("Set") {
                        element.children.reverse();
                    }
                }
            });
        }),
    ),
    variant(
        "asked-tunnels-turned",
        "makes what was asked of the first tunnel the second one",
        Made(|connection, _| connection.tunnels.reverse()),
    ),
    variant(
        "configuration-follows-options",
        "writes lifetimes that were asked for into the configuration",
        Configuration(|root, connection| {
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
    ),
    variant(
        "tags-turned",
        "shows the tags in another order",
        turned!(Accepted, each_connection, "tagSet"),
    ),
    variant(
        "tags-only-described",
        "answers a create with tags without them",
        without!(Created, each_connection, "tagSet"),
    ),
    variant(
        "type-only-described",
        "answers a create without its type, as in 2018",
        without!(Created, each_connection, "type"),
    ),
    variant(
        "third-tunnel-ignored",
        "ignores options for a third tunnel",
        Rules(|r| r.lax = Some(Lax::ThirdTunnel)),
    ),
    variant(
        "transit-options-anywhere",
        "takes options that need a transit gateway at a virtual private one too",
        Rules(|r| r.lax = Some(Lax::NeedsTransit)),
    ),
    variant(
        "transit-vpn-gateway-empty",
        "shows an empty vpnGatewayId beside a transit gateway",
        Answer(Accepted, |root, _| {
            each_connection(root, |connection| {
                if connection.child_mut("transitGatewayId").is_some() {
                    connection.push(Element::leaf("vpnGatewayId", ""));
                }
            });
        }),
    ),
    variant(
        "transit-vpn-gateway-absent",
        "has no vpn_gateway_id in the configuration of a connection at a transit gateway",
        Configuration(|root, connection| {
            if connection.transit_gateway_id.is_some() {
                root.remove("vpn_gateway_id");
            }
        }),
    ),
    variant(
        "inside-ipv6-turned",
        "gives the customer the first inside address of IPv6",
        Made(|connection, _| {
            for tunnel in &mut connection.tunnels {
                if let Some(inside) = &mut tunnel.inside6 {
                    std::mem::swap(&mut inside.customer, &mut inside.gateway);
                }
            }
        }),
    ),
    variant(
        "inside-ipv6-not-configured",
        "has no addresses of IPv6 in the configuration",
        Configuration(|root, _| {
            for tunnel in root.elements_mut().filter(|e| e.name == "ipsec_tunnel") {
                for side in tunnel.elements_mut() {
                    side.remove("tunnel_inside_ipv6_address");
                }
            }
        }),
    ),
    variant(
        "log-group-unknown",
        "refuses to log to a group that it does not know",
        Rules(|r| {
            r.refuses =
                Some(const { option::member("LogOptions.CloudWatchLogOptions.LogGroupArn") });
        }),
    ),
    variant(
        "tunnel-options-described-turned",
        "describes the second tunnel first in tunnelOptionSet",
        turned!(Described, each_options, "tunnelOptionSet"),
    ),
    variant(
        "idempotent-create",
        "answers a second create for the same pair of gateways with the connection that there is",
        Rules(|r| r.idempotent = true),
    ),
    variant(
        "refusals-as-invalid-parameter",
        "says InvalidParameter of a wrong value",
        Answer(Refused, |root, _| {
            const CODE: [&str; 3] = ["Errors", "Error", "Code"];
            if root
                .at(&CODE)
                .is_some_and(|code| code.text() == "InvalidParameterValue")
            {
                root.set(&CODE, "InvalidParameter");
            }
        }),
    ),
];

/// Members of a tunnel that are something where nothing is asked for.
const WITH_DEFAULT: [&str; 4] = [
    "phase1LifetimeSeconds",
    "phase2LifetimeSeconds",
    "replayWindowSize",
    "dpdTimeoutAction",
];

const fn variant(id: &'static str, summary: &'static str, hook: Hook) -> Variant {
    Variant {
        since: Some(ApiVersion::V2016_11_15),
        ..super::variant(id, summary, hook)
    }
}

/// The connection of a create, and each of a description.
fn each_connection(root: &mut Element, change: impl Fn(&mut Element)) {
    for element in root.elements_mut() {
        match element.name.as_str() {
            "vpnConnection" => change(element),
            "vpnConnectionSet" => element.elements_mut().for_each(&change),
            _ => {}
        }
    }
}

fn each_options(root: &mut Element, change: impl Fn(&mut Element)) {
    each_connection(root, |connection| {
        if let Some(options) = connection.child_mut("options") {
            change(options);
        }
    });
}

fn each_tunnel(root: &mut Element, change: impl Fn(&mut Element)) {
    each_options(root, |options| {
        if let Some(set) = options.child_mut("tunnelOptionSet") {
            set.elements_mut().for_each(&change);
        }
    });
}

//! The inner document has exactly two ipsec_tunnel elements.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::state::Tunnel;
use crate::reference::variant::Variant;
use crate::reference::{element, style};
use crate::rule::configuration::tunnels;
use crate::rule::findings::Which;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/two-tunnels",
    level: Level::Should,
    summary: "The inner document has exactly two ipsec_tunnel elements.",
    requirements: &["configuration/tunnels"],
    explain: "The second tunnel is what keeps the connection up while the first is serviced. The page's example and \
            every real document have two.\n\
            Passes: two ipsec_tunnel elements in vpn_connection.\n\
            Fails: none, one, three.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpn_connection/(children)")],
    judge: |rule, evidence| {
        findings::configurations(
            rule,
            evidence,
            Which::Every,
            |scribe, root| match tunnels(root).count() {
                2 => {}
                count => scribe.inner(
                    root.offset(),
                    &format!("{} tunnels", if count < 2 { "too few" } else { "too many" }),
                    "2 ipsec_tunnel elements",
                    format!("{count}"),
                ),
            },
        )
    },
    faults: &[
        Fault::new(
            "configuration-constant",
            "sends an empty vpn_connection for every connection (fakecloud 0.51.0)",
            Hook::Configuration(|root, _| *root = element::Element::new("vpn_connection")),
        ),
        Fault::new(
            "tunnel-missing",
            "sends one tunnel",
            Hook::Made(|connection, _| connection.tunnels.truncate(1)),
        ),
        Fault::new(
            "tunnel-extra",
            "sends three tunnels",
            Hook::Made(|connection, state| {
                let mut random = state.random.clone();
                let inside = Tunnel::inside(random.inside_base(), false);
                connection.tunnels.push(Tunnel {
                    key: random.key(),
                    outside: random.outside_address().to_string(),
                    ..inside
                });
            }),
        ),
    ],
    variants: &[Variant::new(
        "comments",
        "puts comments between elements, in both documents",
        Hook::Style(Scope::Any, |s| {
            s.between = "<!-- a < b & c -->";
            s.inner = |root| {
                root.document(&style::Style {
                    between: "<!-- <ipsec_tunnel> -->",
                    ..style::Style::INNER
                })
            };
        }),
    )],
    ..Rule::SERVER
};

//! Inside addresses are in 169.254.0.0/16.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::configuration::inside;
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/inside-link-local",
    level: Level::Should,
    summary: "Inside addresses are in 169.254.0.0/16.",
    requirements: &["configuration/inside-address"],
    explain: "The page's example and every real document take them from the link-local block, so that they never meet \
            the customer's own networks. The IPv6 inside address of newer documents is not meant.\n\
            Passes: 169.254.255.1.\n\
            Fails: 10.0.0.1, 192.0.2.1.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("tunnel_inside_address/ip_address")],
    judge: |rule, evidence| findings::parts(rule, evidence, "inside address", link_local),
    faults: &[Fault::new(
        "inside-private",
        "takes inside addresses from 10.0.0.0/8",
        Hook::Made(|connection, _| {
            for tunnel in &mut connection.tunnels {
                for text in [
                    &mut tunnel.inside_cidr,
                    &mut tunnel.customer_inside,
                    &mut tunnel.gateway_inside,
                ] {
                    *text = text.replace("169.254.", "10.11.");
                }
            }
        }),
    )],
    ..Rule::SERVER
};

fn link_local(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    inside::for_each(root, |end| {
        scribe.saw();
        if !end.address.is_link_local() {
            scribe.inner(
                end.element.text_offset(),
                "not link-local",
                "an address in 169.254.0.0/16",
                end.address.to_string(),
            );
        }
    });
}

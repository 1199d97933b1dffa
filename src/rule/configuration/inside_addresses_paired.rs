//! The two inside addresses of a tunnel are different hosts of one subnet.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::rule::configuration::inside::{bits, inside};
use crate::rule::configuration::{SIDES, tunnels};
use crate::rule::findings::Scribe;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "configuration/inside-addresses-paired",
    level: Level::Should,
    summary: "The two inside addresses of a tunnel are different hosts of one subnet.",
    requirements: &["configuration/inside-address"],
    explain: "The two ends talk to each other over a /30: with addresses in two subnets there is no BGP session. Which \
            end has the lower address is not fixed: the page and newer documents differ.\n\
            Passes: 169.254.255.1 and 169.254.255.2 with network_cidr 30.\n\
            Fails: 169.254.255.1 and 169.254.255.5; the same address twice; 169.254.255.0, the address of the subnet.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("tunnel_inside_address/ip_address")],
    judge: |rule, evidence| {
        findings::parts(rule, evidence, "tunnel with two inside addresses", paired)
    },
    faults: &[
        Fault::new(
            "inside-addresses-equal",
            "gives both ends of a tunnel the same inside address",
            Hook::Made(|connection, _| {
                for tunnel in &mut connection.tunnels {
                    tunnel.customer_inside.clone_from(&tunnel.gateway_inside);
                }
            }),
        ),
        Fault::new(
            "inside-addresses-crossed",
            "gives the end of the customer an address out of the other tunnel",
            Hook::Made(|connection, _| {
                if let [first, second] = connection.tunnels.as_mut_slice() {
                    std::mem::swap(&mut first.customer_inside, &mut second.customer_inside);
                }
            }),
        ),
        Fault::new(
            "inside-address-of-network",
            "gives the end of the customer the address of the network itself",
            Hook::Made(|connection, _| {
                for tunnel in &mut connection.tunnels {
                    let base = tunnel.inside_cidr.trim_end_matches("/30").to_owned();
                    tunnel.customer_inside = base;
                }
            }),
        ),
    ],
    variants: &[Variant::new(
        "customer-second",
        "gives the customer the second address of each inside network, as the service does since 2017",
        Hook::Made(|connection, _| {
            for tunnel in &mut connection.tunnels {
                std::mem::swap(&mut tunnel.customer_inside, &mut tunnel.gateway_inside);
            }
        }),
    )],
    ..Rule::SERVER
};

fn paired(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    for (number, tunnel) in tunnels(root) {
        let [customer, server] = SIDES.map(|side| inside(tunnel, side));
        let (Some(customer), Some(server)) = (customer, server) else {
            continue;
        };
        scribe.saw();
        let at = server.element.text_offset();
        let found = format!(
            "{} and {} in tunnel {number}",
            customer.address, server.address
        );
        if customer.address == server.address {
            scribe.inner(at, "the same address at both ends", "two addresses", found);
        } else if customer.prefix == server.prefix && customer.network() != server.network() {
            let expected = format!("two addresses of {}", customer.subnet());
            scribe.inner(at, "two subnets", expected, found);
        } else if customer.prefix != server.prefix {
            scribe.inner(
                at,
                "two prefix lengths",
                "one network_cidr for both ends",
                format!(
                    "{} and {} in tunnel {number}",
                    customer.prefix, server.prefix
                ),
            );
        }
        for end in [&customer, &server] {
            let host = u32::from(end.address) & !bits(end.prefix);
            if end.prefix <= 30 && (host == 0 || host == !bits(end.prefix)) {
                scribe.inner(
                    end.element.text_offset(),
                    "no host address",
                    format!("a host address of {}", end.subnet()),
                    end.address.to_string(),
                );
            }
        }
    }
}

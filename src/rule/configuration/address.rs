//! The addresses of the tunnels.

use crate::rule::configuration::{SIDES, trimmed, tunnels};
use crate::rule::findings::{Scribe, quote};
use crate::xml::Element;

pub(in crate::rule) fn outside(scribe: &mut Scribe<'_, '_>, root: Element<'_>) {
    const PATH: &str = "tunnel_outside_address/ip_address";
    let mut seen: Vec<String> = Vec::new();
    for (number, tunnel) in tunnels(root) {
        let [customer, server] = SIDES.map(|side| tunnel.child(side).and_then(|s| s.path(PATH)));
        let Some(server) = server else { continue };
        let address = trimmed(server);
        if address.is_empty() {
            continue;
        }
        if seen.contains(&address) {
            scribe.inner(
                server.text_offset(),
                "one outside address for two tunnels",
                "another vpn_gateway address in each tunnel",
                format!("{} again in tunnel {number}", quote(&address)),
            );
        }
        if customer.is_some_and(|customer| trimmed(customer) == address) {
            scribe.inner(
                server.text_offset(),
                "the customer's address at the other end",
                "an address of the server",
                format!("{}, the customer's, in tunnel {number}", quote(&address)),
            );
        }
        seen.push(address);
    }
    if seen.len() > 1 {
        scribe.saw();
    }
}

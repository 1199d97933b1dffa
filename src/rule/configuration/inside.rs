//! The inside addresses of a tunnel as numbers.

use std::net::Ipv4Addr;

use crate::rule::configuration::{SIDES, trimmed, tunnels};
use crate::xml::Element;

/// The inside address of one end.
pub(in crate::rule) struct Inside<'d> {
    pub(super) element: Element<'d>,
    pub(super) address: Ipv4Addr,
    pub(super) prefix: u32,
}

impl Inside<'_> {
    /// The address of the subnet.
    pub(super) fn network(&self) -> u32 {
        u32::from(self.address) & bits(self.prefix)
    }

    /// Whether the two subnets have an address in common.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let shorter = bits(self.prefix.min(other.prefix));
        u32::from(self.address) & shorter == u32::from(other.address) & shorter
    }

    /// The subnet in the usual notation.
    pub(super) fn subnet(&self) -> String {
        format!("{}/{}", Ipv4Addr::from(self.network()), self.prefix)
    }
}

/// The mask of a prefix length.
pub(in crate::rule) fn bits(prefix: u32) -> u32 {
    u32::MAX.checked_shl(32 - prefix.min(32)).unwrap_or(0)
}

/// The inside address of one end; of the usual /30 where mask and length do not agree on another, which other checks
/// report.
pub(in crate::rule) fn inside<'d>(tunnel: Element<'d>, side: &str) -> Option<Inside<'d>> {
    let section = tunnel.child(side)?.child("tunnel_inside_address")?;
    let element = section.child("ip_address")?;
    let mask = section
        .child("network_mask")
        .and_then(|mask| trimmed(mask).parse::<Ipv4Addr>().ok())
        .map(u32::from);
    let prefix = section
        .child("network_cidr")
        .and_then(|cidr| trimmed(cidr).parse().ok())
        .filter(|prefix| *prefix <= 32 && mask == Some(bits(*prefix)));
    Some(Inside {
        element,
        address: trimmed(element).parse().ok()?,
        prefix: prefix.unwrap_or(30),
    })
}

/// Applies a rule to every inside address that can be read.
pub(in crate::rule) fn for_each<'d>(root: Element<'d>, mut look: impl FnMut(&Inside<'d>)) {
    for (_, tunnel) in tunnels(root) {
        for end in SIDES.iter().filter_map(|side| inside(tunnel, side)) {
            look(&end);
        }
    }
}

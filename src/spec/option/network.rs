//! Networks that options name.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::spec::option::Fit;

/// The first address of an inside network that may be asked for.
pub fn inside_base(cidr: &str) -> Option<Ipv4Addr> {
    // As third and fourth byte of 169.254.0.0/16.
    const RESERVED: &[[u8; 2]] = &[[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [169, 252]];
    let base: Ipv4Addr = cidr.strip_suffix("/30")?.parse().ok()?;
    let [a, b, c, d] = base.octets();
    let is_free = (a, b) == (169, 254) && d % 4 == 0 && !RESERVED.contains(&[c, d]);
    is_free.then_some(base)
}

pub(super) fn network(cidr: &str) -> Option<Ipv4Addr> {
    let (base, length) = cidr.split_once('/')?;
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    let base: Ipv4Addr = base.parse().ok()?;
    let hosts = u32::MAX.checked_shr(length).unwrap_or(0);
    (u32::from(base) & hosts == 0).then_some(base)
}

/// A network of IPv6.
pub(super) struct Network6 {
    base: Ipv6Addr,
    pub(super) length: u32,
}

impl Network6 {
    /// Whether it is in fd00::/8.
    pub(super) fn is_local(&self) -> bool {
        self.base.octets().first() == Some(&0xFD)
    }

    /// What becomes of an address within the network is not said.
    pub(super) fn fit(&self) -> Fit {
        let hosts = u128::MAX.checked_shr(self.length).unwrap_or(0);
        match u128::from(self.base) & hosts {
            0 => Fit::Fits,
            _ => Fit::Open,
        }
    }
}

pub(super) fn network6(cidr: &str) -> Option<Network6> {
    let (base, length) = cidr.split_once('/')?;
    let length: u32 = length.parse().ok().filter(|length| *length <= 128)?;
    let base = base.parse().ok()?;
    Some(Network6 { base, length })
}

/// The first address of the /126 of fd00::/8 that a tunnel may have inside.
pub fn inside_base6(cidr: &str) -> Option<Ipv6Addr> {
    let network = network6(cidr).filter(|n| n.length == 126 && n.is_local())?;
    (network.fit() == Fit::Fits).then_some(network.base)
}

//! What exists at the endpoint.

use std::collections::{HashMap, HashSet};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Instant;

use crate::reference::random::Random;
use crate::reference::tunnel::Shown;
use crate::secret::Secret;

/// All resources, in the order they were made, and the source of new ids.
pub(crate) struct State {
    pub(crate) random: Random,
    pub(crate) customer_gateways: Vec<CustomerGateway>,
    pub(crate) vpn_gateways: Vec<VpnGateway>,
    pub(crate) transit_gateways: Vec<TransitGateway>,
    /// Read freely; changed by [`State::add`] and [`State::delete`] alone, which keep count of the addresses in use.
    pub(crate) connections: Vec<Connection>,
    /// The gateways of the create that came last, where creates mix them up.
    pub(crate) asked: Option<(String, Option<String>)>,
    /// Every id that was ever given out.
    ids: HashSet<String>,
    /// How many tunnels of live connections have this inside network.
    inside: HashMap<String, usize>,
    /// How many tunnels of live connections have this outside address.
    outside: HashMap<String, usize>,
    /// For faults that remember a hostile value.
    pub(crate) poisoned: bool,
}

/// A customer gateway.
#[derive(Clone, Debug)]
pub(crate) struct CustomerGateway {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) address: String,
    pub(crate) asn: u32,
    pub(crate) deleted: bool,
}

/// A virtual private gateway.
#[derive(Clone, Debug)]
pub(crate) struct VpnGateway {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) asn: u32,
    pub(crate) zone: Option<String>,
    pub(crate) deleted: bool,
}

/// A transit gateway.
#[derive(Clone, Debug)]
pub(crate) struct TransitGateway {
    pub(crate) id: String,
    pub(crate) asn: u32,
    pub(crate) deleted: bool,
}

/// A VPN connection. Numbers and addresses are text, so that a fault can put anything there.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) customer_gateway_id: String,
    pub(crate) vpn_gateway_id: Option<String>,
    pub(crate) transit_gateway_id: Option<String>,
    pub(crate) customer_address: String,
    pub(crate) customer_asn: String,
    pub(crate) gateway_asn: String,
    pub(crate) static_routes: bool,
    pub(crate) options: Shown,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) tunnels: Vec<Tunnel>,
    pub(crate) mss: &'static str,
    pub(crate) deleted: bool,
    /// When it was made or deleted.
    pub(crate) changed: Instant,
}

/// One of the two tunnels of a connection.
#[derive(Clone)]
pub(crate) struct Tunnel {
    pub(crate) key: Secret<'static>,
    pub(crate) outside: String,
    pub(crate) inside_cidr: String,
    pub(crate) customer_inside: String,
    pub(crate) gateway_inside: String,
    /// Where it carries IPv6.
    pub(crate) inside6: Option<Inside6>,
    /// What else was asked of it.
    pub(crate) options: Shown,
}

/// The inside network of a tunnel that carries IPv6.
#[derive(Clone)]
pub(crate) struct Inside6 {
    pub(crate) cidr: String,
    pub(crate) customer: String,
    pub(crate) gateway: String,
}

impl Inside6 {
    /// The gateway has the first address of a /126, the customer the second.
    pub(crate) fn of(base: Ipv6Addr) -> Self {
        let host = |offset: u128| Ipv6Addr::from(u128::from(base).wrapping_add(offset)).to_string();
        Self {
            cidr: format!("{base}/126"),
            gateway: host(1),
            customer: host(2),
        }
    }
}

impl Connection {
    /// The gateways between which it is.
    pub(crate) fn pair(&self) -> (&str, Option<&str>, Option<&str>) {
        (
            &self.customer_gateway_id,
            self.vpn_gateway_id.as_deref(),
            self.transit_gateway_id.as_deref(),
        )
    }
}

impl State {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            customer_gateways: Vec::new(),
            vpn_gateways: Vec::new(),
            transit_gateways: Vec::new(),
            connections: Vec::new(),
            asked: None,
            ids: HashSet::new(),
            inside: HashMap::new(),
            outside: HashMap::new(),
            poisoned: false,
        }
    }

    pub(crate) fn customer_gateway(&self, id: &str) -> Option<&CustomerGateway> {
        self.customer_gateways.iter().find(|g| g.id == id)
    }

    pub(crate) fn vpn_gateway(&self, id: &str) -> Option<&VpnGateway> {
        self.vpn_gateways.iter().find(|g| g.id == id)
    }

    pub(crate) fn transit_gateway(&self, id: &str) -> Option<&TransitGateway> {
        self.transit_gateways.iter().find(|g| g.id == id)
    }

    /// Connections that are not deleted.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Connection> {
        self.connections.iter().filter(|c| !c.deleted)
    }

    /// An id that nothing has.
    pub(crate) fn fresh_id(&mut self, prefix: &str, long: bool) -> String {
        loop {
            let id = self.random.id(prefix, long);
            if self.ids.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Adds a connection that was made.
    pub(crate) fn add(&mut self, connection: Connection) {
        if !connection.deleted {
            for tunnel in &connection.tunnels {
                *self.inside.entry(tunnel.inside_cidr.clone()).or_default() += 1;
                *self.outside.entry(tunnel.outside.clone()).or_default() += 1;
            }
        }
        self.connections.push(connection);
    }

    /// Forgets every connection after so many, as if the list had been written back as it was then.
    pub(crate) fn forget_after(&mut self, count: usize) {
        for connection in self.connections.drain(count.min(self.connections.len())..) {
            for tunnel in &connection.tunnels {
                release(&mut self.inside, &tunnel.inside_cidr);
                release(&mut self.outside, &tunnel.outside);
            }
        }
    }

    /// The ids of the live connections between the gateways of this one.
    pub(crate) fn siblings(&self, id: &str) -> Vec<String> {
        let of = self.connections.iter().find(|c| c.id == id);
        let same = |c: &&Connection| of.is_some_and(|of| c.pair() == of.pair());
        self.live().filter(same).map(|c| c.id.clone()).collect()
    }

    /// Marks the live connection of this id as deleted, which sets its addresses free: whether there was one.
    pub(crate) fn delete(&mut self, id: &str) -> bool {
        let mut live = self.connections.iter_mut().filter(|c| !c.deleted);
        let Some(connection) = live.find(|c| c.id == id) else {
            return false;
        };
        connection.deleted = true;
        connection.changed = Instant::now();
        for tunnel in &connection.tunnels {
            release(&mut self.inside, &tunnel.inside_cidr);
            release(&mut self.outside, &tunnel.outside);
        }
        true
    }

    /// A tunnel with a key, an outside address and an inside network that no other tunnel has, as long as there is a
    /// free one: the time it takes does not grow with the number of connections. `modern` puts the
    /// gateway before the customer in the inside network, as the service does since 2017; the page has it the other
    /// way round (protocol notes, section 5).
    pub(crate) fn fresh_tunnel(&mut self, others: &[Tunnel], modern: bool) -> Tunnel {
        let (inside, outside) = (&self.inside, &self.outside);
        let is_full = inside.len() + others.len() >= Random::INSIDE;
        let base = free(is_full, || {
            let base = self.random.inside_base();
            let cidr = format!("{base}/30");
            let used = inside.contains_key(&cidr) || others.iter().any(|t| t.inside_cidr == cidr);
            (base, used)
        });
        let is_full = outside.len() + others.len() >= Random::OUTSIDE;
        let outside = free(is_full, || {
            let address = self.random.outside_address();
            let text = address.to_string();
            let used = outside.contains_key(&text) || others.iter().any(|t| t.outside == text);
            (address, used)
        });
        Tunnel {
            key: self.random.key(),
            outside: outside.to_string(),
            ..Tunnel::inside(base, modern)
        }
    }
}

/// Draws until an address is not in use. A full address plan has no such address: then one is used twice, at once, as it
/// is after so many draws that a plan which is almost full would make endless.
fn free(is_full: bool, mut draw: impl FnMut() -> (Ipv4Addr, bool)) -> Ipv4Addr {
    const DRAWS: usize = 10_000;
    let (mut address, mut used) = draw();
    for _ in 0..DRAWS {
        if !used || is_full {
            break;
        }
        (address, used) = draw();
    }
    address
}

fn release(used: &mut HashMap<String, usize>, address: &str) {
    if let Some(count) = used.get_mut(address) {
        *count -= 1;
        if *count == 0 {
            used.remove(address);
        }
    }
}

impl Tunnel {
    /// The inside addresses of a /30 network; the rest is empty.
    pub(crate) fn inside(base: Ipv4Addr, modern: bool) -> Self {
        let host = |offset: u32| Ipv4Addr::from(u32::from(base).wrapping_add(offset)).to_string();
        let (first, second) = (host(1), host(2));
        let (customer_inside, gateway_inside) = if modern {
            (second, first)
        } else {
            (first, second)
        };
        Self {
            key: Secret::default(),
            outside: String::new(),
            inside_cidr: format!("{base}/30"),
            customer_inside,
            gateway_inside,
            inside6: None,
            options: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(state: &mut State) -> String {
        let id = state.fresh_id("vpn", false);
        let first = state.fresh_tunnel(&[], false);
        let second = state.fresh_tunnel(std::slice::from_ref(&first), false);
        state.add(Connection {
            id: id.clone(),
            kind: String::new(),
            customer_gateway_id: String::new(),
            vpn_gateway_id: None,
            transit_gateway_id: None,
            customer_address: String::new(),
            customer_asn: String::new(),
            gateway_asn: String::new(),
            static_routes: false,
            options: Vec::new(),
            tags: Vec::new(),
            tunnels: vec![first, second],
            mss: "",
            deleted: false,
            changed: Instant::now(),
        });
        id
    }

    #[test]
    fn addresses_differ_until_the_plan_is_almost_full() {
        for seed in [0, 7, 20_120_401] {
            let mut state = State::new(seed);
            let mut ids = Vec::new();
            while state.inside.len() < Random::INSIDE * 99 / 100 {
                ids.push(make(&mut state));
                assert_eq!(state.inside.len(), 2 * ids.len(), "{seed}");
                assert_eq!(state.outside.len(), 2 * ids.len(), "{seed}");
            }
            let distinct: HashSet<_> = ids.iter().collect();
            assert_eq!(distinct.len(), ids.len());
            for id in &ids {
                assert!(state.delete(id) && !state.delete(id));
            }
            assert!(state.inside.is_empty() && state.outside.is_empty());
        }
    }

    #[test]
    fn a_full_plan_costs_one_draw() {
        for (is_full, free_after, draws) in [
            (true, usize::MAX, 1),
            (false, 5, 5),
            (false, usize::MAX, 10_001),
        ] {
            let mut count = 0;
            free(is_full, || {
                count += 1;
                (Ipv4Addr::LOCALHOST, count < free_after)
            });
            assert_eq!(count, draws);
        }
    }
}

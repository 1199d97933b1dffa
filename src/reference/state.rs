//! What exists at the endpoint.

use std::net::Ipv4Addr;

use crate::model::Secret;
use crate::reference::random::Random;

/// All resources, in the order they were made, and the source of new ids.
pub(crate) struct State {
    pub(crate) random: Random,
    pub(crate) customer_gateways: Vec<CustomerGateway>,
    pub(crate) vpn_gateways: Vec<VpnGateway>,
    pub(crate) connections: Vec<Connection>,
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

/// A VPN connection. Numbers and addresses are text, so that a fault can put anything there.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) customer_gateway_id: String,
    pub(crate) vpn_gateway_id: Option<String>,
    pub(crate) customer_address: String,
    pub(crate) customer_asn: String,
    pub(crate) gateway_asn: String,
    pub(crate) static_routes: bool,
    pub(crate) acceleration: bool,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) tunnels: Vec<Tunnel>,
    pub(crate) mss: &'static str,
    pub(crate) deleted: bool,
}

/// One of the two tunnels of a connection.
#[derive(Clone)]
pub(crate) struct Tunnel {
    pub(crate) key: Secret<'static>,
    pub(crate) outside: String,
    pub(crate) inside_cidr: String,
    pub(crate) customer_inside: String,
    pub(crate) gateway_inside: String,
}

impl State {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            customer_gateways: Vec::new(),
            vpn_gateways: Vec::new(),
            connections: Vec::new(),
            poisoned: false,
        }
    }

    pub(crate) fn customer_gateway(&self, id: &str) -> Option<&CustomerGateway> {
        self.customer_gateways.iter().find(|g| g.id == id)
    }

    pub(crate) fn vpn_gateway(&self, id: &str) -> Option<&VpnGateway> {
        self.vpn_gateways.iter().find(|g| g.id == id)
    }

    /// Connections that are not deleted.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Connection> {
        self.connections.iter().filter(|c| !c.deleted)
    }

    /// An id that nothing has.
    pub(crate) fn fresh_id(&mut self, prefix: &str, long: bool) -> String {
        loop {
            let id = self.random.id(prefix, long);
            let taken = self.customer_gateways.iter().any(|g| g.id == id)
                || self.vpn_gateways.iter().any(|g| g.id == id)
                || self.connections.iter().any(|c| c.id == id);
            if !taken {
                return id;
            }
        }
    }

    /// A tunnel with a key, an outside address and an inside network that no other tunnel has. `modern` puts the
    /// gateway before the customer in the inside network, as the service does since 2017; the page has it the other
    /// way round (wire facts, section 5).
    pub(crate) fn fresh_tunnel(&mut self, others: &[Tunnel], modern: bool) -> Tunnel {
        let known = |state: &Self, found: &dyn Fn(&Tunnel) -> bool| {
            others.iter().any(found) || state.live().any(|c| c.tunnels.iter().any(found))
        };
        // A full address plan would make these loops endless; the counter gives up on being distinct instead.
        let mut base = self.random.inside_base();
        for _ in 0..10_000 {
            let cidr = format!("{base}/30");
            if !known(self, &|t| t.inside_cidr == cidr) {
                break;
            }
            base = self.random.inside_base();
        }
        let mut outside = self.random.outside_address();
        for _ in 0..10_000 {
            let text = outside.to_string();
            if !known(self, &|t| t.outside == text) {
                break;
            }
            outside = self.random.outside_address();
        }
        Tunnel {
            key: self.random.key(),
            outside: outside.to_string(),
            ..Tunnel::inside(base, modern)
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
        }
    }
}

//! Customer gateways and virtual private gateways: what set-up needs.

use std::net::Ipv4Addr;

use crate::reference::action::{Answer, Call};
use crate::reference::element::Element;
use crate::reference::hook::Scope;
use crate::reference::refusal::{Refusal, echo};
use crate::reference::rules::Lookup;
use crate::reference::state::{CustomerGateway, VpnGateway};
use crate::spec::version::ApiVersion;

/// What is common to ids of one kind (protocol notes, sections 4 and 7).
pub(crate) struct Kind {
    pub(crate) prefix: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) malformed: &'static str,
    pub(crate) noun: &'static str,
}

pub(crate) const CUSTOMER: Kind = Kind {
    prefix: "cgw",
    not_found: "InvalidCustomerGatewayID.NotFound",
    malformed: "InvalidCustomerGatewayId.Malformed",
    noun: "customerGateway",
};

/// The error page knows no `.Malformed` code for these.
pub(crate) const VPN: Kind = Kind {
    prefix: "vgw",
    not_found: "InvalidVpnGatewayID.NotFound",
    malformed: "InvalidVpnGatewayID.NotFound",
    noun: "vpnGateway",
};

pub(crate) const TRANSIT: Kind = Kind {
    prefix: "tgw",
    not_found: "InvalidTransitGatewayID.NotFound",
    malformed: "InvalidTransitGatewayID.NotFound",
    noun: "transitGateway",
};

impl Kind {
    /// Checks an id whose resource is `deleted`, or unknown for `None`.
    pub(crate) fn check(
        &self,
        id: &str,
        lookup: Lookup,
        deleted: Option<bool>,
    ) -> Result<(), Refusal> {
        match (lookup, deleted) {
            (Lookup::Unchecked, _) | (_, Some(false)) | (Lookup::Known, Some(true)) => Ok(()),
            _ if !self.is_well_formed(id) => Err(Refusal::new(
                self.malformed,
                format!("Invalid id: \"{}\"", echo(id)),
            )),
            (Lookup::WellFormed, _) => Ok(()),
            _ => Err(self.not_found(id)),
        }
    }

    pub(crate) fn not_found(&self, id: &str) -> Refusal {
        Refusal::new(
            self.not_found,
            format!("The {} ID '{}' does not exist", self.noun, echo(id)),
        )
    }

    fn is_well_formed(&self, id: &str) -> bool {
        id.strip_prefix(self.prefix)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|digits| {
                matches!(digits.len(), 8 | 17)
                    && digits
                        .bytes()
                        .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
            })
    }
}

/// `CreateCustomerGateway`
pub(crate) fn create_customer(call: &Call<'_>) -> Result<Answer, Refusal> {
    let kind = kind(call)?;
    let name = match call.query.value("PublicIp") {
        Some(_) => "PublicIp",
        None => "IpAddress",
    };
    let address = call.query.required(name, call.rules)?;
    let parsed: Ipv4Addr = address
        .parse()
        .map_err(|_| Refusal::invalid(name, address))?;
    if parsed.is_unspecified() || parsed.is_multicast() || parsed.is_broadcast() {
        return Err(Refusal::invalid(name, address));
    }
    // Required until 2012-07-20 (protocol notes, section 6).
    let asn = match call.query.value("BgpAsn") {
        None if call.version.has_options() => 65000,
        _ => asn(call, "BgpAsn")?,
    };
    call.dry_run()?;
    let mut state = call.lock();
    let gateway = CustomerGateway {
        id: state.fresh_id("cgw", call.version.is_modern()),
        kind,
        address: parsed.to_string(),
        asn,
        deleted: false,
    };
    state.customer_gateways.push(gateway.clone());
    let content = show_customer("customerGateway", &gateway, "pending", call.version);
    Ok(Answer::new(Scope::Other, vec![content]))
}

/// `CreateVpnGateway`
pub(crate) fn create_vpn(call: &Call<'_>) -> Result<Answer, Refusal> {
    let kind = kind(call)?;
    let modern = call.version.is_modern();
    let asn = match call.query.value("AmazonSideAsn") {
        Some(_) => asn(call, "AmazonSideAsn")?,
        None if modern => 64512,
        None => 7224,
    };
    call.dry_run()?;
    let mut state = call.lock();
    let gateway = VpnGateway {
        id: state.fresh_id("vgw", modern),
        kind,
        asn,
        zone: call.query.value("AvailabilityZone").map(str::to_owned),
        deleted: false,
    };
    state.vpn_gateways.push(gateway.clone());
    let content = show_vpn("vpnGateway", &gateway, "pending", call.version);
    Ok(Answer::new(Scope::Other, vec![content]))
}

/// `DescribeCustomerGateways`
pub(crate) fn describe_customer(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.dry_run()?;
    let asked = call.query.list("CustomerGatewayId");
    let state = call.lock();
    let mut set = Element::new("customerGatewaySet");
    let shown = |deleted: bool| call.rules.show_deleted || !deleted;
    for id in &asked {
        let found = state.customer_gateway(id).map(|g| !shown(g.deleted));
        CUSTOMER.check(id, Lookup::Live, found)?;
    }
    for gateway in &state.customer_gateways {
        if shown(gateway.deleted) && (asked.is_empty() || asked.contains(&gateway.id.as_str())) {
            set.push(show_customer(
                "item",
                gateway,
                status(gateway.deleted),
                call.version,
            ));
        }
    }
    Ok(Answer::new(Scope::Other, vec![set]))
}

/// `DescribeVpnGateways`
pub(crate) fn describe_vpn(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.dry_run()?;
    let asked = call.query.list("VpnGatewayId");
    let state = call.lock();
    let mut set = Element::new("vpnGatewaySet");
    let shown = |deleted: bool| call.rules.show_deleted || !deleted;
    for id in &asked {
        let found = state.vpn_gateway(id).map(|g| !shown(g.deleted));
        VPN.check(id, Lookup::Live, found)?;
    }
    for gateway in &state.vpn_gateways {
        if shown(gateway.deleted) && (asked.is_empty() || asked.contains(&gateway.id.as_str())) {
            set.push(show_vpn(
                "item",
                gateway,
                status(gateway.deleted),
                call.version,
            ));
        }
    }
    Ok(Answer::new(Scope::Other, vec![set]))
}

/// `DeleteCustomerGateway`
pub(crate) fn delete_customer(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.query.required("CustomerGatewayId", call.rules)?;
    call.dry_run()?;
    let mut state = call.lock();
    let found = state.customer_gateway(id).map(|g| g.deleted);
    if call.rules.refuse_unknown_delete {
        CUSTOMER.check(id, Lookup::Live, found)?;
    }
    if call.rules.refuse_in_use && state.live().any(|c| c.customer_gateway_id == id) {
        return Err(in_use("customer gateway"));
    }
    if let Some(gateway) = state.customer_gateways.iter_mut().find(|g| g.id == id) {
        gateway.deleted = true;
    }
    Ok(Answer::done())
}

/// `DeleteVpnGateway`
pub(crate) fn delete_vpn(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.query.required("VpnGatewayId", call.rules)?;
    call.dry_run()?;
    let mut state = call.lock();
    let found = state.vpn_gateway(id).map(|g| g.deleted);
    if call.rules.refuse_unknown_delete {
        VPN.check(id, Lookup::Live, found)?;
    }
    if call.rules.refuse_in_use
        && state
            .live()
            .any(|c| c.vpn_gateway_id.as_deref() == Some(id))
    {
        return Err(in_use("virtual private gateway"));
    }
    if let Some(gateway) = state.vpn_gateways.iter_mut().find(|g| g.id == id) {
        gateway.deleted = true;
    }
    Ok(Answer::done())
}

/// `Type`, which is the same for gateways as for connections; faults about the type of connections leave it alone.
fn kind(call: &Call<'_>) -> Result<String, Refusal> {
    match call.query.required("Type", call.rules)? {
        "ipsec.1" => Ok("ipsec.1".to_owned()),
        other => Err(Refusal::invalid("Type", other)),
    }
}

pub(crate) fn asn(call: &Call<'_>, name: &str) -> Result<u32, Refusal> {
    let text = call.query.required(name, call.rules)?;
    text.parse()
        .ok()
        .filter(|asn| (1..=u32::MAX - 1).contains(asn))
        .ok_or_else(|| Refusal::invalid(name, text))
}

pub(crate) fn in_use(noun: &str) -> Refusal {
    Refusal::new("IncorrectState", format!("The {noun} is in use."))
}

pub(crate) fn status(deleted: bool) -> &'static str {
    if deleted { "deleted" } else { "available" }
}

fn show_customer(
    name: &str,
    gateway: &CustomerGateway,
    state: &str,
    version: ApiVersion,
) -> Element {
    let mut element = Element::branch(
        name,
        [
            Element::leaf("customerGatewayId", &*gateway.id),
            Element::leaf("state", state),
            Element::leaf("type", &*gateway.kind),
            Element::leaf("ipAddress", &*gateway.address),
            Element::leaf("bgpAsn", gateway.asn.to_string()),
        ],
    );
    if version.has_tag_set() {
        element.push(Element::new("tagSet"));
    }
    element
}

fn show_vpn(name: &str, gateway: &VpnGateway, state: &str, version: ApiVersion) -> Element {
    let mut element = Element::branch(
        name,
        [
            Element::leaf("vpnGatewayId", &*gateway.id),
            Element::leaf("state", state),
            Element::leaf("type", &*gateway.kind),
        ],
    );
    if let Some(zone) = &gateway.zone {
        element.push(Element::leaf("availabilityZone", &**zone));
    }
    element.push(Element::new("attachments"));
    if version.has_tag_set() {
        element.push(Element::new("tagSet"));
    }
    element
}

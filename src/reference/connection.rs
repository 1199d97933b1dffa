//! Creating, describing and deleting VPN connections.

use std::time::{Duration, Instant};

use crate::reference::action::{Answer, Call};
use crate::reference::element::{Element, Node};
use crate::reference::hook::Scope;
use crate::reference::refusal::Refusal;
use crate::reference::rules::{DryRun, Lax, Lookup};
use crate::reference::state::{Connection, Inside6};
use crate::reference::{configuration, filter, gateway, tunnel};
use crate::secret::Secret;
use crate::spec::version::ApiVersion;

/// `CreateVpnConnection`
pub(crate) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let keeps = call.rules.dry_run == DryRun::Keep && call.query.value("DryRun") == Some("true");
    if call.rules.keep_refused || keeps {
        let made = make(call, Asked::loosely(call));
        check(call)?;
        return Ok(made);
    }
    match check(call) {
        Ok(asked) => Ok(make(call, asked)),
        Err(refusal) => {
            if call.rules.refused_takes {
                let mut state = call.lock();
                let last = state.live().last().map(|c| c.id.clone());
                last.map(|id| state.delete(&id));
            }
            Err(refusal)
        }
    }
}

/// What a create asks for, once nothing speaks against it.
struct Asked {
    kind: String,
    customer_gateway_id: String,
    vpn_gateway_id: Option<String>,
    transit_gateway_id: Option<String>,
    static_routes: bool,
    options: tunnel::Options,
    tags: Vec<(String, String)>,
}

impl Asked {
    /// What is asked for, whether it may be or not.
    fn loosely(call: &Call<'_>) -> Self {
        let text = |name| call.query.value(name).unwrap_or_default().to_owned();
        Self {
            kind: text("Type"),
            customer_gateway_id: text("CustomerGatewayId"),
            vpn_gateway_id: call.query.value("VpnGatewayId").map(str::to_owned),
            transit_gateway_id: call.query.value("TransitGatewayId").map(str::to_owned),
            static_routes: false,
            options: tunnel::Options::default(),
            tags: Vec::new(),
        }
    }
}

fn check(call: &Call<'_>) -> Result<Asked, Refusal> {
    let (query, rules) = (call.query, call.rules);
    if rules.dry_run == DryRun::First {
        call.dry_run()?;
    }
    let kind = match (query.value("Type"), rules.type_default) {
        (None, Some(default)) => default.to_owned(),
        _ => {
            let sent = query.required("Type", rules)?;
            let taken = (rules.type_taken)(sent);
            if !(rules.is_type)(&taken) {
                return Err(Refusal::invalid("Type", sent));
            }
            taken
        }
    };
    (rules.zone)(query.value("AvailabilityZone"))?;
    let customer = match (
        query.value("CustomerGatewayId"),
        rules.customer_gateway.default,
    ) {
        (None, Some(default)) => default,
        _ => query.required("CustomerGatewayId", rules)?,
    };
    let vpn = match (query.value("VpnGatewayId"), rules.vpn_gateway.default) {
        (None, Some(default)) => Some(default),
        (None, None) if call.version.is_modern() => None,
        _ => Some(query.required("VpnGatewayId", rules)?),
    };
    let transit = query.value("TransitGatewayId");
    let exists = |id| call.lock().transit_gateway(id).is_some();
    let takes_both = match rules.lax {
        Some(Lax::OneGateway) => true,
        Some(Lax::BothExist) => transit.is_some_and(exists),
        _ => false,
    };
    if vpn.is_some() && transit.is_some() && !takes_both {
        return Err(Refusal::new(
            "InvalidParameterValue",
            "The request must not contain both parameter vpnGatewayId and transitGatewayId",
        ));
    }
    let (customer, vpn) = match vpn {
        Some(vpn) if rules.interchange && customer.starts_with("vgw-") => (vpn, Some(customer)),
        vpn => (customer, vpn),
    };
    let customer_gateway_id = (rules.customer_gateway.id)(customer);
    let vpn_gateway_id = vpn.map(rules.vpn_gateway.id);
    let state = call.lock();
    if rules.customer_gateway.default.is_none() || query.value("CustomerGatewayId").is_some() {
        gateway::CUSTOMER.check(
            &customer_gateway_id,
            rules.customer_gateway.lookup,
            state
                .customer_gateway(&customer_gateway_id)
                .map(|g| g.deleted),
        )?;
    }
    if let Some(id) = &vpn_gateway_id
        && (rules.vpn_gateway.default.is_none() || query.value("VpnGatewayId").is_some())
    {
        gateway::VPN.check(
            id,
            rules.vpn_gateway.lookup,
            state.vpn_gateway(id).map(|g| g.deleted),
        )?;
    }
    if let Some(id) = transit
        && !matches!(rules.lax, Some(Lax::TransitGateway | Lax::OneGateway))
    {
        let lookup = match rules.lax {
            Some(Lax::DeletedTransitGateway) => Lookup::Known,
            _ => Lookup::Live,
        };
        gateway::TRANSIT.check(id, lookup, state.transit_gateway(id).map(|g| g.deleted))?;
        if rules.lax == Some(Lax::NoTransit) {
            return Err(Refusal::new(
                "UnsupportedOperation",
                "Transit gateways are not supported",
            ));
        }
    }
    drop(state);
    let (options, tags) = match call.version.is_modern() {
        true => (
            tunnel::Options::read(call, (vpn_gateway_id.as_deref(), transit))?,
            tunnel::tags(call)?,
        ),
        false => (tunnel::Options::default(), Vec::new()),
    };
    let asked = Asked {
        kind,
        customer_gateway_id,
        vpn_gateway_id,
        transit_gateway_id: transit.map(str::to_owned),
        static_routes: call.version.has_options() && query.boolean("Options.StaticRoutesOnly")?,
        options,
        tags,
    };
    call.dry_run()?;
    Ok(asked)
}

fn make(call: &Call<'_>, asked: Asked) -> Answer {
    let modern = call.version.is_modern();
    let raced = call.rules.id_race.map(|pause| {
        let id = call.lock().random.clone().id("vpn", modern);
        std::thread::sleep(pause);
        id
    });
    if let Some(pause) = call.rules.keep_race {
        let before = call.lock().connections.len();
        std::thread::sleep(pause);
        call.lock().forget_after(before);
    }
    let mut state = call.lock();
    if call.rules.idempotent {
        let mut live = state.live();
        let known = live.find(|c| {
            c.pair()
                == (
                    &asked.customer_gateway_id,
                    asked.vpn_gateway_id.as_deref(),
                    asked.transit_gateway_id.as_deref(),
                )
        });
        if let Some(known) = known.cloned() {
            return shown(known, call);
        }
    }
    let drawn = state.fresh_id("vpn", modern);
    let customer = state.customer_gateway(&asked.customer_gateway_id).cloned();
    let vpn = asked.vpn_gateway_id.as_deref();
    let transit = asked.transit_gateway_id.as_deref();
    let of_transit = transit.and_then(|id| state.transit_gateway(id));
    let gateway_asn = vpn
        .and_then(|id| state.vpn_gateway(id).map(|g| g.asn))
        .or(of_transit.map(|g| g.asn))
        .unwrap_or(if modern { 64512 } else { 7224 });
    let mut tunnels = Vec::new();
    for number in 0..2 {
        let mut fresh = state.fresh_tunnel(&tunnels, modern);
        if asked.options.is_ipv6() {
            fresh.inside6 = Some(Inside6::of(state.random.inside_base6()));
        }
        asked.options.apply(number, &mut fresh);
        tunnels.push(fresh);
    }
    let mut connection = Connection {
        id: raced.unwrap_or(drawn),
        kind: asked.kind,
        customer_gateway_id: asked.customer_gateway_id,
        vpn_gateway_id: asked.vpn_gateway_id,
        transit_gateway_id: asked.transit_gateway_id,
        // Only a fault gets here without a gateway; it shall differ in nothing else.
        customer_address: customer
            .as_ref()
            .map_or_else(|| "192.0.2.1".to_owned(), |g| g.address.clone()),
        customer_asn: customer.map_or(65_000, |g| g.asn).to_string(),
        gateway_asn: gateway_asn.to_string(),
        static_routes: asked.static_routes,
        options: asked.options.connection,
        tags: asked.tags,
        tunnels,
        mss: if modern { "1379" } else { "1396" },
        deleted: false,
        changed: Instant::now(),
    };
    for hook in call.hooks {
        hook.on_made(&mut connection, &state);
    }
    if call.rules.replaces {
        let same = state.live().filter(|c| c.pair() == connection.pair());
        let same: Vec<String> = same.map(|c| c.id.clone()).collect();
        for id in same {
            state.delete(&id);
        }
    }
    if call.rules.keep_created {
        state.add(connection.clone());
    }
    if let Some(every) = call.rules.doubles
        && state.connections.len().is_multiple_of(every)
    {
        let id = state.fresh_id("vpn", modern);
        state.add(Connection {
            id,
            ..connection.clone()
        });
    }
    drop(state);
    shown(connection, call)
}

/// The answer to a create.
fn shown(connection: Connection, call: &Call<'_>) -> Answer {
    let mut content = Element::new("vpnConnection");
    content.children = show(&connection, "pending", call.version);
    Answer {
        scope: Scope::Created,
        content: vec![content],
        connection: Some(connection),
    }
}

/// `DescribeVpnConnections`
pub(crate) fn describe(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.dry_run()?;
    let asked = call.query.list("VpnConnectionId");
    let mut state = call.lock();
    let since = |c: &Connection, time: Option<Duration>| {
        time.is_some_and(|time| c.changed.elapsed() > time)
    };
    let revived = |c: &Connection| c.deleted && since(c, call.rules.revives_after);
    let shown = |c: &&Connection| {
        let vanished = !c.deleted && since(c, call.rules.vanishes_after);
        (call.rules.show_deleted || !c.deleted) && !vanished
    };
    let by_id = !asked.is_empty() && call.rules.describe_by_id;
    let filters = filter::Filters::read(call)?;
    let by_id = by_id && (filters.is_empty() || call.rules.filters.with_ids);
    let status = |c: &Connection| match c.deleted && !revived(c) {
        true => "deleted",
        false => "available",
    };
    let named: Vec<&Connection> = state
        .connections
        .iter()
        .filter(shown)
        .filter(|c| !by_id || asked.contains(&c.id.as_str()))
        .collect();
    for id in asked {
        if call.rules.refuse_unknown_describe && !named.iter().any(|c| c.id == id) {
            return Err(CONNECTION.not_found(id));
        }
    }
    let found: Vec<&Connection> = named
        .into_iter()
        .filter(|c| filters.pass(c, status(c)))
        .collect();
    let mut set = Element::new("vpnConnectionSet");
    for connection in &found {
        let mut item = Element::new("item");
        let status = status(connection);
        let mut connection = (*connection).clone();
        if since(&connection, call.rules.rekeys_after) {
            for tunnel in &mut connection.tunnels {
                let key = tunnel.key.expose().chars().rev().collect::<String>();
                tunnel.key = Secret::new(key);
            }
        }
        item.children = show(&connection, status, call.version);
        set.push(item);
    }
    let mut answer = Answer::new(Scope::Described, vec![set]);
    answer.connection = found.first().map(|c| (*c).clone());
    if let Some(connection) = answer.connection.clone()
        && by_id
        && call.rules.describe_makes
    {
        let id = state.fresh_id("vpn", call.version.is_modern());
        state.add(Connection { id, ..connection });
    }
    Ok(answer)
}

/// `DeleteVpnConnection`
pub(crate) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.query.required("VpnConnectionId", call.rules)?;
    call.dry_run()?;
    let mut state = call.lock();
    let known = state.connections.iter().any(|c| c.id == id);
    let live = state.live().any(|c| c.id == id);
    let refuse = match known {
        true => call.rules.refuse_second_delete,
        false => call.rules.refuse_unknown_delete,
    };
    if !live && refuse {
        return Err(CONNECTION.not_found(id));
    }
    if call.rules.delete {
        let siblings: Vec<String> = match call.rules.delete_siblings {
            true => state.siblings(id),
            false => Vec::new(),
        };
        state.delete(id);
        for sibling in siblings {
            state.delete(&sibling);
        }
    }
    Ok(Answer::done())
}

const CONNECTION: gateway::Kind = gateway::Kind {
    prefix: "vpn",
    not_found: "InvalidVpnConnectionID.NotFound",
    malformed: "InvalidVpnConnectionID.NotFound",
    noun: "vpnConnection",
};

/// The children of `vpnConnection`, in the order of the schema (protocol notes, sections 1.1 and 2).
fn show(connection: &Connection, state: &str, version: ApiVersion) -> Vec<Node> {
    let mut nodes = vec![
        leaf("vpnConnectionId", &connection.id),
        leaf("state", state),
    ];
    // Always there at create, and later while the connection is pending or available (protocol notes, section 2).
    if !connection.deleted {
        let mut inner = Element::new("customerGatewayConfiguration");
        inner
            .children
            .push(Node::Document(configuration::document(connection)));
        nodes.push(Node::Element(inner));
    }
    nodes.push(leaf("type", &connection.kind));
    nodes.push(leaf("customerGatewayId", &connection.customer_gateway_id));
    if let Some(id) = &connection.vpn_gateway_id {
        nodes.push(leaf("vpnGatewayId", id));
    }
    if let Some(id) = &connection.transit_gateway_id {
        nodes.push(leaf("transitGatewayId", id));
    }
    if version.is_modern() {
        nodes.push(leaf("category", "VPN"));
    }
    if version.has_tag_set() {
        let tags = connection.tags.iter().map(|(key, value)| {
            Element::branch(
                "item",
                [
                    Element::leaf("key", &**key),
                    Element::leaf("value", &**value),
                ],
            )
        });
        nodes.push(Node::Element(Element::branch("tagSet", tags)));
    }
    if version.has_options() {
        nodes.push(Node::Element(options(connection, version)));
        nodes.push(Node::Element(Element::new("routes")));
    }
    nodes
}

fn options(connection: &Connection, version: ApiVersion) -> Element {
    let text = |flag: bool| if flag { "true" } else { "false" };
    let mut options = Element::new("options");
    let mut asked = connection.options.iter().peekable();
    if version.is_modern() {
        let (member, values) = match asked.next_if(|(m, _)| m.element == "enableAcceleration") {
            Some((member, values)) => (member.element, values.as_slice()),
            None => ("enableAcceleration", &["false".to_owned()][..]),
        };
        push(&mut options, member, values);
    }
    options.push(Element::leaf(
        "staticRoutesOnly",
        text(connection.static_routes),
    ));
    for (member, values) in asked.filter(|(m, _)| m.element != "staticRoutesOnly") {
        push(&mut options, member.element, values);
    }
    if version.is_modern() {
        let tunnels = connection.tunnels.iter().map(|tunnel| {
            let mut item = Element::branch(
                "item",
                [
                    Element::leaf("outsideIpAddress", &*tunnel.outside),
                    Element::leaf("tunnelInsideCidr", &*tunnel.inside_cidr),
                ],
            );
            if let Some(inside) = &tunnel.inside6 {
                item.push(Element::leaf("tunnelInsideIpv6Cidr", &*inside.cidr));
            }
            item.push(Element::leaf("preSharedKey", tunnel.key.expose()));
            for (member, values) in &tunnel.options {
                push(&mut item, member.element, values);
            }
            item
        });
        options.push(Element::branch("tunnelOptionSet", tunnels));
    }
    options
}

/// Adds the element at this path, with the values.
fn push(parent: &mut Element, path: &str, values: &[String]) {
    match path.split_once('/') {
        Some((first, rest)) => {
            if parent.child_mut(first).is_none() {
                parent.push(Element::new(first));
            }
            if let Some(child) = parent.child_mut(first) {
                push(child, rest, values);
            }
        }
        None if path.ends_with("Set") => {
            let items = values
                .iter()
                .map(|value| Element::branch("item", [Element::leaf("value", &**value)]));
            parent.push(Element::branch(path, items));
        }
        // What holds more than values is not shown.
        None if path.is_empty() => {}
        None => parent.push(Element::leaf(path, values.concat())),
    }
}

fn leaf(name: &str, text: &str) -> Node {
    Node::Element(Element::leaf(name, text))
}

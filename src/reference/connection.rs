//! Creating, describing and deleting VPN connections.

mod shown;

use std::time::{Duration, Instant};

use crate::reference::action::{Answer, Call};
use crate::reference::connection::shown::show;
use crate::reference::element::Element;
use crate::reference::hook::Scope;
use crate::reference::refusal::Refusal;
use crate::reference::rules::{DryRun, Lax, Lookup};
use crate::reference::state::{Connection, Inside6};
use crate::reference::{filter, gateway, tunnel};
use crate::secret::Secret;

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

fn make(call: &Call<'_>, mut asked: Asked) -> Answer {
    let modern = call.version.is_modern();
    if let Some(pause) = call.rules.asked_race {
        let own = (
            asked.customer_gateway_id.clone(),
            asked.vpn_gateway_id.clone(),
        );
        call.lock().asked = Some(own);
        std::thread::sleep(pause);
        if let Some((customer, vpn)) = call.lock().asked.clone() {
            asked.customer_gateway_id = customer;
            asked.vpn_gateway_id = vpn;
        }
    }
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
    if call.rules.turns {
        for other in &mut state.connections {
            if other.vpn_gateway_id == connection.vpn_gateway_id {
                other
                    .customer_gateway_id
                    .clone_from(&connection.customer_gateway_id);
            }
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
        let refuses = match named.is_empty() {
            true => call.rules.refuse_unknown_describe,
            false => call.rules.refuse_unknown_describe && call.rules.refuse_unknown_among_known,
        };
        if refuses && !named.iter().any(|c| c.id == id) {
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
    if let Err(refusal) = call.dry_run() {
        if call.rules.dry_run == DryRun::KeepDeletions {
            call.lock().delete(id);
        }
        return Err(refusal);
    }
    let mut state = call.lock();
    let known = state.connections.iter().any(|c| c.id == id);
    let live = state.live().any(|c| c.id == id);
    let refuse = match known {
        true => call.rules.refuse_second_delete,
        false => call.rules.refuse_unknown_delete,
    };
    if !live && refuse {
        let last = state.live().last().map(|c| c.id.clone());
        if let Some(last) = last.filter(|_| call.rules.refused_delete_takes_last) {
            state.delete(&last);
        }
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

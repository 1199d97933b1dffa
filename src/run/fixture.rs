//! The gateways that a run makes for itself, with addresses and numbers that no server has by chance.

mod create;
mod refusal;
mod unusual;

pub(crate) use refusal::refusal;

use crate::evidence::halt::Halt;
use crate::request::fixtures::Fixtures;
use crate::run::context::{Context, State};
use crate::run::fixture::unusual::unusual;
use crate::run::ledger::Kind;
use crate::run::options::Provision;
use crate::run::{absent, reconcile};

/// The probe under which set-up is recorded.
pub const SETUP: &str = "setup";

/// The pair that all probes share, made at first use.
pub(crate) fn shared(context: &Context<'_>) -> Result<Fixtures, Halt> {
    once(context, |state| &mut state.shared, || first(context))
}

/// A second pair that all probes share, made at first use.
pub(crate) fn second(context: &Context<'_>) -> Result<Fixtures, Halt> {
    once(context, |state| &mut state.second, || another(context))
}

/// The pair that all probes share, with a transit gateway, made at first use.
pub(crate) fn transit(context: &Context<'_>) -> Result<Fixtures, Halt> {
    let fixtures = shared(context)?;
    let make = || shared_transit(context);
    Ok(Fixtures {
        transit_gateway_id: once(context, |state| &mut state.transit, make)?,
        ..fixtures
    })
}

/// Makes something for the whole run, unless that was tried before.
fn once<T: Clone>(
    context: &Context<'_>,
    kept: fn(&mut State) -> &mut Option<Result<T, Halt>>,
    make: impl FnOnce() -> Result<T, Halt>,
) -> Result<T, Halt> {
    if let Some(known) = kept(&mut context.state()) {
        return known.clone();
    }
    let made = make();
    *kept(&mut context.state()) = Some(made.clone());
    made
}

fn first(context: &Context<'_>) -> Result<Fixtures, Halt> {
    match &context.options.provision {
        Provision::Auto => make(context),
        Provision::Fixed {
            customer_gateway_id,
            vpn_gateway_id,
            ..
        } => {
            {
                let world = &mut context.state().world;
                world.customer_gateways.push(customer_gateway_id.clone());
                world.vpn_gateways.push(vpn_gateway_id.clone());
            }
            let mut fixtures = Fixtures {
                customer_gateway_id: customer_gateway_id.clone(),
                vpn_gateway_id: vpn_gateway_id.clone(),
                ..Fixtures::default()
            };
            absent::complete(context, &mut fixtures);
            Ok(fixtures)
        }
        Provision::None => Err(none()),
    }
}

fn shared_transit(context: &Context<'_>) -> Result<String, Halt> {
    let Provision::Fixed {
        transit_gateway_id, ..
    } = &context.options.provision
    else {
        return fresh_transit(context);
    };
    let id = transit_gateway_id.clone().ok_or_else(|| {
        Halt::Without(
            "this needs a transit gateway, and the run was given none beside the fixed gateways: give one that exists with \
             --transit-gateway-id ID"
                .to_owned(),
        )
    })?;
    context.state().world.transit_gateways.push(id.clone());
    Ok(id)
}

/// A transit gateway for one probe alone.
pub(crate) fn fresh_transit(context: &Context<'_>) -> Result<String, Halt> {
    match &context.options.provision {
        Provision::Auto => {}
        Provision::Fixed { .. } => {
            return Err(Halt::Without(
                "this needs a transit gateway of its own, and the run was given fixed gateways"
                    .to_owned(),
            ));
        }
        Provision::None => return Err(none()),
    }
    let kind = Kind::TransitGateway;
    let number = create::count(context, kind) + 1;
    if number == 1 {
        reconcile::look_for(context, kind);
    }
    let draft = create::draft(context, kind, &[]);
    let name = format!("transit-gateway-{number}");
    create::attempt(context, kind, &name, draft, &Fixtures::default())?.map_err(|failure| {
        Halt::Without(format!(
            "this needs a transit gateway, but {}",
            failure.text
        ))
    })
}

/// A pair for one probe alone. After the probe it may go where the target has a quota.
pub(crate) fn fresh(context: &Context<'_>) -> Result<Fixtures, Halt> {
    let made = another(context)?;
    let ids = [&made.customer_gateway_id, &made.vpn_gateway_id];
    context.state().own.extend(ids.map(String::clone));
    Ok(made)
}

fn another(context: &Context<'_>) -> Result<Fixtures, Halt> {
    match &context.options.provision {
        Provision::Auto => make(context),
        Provision::Fixed { .. } => Err(Halt::Setup(
            "this needs gateways of its own, and the run was given fixed ones".to_owned(),
        )),
        Provision::None => Err(none()),
    }
}

fn none() -> Halt {
    Halt::Setup("this needs gateways, and the run was told to make none".to_owned())
}

/// A customer gateway with this ASN for one probe alone, beside the virtual private gateway that all probes share.
pub(crate) fn with_asn(context: &Context<'_>, asn: u32) -> Result<Fixtures, Halt> {
    let without = |why: &str| {
        Halt::Without(format!(
            "this needs a customer gateway with ASN {asn}, {why}"
        ))
    };
    let is_free = matches!(context.options.provision, Provision::Auto);
    if !is_free || context.options.customer_asn.is_some() {
        return Err(without("and the run was given another"));
    }
    let shared = shared(context)?;
    let number = next_number(context)?;
    let mut fixtures = Fixtures {
        customer_address: unusual(context.options.seed, number).0,
        customer_asn: asn,
        ..shared
    };
    let parameters = customer_parameters(&fixtures);
    let parameters = parameters
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let kind = Kind::CustomerGateway;
    let draft = create::draft(context, kind, &parameters);
    let name = format!("customer-gateway-{number}");
    fixtures.customer_gateway_id = create::attempt(context, kind, &name, draft, &fixtures)?
        .map_err(|failure| without(&format!("but {}", failure.text)))?;
    let id = fixtures.customer_gateway_id.clone();
    context.state().own.push(id);
    Ok(fixtures)
}

/// The number of the next gateway, which decides its address: those of no other part have it.
fn next_number(context: &Context<'_>) -> Result<u32, Halt> {
    let mut state = context.state();
    if let Some(halt) = &state.no_gateways {
        return Err(halt.clone());
    }
    state.gateways += 1;
    let shard = context.options.shard;
    let of = |n: usize| u32::try_from(n).unwrap_or(1);
    Ok((state.gateways - 1)
        .wrapping_mul(of(shard.count()))
        .wrapping_add(of(shard.index()) + 1))
}

fn customer_parameters(fixtures: &Fixtures) -> [(&'static str, String); 3] {
    [
        ("Type", "ipsec.1".to_owned()),
        ("IpAddress", fixtures.customer_address.clone()),
        ("BgpAsn", fixtures.customer_asn.to_string()),
    ]
}

fn make(context: &Context<'_>) -> Result<Fixtures, Halt> {
    let number = next_number(context)?;
    let (address, asn) = unusual(context.options.seed, number);
    let mut fixtures = Fixtures {
        customer_address: address,
        customer_asn: context.options.customer_asn.unwrap_or(asn),
        provisioned: true,
        ..Fixtures::default()
    };
    let parameters = customer_parameters(&fixtures);
    let parameters = parameters
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let name = format!("customer-gateway-{number}");
    let kind = Kind::CustomerGateway;
    fixtures.customer_gateway_id = create::gateway(context, kind, &name, &parameters, &fixtures)?;
    let parameters = [("Type", "ipsec.1")];
    let name = format!("vpn-gateway-{number}");
    let kind = Kind::VpnGateway;
    fixtures.vpn_gateway_id = create::gateway(context, kind, &name, &parameters, &fixtures)?;
    absent::complete(context, &mut fixtures);
    Ok(fixtures)
}

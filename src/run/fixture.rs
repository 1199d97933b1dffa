//! The gateways that a run makes for itself, with addresses and numbers that no server has by chance.
use std::time::Duration;

use crate::evidence::Role;
use crate::evidence::halt::Halt;
use crate::exchange::HttpResponse;
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Form};
use crate::run::backoff::Backoff;
use crate::run::context::{Context, Order};
use crate::run::describe::Seen;
use crate::run::extract::element_text;
use crate::run::ledger::Kind;
use crate::run::options::Provision;
use crate::run::{absent, cleanup, describe, extract, guard, reconcile};

/// The probe under which set-up is recorded.
pub const SETUP: &str = "setup";

/// The pair that all probes share, made at first use.
pub(crate) fn shared(context: &Context<'_>) -> Result<Fixtures, Halt> {
    if let Some(known) = &context.state().shared {
        return known.clone();
    }
    let made = match &context.options.provision {
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
    };
    context.state().shared = Some(made.clone());
    made
}

/// A second pair that all probes share, made at first use.
pub(crate) fn second(context: &Context<'_>) -> Result<Fixtures, Halt> {
    if let Some(known) = &context.state().second {
        return known.clone();
    }
    let made = another(context);
    context.state().second = Some(made.clone());
    made
}

/// The pair that all probes share, with a transit gateway, made at first use.
pub(crate) fn transit(context: &Context<'_>) -> Result<Fixtures, Halt> {
    let mut fixtures = shared(context)?;
    let known = context.state().transit.clone();
    let made = match known {
        Some(known) => known,
        None => {
            let made = shared_transit(context);
            context.state().transit = Some(made.clone());
            made
        }
    };
    fixtures.transit_gateway_id = made?;
    Ok(fixtures)
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
    let number = {
        let state = context.state();
        let made = state.ledger.entries().iter();
        made.filter(|entry| entry.kind == kind).count() + 1
    };
    if number == 1 {
        reconcile::look_for(context, kind);
    }
    let version = kind.version(context.options.api_version);
    let draft = Draft {
        form: context.state().forms.housekeeping(),
        ..Draft::action("CreateTransitGateway", version, &[])
    };
    let name = format!("transit-gateway-{number}");
    match attempt(context, kind, &name, draft, &Fixtures::default()) {
        Attempt::Made(id) => Ok(id),
        Attempt::Halted(halt) => Err(halt),
        Attempt::Failed(failure) => Err(Halt::Without(format!(
            "this needs a transit gateway, but {}",
            failure.text
        ))),
    }
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

fn make(context: &Context<'_>) -> Result<Fixtures, Halt> {
    let number = {
        let mut state = context.state();
        if let Some(halt) = &state.no_gateways {
            return Err(halt.clone());
        }
        state.gateways += 1;
        // The gateways of no other part have these addresses.
        let shard = context.options.shard;
        let of = |n: usize| u32::try_from(n).unwrap_or(1);
        (state.gateways - 1)
            .wrapping_mul(of(shard.count()))
            .wrapping_add(of(shard.index()) + 1)
    };
    let (address, asn) = unusual(context.options.seed, number);
    let mut fixtures = Fixtures {
        customer_address: address,
        customer_asn: context.options.customer_asn.unwrap_or(asn),
        provisioned: true,
        ..Fixtures::default()
    };
    let version = context.options.api_version;
    let draft = Draft::action(
        "CreateCustomerGateway",
        version,
        &[
            ("Type", "ipsec.1"),
            ("IpAddress", &fixtures.customer_address),
            ("BgpAsn", &fixtures.customer_asn.to_string()),
        ],
    );
    let name = format!("customer-gateway-{number}");
    let kind = Kind::CustomerGateway;
    fixtures.customer_gateway_id = create(context, kind, &name, draft, &fixtures)?;
    let draft = Draft::action("CreateVpnGateway", version, &[("Type", "ipsec.1")]);
    let name = format!("vpn-gateway-{number}");
    fixtures.vpn_gateway_id = create(context, Kind::VpnGateway, &name, draft, &fixtures)?;
    absent::complete(context, &mut fixtures);
    Ok(fixtures)
}

/// An address of the ranges for documentation and a private number, none of them round or the first of its range.
fn unusual(seed: u64, number: u32) -> (String, u32) {
    const NETWORKS: [&str; 3] = ["198.51.100", "203.0.113", "192.0.2"];
    let start = u32::try_from(seed % 167).unwrap_or(0) + 43;
    let place = start.wrapping_add(number.wrapping_mul(37));
    let network = usize::try_from(number % 3).unwrap_or(0);
    let network = NETWORKS.get(network).unwrap_or(&"198.51.100");
    let asn = 64_600 + (start.wrapping_mul(7) + number.wrapping_mul(13)) % 380;
    let asn = if asn == 65_000 - 400 { asn + 1 } else { asn };
    (format!("{network}.{}", 3 + place % 249), asn)
}

/// Makes one gateway, in the form that the target takes, and waits until it can be used.
fn create(
    context: &Context<'_>,
    kind: Kind,
    name: &str,
    draft: Draft,
    fixtures: &Fixtures,
) -> Result<String, Halt> {
    let (first, is_first) = {
        let state = context.state();
        let made = state.ledger.entries().iter();
        (
            state.forms.housekeeping(),
            made.filter(|entry| entry.kind == kind).count() == 0,
        )
    };
    let other = match first {
        Form::Get => Form::Post,
        Form::Post => Form::Get,
    };
    let draft = Draft {
        form: first,
        ..draft
    };
    let mut tried = attempt(context, kind, name, draft.clone(), fixtures);
    // A quota is met with what earlier probes no longer need.
    if matches!(&tried, Attempt::Failed(failure) if failure.is_quota) && cleanup::release(context) {
        tried = attempt(
            context,
            kind,
            &format!("{name}-again"),
            draft.clone(),
            fixtures,
        );
    }
    let failure = match tried {
        Attempt::Made(id) => return Ok(id),
        Attempt::Halted(halt) => return Err(halt),
        Attempt::Failed(failure) => failure,
    };
    // A target that takes only one form refuses the very first request in the other.
    if failure.is_refused && is_first {
        let draft = Draft {
            form: other,
            ..draft
        };
        let name = format!("{name}-{}", if other == Form::Get { "get" } else { "post" });
        match attempt(context, kind, &name, draft, fixtures) {
            Attempt::Made(id) => {
                let mut state = context.state();
                state.forms.learn(first, false);
                state.forms.learn(other, true);
                return Ok(id);
            }
            Attempt::Halted(halt) => return Err(halt),
            Attempt::Failed(_) => {}
        }
    }
    if failure.is_refused && !context.state().is_ec2 {
        let halt = Halt::Foreign(failure.text);
        context.state().watch.give_up(halt.clone());
        return Err(halt);
    }
    let halt = Halt::Setup(failure.text);
    // What was never possible, or took all the time there is, is not tried again for each probe.
    if is_first || !failure.is_refused {
        context.state().no_gateways = Some(halt.clone());
    }
    Err(halt)
}

enum Attempt {
    Made(String),
    Failed(Failure),
    Halted(Halt),
}

struct Failure {
    text: String,
    /// Whether it was answered.
    is_refused: bool,
    /// Whether there may be no more of the kind.
    is_quota: bool,
}

fn attempt(
    context: &Context<'_>,
    kind: Kind,
    name: &str,
    draft: Draft,
    fixtures: &Fixtures,
) -> Attempt {
    let action = draft.value("Action").unwrap_or_default().to_vec();
    let record = match context.deliver(Order::housekeeping(Role::Setup, name, draft, fixtures)) {
        Ok(record) => record,
        Err(halt) => return Attempt::Halted(halt),
    };
    let title = String::from_utf8_lossy(&action).into_owned();
    let made = match &record.exchange.response {
        Ok(response) if (200..300).contains(&response.status) => {
            extract::made(Some(&action), &response.body).map(|(_, id)| id)
        }
        _ => None,
    };
    let (gist, is_refused) = match &record.exchange.response {
        Ok(response) => (refusal(&title, response), true),
        Err(error) => (format!("was not answered: {error}"), false),
    };
    let is_quota = record.exchange.response.as_ref().is_ok_and(|response| {
        extract::error_code(&response.body).is_some_and(|code| code.ends_with("LimitExceeded"))
    });
    context.state().housekeeping.push(record);
    match made {
        Some(id) => match wait_until_available(context, kind, &id) {
            Ok(()) => Attempt::Made(id),
            Err(halt) => Attempt::Halted(halt),
        },
        None => Attempt::Failed(Failure {
            text: format!("{title} {gist}"),
            is_refused,
            is_quota,
        }),
    }
}

/// What the target said in place of an id, and what to do about it.
pub(crate) fn refusal(action: &str, response: &HttpResponse) -> String {
    let text = crate::evidence::redact::unescaped(&response.body);
    let status = response.status;
    if let Some(coding) = response.content_coding() {
        let coding: String = coding.chars().take(40).collect();
        return format!(
            "was answered with status {status} and Content-Encoding: {coding:?}, which the request did not ask for (it has no \
             Accept-Encoding); the body cannot be read"
        );
    }
    let code = extract::error_code(&response.body);
    if let Some(location) = response
        .header("location")
        .filter(|_| matches!(status, 300..=399))
    {
        let location: String = String::from_utf8_lossy(location)
            .chars()
            .take(200)
            .collect();
        return format!("was redirected with status {status} to {location:?}");
    }
    let unknown = describe::is_no_action(status, code.as_deref().unwrap_or_default());
    let mut said = match (code, element_text(&text, "Message")) {
        (Some(code), message) => {
            let message = message.unwrap_or_default();
            format!("was refused with status {status}, {code}: {message}")
        }
        _ => {
            let gist = extract::gist(&response.body);
            match extract::root_name(&response.body) {
                Some(root) if root.ends_with("Response") && root != format!("{action}Response") => {
                    format!(
                        "was answered with status {status} and {gist}, the answer to another action"
                    )
                }
                _ => format!("was answered with status {status} and {gist}, which names no id"),
            }
        }
    };
    if unknown && action != "CreateTransitGateway" {
        said.push_str(
            "; if the target has no such action, make a pair of gateways another way and give it with \
             --provision fixed --customer-gateway-id ID --vpn-gateway-id ID",
        );
    }
    said
}

/// Waits until a gateway that was just made is there, and no longer pending.
fn wait_until_available(context: &Context<'_>, kind: Kind, id: &str) -> Result<(), Halt> {
    let is_pending =
        |seen: &Seen| matches!(seen, Seen::Live(item) if item.state.as_deref() == Some("pending"));
    // A target whose gateways stay pending is not waited for again and again.
    let patience = match context.state().given_up {
        true => Duration::ZERO,
        false => context.options.patience,
    };
    let mut seen = guard::shown(context, Role::Setup, kind, id);
    let mut backoff = Backoff::new(Duration::from_millis(20), Duration::from_secs(2));
    for attempt in 1.. {
        if !is_pending(&seen) {
            return Ok(());
        }
        if backoff.elapsed() > patience {
            break;
        }
        backoff.sleep();
        seen = describe::one(
            context,
            Role::Setup,
            &format!("{id}-state-{attempt}"),
            kind,
            id,
        );
    }
    context.state().given_up = true;
    Err(Halt::Setup(format!("{id} is still pending")))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_gateways_have_one_address() {
        for seed in [0, 7, 20_120_401] {
            let addresses: HashSet<_> = (1..=200).map(|n| unusual(seed, n).0).collect();
            assert_eq!(addresses.len(), 200);
        }
    }

    #[test]
    fn a_compressed_answer_is_named_by_its_coding() {
        let answer = |headers: &[(&str, &str)], body: &[u8]| {
            let headers = headers.iter();
            let response = HttpResponse {
                status: 200,
                headers: headers
                    .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
                    .collect(),
                body: body.to_vec(),
            };
            refusal("CreateVpnGateway", &response)
        };
        let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\x03";
        for (headers, coding) in [
            (&[("Content-Encoding", "gzip")][..], "\"gzip\""),
            (&[("content-encoding", "identity , br")], "\"br\""),
            (
                &[("CONTENT-ENCODING", "a"), ("content-encoding", "b")],
                "\"a, b\"",
            ),
            (&[("Content-Encoding", "x\x1b[31m")], "\"x\\u{1b}[31m\""),
        ] {
            let text = answer(headers, gzip);
            assert!(
                text.contains(&format!("Content-Encoding: {coding}")),
                "{text}"
            );
            assert!(!text.contains("names no id"), "{text}");
        }
        for headers in [
            &[][..],
            &[("Content-Encoding", "identity")],
            &[("Content-Encoding", "")],
        ] {
            assert!(answer(headers, b"<html>").contains("<html>, which names no id"));
        }
    }

    #[test]
    fn numbers_are_private_and_not_the_usual_ones() {
        for number in 1..500 {
            let (_, asn) = unusual(20_120_401, number);
            assert!((64_513..65_534).contains(&asn) && asn != 65_000, "{asn}");
        }
    }
}

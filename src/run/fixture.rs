//! The gateways that a run makes for itself, with addresses and numbers that no server has by chance.

use std::thread;
use std::time::{Duration, Instant};

use crate::evidence::halt::Halt;
use crate::evidence::{Origin, Record, Role};
use crate::exchange::HttpResponse;
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::run::context::{Context, Order};
use crate::run::extract;
use crate::run::extract::element_text;
use crate::run::options::Provision;

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
        } => {
            let mut state = context.state();
            state
                .world
                .customer_gateways
                .push(customer_gateway_id.clone());
            state.world.vpn_gateways.push(vpn_gateway_id.clone());
            Ok(Fixtures {
                customer_gateway_id: customer_gateway_id.clone(),
                vpn_gateway_id: vpn_gateway_id.clone(),
                ..Fixtures::default()
            })
        }
        Provision::None => Err(none()),
    };
    context.state().shared = Some(made.clone());
    made
}

/// A pair for one probe alone.
pub(crate) fn fresh(context: &Context<'_>) -> Result<Fixtures, Halt> {
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
        customer_asn: asn,
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
    fixtures.customer_gateway_id = create(context, &name, draft, &fixtures)?;
    let draft = Draft::action("CreateVpnGateway", version, &[("Type", "ipsec.1")]);
    let name = format!("vpn-gateway-{number}");
    fixtures.vpn_gateway_id = create(context, &name, draft, &fixtures)?;
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

fn create(
    context: &Context<'_>,
    name: &str,
    draft: Draft,
    fixtures: &Fixtures,
) -> Result<String, Halt> {
    let action = draft.value("Action").unwrap_or_default().to_vec();
    let record = housekeeping(context, name, draft, fixtures)?;
    let title = String::from_utf8_lossy(&action).into_owned();
    let failed = |why: String| Err(Halt::Setup(format!("{title} {why}")));
    let response = match &record.exchange.response {
        Ok(response) => response,
        Err(error) => return failed(format!("was not answered: {error}")),
    };
    let made = extract::made(Some(&action), &response.body);
    match made {
        Some((_, id)) if (200..300).contains(&response.status) => {
            wait_until_available(context, name, response, &id, fixtures)?;
            context.state().housekeeping.push(record);
            Ok(id)
        }
        _ => {
            let gist = refusal(response);
            context.state().housekeeping.push(record);
            failed(gist)
        }
    }
}

fn refusal(response: &HttpResponse) -> String {
    let text = crate::evidence::redact::unescaped(&response.body);
    let status = response.status;
    match (element_text(&text, "Code"), element_text(&text, "Message")) {
        (Some(code), message) => {
            let message = message.unwrap_or_default();
            format!("was refused with status {status}, {code}: {message}")
        }
        _ => {
            let gist = extract::gist(&response.body);
            format!("was answered with status {status} and {gist}, which names no id")
        }
    }
}

/// A gateway of the service itself is pending for a while after it was made.
fn wait_until_available(
    context: &Context<'_>,
    name: &str,
    response: &HttpResponse,
    id: &str,
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    let is_pending = |body: &[u8]| {
        element_text(&crate::evidence::redact::unescaped(body), "state").as_deref()
            == Some("pending")
    };
    if !is_pending(&response.body) {
        return Ok(());
    }
    let (action, parameter) = if id.starts_with("cgw-") {
        ("DescribeCustomerGateways", "CustomerGatewayId.1")
    } else {
        ("DescribeVpnGateways", "VpnGatewayId.1")
    };
    // A target whose gateways stay pending is not waited for again and again.
    let given_up = context.state().given_up;
    let patience = match given_up {
        true => Duration::ZERO,
        false => context.options.patience,
    };
    let deadline = Instant::now() + patience;
    let mut pause = Duration::from_millis(20);
    for attempt in 1.. {
        let draft = Draft::action(action, context.options.api_version, &[(parameter, id)]);
        let record = housekeeping(context, &format!("{name}-state-{attempt}"), draft, fixtures)?;
        let pending = record
            .exchange
            .response
            .as_ref()
            .is_ok_and(|r| is_pending(&r.body));
        if !pending {
            return Ok(());
        }
        if Instant::now() > deadline {
            break;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_secs(2));
    }
    context.state().given_up = true;
    Err(Halt::Setup(format!("{id} is still pending")))
}

fn housekeeping(
    context: &Context<'_>,
    name: &str,
    draft: Draft,
    fixtures: &Fixtures,
) -> Result<Record, Halt> {
    context.deliver(Order {
        probe: SETUP,
        origin: Origin::Catalogue,
        role: Role::Setup,
        name,
        deviation: None,
        twin: None,
        auth: None,
        draft,
        fixtures,
    })
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
    fn numbers_are_private_and_not_the_usual_ones() {
        for number in 1..500 {
            let (_, asn) = unusual(20_120_401, number);
            assert!((64_513..65_534).contains(&asn) && asn != 65_000, "{asn}");
        }
    }
}

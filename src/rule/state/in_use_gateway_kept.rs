//! A gateway that a connection uses cannot be deleted.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::rule::state::{granted, named};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "state/in-use-gateway-kept",
    level: Level::Should,
    summary: "A gateway that a connection uses cannot be deleted.",
    requirements: &["state/gateway-in-use", "description/gateways-exist"],
    explain: "A connection joins two gateways that exist; without one of them it leads nowhere. Clients rely on the error to \
        delete things in the right order.\n\
        Passes: 400 for DeleteCustomerGateway and DeleteVpnGateway while the connection exists.\n\
        Fails: success for either.",
    dialogue: Dialogue::Own(Phase::Ordinary, delete),
    judge: kept,
    faults: &[Fault::new(
        "gateway-in-use-deleted",
        "deletes gateways that a connection uses (moto 5.2.5)",
        Hook::Rules(|r| r.refuse_in_use = false),
    )],
    ..Rule::SERVER
};

const CUSTOMER: &str = "customer-gateway";

const VPN: &str = "vpn-gateway";

fn delete(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fresh_fixtures()?;
    let Some(id) = steps::create(session, "twin", &fixtures)? else {
        return Ok(());
    };
    for (name, action, parameter, gateway) in [
        (
            CUSTOMER,
            "DeleteCustomerGateway",
            "CustomerGatewayId",
            &fixtures.customer_gateway_id,
        ),
        (
            VPN,
            "DeleteVpnGateway",
            "VpnGatewayId",
            &fixtures.vpn_gateway_id,
        ),
    ] {
        let mut draft = session.action(action, &[(parameter, gateway)]);
        session.send(Role::Cleanup, name, draft.clone(), &fixtures)?;
        if session.takes_both_forms() {
            draft.form = Form::Post;
            session.send(Role::Cleanup, &as_form(name), draft, &fixtures)?;
        }
    }
    session.delete("twin-deleted", &id, &fixtures)?;
    Ok(())
}

/// The name of the same by POST.
fn as_form(name: &str) -> String {
    format!("{name}-as-form")
}

fn kept(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    if granted(&mut tally, evidence, rule.id, "twin").is_some() {
        for name in [CUSTOMER, VPN]
            .into_iter()
            .flat_map(|name| [name.to_owned(), as_form(name)])
        {
            let Some(record) = named(evidence, rule.id, &name) else {
                continue;
            };
            tally.judged();
            if let Some(kind) = twin::kind_of(record) {
                let kind = format!("{name}: {kind}");
                tally.note(
                    record,
                    &kind,
                    "a client error: a connection uses the gateway",
                );
            }
        }
    }
    tally.finish()
}

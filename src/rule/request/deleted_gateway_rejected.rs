//! A create for a gateway that was deleted is refused.

use crate::evidence::halt::Halt;
use crate::evidence::{Outcome, Record, Role};
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lookup;
use crate::request::Form;
use crate::request::expectation::{Expectation, Reason};
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;

pub(super) static RULE: Rule = Rule {
    id: "request/deleted-gateway-rejected",
    level: Level::Must,
    summary: "A create for a gateway that was deleted is refused.",
    requirements: &["description/gateways-exist", "state/gateway-state"],
    explain: "A deleted gateway may still be described for a while, but it no longer exists for a new \
            connection. The probe makes and deletes gateways of its own, and deletes their connection \
            first.\n\
            Passes: 400 with NotFound or with a code for the state of the gateway.\n\
            Fails: 200 after DeleteCustomerGateway or DeleteVpnGateway.",
    dialogue: Dialogue::Own(Phase::Ordinary, deleted),
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "deleted-customer-gateway-accepted",
            "creates with a deleted customer gateway (moto 5.2.5)",
            Hook::Rules(|r| r.customer_gateway.lookup = Lookup::Known),
        ),
        Fault::new(
            "deleted-vpn-gateway-accepted",
            "creates with a deleted virtual private gateway (moto 5.2.5)",
            Hook::Rules(|r| r.vpn_gateway.lookup = Lookup::Known),
        ),
    ],
    ..Rule::SERVER
};

fn deleted(session: &mut Session<'_>) -> Result<(), Halt> {
    let shared = session.fixtures()?;
    let own = session.fresh_fixtures()?;
    let id = steps::create(session, "twin", &own)?;
    steps::discard(session, "twin", id, &own)?;
    let gone = |session: &mut Session<'_>, action: &str, parameter: &str, id: &str| {
        let draft = session.action(action, &[(parameter, id)]);
        // It may be in use for as long as its connection is being deleted.
        let holds = |record: &Record| {
            let rejected = matches!(&record.view().outcome, Outcome::Rejected { .. });
            record.is_accepted() || !rejected
        };
        session.send_until(Role::Cleanup, action, draft, &own, holds)?;
        match session.records().last().is_some_and(Record::is_accepted) {
            true => Ok(()),
            false => Err(Halt::Setup(format!("{parameter} could not be deleted"))),
        }
    };
    gone(
        session,
        "DeleteCustomerGateway",
        "CustomerGatewayId",
        &own.customer_gateway_id,
    )?;
    gone(
        session,
        "DeleteVpnGateway",
        "VpnGatewayId",
        &own.vpn_gateway_id,
    )?;
    let own_form = session.form();
    let post = match session.takes_both_forms() {
        true => Form::Post,
        false => own_form,
    };
    let (customer, vpn) = (&own.customer_gateway_id, &own.vpn_gateway_id);
    for (name, customer, vpn, form) in [
        (
            "customer-gateway",
            customer,
            &shared.vpn_gateway_id,
            own_form,
        ),
        ("vpn-gateway", &shared.customer_gateway_id, vpn, own_form),
        ("both", customer, vpn, own_form),
        (
            "customer-gateway-form",
            customer,
            &shared.vpn_gateway_id,
            post,
        ),
        ("vpn-gateway-form", &shared.customer_gateway_id, vpn, post),
    ] {
        let mut draft = steps::minimal(session, &shared);
        draft.form = form;
        draft.set("CustomerGatewayId", customer.as_str());
        draft.set("VpnGatewayId", vpn.as_str());
        let record = session.deviate(name, "twin", draft, &own)?;
        if record.case.expectation != Expectation::MustReject(Reason::Deleted) {
            let said = record.case.expectation;
            return Err(Halt::Harness(format!(
                "{name} is deleted, but the judge says {said:?}"
            )));
        }
        let id = steps::made(record);
        steps::discard(session, name, id, &own)?;
    }
    Ok(())
}

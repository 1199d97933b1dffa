//! A create for a transit gateway that was deleted is refused.

use crate::evidence::Role;
use crate::evidence::halt::Halt;
use crate::finding::Level;
use crate::generate::request::mutation::gateway::transit;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/deleted-transit-gateway-rejected",
    level: Level::Must,
    summary: "A create for a transit gateway that was deleted is refused.",
    requirements: &["modern/transit-gateway", "state/gateway-state"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "As deleted-gateway-rejected: the probe makes a transit gateway, a connection for it, and deletes both.\n\
            Passes: 400 with InvalidTransitGatewayID.NotFound, or with a code for its state.\n\
            Fails: 200 after DeleteTransitGateway.",
    dialogue: Dialogue::Own(Phase::Ordinary, deleted),
    judge: twin::rejected,
    faults: &[Fault::new(
        "deleted-transit-gateway-accepted",
        "creates with a deleted transit gateway",
        Hook::Rules(|r| r.lax = Some(Lax::DeletedTransitGateway)),
    )],
    ..Rule::SERVER
};

fn deleted(session: &mut Session<'_>) -> Result<(), Halt> {
    let own = session.fresh_transit_fixtures()?;
    let mut draft = steps::minimal(session, &own);
    transit(&mut draft, &own);
    let again = draft.clone();
    let id = steps::made(session.send(Role::Twin, "twin", draft, &own)?);
    steps::discard(session, "twin", id, &own)?;
    let action = "DeleteTransitGateway";
    let parameter = [("TransitGatewayId", &*own.transit_gateway_id)];
    let draft = session.action(action, &parameter);
    let record = session.send(Role::Cleanup, action, draft, &own)?;
    if !record.is_accepted() {
        return Err(Halt::Setup(
            "the transit gateway could not be deleted".to_owned(),
        ));
    }
    let id = steps::made(session.deviate("transit-gateway", "twin", again, &own)?);
    steps::discard(session, "transit-gateway", id, &own)
}

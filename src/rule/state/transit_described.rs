//! A connection for a transit gateway is described with that gateway.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Role};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::gateway::transit;
use crate::reference::element::{Element, Node};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::look::Look;
use crate::rule::state::describe_agrees::compare;
use crate::rule::state::lifecycle::absent;
use crate::rule::state::{granted, item, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/transit-described",
    level: Level::Should,
    summary: "A connection for a transit gateway is described with that gateway.",
    requirements: &["modern/transit-shown", "state/described"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "As described-after-create and describe-agrees, for a transit gateway. Tools read the gateway from the description: \
            without it they make the connection anew at each run. At a server that has no transit gateways, this is blocked.\n\
            Passes: the transit gateway of the create, and no virtual private one.\n\
            Fails: no such connection; no transitGatewayId; another one; another type, customer gateway or configuration.",
    dialogue: Dialogue::Own(Phase::Ordinary, live),
    looks_at: &[Look::Described],
    judge: described,
    faults: &[
        Fault::new(
            "transit-gateway-not-described",
            "describes connections without their transit gateway",
            Hook::Answer(Scope::Described, |root, _| {
                each_item(root, |item| item.remove("transitGatewayId"));
            }),
        ),
        Fault::new(
            "other-transit-gateway-described",
            "describes connections with another transit gateway",
            Hook::Answer(Scope::Described, |root, _| {
                each_item(root, |item| {
                    if item.child_mut("transitGatewayId").is_some() {
                        item.set(&["transitGatewayId"], "tgw-0e4f72c1b9a35d608");
                    }
                });
            }),
        ),
        Fault::new(
            "transit-gateway-described-as-virtual",
            "describes a transit gateway as vpnGatewayId",
            Hook::Answer(Scope::Described, |root, _| {
                each_item(root, |item| {
                    if let Some(id) = item.at(&["transitGatewayId"]) {
                        id.name = "vpnGatewayId".to_owned();
                    }
                });
            }),
        ),
        Fault::new(
            "transit-connections-not-described",
            "leaves connections at transit gateways out of descriptions",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    set.children.retain_mut(|node| match node {
                        Node::Element(item) => item.child_mut("transitGatewayId").is_none(),
                        _ => true,
                    });
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn each_item(root: &mut Element, change: impl Fn(&mut Element)) {
    if let Some(set) = root.at(&["vpnConnectionSet"]) {
        set.elements_mut().for_each(change);
    }
}

const GATEWAY: &str = "transitGatewayId";

fn live(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.transit_fixtures()?;
    let mut draft = steps::minimal(session, &fixtures);
    transit(&mut draft, &fixtures);
    let id = steps::made(session.send(Role::Twin, "created", draft, &fixtures)?);
    if let Some(id) = &id {
        session.describe("described", id, &fixtures)?;
    }
    steps::discard(session, "created", id, &fixtures)
}

fn described(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let mut tally = Tally::new(rule, evidence);
    let record = granted(&mut tally, evidence, rule.id, "created");
    let asked = record.and_then(|record| record.sent("TransitGatewayId"));
    let created = record.and_then(|record| record.view().connection());
    let id = created.and_then(|created| text(created, "vpnConnectionId"));
    if let (Some(created), Some(id)) = (created, id) {
        match named(evidence, rule.id, "described") {
            Some(record) => match item(record, &id) {
                Some(shown) => {
                    tally.judged();
                    let mut scribe = gather.exchange(evidence, record);
                    compare(&mut scribe, created, shown);
                    // Where the create does not show it either, the two agree on nothing.
                    if text(created, GATEWAY).is_none_or(|said| said.is_empty())
                        && text(shown, GATEWAY).as_deref() != asked
                    {
                        let found = "another, or none";
                        scribe.whole("not the gateway of the request", GATEWAY, found);
                    }
                }
                None => absent(&mut tally, record),
            },
            None => tally.block("it was not described"),
        }
    } else if record.is_some() {
        tally.block("the create did not answer with an id that can be read");
    }
    gather.finish(|| tally.finish())
}

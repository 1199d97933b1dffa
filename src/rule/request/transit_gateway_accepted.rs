//! A create for a transit gateway is accepted.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::transit;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/transit-gateway-accepted",
    level: Level::Must,
    summary: "A create for a transit gateway is accepted.",
    requirements: &["modern/transit-gateways"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A connection ends at a transit gateway as well as at a virtual private one. The run makes a transit gateway for this; \
            at a server that has none, this is blocked.\n\
            Passes: 200 for TransitGatewayId in the place of VpnGatewayId.\n\
            Fails: an error.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::transit_mutations),
    mutations: &[Mutation::accept("transit-gateway", transit)
        .needs_transit()
        .since(ApiVersion::V2016_11_15)],
    judge: twin::accepted,
    faults: &[Fault::new(
        "transit-gateway-refused",
        "makes transit gateways, and refuses connections for them",
        Hook::Rules(|r| r.lax = Some(Lax::NoTransit)),
    )],
    ..Rule::SERVER
};

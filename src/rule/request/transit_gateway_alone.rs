//! A create that names both an existing virtual private gateway and an existing transit gateway is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::parameter::add;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/transit-gateway-alone",
    level: Level::Must,
    summary: "A create that names both an existing virtual private gateway and an existing transit gateway is refused.",
    requirements: &["modern/exclusive"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "request/one-gateway names a transit gateway that does not exist, which is an error by itself. Here both exist, and a server \
            that takes them makes a connection of which nobody knows where it ends.\n\
            Passes: 400 with InvalidParameterValue.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::transit_mutations),
    mutations: &[Mutation::reject("both-exist", Reason::Exclusive, |d, f| {
        add(d, "TransitGatewayId", &f.transit_gateway_id);
    })
    .needs_transit()
    .since(ApiVersion::V2016_11_15)],
    judge: twin::rejected,
    faults: &[Fault::new(
        "both-existing-gateways-taken",
        "takes a virtual private gateway and a transit gateway together, where both exist",
        Hook::Rules(|r| r.lax = Some(Lax::BothExist)),
    )],
    also_detects: &["both-gateways-taken"],
    ..Rule::SERVER
};

//! A create names exactly one gateway of the service, and that gateway exists.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::parameter::{add, rename};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/one-gateway",
    level: Level::Must,
    summary: "A create names exactly one gateway of the service, and that gateway exists.",
    requirements: &["modern/exclusive", "modern/transit-gateway"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A connection ends at a virtual private gateway or at a transit gateway. Both together are refused, and a transit \
            gateway that does not exist. A create with neither is not judged: a connection can be associated later.\n\
            Passes: 400 with InvalidParameterValue for both, InvalidTransitGatewayID.NotFound for one that there is not.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::mutations_once),
    mutations: &[
        Mutation::reject("both", Reason::Exclusive, |d, _| {
            add(d, "TransitGatewayId", "tgw-0e4f72c1b9a35d608");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("transit-unknown", Reason::NotFound, |d, _| {
            rename(d, "VpnGatewayId", "TransitGatewayId");
            d.set("TransitGatewayId", "tgw-0e4f72c1b9a35d608");
        })
        .since(ApiVersion::V2016_11_15),
        Mutation::reject("transit-malformed", Reason::NotFound, |d, f| {
            rename(d, "VpnGatewayId", "TransitGatewayId");
            d.set("TransitGatewayId", f.vpn_gateway_id.as_str());
        })
        .since(ApiVersion::V2016_11_15),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "both-gateways-taken",
            "takes a virtual private gateway and a transit gateway together",
            Hook::Rules(|r| r.lax = Some(Lax::OneGateway)),
        ),
        Fault::new(
            "transit-gateway-unchecked",
            "takes any transit gateway",
            Hook::Rules(|r| r.lax = Some(Lax::TransitGateway)),
        ),
    ],
    ..Rule::SERVER
};

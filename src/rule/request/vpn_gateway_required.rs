//! A create without VpnGatewayId is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/vpn-gateway-required",
    level: Level::Must,
    summary: "A create without VpnGatewayId is refused.",
    requirements: &["request/vpn-gateway-id"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "The parameter is required and has no default before 2016-11-15, which has transit gateways \
            in its place.\n\
            Passes: 400 with MissingParameter.\n\
            Fails: 200 with a connection that leads nowhere.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("absent-with-zone", Reason::Missing, |d, _| {
            d.remove("VpnGatewayId");
            d.set("AvailabilityZone", "us-east-1a");
        })
        .beside(|d, _| d.set("AvailabilityZone", "us-east-1a"))
        .until(ApiVersion::V2013_08_15),
        Mutation::reject("absent", Reason::Missing, |d, _| d.remove("VpnGatewayId"))
            .until(ApiVersion::V2013_08_15),
        Mutation::reject("absent-form", Reason::Missing, |d, _| {
            d.remove("VpnGatewayId");
            d.form = Form::Post;
        })
        .until(ApiVersion::V2013_08_15),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "vpn-gateway-optional",
        "creates without VpnGatewayId (moto 5.2.5)",
        Hook::Rules(|r| r.vpn_gateway.default = Some("vgw-00000000")),
    )],
    ..Rule::SERVER
};

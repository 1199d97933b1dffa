//! A create without CustomerGatewayId is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/customer-gateway-required",
    level: Level::Must,
    summary: "A create without CustomerGatewayId is refused.",
    requirements: &["request/customer-gateway-id"],
    explain: "The parameter is required and has no default.\n\
            Passes: 400 with MissingParameter.\n\
            Fails: 200; a server error because nothing was looked up.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("absent-with-zone", Reason::Missing, |d, _| {
            d.remove("CustomerGatewayId");
            d.set("AvailabilityZone", "us-east-1a");
        })
        .beside(|d, _| d.set("AvailabilityZone", "us-east-1a"))
        .until(ApiVersion::V2013_08_15),
        Mutation::reject("absent", Reason::Missing, |d, _| {
            d.remove("CustomerGatewayId");
        }),
        Mutation::reject("absent-form", Reason::Missing, |d, _| {
            d.remove("CustomerGatewayId");
            d.form = Form::Post;
        }),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "customer-gateway-optional",
        "creates without CustomerGatewayId",
        Hook::Rules(|r| r.customer_gateway.default = Some("cgw-00000000")),
    )],
    ..Rule::SERVER
};

//! The same parameter twice is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::parameter::add;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Duplicates;
use crate::request::Parameter;
use crate::request::expectation::Ambiguity::Duplicate;
use crate::request::fixtures::Shape;
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/duplicate-parameter",
    level: Level::Advisory,
    summary: "The same parameter twice is refused.",
    requirements: &["wire/duplicates"],
    explain: "Where two values contradict each other, a proxy that reads the first and a server that reads \
            the last disagree about the request. Nothing public says what the service does.\n\
            Passes: 400 for Type=ipsec.1&Type=ipsec.2.\n\
            Noted: 200; the names of the cases tell which of the two values was taken.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::unspecified("type-same", Duplicate, |d, _| add(d, "Type", "ipsec.1")),
        Mutation::unspecified("type-second-wrong", Duplicate, |d, _| {
            add(d, "Type", "ipsec.2")
        }),
        Mutation::unspecified("type-first-wrong", Duplicate, |d, _| {
            d.parameters.insert(0, Parameter::new("Type", "ipsec.2"));
        }),
        Mutation::unspecified("customer-gateway-same", Duplicate, |d, f| {
            add(d, "CustomerGatewayId", &f.customer_gateway_id);
        }),
        Mutation::unspecified("customer-gateway-second-wrong", Duplicate, |d, f| {
            add(
                d,
                "CustomerGatewayId",
                &f.absent.customer_gateway(Shape::Drawn),
            );
        }),
        Mutation::unspecified("vpn-gateway-second-wrong", Duplicate, |d, f| {
            add(d, "VpnGatewayId", &f.absent.vpn_gateway(Shape::Drawn));
        }),
        Mutation::unspecified("zone-twice", Duplicate, |d, _| {
            add(d, "AvailabilityZone", "us-east-1a");
            add(d, "AvailabilityZone", "us-east-1b");
        })
        .until(ApiVersion::V2013_08_15),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "duplicate-first-wins",
            "takes the first of two parameters with one name",
            Hook::Rules(|r| r.duplicates = Duplicates::First),
        ),
        Fault::new(
            "duplicate-last-wins",
            "takes the last of two parameters with one name",
            Hook::Rules(|r| r.duplicates = Duplicates::Last),
        ),
    ],
    ..Rule::SERVER
};

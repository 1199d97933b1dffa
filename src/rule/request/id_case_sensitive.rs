//! The id of a gateway in upper case is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Ambiguity::Case;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/id-case-sensitive",
    level: Level::Advisory,
    summary: "The id of a gateway in upper case is refused.",
    requirements: &["wire/id-format"],
    explain: "Ids are lower case wherever anybody has seen one, but whether the service compares them so is \
            not public.\n\
            Passes: 400, as for any id that is malformed or names nothing.\n\
            Noted: 200, which means that ids are compared without regard to case.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::unspecified("customer-upper-case", Case, |d, f| {
            d.set(
                "CustomerGatewayId",
                f.customer_gateway_id.to_ascii_uppercase(),
            );
        }),
        Mutation::unspecified("vpn-upper-case", Case, |d, f| {
            d.set("VpnGatewayId", f.vpn_gateway_id.to_ascii_uppercase());
        }),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "ids-any-case",
        "compares ids without regard to case",
        Hook::Rules(|r| {
            r.customer_gateway.id = str::to_ascii_lowercase;
            r.vpn_gateway.id = str::to_ascii_lowercase;
        }),
    )],
    ..Rule::SERVER
};

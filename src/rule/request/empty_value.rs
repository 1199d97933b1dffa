//! A required parameter that is present and empty is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Draft;
use crate::request::expectation::Ambiguity::Empty;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/empty-value",
    level: Level::Advisory,
    summary: "A required parameter that is present and empty is refused.",
    requirements: &["wire/empty-values"],
    explain: "Whether Type= counts as absent or as a wrong value is not public; either way the strict \
            reading is an error.\n\
            Passes: 400 for Type= and for Type without an equals sign.\n\
            Noted: 200, which means that a default was taken; a server error.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::unspecified("type", Empty, |d, _| d.set("Type", "")),
        Mutation::unspecified("customer-gateway", Empty, |d, _| {
            d.set("CustomerGatewayId", "")
        }),
        Mutation::unspecified("vpn-gateway", Empty, |d, _| d.set("VpnGatewayId", "")),
        Mutation::unspecified("type-no-equals-sign", Empty, |d, _| bare(d, "Type")),
        Mutation::unspecified("customer-gateway-no-equals-sign", Empty, |d, _| {
            bare(d, "CustomerGatewayId");
        }),
        Mutation::unspecified("vpn-gateway-no-equals-sign", Empty, |d, _| {
            bare(d, "VpnGatewayId")
        }),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "empty-type-accepted",
        "takes an empty Type for ipsec.1",
        Hook::Rules(|r| {
            r.empty_is_missing = false;
            r.is_type = |kind| matches!(kind, "" | "ipsec.1");
        }),
    )],
    ..Rule::SERVER
};

fn bare(draft: &mut Draft, name: &str) {
    for parameter in &mut draft.parameters {
        if parameter.name == name.as_bytes() {
            parameter.value = None;
        }
    }
}

//! A parameter whose name differs in case is not that parameter.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::parameter::{add, rename};
use crate::reference::action;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/names-case-sensitive",
    level: Level::Should,
    summary: "A parameter whose name differs in case is not that parameter.",
    requirements: &["wire/names-case-sensitive"],
    explain: "The service compares names exactly; the mistake is common, because responses write the same \
            names with a small first letter.\n\
            Passes: 400 for type=ipsec.1 or customerGatewayId=...\n\
            Fails: 200.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("type-lower-case", Reason::UnknownParameter, |d, _| {
            rename(d, "Type", "type");
        }),
        Mutation::reject("type-upper-case", Reason::UnknownParameter, |d, _| {
            rename(d, "Type", "TYPE");
        }),
        Mutation::reject("customer-first-lower", Reason::UnknownParameter, |d, _| {
            rename(d, "CustomerGatewayId", "customerGatewayId");
        }),
        Mutation::reject("customer-lower-case", Reason::UnknownParameter, |d, _| {
            rename(d, "CustomerGatewayId", "customergatewayid");
        }),
        Mutation::reject("customer-id-upper", Reason::UnknownParameter, |d, _| {
            rename(d, "CustomerGatewayId", "CustomerGatewayID");
        }),
        Mutation::reject("vpn-first-lower", Reason::UnknownParameter, |d, _| {
            rename(d, "VpnGatewayId", "vpnGatewayId");
        }),
        Mutation::reject("vpn-upper", Reason::UnknownParameter, |d, _| {
            rename(d, "VpnGatewayId", "VPNGatewayId");
        }),
        Mutation::reject("vpn-id-upper", Reason::UnknownParameter, |d, _| {
            rename(d, "VpnGatewayId", "VpnGatewayID");
        }),
        Mutation::reject("action-lower-case", Reason::Action, |d, _| {
            rename(d, "Action", "action");
        }),
        Mutation::reject("zone-first-lower", Reason::UnknownParameter, |d, _| {
            add(d, "availabilityZone", "us-east-1a");
        }),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "names-any-case",
        "knows parameters under any spelling of upper and lower case",
        Hook::Rules(|r| r.name = known_spelling),
    )],
    ..Rule::SERVER
};

fn known_spelling(name: &str) -> String {
    action::parameter_names()
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
        .to_owned()
}

//! A create for a virtual private gateway that does not exist is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::vpn;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lookup;
use crate::request::expectation::Reason;
use crate::request::fixtures::Shape;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/vpn-gateway-exists",
    level: Level::Must,
    summary: "A create for a virtual private gateway that does not exist is refused.",
    requirements: &["description/gateways-exist", "state/unknown-gateway"],
    explain: "A connection joins gateways that exist. The ids tried are well-formed, short, long and of the \
            form of the target's own, and were looked up first: they name nothing.\n\
            Passes: 400 with InvalidVpnGatewayID.NotFound.\n\
            Fails: 200 for vgw-0bad0bad.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("short", Reason::NotFound, |d, f| {
            vpn(d, f.absent.vpn_gateway(Shape::Short));
        }),
        Mutation::reject("long", Reason::NotFound, |d, f| {
            vpn(d, f.absent.vpn_gateway(Shape::Long));
        }),
        Mutation::reject("all-zero", Reason::NotFound, |d, f| {
            vpn(d, f.absent.vpn_gateway(Shape::Zeros));
        }),
        Mutation::reject("all-ones", Reason::NotFound, |d, f| {
            vpn(d, f.absent.vpn_gateway(Shape::Ones));
        }),
        Mutation::reject("complement", Reason::NotFound, |d, f| {
            vpn(d, f.absent.vpn_gateway(Shape::Complement));
        }),
        Mutation::reject("drawn", Reason::NotFound, |d, f| {
            vpn(d, f.absent.vpn_gateway(Shape::Drawn));
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "vpn-gateway-unchecked",
            "takes any text for a virtual private gateway (moto 5.2.5)",
            Hook::Rules(|r| r.vpn_gateway.lookup = Lookup::Unchecked),
        ),
        Fault::new(
            "vpn-gateway-syntax-only",
            "takes any well-formed id for a virtual private gateway",
            Hook::Rules(|r| r.vpn_gateway.lookup = Lookup::WellFormed),
        ),
    ],
    ..Rule::SERVER
};

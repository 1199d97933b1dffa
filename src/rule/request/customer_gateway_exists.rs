//! A create for a customer gateway that does not exist is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::customer;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lookup;
use crate::request::expectation::Reason;
use crate::request::fixtures::Shape;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/customer-gateway-exists",
    level: Level::Must,
    summary: "A create for a customer gateway that does not exist is refused.",
    requirements: &["description/gateways-exist", "state/unknown-gateway"],
    explain: "A connection joins gateways that exist. The ids tried are well-formed, short, long and of the \
            form of the target's own, and were looked up first: they name nothing.\n\
            Passes: 400 with InvalidCustomerGatewayID.NotFound.\n\
            Fails: 200 for cgw-0bad0bad.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("short", Reason::NotFound, |d, f| {
            customer(d, f.absent.customer_gateway(Shape::Short));
        }),
        Mutation::reject("long", Reason::NotFound, |d, f| {
            customer(d, f.absent.customer_gateway(Shape::Long));
        }),
        Mutation::reject("all-zero", Reason::NotFound, |d, f| {
            customer(d, f.absent.customer_gateway(Shape::Zeros));
        }),
        Mutation::reject("all-ones", Reason::NotFound, |d, f| {
            customer(d, f.absent.customer_gateway(Shape::Ones));
        }),
        Mutation::reject("complement", Reason::NotFound, |d, f| {
            customer(d, f.absent.customer_gateway(Shape::Complement));
        }),
        Mutation::reject("drawn", Reason::NotFound, |d, f| {
            customer(d, f.absent.customer_gateway(Shape::Drawn));
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "customer-gateway-unchecked",
            "takes any text for a customer gateway (moto 4.2.14)",
            Hook::Rules(|r| r.customer_gateway.lookup = Lookup::Unchecked),
        ),
        Fault::new(
            "customer-gateway-syntax-only",
            "takes any well-formed id for a customer gateway",
            Hook::Rules(|r| r.customer_gateway.lookup = Lookup::WellFormed),
        ),
    ],
    ..Rule::SERVER
};

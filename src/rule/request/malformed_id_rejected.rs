//! A gateway id that is no id of its kind is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::{customer, vpn};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/malformed-id-rejected",
    level: Level::Must,
    summary: "A gateway id that is no id of its kind is refused.",
    requirements: &["state/malformed-gateway", "wire/id-format"],
    explain: "No prefix, no digits, one digit more or fewer, the id of the other gateway, a wildcard, a path. \
            Nothing of that can exist.\n\
            Passes: 400, with a code for malformed or for not found.\n\
            Fails: 200.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("customer-no-prefix", Reason::Malformed, |d, f| {
            customer(d, f.customer_gateway_id.trim_start_matches("cgw-"));
        }),
        Mutation::reject("customer-no-hyphen", Reason::Malformed, |d, f| {
            customer(d, f.customer_gateway_id.replace('-', ""));
        }),
        Mutation::reject("customer-underscore", Reason::Malformed, |d, f| {
            customer(d, f.customer_gateway_id.replace('-', "_"));
        }),
        Mutation::reject("customer-no-digits", Reason::Malformed, |d, _| {
            customer(d, "cgw-")
        }),
        Mutation::reject("customer-not-hexadecimal", Reason::Malformed, |d, _| {
            customer(d, "cgw-wxyz0bad");
        }),
        Mutation::reject("customer-digit-short", Reason::Malformed, |d, f| {
            let mut id = f.customer_gateway_id.clone();
            id.pop();
            customer(d, id);
        }),
        Mutation::reject("customer-digit-more", Reason::Malformed, |d, f| {
            customer(d, format!("{}0", f.customer_gateway_id));
        }),
        Mutation::reject("customer-wildcard", Reason::Malformed, |d, _| {
            customer(d, "cgw-*");
        }),
        Mutation::reject("customer-path", Reason::Malformed, |d, f| {
            customer(
                d,
                format!(
                    "arn:aws:ec2:us-east-1:123456789012:customer-gateway/{}",
                    f.customer_gateway_id
                ),
            );
        }),
        Mutation::reject("customer-quoted", Reason::Malformed, |d, f| {
            customer(d, format!("\"{}\"", f.customer_gateway_id));
        }),
        Mutation::reject("customer-twice", Reason::Malformed, |d, f| {
            customer(d, format!("{0},{0}", f.customer_gateway_id));
        }),
        Mutation::reject("customer-is-vpn-gateway", Reason::Malformed, |d, f| {
            customer(d, f.vpn_gateway_id.clone());
        }),
        Mutation::reject("gateways-interchanged", Reason::Malformed, |d, f| {
            customer(d, f.vpn_gateway_id.clone());
            vpn(d, f.customer_gateway_id.clone());
        }),
        Mutation::reject("customer-is-address", Reason::Malformed, |d, _| {
            customer(d, "203.0.113.7");
        }),
        Mutation::reject("customer-none", Reason::Malformed, |d, _| {
            customer(d, "None")
        }),
        Mutation::reject("vpn-no-prefix", Reason::Malformed, |d, f| {
            vpn(d, f.vpn_gateway_id.trim_start_matches("vgw-"));
        }),
        Mutation::reject("vpn-no-hyphen", Reason::Malformed, |d, f| {
            vpn(d, f.vpn_gateway_id.replace('-', ""));
        }),
        Mutation::reject("vpn-no-digits", Reason::Malformed, |d, _| vpn(d, "vgw-")),
        Mutation::reject("vpn-not-hexadecimal", Reason::Malformed, |d, _| {
            vpn(d, "vgw-wxyz0bad");
        }),
        Mutation::reject("vpn-digit-short", Reason::Malformed, |d, f| {
            let mut id = f.vpn_gateway_id.clone();
            id.pop();
            vpn(d, id);
        }),
        Mutation::reject("vpn-digit-more", Reason::Malformed, |d, f| {
            vpn(d, format!("{}0", f.vpn_gateway_id));
        }),
        Mutation::reject("vpn-wildcard", Reason::Malformed, |d, _| {
            vpn(d, "vgw-*");
        }),
        Mutation::reject("vpn-path", Reason::Malformed, |d, f| {
            vpn(
                d,
                format!(
                    "arn:aws:ec2:us-east-1:123456789012:vpn-gateway/{}",
                    f.vpn_gateway_id
                ),
            );
        }),
        Mutation::reject("vpn-quoted", Reason::Malformed, |d, f| {
            vpn(d, format!("\"{}\"", f.vpn_gateway_id));
        }),
        Mutation::reject("vpn-twice", Reason::Malformed, |d, f| {
            vpn(d, format!("{0},{0}", f.vpn_gateway_id));
        }),
        Mutation::reject("vpn-is-customer-gateway", Reason::Malformed, |d, f| {
            vpn(d, f.customer_gateway_id.clone());
        }),
        Mutation::reject("vpn-is-internet-gateway", Reason::Malformed, |d, _| {
            vpn(d, "igw-0bad0bad");
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "id-prefix-optional",
            "finds a gateway by the digits of its id alone",
            Hook::Rules(|r| {
                r.customer_gateway.id = |id| format!("cgw-{}", id.trim_start_matches("cgw-"));
                r.vpn_gateway.id = |id| format!("vgw-{}", id.trim_start_matches("vgw-"));
            }),
        ),
        Fault::new(
            "gateways-interchangeable",
            "takes the two gateways under each other's name",
            Hook::Rules(|r| r.interchange = true),
        ),
    ],
    also_detects: &["customer-gateway-unchecked", "vpn-gateway-unchecked"],
    ..Rule::SERVER
};

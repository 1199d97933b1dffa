//! A value with white space around it is not the value.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::gateway::{customer, vpn};
use crate::generate::request::mutation::parameter::kind;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::query::percent_decode;
use crate::request::Encoding;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/padded-value-rejected",
    level: Level::Must,
    summary: "A value with white space around it is not the value.",
    requirements: &["request/type-values", "state/malformed-gateway"],
    explain: "Blanks and line ends come from shells and files. A server that trims them hides a mistake \
            that the service refuses; one that keeps them stores an id that nothing matches.\n\
            Passes: 400 for a Type or an id with a blank before or a line feed behind it.\n\
            Fails: 200.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("customer-blank-before", Reason::Padded, |d, f| {
            customer(d, format!(" {}", f.customer_gateway_id));
        }),
        Mutation::reject("customer-blank-after", Reason::Padded, |d, f| {
            customer(d, format!("{} ", f.customer_gateway_id));
        }),
        Mutation::reject("customer-line-feed-after", Reason::Padded, |d, f| {
            customer(d, format!("{}\n", f.customer_gateway_id));
        }),
        Mutation::reject("vpn-blank-before", Reason::Padded, |d, f| {
            vpn(d, format!(" {}", f.vpn_gateway_id));
        }),
        Mutation::reject("vpn-blank-after", Reason::Padded, |d, f| {
            vpn(d, format!("{} ", f.vpn_gateway_id));
        }),
        Mutation::reject("vpn-line-feed-after", Reason::Padded, |d, f| {
            vpn(d, format!("{}\n", f.vpn_gateway_id));
        }),
        Mutation::reject("type-blank-before", Reason::Padded, |d, _| {
            kind(d, " ipsec.1")
        }),
        Mutation::reject("type-blank-after", Reason::Padded, |d, _| {
            kind(d, "ipsec.1 ")
        }),
        Mutation::reject("type-plus-after", Reason::Padded, |d, _| {
            kind(d, "ipsec.1 ");
            for parameter in &mut d.parameters {
                parameter.encoding = Encoding::PlusForSpace;
            }
        }),
        Mutation::reject("type-tab-before", Reason::Padded, |d, _| {
            kind(d, "\tipsec.1")
        }),
        Mutation::reject("type-line-feed-after", Reason::Padded, |d, _| {
            kind(d, "ipsec.1\n")
        }),
        Mutation::reject("type-cr-lf-after", Reason::Padded, |d, _| {
            kind(d, "ipsec.1\r\n")
        }),
        Mutation::reject("type-vertical-tab-before", Reason::Padded, |d, _| {
            kind(d, "\u{B}ipsec.1");
        }),
        Mutation::reject("type-form-feed-after", Reason::Padded, |d, _| {
            kind(d, "ipsec.1\u{C}");
        }),
        Mutation::reject("type-no-break-space", Reason::Padded, |d, _| {
            kind(d, "\u{A0}ipsec.1")
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "values-trimmed",
            "trims blanks around values",
            Hook::Rules(|r| r.value = |value| value.trim().to_owned()),
        ),
        Fault::new(
            "plus-dropped",
            "drops + in place of reading it as a blank",
            Hook::Rules(|r| {
                r.decode = |bytes| {
                    let rest: Vec<u8> = bytes.iter().copied().filter(|b| *b != b'+').collect();
                    percent_decode(&rest)
                };
            }),
        ),
    ],
    also_detects: &["type-anything"],
    ..Rule::SERVER
};

//! A value of up to a megabyte is not answered with a server error.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::fault::request::closed;
use crate::reference::hook::{Context, Hook, Scope};
use crate::request::expectation::Reason;
use crate::request::{Draft, Form, Parameter};
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/oversized-value-survived",
    level: Level::Should,
    summary: "A value of up to a megabyte is not answered with a server error.",
    requirements: &["error/status", "state/robust"],
    explain: "Servers differ in how long a request line they read; 400, 413, 414 and 431 are all good \
            answers.\n\
            Passes: 414 for a query of 48 KiB, 400 for a form of 1 MiB.\n\
            Fails: 200, 500, a closed connection, no answer in time, or an ordinary request that fails \
            afterwards.",
    dialogue: Dialogue::HostileMutations,
    mutations: &[
        Mutation::reject("type-8-kib", Reason::Type, |d, _| kind_of_size(d, 8 << 10)).heavy(),
        Mutation::reject("type-48-kib", Reason::Type, |d, _| {
            kind_of_size(d, 48 << 10)
        })
        .heavy(),
        Mutation::reject("type-1-mib-form", Reason::Type, |d, _| {
            kind_of_size(d, 1 << 20);
            d.form = Form::Post;
        })
        .heavy(),
        Mutation::reject("customer-gateway-64-kib-form", Reason::Malformed, |d, _| {
            d.set("CustomerGatewayId", format!("cgw-{}", "0".repeat(64 << 10)));
            d.form = Form::Post;
        }),
        Mutation::reject("name-64-kib-form", Reason::UnknownParameter, |d, _| {
            d.parameters.push(Parameter::new("A".repeat(64 << 10), "1"));
            d.form = Form::Post;
        }),
    ],
    judge: twin::survived,
    faults: &[
        Fault::new(
            "long-type-cut",
            "reads the first seven bytes of a value that is longer than 4096",
            Hook::Rules(|r| {
                r.type_taken = |kind| match kind.len() {
                    0..=4096 => kind.to_owned(),
                    _ => kind.chars().take(7).collect(),
                };
            }),
        ),
        Fault::new(
            "oversized-value-500",
            "answers a very long value with status 500",
            Hook::Wire(Scope::Any, |mut response, context| {
                if is_oversized(context) {
                    response.status = 500;
                }
                Ok(response)
            }),
        ),
        Fault::new(
            "oversized-value-close",
            "closes the connection on a very long value",
            Hook::Wire(Scope::Any, |response, context| {
                if is_oversized(context) {
                    return Err(closed());
                }
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};

fn kind_of_size(draft: &mut Draft, size: usize) {
    draft.set("Type", "ipsec.1".repeat(size / 7));
}

fn is_oversized(context: &Context<'_>) -> bool {
    let sizes = context.query.pairs.iter().map(|(_, value)| value.len());
    sizes.max().unwrap_or(0) > 32 * 1024
}

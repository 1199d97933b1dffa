//! A CreateVpnConnection request is one that a server may accept.

use crate::finding::Level;
use crate::request::expectation::{Expectation, Reason};
use crate::rule::Rule;
use crate::rule::client::{Wrong, requests};

pub(super) static RULE: Rule = Rule {
    id: "client/request-valid",
    level: Level::Must,
    summary: "A CreateVpnConnection request is one that a server may accept.",
    explain: "Derived from the bytes that were sent, as the expected result of our own requests is; the gateways that it \
            names are taken to exist. What the API reference leaves open passes.\n\
            Passes: Type=ipsec.1 with the ids of two gateways, in a query or in a form.\n\
            Fails: no Type, Type=ipsec, an id with a space, a parameter that no version knows, Version=2012-04-02.",
    judge: |rule, evidence| {
        requests(rule, evidence, |record, _| {
            let is_create = record.action() == Some("CreateVpnConnection");
            is_create.then(|| match record.case.expectation {
                // It asks for this refusal.
                Expectation::MustReject(Reason::DryRun) => Vec::new(),
                Expectation::MustReject(reason) => vec![Wrong {
                    cause: words(reason),
                    expected: "a request that a server may accept",
                    actual: words(reason).to_owned(),
                }],
                Expectation::MustAccept | Expectation::Unspecified(_) => Vec::new(),
            })
        })
    },
    ..Rule::SERVER
};

fn words(reason: Reason) -> &'static str {
    match reason {
        Reason::Action => "an action that does not exist",
        Reason::Missing => "a required parameter is absent",
        Reason::Type => "a Type other than ipsec.1",
        Reason::Malformed => "an id that is malformed",
        Reason::NotFound => "an id of nothing that exists",
        Reason::Deleted => "the id of a deleted gateway",
        Reason::UnknownParameter => "a parameter that no version knows",
        Reason::Padded => "whitespace around a value",
        Reason::Version => "a Version that does not exist",
        Reason::DryRun => "a dry run",
        Reason::Exclusive => "two parameters that exclude each other",
        Reason::Option => "an option with a value that it may not have",
        Reason::Tag => "a tag that there may not be",
    }
}

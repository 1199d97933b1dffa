//! A document other than the one asked for is refused.

use crate::finding::Level;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::other::ERROR;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::parser::Outcome;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::absent;
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/unexpected-document-rejected",
    level: Level::Should,
    summary: "A document other than the one asked for is refused.",
    source: SEEN,
    explain: "A sign-in page of a guest network is well-formed XHTML with status 200.",
    documents: &[
        Mutation::reject("xhtml-page-with-200", RESPONSE, |w| {
            w.body(PAGE.split_once('\n').map_or(PAGE, |(_, page)| page))
        }),
        Mutation::reject("xhtml-page-with-doctype", BOTH, |w| w.body(PAGE)),
        Mutation::reject("other-root", CONFIGURATION, |w| other_root(w, "other")),
        Mutation::reject("bucket-list", RESPONSE, |w| {
            w.body("<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>x</ID></Owner><Buckets/></ListAllMyBucketsResult>")
        }),
        Mutation::reject("root-of-deletion", RESPONSE, |w| {
            other_root(w, "DeleteVpnConnectionResponse")
        }),
        Mutation::reject("root-of-gateway", RESPONSE, |w| {
            other_root(w, "CreateVpnGatewayResponse")
        }),
        Mutation::reject("root-of-customer-gateway", RESPONSE, |w| {
            other_root(w, "CreateCustomerGatewayResponse")
        }),
        Mutation::reject("root-of-route", RESPONSE, |w| {
            other_root(w, "CreateVpnConnectionRouteResponse")
        }),
        Mutation::reject("root-of-request", RESPONSE, |w| {
            other_root(w, "CreateVpnConnection")
        }),
        Mutation::reject("root-of-error", RESPONSE, |w| {
            other_root(w, "ErrorResponse")
        }),
        Mutation::reject("root-in-other-case", RESPONSE, |w| {
            other_root(w, "createVpnConnectionResponse")
        }),
        Mutation::policy("other-action", RESPONSE, |w| {
            w.body("<DescribeVpnConnectionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\"><requestId>x</requestId>\
            <vpnConnectionSet/></DescribeVpnConnectionsResponse>")
        }),
        Mutation::policy("response-for-configuration", CONFIGURATION, |w| {
            w.body(ERROR)
        }),
    ],
    faults: &[Fault::answer(
        "root-ignored",
        "any root element will do",
        |_, _, o| {
            if matches!(o, Outcome::Reject { class } if class == "unexpected document") {
                absent(o);
            }
        },
    )],
    ..ParserRule::DEFAULT
};

const PAGE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\
\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Sign in</title></head><body><p>Sign in to the guest network</p></body></html>";

/// The document with another root element.
fn other_root(w: &mut Wire, name: &str) -> Option<()> {
    let root = w.tree.root();
    w.replace(format!("<{root}"), format!("<{name}"))?;
    w.remove_last(format!("</{root}>"))?;
    w.append(format!("</{name}>"))
}

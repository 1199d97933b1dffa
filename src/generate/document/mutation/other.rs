//! Other documents than the one asked for, and namespaces.

use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{
    BOTH, CONFIGURATION, Deviation, RESPONSE, accept, policy, reject,
};
use crate::spec::version::ApiVersion;

const ENVELOPE: &str = "parser/error-envelope-recognised";
const STATUS: &str = "parser/error-status-recognised";
const UNEXPECTED: &str = "parser/unexpected-document-rejected";
const PREFIX: &str = "parser/namespace-prefix-read";
const FOREIGN: &str = "parser/foreign-namespace";
const UNBOUND: &str = "parser/unbound-prefix-rejected";
const VERSION: &str = "parser/namespace-of-other-version";

const ERROR: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>InvalidVpnGatewayID.NotFound\
</Code><Message>The vpnGateway ID 'vgw-8db04f81' does not exist</Message></Error></Errors><RequestID>\
15d5b5ac-d58d-464a-b03c-302ea46383d5</RequestID></Response>";
const PAGE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\
\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Sign in</title></head><body><p>Sign in to the guest network</p></body></html>";

pub const ALL: &[Deviation] = &[
    reject("error-envelope-with-200", ENVELOPE, RESPONSE, |w| {
        w.body(ERROR)
    }),
    reject(
        "error-envelope-throttled-with-200",
        ENVELOPE,
        RESPONSE,
        |w| w.body(ERROR.replace("InvalidVpnGatewayID.NotFound", "RequestLimitExceeded")),
    ),
    reject(
        "error-envelope-without-errors-with-200",
        ENVELOPE,
        RESPONSE,
        |w| w.body("<Response><Errors/><RequestID>x</RequestID></Response>"),
    ),
    reject("error-envelope-with-400", STATUS, RESPONSE, |w| {
        error(w, 400)
    }),
    reject("error-envelope-with-401", STATUS, RESPONSE, |w| {
        error(w, 401)
    }),
    reject("error-envelope-with-503", STATUS, RESPONSE, |w| {
        error(w, 503)
    }),
    reject("success-body-with-500", STATUS, RESPONSE, |w| {
        w.status = 500;
        Some(())
    }),
    reject("xhtml-page-with-200", UNEXPECTED, RESPONSE, |w| {
        w.body(PAGE.split_once('\n').map_or(PAGE, |(_, page)| page))
    }),
    reject("xhtml-page-with-doctype", UNEXPECTED, BOTH, |w| {
        w.body(PAGE)
    }),
    reject("other-root", UNEXPECTED, CONFIGURATION, |w| {
        let root = w.tree.root();
        w.replace(format!("<{root}"), "<other")
            .and_then(|()| w.remove_last(format!("</{root}>")))
            .and_then(|()| w.append("</other>"))
    }),
    reject("bucket-list", UNEXPECTED, RESPONSE, |w| {
        w.body("<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>x</ID></Owner><Buckets/></ListAllMyBucketsResult>")
    }),
    policy("other-action", UNEXPECTED, RESPONSE, |w| {
        w.body("<DescribeVpnConnectionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\"><requestId>x</requestId>\
            <vpnConnectionSet/></DescribeVpnConnectionsResponse>")
    }),
    policy(
        "response-for-configuration",
        UNEXPECTED,
        CONFIGURATION,
        |w| w.body(ERROR),
    ),
    accept("prefix-on-every-element", PREFIX, RESPONSE, |w| {
        w.restyle(|s| s.prefixed = true)
    }),
    accept("prefix-bound-and-unused", PREFIX, BOTH, |w| {
        w.root_attribute(" xmlns:x=\"urn:x\"")
    }),
    accept("namespace-declared-again", PREFIX, RESPONSE, |w| {
        let namespace = w.tree.attribute.clone();
        w.replace(
            "<vpnConnection>",
            format!("<vpnConnection xmlns=\"{namespace}\">"),
        )
    }),
    accept("attribute-of-other-namespace", PREFIX, CONFIGURATION, |w| {
        w.root_attribute(" xmlns:x=\"urn:x\" x:id=\"vpn-wrong\"")
    }),
    accept("schema-location", PREFIX, RESPONSE, |w| {
        w.root_attribute(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:a urn:b\"")
    }),
    accept("foreign-element-same-name", FOREIGN, BOTH, |w| {
        let leaf = w.leaf();
        w.before_leaf(format!("<x:{leaf} xmlns:x=\"urn:x\">wrong</x:{leaf}>"))
    }),
    policy("namespace-absent", VERSION, RESPONSE, |w| {
        let namespace = w.tree.attribute.clone();
        w.replace(format!(" xmlns=\"{namespace}\""), "")
    }),
    policy("namespace-without-slash", VERSION, RESPONSE, |w| {
        let namespace = w.tree.attribute.clone();
        w.replace(namespace.as_bytes(), namespace.trim_end_matches('/'))
    }),
    policy("namespace-of-other-service", VERSION, RESPONSE, |w| {
        let namespace = w.tree.attribute.clone();
        w.replace(namespace.as_bytes(), "urn:other")
    }),
    accept("namespace-of-later-version", VERSION, RESPONSE, |w| {
        other_version(w, ApiVersion::V2016_11_15)
    }),
    accept("namespace-of-earlier-version", VERSION, RESPONSE, |w| {
        other_version(w, *ApiVersion::ALL.first()?)
    }),
    reject("prefix-unbound-element", UNBOUND, BOTH, |w| {
        w.before_leaf("<x:a>b</x:a>")
    }),
    reject("prefix-unbound-attribute", UNBOUND, BOTH, |w| {
        w.root_attribute(" x:a=\"b\"")
    }),
    reject("prefix-bound-to-nothing", UNBOUND, BOTH, |w| {
        w.root_attribute(" xmlns:x=\"\"")
    }),
    reject("prefix-of-root-unbound", UNBOUND, RESPONSE, |w| {
        w.restyle(|s| s.prefixed = true)
            .and_then(|()| w.replace("xmlns:ec2=", "xmlns:other="))
    }),
];

fn other_version(w: &mut Wire, version: ApiVersion) -> Option<()> {
    let (own, other) = (w.tree.attribute.clone(), version.namespace());
    (*own != other).then(|| w.replace(own.as_bytes(), other))?
}

fn error(w: &mut Wire, status: u16) -> Option<()> {
    w.status = status;
    w.body(ERROR)
}

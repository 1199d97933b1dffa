//! Faults in the outer document and in its HTTP headers.

use crate::reference::element::{Element, Node};
use crate::reference::fault::{Fault, fault, with_body, with_text};
use crate::reference::hook::Hook::{Answer, Style, Wire};
use crate::reference::hook::Scope::{Any, Created};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "response-cut",
        "stops in the middle of the document",
        &["response/well-formed"],
        Wire(Created, |response, _| {
            let half = response.body.len() / 2;
            let body = response.body.get(..half).unwrap_or_default().to_vec();
            Ok(with_body(response, body))
        }),
    ),
    fault(
        "response-followed",
        "sends something after the document",
        &["response/well-formed"],
        Wire(Created, |response, _| {
            Ok(with_text(
                response,
                "</CreateVpnConnectionResponse>",
                "</CreateVpnConnectionResponse>\nOK",
            ))
        }),
    ),
    fault(
        "end-tag-mismatched",
        "closes vpnConnection with another spelling",
        &["response/well-formed"],
        Wire(Created, |response, _| {
            Ok(with_text(response, "</vpnConnection>", "</VpnConnection>"))
        }),
    ),
    fault(
        "entity-of-html",
        "uses an entity that only HTML defines",
        &["response/well-formed"],
        Answer(Created, |root, _| raw(root, "&nbsp;")),
    ),
    fault(
        "control-character",
        "sends a control character that XML does not allow",
        &["response/well-formed"],
        Answer(Created, |root, _| raw(root, "\u{1}")),
    ),
    fault(
        "control-reference",
        "sends a reference to a character that XML does not allow",
        &["response/well-formed"],
        Answer(Created, |root, _| raw(root, "&#0;")),
    ),
    fault(
        "not-utf-8",
        "sends a byte that UTF-8 does not allow",
        &["response/well-formed"],
        Wire(Created, |response, _| {
            let mut body = response.body.clone();
            if let Some(at) = body.windows(6).position(|w| w == b"</stat") {
                body.insert(at, 0xFF);
            }
            Ok(with_body(response, body))
        }),
    ),
    fault(
        "attribute-twice",
        "declares the namespace twice on one element",
        &["response/well-formed"],
        Wire(Created, |response, _| {
            Ok(with_text(
                response,
                " xmlns=",
                " xmlns=\"http://ec2.amazonaws.com/doc/\" xmlns=",
            ))
        }),
    ),
    fault(
        "blank-before-declaration",
        "sends a line feed before the XML declaration",
        &["response/well-formed"],
        Style(Created, |style| {
            style.declaration = "\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        }),
    ),
    fault(
        "root-renamed",
        "calls the root CreateVpnConnectionResult",
        &["response/root-element"],
        Answer(Created, |root, _| {
            root.name = "CreateVpnConnectionResult".to_owned()
        }),
    ),
    fault(
        "root-lower-case",
        "starts the name of the root in lower case",
        &["response/root-element"],
        Answer(Created, |root, _| {
            root.name = "createVpnConnectionResponse".to_owned()
        }),
    ),
    fault(
        "root-wrapped",
        "wraps the answer in a SOAP envelope",
        &["response/root-element"],
        Answer(Created, |root, _| {
            let inner = root.clone();
            *root = Element::branch("Envelope", [Element::branch("Body", [inner])])
                .attribute("xmlns", "http://schemas.xmlsoap.org/soap/envelope/");
        }),
    ),
    fault(
        "bucket-list",
        "answers with the list of buckets of another service (moto 5.2.5, unsigned)",
        &["response/root-element"],
        Answer(Created, |root, _| {
            *root = Element::branch("ListAllMyBucketsResult", [Element::new("Buckets")])
                .attribute("xmlns", "http://s3.amazonaws.com/doc/2006-03-01");
        }),
    ),
    fault(
        "namespace-missing",
        "leaves the document without a namespace",
        &["response/namespace"],
        Answer(Created, |root, _| root.attributes.clear()),
    ),
    fault(
        "namespace-without-slash",
        "leaves out the slash at the end of the namespace",
        &["response/namespace"],
        Answer(Any, |root, _| {
            for (_, value) in &mut root.attributes {
                value.truncate(value.trim_end_matches('/').len());
            }
        }),
    ),
    fault(
        "namespace-2016",
        "answers every version in the namespace of 2016-11-15, without its slash (moto 5.2.5)",
        &["response/namespace"],
        Answer(Created, |root, _| {
            namespace(root, "http://ec2.amazonaws.com/doc/2016-11-15")
        }),
    ),
    fault(
        "namespace-2013",
        "answers every version in the namespace of 2013-10-15 (moto 4.2.14)",
        &["response/namespace"],
        Answer(Created, |root, _| {
            namespace(root, "http://ec2.amazonaws.com/doc/2013-10-15/")
        }),
    ),
    fault(
        "namespace-of-children-missing",
        "takes the children of the root out of the namespace",
        &["response/namespace"],
        Answer(Created, |root, _| {
            for child in root.elements_mut() {
                child.attributes.push(("xmlns".to_owned(), String::new()));
            }
        }),
    ),
    fault(
        "order-swapped",
        "puts state before vpnConnectionId",
        &["response/element-order"],
        Answer(Created, |root, _| {
            if let Some(connection) = root.at(&["vpnConnection"]) {
                connection.children.swap(0, 1);
            }
        }),
    ),
    fault(
        "request-id-last",
        "puts requestId after vpnConnection",
        &["response/element-order"],
        Answer(Created, |root, _| root.children.reverse()),
    ),
    fault(
        "unknown-element",
        "adds an element that no version has",
        &["response/schema"],
        Answer(Created, |root, _| {
            connection_push(root, Element::leaf("surprise", "1"))
        }),
    ),
    fault(
        "later-element",
        "adds an element of 2016-11-15 to every version",
        &["response/later-elements"],
        Answer(Created, |root, _| {
            connection_push(root, Element::leaf("gatewayAssociationState", "associated"));
        }),
    ),
    fault(
        "element-twice",
        "sends state twice",
        &["response/schema"],
        Answer(Created, |root, _| {
            if let Some(connection) = root.at(&["vpnConnection"])
                && let Some(state) = connection.children.get(1).cloned()
            {
                connection.children.insert(1, state);
            }
        }),
    ),
    fault(
        "state-missing",
        "leaves out state",
        &["response/schema"],
        Answer(Created, |root, _| connection_remove(root, "state")),
    ),
    fault(
        "connection-nested",
        "wraps vpnConnection in one more element",
        &["response/schema"],
        Answer(Created, |root, _| {
            for child in root.elements_mut().filter(|c| c.name == "vpnConnection") {
                let inner = child.clone();
                *child = Element::branch("vpnConnectionSet", [inner]);
            }
        }),
    ),
    fault(
        "telemetry-incomplete",
        "sends vgwTelemetry items without their status",
        &["response/schema"],
        Answer(Created, |root, _| {
            telemetry(root, |item| item.remove("status"));
        }),
    ),
    fault(
        "telemetry-status-lower-case",
        "writes the status of vgwTelemetry in lower case",
        &["response/telemetry-types"],
        Answer(Created, |root, _| {
            telemetry(root, |item| item.set(&["status"], "down"));
        }),
    ),
    fault(
        "telemetry-time-in-words",
        "writes the time of vgwTelemetry for people",
        &["response/telemetry-types"],
        Answer(Created, |root, _| {
            telemetry(root, |item| {
                item.set(&["lastStatusChange"], "Tue May 1 12:00:00 2012")
            });
        }),
    ),
    fault(
        "telemetry-count-empty",
        "leaves the count of routes in vgwTelemetry empty",
        &["response/telemetry-types"],
        Answer(Created, |root, _| {
            telemetry(root, |item| item.set(&["acceptedRouteCount"], ""));
        }),
    ),
];

/// Puts text into `requestId` that the writer leaves alone.
fn raw(root: &mut Element, text: &str) {
    if let Some(element) = root.at(&["requestId"]) {
        element.children.push(Node::Raw(text.to_owned()));
    }
}

fn namespace(root: &mut Element, uri: &str) {
    for (_, value) in &mut root.attributes {
        uri.clone_into(value);
    }
}

fn connection_push(root: &mut Element, element: Element) {
    if let Some(connection) = root.at(&["vpnConnection"]) {
        connection.push(element);
    }
}

/// Adds one item of telemetry that conforms, but for one change.
fn telemetry(root: &mut Element, change: fn(&mut Element)) {
    let mut item = Element::branch(
        "item",
        [
            Element::leaf("outsideIpAddress", "198.18.0.1"),
            Element::leaf("status", "DOWN"),
            Element::leaf("lastStatusChange", "2012-05-01T12:00:00.000Z"),
            Element::leaf("acceptedRouteCount", "0"),
        ],
    );
    change(&mut item);
    connection_push(root, Element::branch("vgwTelemetry", [item]));
}

fn connection_remove(root: &mut Element, name: &str) {
    if let Some(connection) = root.at(&["vpnConnection"]) {
        connection.remove(name);
    }
}

//! Faults in what a response says, and in the headers it says it under.

use crate::exchange::HttpResponse;
use crate::reference::element::{Element, Node};
use crate::reference::fault::{Fault, fault, with_header};
use crate::reference::hook::Hook::{Answer, Made, Style, Wire};
use crate::reference::hook::Scope::{Any, Created};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "request-id-missing",
        "leaves out requestId",
        &["response/request-id-present"],
        Answer(Created, |root, _| root.remove("requestId")),
    ),
    fault(
        "request-id-empty",
        "leaves requestId empty",
        &["response/request-id-present"],
        Answer(Created, |root, _| root.set(&["requestId"], "")),
    ),
    fault(
        "request-id-constant",
        "sends the text request-id for every request (moto 5.2.5)",
        &["response/request-id-unique"],
        Answer(Any, |root, _| root.set(&["requestId"], "request-id")),
    ),
    fault(
        "request-id-example",
        "sends the request id of the page's example (moto 4.2.14)",
        &["response/request-id-unique"],
        Answer(Created, |root, _| {
            root.set(&["requestId"], "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE");
        }),
    ),
    fault(
        "connection-id-upper-case",
        "makes connection ids in upper case",
        &["response/connection-id-format"],
        Made(|connection, _| {
            let digits = connection.id.to_ascii_uppercase();
            connection.id = format!("vpn-A{}", digits.get(5..).unwrap_or_default());
        }),
    ),
    fault(
        "connection-id-prefix",
        "makes connection ids with the prefix vpc",
        &["response/connection-id-format"],
        Made(|connection, _| connection.id = connection.id.replace("vpn-", "vpc-")),
    ),
    fault(
        "connection-id-short",
        "makes connection ids of seven digits",
        &["response/connection-id-format"],
        Made(|connection, _| {
            connection.id.truncate(11);
        }),
    ),
    fault(
        "connection-id-uuid",
        "makes connection ids out of UUIDs",
        &["response/connection-id-format"],
        Made(|connection, state| {
            connection.id = format!("vpn-{}", state.random.clone().uuid());
        }),
    ),
    fault(
        "connection-id-constant",
        "gives every connection the id of the page's example",
        &["response/connection-id-unique"],
        Made(|connection, _| connection.id = "vpn-44a8938f".to_owned()),
    ),
    fault(
        "type-changed",
        "answers with a type that was not asked for",
        &["response/echoes-type"],
        Answer(Created, |root, _| {
            root.set(&["vpnConnection", "type"], "ipsec")
        }),
    ),
    fault(
        "customer-gateway-changed",
        "answers with the customer gateway of the page's example",
        &["response/echoes-customer-gateway"],
        Answer(Created, |root, _| {
            root.set(&["vpnConnection", "customerGatewayId"], "cgw-b4dc3961");
        }),
    ),
    fault(
        "vpn-gateway-changed",
        "answers with the virtual private gateway of the page's example",
        &["response/echoes-vpn-gateway"],
        Answer(Created, |root, _| {
            root.set(&["vpnConnection", "vpnGatewayId"], "vgw-8db04f81");
        }),
    ),
    fault(
        "gateways-swapped",
        "swaps the two gateway ids in the answer",
        &[
            "response/echoes-customer-gateway",
            "response/echoes-vpn-gateway",
        ],
        Answer(Created, |root, context| {
            if let Some(connection) = context.connection {
                let vpn = connection.vpn_gateway_id.clone().unwrap_or_default();
                root.set(&["vpnConnection", "customerGatewayId"], vpn);
                let customer = connection.customer_gateway_id.clone();
                root.set(&["vpnConnection", "vpnGatewayId"], customer);
            }
        }),
    ),
    fault(
        "state-creating",
        "calls the state creating",
        &["response/state-known"],
        Answer(Created, |root, _| {
            root.set(&["vpnConnection", "state"], "creating")
        }),
    ),
    fault(
        "state-upper-case",
        "writes the state in upper case",
        &["response/state-known"],
        Answer(Created, |root, _| {
            root.set(&["vpnConnection", "state"], "PENDING")
        }),
    ),
    fault(
        "state-available",
        "is available at once (moto 5.2.5)",
        &["response/state-pending"],
        Answer(Created, |root, _| {
            root.set(&["vpnConnection", "state"], "available")
        }),
    ),
    fault(
        "tag-set-filled",
        "gives a new connection a tag nobody asked for",
        &["response/tag-set-empty"],
        Answer(Created, |root, _| {
            let item = Element::branch(
                "item",
                [Element::leaf("key", "Name"), Element::leaf("value", "vpn")],
            );
            if let Some(tags) = root.at(&["vpnConnection", "tagSet"]) {
                tags.push(item);
            }
        }),
    ),
    fault(
        "content-type-html",
        "calls its XML text/html (moto 4.2.14)",
        &["response/content-type"],
        Wire(Created, |response, _| {
            Ok(with_header(
                response,
                "content-type",
                "text/html; charset=utf-8",
            ))
        }),
    ),
    fault(
        "content-type-json",
        "calls its XML application/json",
        &["response/content-type"],
        Wire(Created, |response, _| {
            Ok(with_header(response, "content-type", "application/json"))
        }),
    ),
    fault(
        "content-type-absent",
        "does not say what it sends",
        &["response/content-type"],
        Wire(Created, |response, _| Ok(without(response, "content-type"))),
    ),
    fault(
        "charset-wrong",
        "names a character set in which it does not write",
        &["response/encoding-declared"],
        Wire(Created, |response, _| {
            Ok(with_header(
                response,
                "content-type",
                "text/xml;charset=UTF-16",
            ))
        }),
    ),
    fault(
        "declaration-wrong",
        "declares an encoding in which it does not write",
        &["response/encoding-declared"],
        Style(Created, |style| {
            style.declaration = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";
        }),
    ),
    fault(
        "content-length-short",
        "states a length that is ten bytes too small",
        &["response/content-length"],
        Wire(Created, |response, _| {
            let length = response.body.len().saturating_sub(10).to_string();
            Ok(with_header(response, "content-length", &length))
        }),
    ),
    fault(
        "content-length-long",
        "states a length that is ten bytes too large",
        &["response/content-length"],
        Wire(Created, |response, _| {
            let length = (response.body.len() + 10).to_string();
            Ok(with_header(response, "content-length", &length))
        }),
    ),
    fault(
        "zone-echoed-raw",
        "puts the AvailabilityZone it was sent into the answer without escaping it",
        &["response/markup-escaped"],
        Answer(Created, |root, context| {
            if let Some(zone) = context.query.value("AvailabilityZone") {
                raw(root, zone);
            }
        }),
    ),
    fault(
        "zone-echoed-raw-inside",
        "puts the AvailabilityZone it was sent into the configuration without escaping it (as moto 5.2.5 does with Type)",
        &["response/markup-escaped"],
        Answer(Created, |root, context| {
            let configuration = root.at(&["vpnConnection", "customerGatewayConfiguration"]);
            if let (Some(zone), Some(configuration)) =
                (context.query.value("AvailabilityZone"), configuration)
                && let Some(Node::Document(document)) = configuration.children.first_mut()
            {
                let mut element = Element::new("availability_zone");
                element.children.push(Node::Raw(zone.to_owned()));
                document.push(element);
            }
        }),
    ),
];

/// Puts text into `requestId` that the writer leaves alone.
fn raw(root: &mut Element, text: &str) {
    if let Some(element) = root.at(&["requestId"]) {
        element.children.push(Node::Raw(text.to_owned()));
    }
}

fn without(mut response: HttpResponse, name: &str) -> HttpResponse {
    response
        .headers
        .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    response
}

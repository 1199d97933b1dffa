//! Faults in the configuration document as a whole: how it is embedded, and what it says of the connection.

use crate::reference::element::{Element, Node};
use crate::reference::fault::{Fault, fault};
use crate::reference::hook::Hook::{Answer, Configuration, Style};
use crate::reference::hook::Scope::Created;
use crate::reference::style;
use crate::reference::style::entities;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "configuration-absent",
        "leaves out the configuration",
        &["configuration/present"],
        Answer(Created, |root, _| {
            if let Some(connection) = root.at(&["vpnConnection"]) {
                connection.remove("customerGatewayConfiguration");
            }
        }),
    ),
    fault(
        "configuration-empty",
        "leaves the configuration empty",
        &["configuration/present"],
        Answer(Created, |root, _| {
            root.set(&["vpnConnection", "customerGatewayConfiguration"], "");
        }),
    ),
    fault(
        "escaped-twice",
        "escapes the configuration twice",
        &["configuration/escaped-once"],
        Style(Created, |style| {
            style.configuration = |text, out| {
                let mut once = String::new();
                entities(text, &mut once);
                entities(&once, out);
            };
        }),
    ),
    fault(
        "escaped-in-cdata",
        "escapes the configuration and puts it into a CDATA section as well",
        &["configuration/escaped-once"],
        Style(Created, |style| {
            style.configuration = |text, out| {
                let mut once = String::new();
                entities(text, &mut once);
                style::cdata(&once, out);
            };
        }),
    ),
    fault(
        "unescaped",
        "sends the configuration unescaped, as the page prints it",
        &["configuration/escaped-once", "response/well-formed"],
        Style(Created, |style| {
            style.configuration = |text, out| out.push_str(text)
        }),
    ),
    fault(
        "unescaped-without-declaration",
        "sends the configuration as elements of the response",
        &["configuration/escaped-once"],
        Style(Created, |style| {
            style.configuration = |text, out| {
                out.push_str(text.split_once("?>").map_or(text, |(_, rest)| rest));
            };
        }),
    ),
    fault(
        "configuration-in-base64",
        "sends the configuration in Base64",
        &["configuration/well-formed"],
        Style(Created, |style| {
            style.configuration = |text, out| {
                use base64::Engine as _;
                out.push_str(&base64::prelude::BASE64_STANDARD.encode(text));
            };
        }),
    ),
    fault(
        "configuration-cut",
        "cuts the configuration in a CDATA section that is too small",
        &["configuration/well-formed"],
        Style(Created, |style| {
            style.configuration = |text, out| {
                let half: String = text.chars().take(text.len() / 2).collect();
                style::cdata(&half, out);
            };
        }),
    ),
    fault(
        "configuration-end-tag-mismatched",
        "closes an element of the configuration under another name",
        &["configuration/well-formed"],
        Style(Created, |style| {
            style.inner = |root| inner(root).replace("</ike>", "</ipsec>");
        }),
    ),
    fault(
        "configuration-indented-declaration",
        "puts blanks before the declaration of the configuration, as the page prints it",
        &["configuration/well-formed"],
        Style(Created, |style| {
            style.inner = |root| format!("\n       {}", inner(root))
        }),
    ),
    fault(
        "configuration-followed",
        "sends something after the configuration",
        &["configuration/well-formed"],
        Style(Created, |style| style.inner = |root| inner(root) + "\nexit"),
    ),
    fault(
        "configuration-ampersand",
        "leaves an ampersand in the configuration unescaped",
        &["configuration/well-formed"],
        Configuration(|root, _| {
            if let Some(kind) = root.at(&["vpn_connection_type"]) {
                kind.children.push(Node::Raw(" & more".to_owned()));
            }
        }),
    ),
    fault(
        "configuration-with-dtd",
        "puts a document type definition into the configuration",
        &["configuration/well-formed"],
        Style(Created, |style| {
            style.inner = |root| {
                inner(root).replace(
                    "?>\n",
                    "?>\n<!DOCTYPE vpn_connection [<!ENTITY a \"b\">]>\n",
                )
            };
        }),
    ),
    fault(
        "configuration-root-renamed",
        "calls the root of the configuration vpnConnection",
        &["configuration/root-element"],
        Configuration(|root, _| root.name = "vpnConnection".to_owned()),
    ),
    fault(
        "configuration-constant",
        "sends an empty vpn_connection for every connection (fakecloud 0.51.0)",
        &["configuration/two-tunnels"],
        Configuration(|root, _| *root = Element::new("vpn_connection")),
    ),
    fault(
        "declaration-absent",
        "sends the configuration without declaration and after ten blanks (moto 5.2.5)",
        &["configuration/declaration"],
        Style(Created, |style| {
            style.inner = |root| {
                root.document(&style::Style {
                    declaration: "\n          ",
                    ..style::Style::INNER
                })
            };
        }),
    ),
    fault(
        "declaration-of-latin-1",
        "declares ISO-8859-1 in the configuration",
        &["configuration/declaration"],
        Style(Created, |style| {
            style.inner = |root| inner(root).replace("UTF-8", "ISO-8859-1");
        }),
    ),
    fault(
        "configuration-order",
        "puts the elements of the configuration in an order that no document has",
        &["configuration/element-order"],
        Configuration(|root, _| root.children.reverse()),
    ),
    fault(
        "configuration-id-changed",
        "sends a configuration for another connection",
        &["configuration/connection-id-matches"],
        Configuration(|root, _| {
            for (_, value) in &mut root.attributes {
                "vpn-44a8938f".clone_into(value);
            }
        }),
    ),
    fault(
        "configuration-id-absent",
        "does not say in the configuration for which connection it is",
        &["configuration/connection-id-matches"],
        Configuration(|root, _| root.attributes.clear()),
    ),
    fault(
        "configuration-gateways-swapped",
        "swaps the two gateway ids in the configuration",
        &["configuration/gateways-match"],
        Configuration(|root, connection| {
            let vpn = connection.vpn_gateway_id.clone().unwrap_or_default();
            root.set(&["customer_gateway_id"], vpn);
            root.set(&["vpn_gateway_id"], connection.customer_gateway_id.clone());
        }),
    ),
    fault(
        "configuration-customer-gateway-constant",
        "names the customer gateway of the page's example in every configuration",
        &["configuration/gateways-match"],
        Configuration(|root, _| root.set(&["customer_gateway_id"], "cgw-b4dc3961")),
    ),
    fault(
        "configuration-vpn-gateway-empty",
        "leaves the virtual private gateway empty in the configuration",
        &["configuration/gateways-match"],
        Configuration(|root, _| root.set(&["vpn_gateway_id"], "")),
    ),
    fault(
        "configuration-vpn-gateway-padded",
        "puts blanks around the virtual private gateway in the configuration (moto 5.2.5)",
        &["configuration/no-padding", "configuration/gateways-match"],
        Configuration(|root, _| pad(root, &["vpn_gateway_id"])),
    ),
    fault(
        "configuration-number-padded",
        "puts line feeds around a number in the configuration",
        &["configuration/no-padding"],
        Configuration(|root, _| pad(root, &["ipsec_tunnel", "ipsec", "lifetime"])),
    ),
    fault(
        "configuration-type-changed",
        "names another type in the configuration",
        &["configuration/type-matches"],
        Configuration(|root, _| root.set(&["vpn_connection_type"], "ipsec.2")),
    ),
    fault(
        "configuration-type-none",
        "writes None for the type in the configuration",
        &["configuration/type-matches"],
        Configuration(|root, _| root.set(&["vpn_connection_type"], "None")),
    ),
];

fn inner(root: &Element) -> String {
    root.document(&style::Style::INNER)
}

fn pad(root: &mut Element, path: &[&str]) {
    if let Some(element) = root.at(path) {
        let text = element.text();
        root.set(path, format!("\n      {text}\n    "));
    }
}

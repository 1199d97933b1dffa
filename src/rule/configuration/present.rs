//! The response to a create carries a customerGatewayConfiguration that is not empty.

use crate::evidence::Record;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::Which;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/present",
    level: Level::Must,
    summary: "The response to a create carries a customerGatewayConfiguration that is not empty.",
    requirements: &[
        "description/configuration",
        "response/customer-gateway-configuration",
    ],
    explain: "The page promises the information that is needed to configure the customer gateway, in XML format; this \
            response is the only one that always has it.\n\
            Passes: the element with an escaped document in it.\n\
            Fails: no element, <customerGatewayConfiguration/>, one of white space only.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpnConnection/customerGatewayConfiguration")],
    judge: |rule, evidence| {
        findings::connections_with(
            rule,
            evidence,
            Which::Every,
            promised,
            |scribe, connection| {
                let inner = scribe.record.view().inner.as_ref();
                match connection.child("customerGatewayConfiguration") {
                    None => scribe.outer(
                        connection.offset(),
                        "absent",
                        "a customerGatewayConfiguration",
                        "none",
                    ),
                    Some(element) if inner.is_some_and(|inner| inner.is_empty()) => scribe.outer(
                        element.offset(),
                        "empty",
                        "a document in customerGatewayConfiguration",
                        "an empty element",
                    ),
                    Some(_) => {}
                }
            },
        )
    },
    faults: &[
        Fault::new(
            "configuration-absent",
            "leaves out the configuration",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(connection) = root.at(&["vpnConnection"]) {
                    connection.remove("customerGatewayConfiguration");
                }
            }),
        ),
        Fault::new(
            "configuration-empty",
            "leaves the configuration empty",
            Hook::Answer(Scope::Created, |root, _| {
                root.set(&["vpnConnection", "customerGatewayConfiguration"], "");
            }),
        ),
    ],
    ..Rule::SERVER
};

/// A description has the configuration of a connection that is pending or available.
fn promised(record: &Record) -> bool {
    let state = record.view().connection().and_then(|c| c.child("state"));
    record.is_response()
        || state.is_some_and(|state| matches!(state.text().trim(), "pending" | "available"))
}

//! Faults in refusals.

use crate::reference::element::Element;
use crate::reference::fault::{Fault, fault, with_body, with_header};
use crate::reference::hook::Hook::{Answer, Style, Wire};
use crate::reference::hook::Scope::Refused;

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "error-empty",
        "sends no body with an error",
        &["error/envelope"],
        Wire(Refused, |response, _| Ok(with_body(response, ""))),
    ),
    fault(
        "error-in-text",
        "sends an error as a line of text",
        &["error/envelope"],
        Wire(Refused, |response, _| {
            Ok(with_body(response, "Bad Request\n"))
        }),
    ),
    fault(
        "error-in-html",
        "sends an error as a page of HTML",
        &["error/envelope"],
        Wire(Refused, |response, _| {
            Ok(with_body(
                response,
                "<!doctype html><html><head><title>400</title></head><body><p>Bad Request</body></html>",
            ))
        }),
    ),
    fault(
        "error-in-json",
        "sends an error as JSON",
        &["error/envelope"],
        Wire(Refused, |response, _| {
            Ok(with_body(
                response,
                "{\"__type\":\"InvalidParameterValue\",\"message\":\"Bad Request\"}",
            ))
        }),
    ),
    fault(
        "error-of-other-service",
        "sends an error in the envelope of newer services",
        &["error/envelope"],
        Answer(Refused, |root, _| {
            root.name = "ErrorResponse".to_owned();
            let error = root.at(&["Errors", "Error"]).cloned();
            root.remove("Errors");
            if let Some(error) = error {
                root.children
                    .insert(0, crate::reference::element::Node::Element(error));
            }
        }),
    ),
    fault(
        "error-without-errors",
        "leaves out Errors around Error",
        &["error/envelope"],
        Answer(Refused, |root, _| {
            let error = root.at(&["Errors", "Error"]).cloned();
            root.remove("Errors");
            if let Some(error) = error {
                root.children
                    .insert(0, crate::reference::element::Node::Element(error));
            }
        }),
    ),
    fault(
        "error-without-code",
        "leaves out the code of an error",
        &["error/envelope"],
        Answer(Refused, |root, _| {
            if let Some(error) = root.at(&["Errors", "Error"]) {
                error.remove("Code");
            }
        }),
    ),
    fault(
        "error-without-message",
        "leaves out the message of an error",
        &["error/envelope"],
        Answer(Refused, |root, _| {
            if let Some(error) = root.at(&["Errors", "Error"]) {
                error.remove("Message");
            }
        }),
    ),
    fault(
        "error-cut",
        "stops in the middle of an error",
        &["error/envelope"],
        Wire(Refused, |response, _| {
            let half = response.body.len() / 2;
            let body = response.body.get(..half).unwrap_or_default().to_vec();
            Ok(with_body(response, body))
        }),
    ),
    fault(
        "error-with-200",
        "sends the envelope of an error with status 200",
        &["error/status-4xx"],
        Wire(Refused, |mut response, _| {
            response.status = 200;
            Ok(response)
        }),
    ),
    fault(
        "error-with-500",
        "blames itself for every error of the client",
        &["error/status-4xx"],
        Wire(Refused, |mut response, _| {
            response.status = 500;
            Ok(response)
        }),
    ),
    fault(
        "error-code-made-up",
        "sends a code that the service does not have",
        &["error/code-plausible"],
        Answer(Refused, |root, _| {
            root.set(&["Errors", "Error", "Code"], "ThisIsWrong")
        }),
    ),
    fault(
        "error-code-number",
        "sends the status as the code",
        &["error/code-plausible"],
        Answer(Refused, |root, _| {
            root.set(&["Errors", "Error", "Code"], "400")
        }),
    ),
    fault(
        "error-code-missing-is-not-found",
        "calls an absent customer gateway one that does not exist (moto 5.2.5)",
        &["error/code-plausible"],
        Answer(Refused, |root, context| {
            if context.query.value("CustomerGatewayId").is_none() {
                let code = "InvalidCustomerGatewayID.NotFound";
                root.set(&["Errors", "Error", "Code"], code);
            }
        }),
    ),
    fault(
        "error-request-id-missing",
        "leaves out the request id of an error",
        &["error/request-id"],
        Answer(Refused, |root, _| root.remove("RequestID")),
    ),
    fault(
        "error-request-id-renamed",
        "calls the request id of an error requestId, as in a success",
        &["error/request-id"],
        Answer(Refused, |root, _| {
            if let Some(id) = root.at(&["RequestID"]) {
                id.name = "requestId".to_owned();
            }
        }),
    ),
    fault(
        "error-request-id-empty",
        "leaves the request id of an error empty",
        &["error/request-id"],
        Answer(Refused, |root, _| root.set(&["RequestID"], "")),
    ),
    fault(
        "error-request-id-constant",
        "sends the same request id with every error",
        &["error/request-id-unique"],
        Answer(Refused, |root, _| {
            root.set(&["RequestID"], "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE");
        }),
    ),
    fault(
        "error-content-type-html",
        "calls the XML of an error text/html",
        &["error/content-type"],
        Wire(Refused, |response, _| {
            Ok(with_header(
                response,
                "content-type",
                "text/html; charset=utf-8",
            ))
        }),
    ),
    fault(
        "error-content-type-plain",
        "calls the XML of an error text/plain",
        &["error/content-type"],
        Wire(Refused, |response, _| {
            Ok(with_header(response, "content-type", "text/plain"))
        }),
    ),
    fault(
        "error-message-raw",
        "repeats what it was sent in a message without escaping it",
        &["error/markup-escaped"],
        Style(Refused, |style| style.text = |text, out| out.push_str(text)),
    ),
    fault(
        "error-namespace",
        "puts an error into the namespace of a success",
        &["error/no-namespace"],
        Answer(Refused, |root: &mut Element, context| {
            root.attributes
                .push(("xmlns".to_owned(), context.version.namespace()));
        }),
    ),
];

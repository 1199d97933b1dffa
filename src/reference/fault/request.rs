//! Faults in what is accepted.

use crate::exchange::TransportError;
use crate::reference::action;
use crate::reference::fault::{Fault, fault, with_body, with_header};
use crate::reference::hook::Hook::{Rules, Wire};
use crate::reference::hook::{Context, Scope};
use crate::reference::query::percent_decode;
use crate::reference::refusal::Refusal;
use crate::reference::rules::{Duplicates, Lookup};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "zone-required",
        "refuses a create without the deprecated AvailabilityZone",
        &["request/minimal-accepted"],
        Rules(|r| {
            r.zone = |zone| {
                zone.map(drop)
                    .ok_or_else(|| Refusal::missing("AvailabilityZone"))
            }
        }),
    ),
    fault(
        "create-answers-500",
        "answers every accepted create with status 500",
        &["request/minimal-accepted"],
        Wire(Scope::Created, |mut response, _| {
            response.status = 500;
            Ok(response)
        }),
    ),
    fault(
        "get-refused",
        "refuses a create by GET, the form of the page",
        &["request/get-accepted"],
        Wire(Scope::Created, |mut response, context| {
            if context.method == "GET" {
                response.status = 405;
                response = with_body(
                    response,
                    "<Response><Errors><Error><Code>UnsupportedOperation</Code><Message>Use POST</Message>\
                     </Error></Errors><RequestID>6d2a71c1-0000-4000-8000-000000000001</RequestID></Response>",
                );
            }
            Ok(response)
        }),
    ),
    fault(
        "post-refused",
        "does not serve POST",
        &["request/post-accepted"],
        Rules(|r| r.post = false),
    ),
    fault(
        "post-body-ignored",
        "reads only the query string of a POST",
        &["request/post-accepted"],
        Rules(|r| r.body = false),
    ),
    fault(
        "type-defaulted",
        "takes ipsec.1 where Type is absent",
        &["request/type-required"],
        Rules(|r| r.type_default = Some("ipsec.1")),
    ),
    fault(
        "type-none",
        "takes the text None where Type is absent (moto 5.2.5)",
        &["request/type-required"],
        Rules(|r| r.type_default = Some("None")),
    ),
    fault(
        "type-anything",
        "accepts any text as Type and gives it back (moto 5.2.5)",
        &["request/type-ipsec1-only", "request/padded-value-rejected"],
        Rules(|r| r.is_type = |_| true),
    ),
    fault(
        "type-hard-coded",
        "takes any Type for ipsec.1 (fakecloud 0.51.0)",
        &["request/type-ipsec1-only"],
        Rules(|r| r.type_taken = |_| "ipsec.1".to_owned()),
    ),
    fault(
        "type-any-case",
        "compares Type without regard to case",
        &["request/type-ipsec1-only"],
        Rules(|r| r.type_taken = str::to_ascii_lowercase),
    ),
    fault(
        "type-by-prefix",
        "accepts everything that starts with ipsec",
        &["request/type-ipsec1-only"],
        Rules(|r| r.is_type = |kind| kind.starts_with("ipsec")),
    ),
    fault(
        "customer-gateway-optional",
        "creates without CustomerGatewayId",
        &["request/customer-gateway-required"],
        Rules(|r| r.customer_gateway.default = Some("cgw-00000000")),
    ),
    fault(
        "vpn-gateway-optional",
        "creates without VpnGatewayId (moto 5.2.5)",
        &["request/vpn-gateway-required"],
        Rules(|r| r.vpn_gateway.default = Some("vgw-00000000")),
    ),
    fault(
        "customer-gateway-unchecked",
        "takes any text for a customer gateway (moto 4.2.14)",
        &[
            "request/customer-gateway-exists",
            "request/malformed-id-rejected",
        ],
        Rules(|r| r.customer_gateway.lookup = Lookup::Unchecked),
    ),
    fault(
        "customer-gateway-syntax-only",
        "takes any well-formed id for a customer gateway",
        &["request/customer-gateway-exists"],
        Rules(|r| r.customer_gateway.lookup = Lookup::WellFormed),
    ),
    fault(
        "vpn-gateway-unchecked",
        "takes any text for a virtual private gateway (moto 5.2.5)",
        &[
            "request/vpn-gateway-exists",
            "request/malformed-id-rejected",
        ],
        Rules(|r| r.vpn_gateway.lookup = Lookup::Unchecked),
    ),
    fault(
        "vpn-gateway-syntax-only",
        "takes any well-formed id for a virtual private gateway",
        &["request/vpn-gateway-exists"],
        Rules(|r| r.vpn_gateway.lookup = Lookup::WellFormed),
    ),
    fault(
        "deleted-customer-gateway-accepted",
        "creates with a deleted customer gateway (moto 5.2.5)",
        &["request/deleted-gateway-rejected"],
        Rules(|r| r.customer_gateway.lookup = Lookup::Known),
    ),
    fault(
        "deleted-vpn-gateway-accepted",
        "creates with a deleted virtual private gateway (moto 5.2.5)",
        &["request/deleted-gateway-rejected"],
        Rules(|r| r.vpn_gateway.lookup = Lookup::Known),
    ),
    fault(
        "zone-unknown",
        "refuses AvailabilityZone as a parameter it does not know",
        &["request/availability-zone-ignored"],
        Rules(|r| {
            r.zone = |zone| match zone {
                Some(_) => Err(Refusal::unknown_parameter("AvailabilityZone")),
                None => Ok(()),
            }
        }),
    ),
    fault(
        "zone-validated",
        "refuses an AvailabilityZone that does not exist instead of ignoring it",
        &["request/availability-zone-ignored"],
        Rules(|r| {
            r.zone = |zone| match zone {
                None | Some("us-east-1a" | "us-east-1b") => Ok(()),
                Some(other) => Err(Refusal::invalid("AvailabilityZone", other)),
            }
        }),
    ),
    fault(
        "order-of-the-page-only",
        "wants Type, CustomerGatewayId and VpnGatewayId in the order of the page",
        &["request/parameter-order-irrelevant"],
        Rules(|r| r.order = follows_the_page),
    ),
    fault(
        "action-first-only",
        "wants Action to be the first parameter",
        &["request/parameter-order-irrelevant"],
        Rules(|r| r.order = |pairs| pairs.first().is_none_or(|(name, _)| name == "Action")),
    ),
    fault(
        "zone-before-swapped-gateways",
        "refuses a create that has a zone and names the virtual private gateway first",
        &["request/generated-as-judged"],
        Rules(|r| r.order = no_zone_with_swapped_gateways),
    ),
    fault(
        "zone-before-late-type",
        "makes what was asked for, but says that it did not, where there is a zone and the type stands after a gateway",
        &["request/generated-as-judged"],
        Wire(Scope::Created, |response, context| {
            let place = |wanted: &str| context.query.pairs.iter().position(|(n, _)| n == wanted);
            let late = place("Type") > place("CustomerGatewayId");
            if !late || place("AvailabilityZone").is_none() {
                return Ok(response);
            }
            let refusal = format!(
                "<Response><Errors><Error><Code>Unsupported</Code><Message>Not here</Message></Error></Errors>\
                <RequestID>{}</RequestID></Response>",
                context.request_id
            );
            let mut response = with_body(response, refusal);
            response.status = 400;
            Ok(response)
        }),
    ),
    fault(
        "percent-not-decoded",
        "leaves percent-encoding as it is",
        &["request/percent-encoding-equivalent"],
        Rules(|r| r.decode = |bytes| Some(bytes.to_vec())),
    ),
    fault(
        "percent-lower-case-refused",
        "refuses percent-encoding with lower-case digits",
        &["request/percent-encoding-equivalent"],
        Rules(|r| {
            r.decode = |bytes| {
                let lower = bytes
                    .windows(3)
                    .any(|w| w.first() == Some(&b'%') && w.iter().any(u8::is_ascii_lowercase));
                if lower { None } else { percent_decode(bytes) }
            };
        }),
    ),
    fault(
        "names-any-case",
        "knows parameters under any spelling of upper and lower case",
        &["request/names-case-sensitive"],
        Rules(|r| r.name = known_spelling),
    ),
    fault(
        "unknown-parameter-ignored",
        "ignores parameters it does not know (moto 5.2.5)",
        &["request/unknown-parameter-rejected"],
        Rules(|r| r.refuse_unknown = false),
    ),
    fault(
        "later-parameter-ignored",
        "ignores parameters of later API versions",
        &["request/later-parameter-rejected"],
        Rules(|r| r.refuse_later = false),
    ),
    fault(
        "empty-type-accepted",
        "takes an empty Type for ipsec.1",
        &["request/empty-value"],
        Rules(|r| {
            r.empty_is_missing = false;
            r.is_type = |kind| matches!(kind, "" | "ipsec.1");
        }),
    ),
    fault(
        "duplicate-first-wins",
        "takes the first of two parameters with one name",
        &["request/duplicate-parameter"],
        Rules(|r| r.duplicates = Duplicates::First),
    ),
    fault(
        "duplicate-last-wins",
        "takes the last of two parameters with one name",
        &["request/duplicate-parameter"],
        Rules(|r| r.duplicates = Duplicates::Last),
    ),
    fault(
        "ids-any-case",
        "compares ids without regard to case",
        &["request/id-case-sensitive"],
        Rules(|r| {
            r.customer_gateway.id = str::to_ascii_lowercase;
            r.vpn_gateway.id = str::to_ascii_lowercase;
        }),
    ),
    fault(
        "id-prefix-optional",
        "finds a gateway by the digits of its id alone",
        &["request/malformed-id-rejected"],
        Rules(|r| {
            r.customer_gateway.id = |id| format!("cgw-{}", id.trim_start_matches("cgw-"));
            r.vpn_gateway.id = |id| format!("vgw-{}", id.trim_start_matches("vgw-"));
        }),
    ),
    fault(
        "values-trimmed",
        "trims blanks around values",
        &["request/padded-value-rejected"],
        Rules(|r| r.value = |value| value.trim().to_owned()),
    ),
    fault(
        "action-any-case",
        "knows actions under any spelling of upper and lower case",
        &["request/unknown-action-rejected"],
        Rules(|r| r.action = |name| action::find_any_case(name).unwrap_or(name).to_owned()),
    ),
    fault(
        "unknown-action-html-500",
        "answers an unknown action with status 500 and a page of HTML (moto 5.2.5)",
        &["request/unknown-action-rejected"],
        Wire(Scope::Refused, |mut response, context| {
            if action::find(context.action()).is_none() {
                response.status = 500;
                response = with_header(response, "content-type", "text/html; charset=utf-8");
                response = with_body(
                    response,
                    "<!doctype html><html lang=en><title>500 Internal Server Error</title>",
                );
            }
            Ok(response)
        }),
    ),
    fault(
        "unknown-action-200",
        "answers an unknown action with an empty success",
        &["request/unknown-action-rejected"],
        Wire(Scope::Refused, |mut response, context| {
            if action::find(context.action()).is_none() {
                response.status = 200;
                response = with_body(response, "<Response/>");
            }
            Ok(response)
        }),
    ),
    fault(
        "any-version",
        "takes a version it does not know for 2012-04-01",
        &["request/unknown-version-rejected"],
        Rules(|r| r.any_version = true),
    ),
    fault(
        "hostile-bytes-500",
        "answers bytes that cannot be in a query with status 500",
        &["request/hostile-bytes-survived"],
        Wire(Scope::Refused, |mut response, context| {
            if context.query.pairs.is_empty() {
                response.status = 500;
            }
            Ok(response)
        }),
    ),
    fault(
        "hostile-bytes-close",
        "closes the connection on bytes that cannot be in a query",
        &["request/hostile-bytes-survived"],
        Wire(Scope::Refused, |response, context| {
            if context.query.pairs.is_empty() {
                return Err(closed());
            }
            Ok(response)
        }),
    ),
    fault(
        "oversized-value-500",
        "answers a very long value with status 500",
        &["request/oversized-value-survived"],
        Wire(Scope::Any, |mut response, context| {
            if is_oversized(context) {
                response.status = 500;
            }
            Ok(response)
        }),
    ),
    fault(
        "oversized-value-close",
        "closes the connection on a very long value",
        &["request/oversized-value-survived"],
        Wire(Scope::Any, |response, context| {
            if is_oversized(context) {
                return Err(closed());
            }
            Ok(response)
        }),
    ),
];

fn follows_the_page(pairs: &[(String, String)]) -> bool {
    let place = |wanted: &str| pairs.iter().position(|(name, _)| name == wanted);
    let places = ["Type", "CustomerGatewayId", "VpnGatewayId"].map(place);
    places.iter().flatten().is_sorted()
}

fn no_zone_with_swapped_gateways(pairs: &[(String, String)]) -> bool {
    let place = |wanted: &str| pairs.iter().position(|(name, _)| name == wanted);
    let swapped = place("VpnGatewayId") < place("CustomerGatewayId");
    !(swapped && place("AvailabilityZone").is_some())
}

fn known_spelling(name: &str) -> String {
    action::parameter_names()
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
        .to_owned()
}

fn is_oversized(context: &Context<'_>) -> bool {
    let sizes = context.query.pairs.iter().map(|(_, value)| value.len());
    sizes.max().unwrap_or(0) > 32 * 1024
}

fn closed() -> TransportError {
    TransportError::Closed("nothing was sent back".to_owned())
}

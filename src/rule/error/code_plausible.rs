//! The code of an error fits what is wrong with the request.

use crate::evidence::{Evidence, Outcome, Record};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::request::expectation::{Expectation, Reason};
use crate::rule::findings::{Gather, quote};
use crate::rule::look::Look;
use crate::rule::shared_probe::REJECTED;
use crate::rule::{Rule, error};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "error/code-plausible",
    level: Level::May,
    summary: "The code of an error fits what is wrong with the request.",
    requirements: &["error/codes"],
    explain: "The page names no codes; those listed for the service are known, but not which of them this action of this \
            version gives for which request, nor which error comes first. So this is a check of level may.\n\
            Passes: MissingParameter for an absent Type; InvalidCustomerGatewayID.NotFound or \
            InvalidCustomerGatewayId.Malformed for a malformed id; InvalidParameterValue fits any of them.\n\
            Fails: InvalidCustomerGatewayID.NotFound for an absent CustomerGatewayId; InternalError for anything a client \
            did wrong; InvalidVpnGatewayID.NotFound where only the customer gateway or the connection is unknown; a code nobody has listed, or one in capitals.",
    reads: &[&REJECTED],
    with: error::refused,
    looks_at: &[Look::Element("Error/Code")],
    judge: plausible,
    faults: &[
        Fault::new(
            "error-code-made-up",
            "sends a code that the service does not have",
            Hook::Answer(Scope::Refused, |root, _| {
                root.set(&["Errors", "Error", "Code"], "ThisIsWrong")
            }),
        ),
        Fault::new(
            "error-code-in-capitals",
            "sends the code of an error in capitals",
            Hook::Answer(Scope::Refused, |root, _| {
                if let Some(code) = root.at(&["Errors", "Error", "Code"]) {
                    let text = code.text().to_uppercase();
                    root.set(&["Errors", "Error", "Code"], text);
                }
            }),
        ),
        Fault::new(
            "error-code-number",
            "sends the status as the code",
            Hook::Answer(Scope::Refused, |root, _| {
                root.set(&["Errors", "Error", "Code"], "400")
            }),
        ),
        Fault::new(
            "error-code-of-another-resource",
            "calls a connection that does not exist a VPN gateway that does not exist (cloudemu 2.6.0)",
            Hook::Answer(Scope::Refused, |root, context| {
                if context.action() == "DeleteVpnConnection" {
                    let code = "InvalidVpnGatewayID.NotFound";
                    root.set(&["Errors", "Error", "Code"], code);
                }
            }),
        ),
        Fault::new(
            "error-code-missing-is-not-found",
            "calls an absent customer gateway one that does not exist (moto 5.2.5)",
            Hook::Answer(Scope::Refused, |root, context| {
                if context.query.value("CustomerGatewayId").is_none() {
                    let code = "InvalidCustomerGatewayID.NotFound";
                    root.set(&["Errors", "Error", "Code"], code);
                }
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "empty-is-invalid",
            "calls an empty required value invalid instead of missing",
            Hook::Rules(|r| r.empty_is_missing = false),
        ),
        Variant::new(
            "one-error-code",
            "refuses everything with InvalidParameterValue, but for a dry run",
            Hook::Answer(Scope::Refused, |root, _| {
                const CODE: [&str; 3] = ["Errors", "Error", "Code"];
                if root
                    .at(&CODE)
                    .is_some_and(|code| code.text() != "DryRunOperation")
                {
                    root.set(&CODE, "InvalidParameterValue");
                }
            }),
        ),
        Variant::new(
            "refusals-as-invalid-parameter",
            "says InvalidParameter of a wrong value",
            Hook::Answer(Scope::Refused, |root, _| {
                const CODE: [&str; 3] = ["Errors", "Error", "Code"];
                if root
                    .at(&CODE)
                    .is_some_and(|code| code.text() == "InvalidParameterValue")
                {
                    root.set(&CODE, "InvalidParameter");
                }
            }),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

/// Codes that say no more than that something is wrong with a parameter, or with how it is written.
const ANYTHING: [&str; 3] = [
    "InvalidParameter",
    "InvalidParameterValue",
    "MalformedQueryString",
];

/// Codes about who asks, how often and how much: they say nothing of the request itself.
const ABOUT_THE_CALLER: [&str; 12] = [
    "AuthFailure",
    "Blocked",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "OptInRequired",
    "PendingVerification",
    "RequestExpired",
    "RequestLimitExceeded",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "VpnConnectionLimitExceeded",
];

fn plausible(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in &evidence.records {
        let Outcome::Rejected {
            code: Some(code), ..
        } = &record.view().outcome
        else {
            continue;
        };
        if ABOUT_THE_CALLER.contains(&code.as_str()) {
            continue;
        }
        let at = || {
            let root = record.view().root();
            let code = root.and_then(|root| root.path("Errors/Error/Code"));
            code.map_or(0, |code| code.text_offset())
        };
        let about = about(evidence, record);
        if let (Some(named), [about]) = (resource(code), &about[..])
            && named != *about
        {
            gather.exchange(evidence, record).outer(
                at(),
                &format!("the code of another resource for {about}"),
                format!("a code about {about}"),
                quote(code),
            );
            continue;
        }
        let Expectation::MustReject(reason) = record.case.expectation else {
            continue;
        };
        let Some((codes, wanted)) = codes(reason) else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        if !codes.iter().chain(&ANYTHING).any(|known| fits(known, code)) {
            scribe.outer(
                at(),
                &format!("another code for {wanted}"),
                wanted_codes(codes, wanted),
                quote(code),
            );
        }
    }
    gather
        .finish(|| Judgement::blocked("no request that must be rejected was answered with a code"))
}

/// The parameters that name a resource, each with the beginning of the codes about it.
const RESOURCES: [(&str, &str); 5] = [
    ("CustomerGatewayId", "InvalidCustomerGatewayId."),
    ("VpnGatewayId", "InvalidVpnGatewayId."),
    ("TransitGatewayId", "InvalidTransitGatewayId."),
    ("VpnConnectionId", "InvalidVpnConnectionId."),
    ("VpnConnectionId.1", "InvalidVpnConnectionId."),
];

/// The parameter that a code is about, if it names a resource.
fn resource(code: &str) -> Option<&'static str> {
    let code = code.replace("ID.", "Id.");
    let mut known = RESOURCES.iter();
    known
        .find(|(_, start)| code.starts_with(start))
        .map(|(parameter, _)| *parameter)
}

/// The resources that may be what is wrong with a request: those in which it differs from its control, or all that it names.
fn about(evidence: &Evidence, record: &Record) -> Vec<&'static str> {
    let control = evidence.twin(record);
    let differs = |name: &str| {
        let was = control.map(|control| control.sent(name));
        record.sent(name).is_some_and(|now| was != Some(Some(now)))
    };
    let named = RESOURCES.iter().filter(|(name, _)| differs(name));
    let resources = named.filter_map(|(_, start)| resource(start));
    resources.collect()
}

fn wanted_codes(codes: &[&str], wanted: &str) -> String {
    format!("{} for {wanted}", codes.join(", "))
}

/// Upper and lower case of the D in ID differ within the documentation itself.
fn fits(known: &str, code: &str) -> bool {
    let alike = |code: &str| code.replace("ID", "Id");
    let code = alike(code);
    match known.strip_prefix('*') {
        Some(end) => code.ends_with(&alike(end)),
        None => code == alike(known),
    }
}

/// The codes that fit, and what is wrong in words.
fn codes(reason: Reason) -> Option<(&'static [&'static str], &'static str)> {
    Some(match reason {
        Reason::Action => (
            &["InvalidAction", "MissingAction", "MissingParameter"],
            "an action that does not exist",
        ),
        Reason::Missing => (
            &["MissingParameter", "InvalidParameterCombination"],
            "a parameter that is absent",
        ),
        Reason::Type => (
            &[
                "InvalidParameterValue",
                "Unsupported",
                "UnsupportedOperation",
            ],
            "a type other than ipsec.1",
        ),
        Reason::Malformed => (
            &["*.Malformed", "*.NotFound", "InvalidParameterValue"],
            "an id that is malformed",
        ),
        Reason::NotFound => (
            &[
                "*.NotFound",
                "InvalidCustomerGatewayId.Malformed",
                "InvalidVpnGatewayId.Malformed",
            ],
            "a gateway that does not exist",
        ),
        Reason::Deleted => (
            &[
                "*.NotFound",
                "InvalidCustomerGatewayState",
                "InvalidVpnGatewayState",
                "IncorrectState",
            ],
            "a gateway that was deleted",
        ),
        Reason::UnknownParameter => (
            &[
                "UnknownParameter",
                "InvalidQueryParameter",
                "MissingParameter",
            ],
            "a parameter that does not exist",
        ),
        Reason::Padded => (
            &["*.Malformed", "*.NotFound", "InvalidParameterValue"],
            "a value with white space around it",
        ),
        Reason::Version => (
            &["NoSuchVersion", "MissingParameter"],
            "a version that does not exist",
        ),
        // The rule for dry runs checks this code.
        Reason::DryRun => return None,
        Reason::Exclusive => (
            &["InvalidParameterCombination", "*.NotFound"],
            "two parameters that exclude each other",
        ),
        Reason::Option => (
            &[
                "InvalidParameterCombination",
                "InvalidCidr.InUse",
                "MissingParameter",
                "*.Malformed",
                "Unsupported",
                "UnsupportedOperation",
            ],
            "an option with a value that it may not have",
        ),
        Reason::Tag => (
            &[
                "InvalidParameterCombination",
                "InvalidTagKey.Malformed",
                "InvalidTagSpecification.Malformed",
                "MissingParameter",
                "TagLimitExceeded",
            ],
            "a tag that there may not be",
        ),
        #[expect(unreachable_patterns, reason = "more reasons may come")]
        _ => return None,
    })
}

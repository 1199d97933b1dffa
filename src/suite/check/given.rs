//! What is known of a saved document: from the message, or else from the options. Nothing is guessed.

use std::time::Duration;

use crate::evidence::{Extent, Origin, Part, Record, Role};
use crate::exchange::{Exchange, HttpRequest, HttpResponse};
use crate::request::expectation::{Ambiguity, Expectation};
use crate::request::fixtures::Fixtures;
use crate::request::judge::{World, judge};
use crate::request::{Case, Draft, Form, Parameter, encoding};
use crate::saved::{Content, Head, Saved};
use crate::spec::version::ApiVersion;

/// The options.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The API version; else that of the request, or of the namespace.
    pub api_version: Option<ApiVersion>,
    /// `Type`, `CustomerGatewayId` and `VpnGatewayId` of the request, where they are known.
    pub parameters: Vec<(&'static str, String)>,
    /// The address of the customer gateway.
    pub customer_address: Option<String>,
    /// Its BGP ASN.
    pub customer_asn: Option<u32>,
}

/// The probe of all that was saved.
pub const PROBE: &str = "saved";

/// The options of parameters.
const PARAMETERS: [(&str, &str); 3] = [
    ("--type", "Type"),
    ("--customer-gateway-id", "CustomerGatewayId"),
    ("--vpn-gateway-id", "VpnGatewayId"),
];

impl Given {
    /// The same as options of `vpnconform check`.
    pub fn options(&self) -> Vec<String> {
        let version = self.api_version.map(|v| ("--api-version", v.to_string()));
        let parameters = PARAMETERS.iter().filter_map(|(option, name)| {
            let (_, value) = self.parameters.iter().find(|(known, _)| known == name)?;
            Some((*option, value.clone()))
        });
        let address = self.customer_address.clone();
        let address = address.map(|address| ("--customer-address", address));
        let asn = self
            .customer_asn
            .map(|asn| ("--customer-asn", asn.to_string()));
        let all = version
            .into_iter()
            .chain(parameters)
            .chain(address)
            .chain(asn);
        all.flat_map(|(option, value)| [option.to_owned(), value])
            .collect()
    }

    /// From these options; what is none of them is left out.
    pub fn from_options(options: &[String]) -> Self {
        let value = |option: &str| {
            let at = options.iter().position(|known| known == option)?;
            options.get(at + 1).cloned()
        };
        Self {
            api_version: value("--api-version").and_then(|v| v.parse().ok()),
            parameters: PARAMETERS
                .iter()
                .filter_map(|(option, name)| Some((*name, value(option)?)))
                .collect(),
            customer_address: value("--customer-address"),
            customer_asn: value("--customer-asn").and_then(|v| v.parse().ok()),
        }
    }

    /// The records of a document, and the API versions that it may be of.
    pub(super) fn records(&self, saved: Saved) -> (Vec<ApiVersion>, Vec<Record>) {
        let pairs = saved.request.as_ref().and_then(parameters);
        let request_known = pairs.is_some();
        let (part, head, body, about) = match saved.content {
            Content::Response { head, body } => (Part::Response, head, body, Vec::new()),
            Content::Configuration { text, about } => (Part::Configuration, None, text, about),
        };
        let draft = self.draft(pairs, &body, about);
        let version = draft
            .value("Version")
            .and_then(|v| std::str::from_utf8(v).ok());
        let (versions, version_known) = self.versions(version, &body);
        let fixtures = self.fixtures(&draft);
        let extent = Extent {
            part,
            request: request_known,
            head: head.is_some(),
            version: version_known,
        };
        let request = saved.request.unwrap_or_else(unknown);
        let expectation = expectation(&request, request_known, &fixtures, &versions);
        let role = match expectation {
            Expectation::MustReject(_) => Role::Deviation,
            // Nothing speaks against a request that is not known, or that the server may accept.
            Expectation::MustAccept | Expectation::Unspecified(_) => Role::Twin,
        };
        let Head { status, headers } = head.unwrap_or_else(|| Head {
            status: assumed_status(&body),
            headers: Vec::new(),
        });
        let is_description = draft.value("Action") == Some(DESCRIBE.as_bytes());
        let exchange = Exchange {
            request: request.clone(),
            response: Ok(HttpResponse {
                status,
                headers,
                body,
            }),
            elapsed: Duration::ZERO,
            attempts: 1,
        };
        let case = Case {
            id: saved.name,
            draft,
            deviation: None,
            twin: None,
            request,
            expectation,
        };
        let record = Record::new(PROBE, Origin::Catalogue, role, case, fixtures, exchange);
        let record = record.with_extent(extent);
        let records = match is_description && (200..300).contains(&status) {
            true => record.items(),
            false => vec![record],
        };
        (versions, records)
    }

    /// The recipe of the request; of one that is not known, with the parameters that are given.
    fn draft(
        &self,
        known: Option<Vec<Parameter>>,
        body: &[u8],
        about: Vec<(&'static str, String)>,
    ) -> Draft {
        let form = Form::default();
        if let Some(parameters) = known {
            return Draft { form, parameters };
        }
        let action = match memchr::memmem::find(body, b"DescribeVpnConnectionsResponse") {
            Some(_) => DESCRIBE,
            None => "CreateVpnConnection",
        };
        let mut draft = Draft {
            form,
            parameters: vec![Parameter::new("Action", action)],
        };
        for (name, value) in about.into_iter().chain(self.parameters.iter().cloned()) {
            draft.set(name, value);
        }
        draft
    }

    /// The versions that a record may be of that was kept before.
    pub(super) fn versions_of(&self, record: &Record) -> Vec<ApiVersion> {
        let body = match &record.exchange.response {
            Ok(response) => response.body.as_slice(),
            Err(_) => b"",
        };
        self.versions(record.sent("Version"), body).0
    }

    /// The versions that a document may be of, and whether that is known.
    fn versions(&self, of_request: Option<&str>, body: &[u8]) -> (Vec<ApiVersion>, bool) {
        let requested = of_request.and_then(|text| text.parse().ok());
        if let Some(version) = self.api_version.or(requested) {
            return (vec![version], true);
        }
        let Some(date) = of_request.or_else(|| namespace(body)) else {
            return (vec![ApiVersion::V2012_04_01, ApiVersion::V2016_11_15], true);
        };
        match date.parse() {
            Ok(version) => (vec![version], true),
            // One without public facts lies between two that have them.
            Err(_) => {
                let earlier = ApiVersion::ALL.iter().rfind(|v| v.as_str() < date);
                let later = ApiVersion::ALL.iter().find(|v| v.as_str() > date);
                (earlier.into_iter().chain(later).copied().collect(), false)
            }
        }
    }

    fn fixtures(&self, draft: &Draft) -> Fixtures {
        let text = |name: &str| {
            let value = draft.value(name).unwrap_or_default();
            String::from_utf8_lossy(value).into_owned()
        };
        Fixtures {
            customer_gateway_id: text("CustomerGatewayId"),
            customer_address: self.customer_address.clone().unwrap_or_default(),
            customer_asn: self.customer_asn.unwrap_or_default(),
            vpn_gateway_id: text("VpnGatewayId"),
            transit_gateway_id: text("TransitGatewayId"),
            provisioned: self.customer_address.is_some() || self.customer_asn.is_some(),
            ..Fixtures::default()
        }
    }
}

/// The parameters of a request, where they were saved too.
fn parameters(request: &HttpRequest) -> Option<Vec<Parameter>> {
    let pairs = encoding::decode(request).ok()?;
    let has_action = pairs.iter().any(|pair| pair.name == b"Action");
    let parameter = |pair: encoding::Pair| Parameter {
        value: pair.value,
        ..Parameter::new(pair.name, "")
    };
    has_action.then(|| pairs.into_iter().map(parameter).collect())
}

const DESCRIBE: &str = "DescribeVpnConnections";

/// What the API reference says of a request, if its gateways exist: more is not known of the server.
fn expectation(
    request: &HttpRequest,
    known: bool,
    fixtures: &Fixtures,
    versions: &[ApiVersion],
) -> Expectation {
    let Some(version) = versions.first().filter(|_| known) else {
        return Expectation::Unspecified(Ambiguity::Other);
    };
    judge(request, *version, &World::of(fixtures))
}

fn unknown() -> HttpRequest {
    HttpRequest {
        method: String::new(),
        target: Vec::new(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// The status that goes with a body, for rules that do not judge the status.
fn assumed_status(body: &[u8]) -> u16 {
    let root = crate::evidence::first_tag(body);
    match root.as_deref() {
        Some("Response" | "ErrorResponse" | "Error") => 400,
        _ => 200,
    }
}

/// The date in the first namespace of the service.
fn namespace(body: &[u8]) -> Option<&str> {
    const BEGIN: &[u8] = b"http://ec2.amazonaws.com/doc/";
    let head = body.get(..body.len().min(4096))?;
    let at = memchr::memmem::find(head, BEGIN)? + BEGIN.len();
    let date = std::str::from_utf8(body.get(at..at + 10)?).ok()?;
    let is_date = date.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_date.then_some(date)
}

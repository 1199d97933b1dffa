//! What is done with an answer, stage by stage.

use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use crate::document::parse::Way;
use crate::document::{parse, write};
use crate::endpoint::Endpoint;
use crate::evidence::redact::{Redactor, unescaped};
use crate::evidence::{Evidence, Origin, Record, Role};
use crate::exchange::Exchange;
use crate::reference::Reference;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Case, Draft, encoding};
use crate::rule;
use crate::run::extract;
use crate::spec::version::ApiVersion;
use crate::suite::outcome;
use crate::xml::{Document, Element, Limits};

/// The stages by name.
pub(super) const STAGES: [(&str, fn(&[u8])); 6] = [
    ("typed", typed),
    ("tree", tree),
    ("without trust in its form", untrusted),
    ("redaction", redaction),
    ("judgement", judgement),
    ("judgement as an error", refusal),
];

fn typed(body: &[u8]) {
    let limits = Limits::default();
    for way in [Way::Fast, Way::General] {
        if let Ok(parsed) = parse::exchange_by(way, body, &limits) {
            black_box(write::response(&parsed.response, &write::Style::default()));
        }
    }
    let _ = black_box(parse::error_envelope(body, &limits));
}

fn tree(body: &[u8]) {
    let Ok(document) = Document::parse(body, &Limits::default()) else {
        return;
    };
    let mut all: Vec<Element<'_>> = vec![document.root()];
    while let Some(element) = all.pop() {
        let decoded = element.decoded();
        black_box((decoded.wire_offset(decoded.text.len()), element.offset()));
        black_box((element.text(), element.attributes().count()));
        all.extend(element.children());
    }
}

fn untrusted(body: &[u8]) {
    black_box(unescaped(body));
    black_box(extract::made(Some(b"CreateVpnConnection"), body));
    black_box(extract::gist(body));
}

fn redaction(body: &[u8]) {
    for record in changed(body, 0).records {
        black_box(Redactor::new().exchange(&record.exchange));
    }
}

fn judgement(body: &[u8]) {
    judge(&changed(body, 0));
}

fn refusal(body: &[u8]) {
    judge(&changed(body, 1));
}

fn judge(evidence: &Evidence) {
    for rule in rule::catalogue() {
        black_box(outcome::judge_saved(rule, evidence));
    }
}

/// A create and a refusal, one of them answered with this body.
fn changed(body: &[u8], which: usize) -> Evidence {
    let mut evidence = Evidence::default();
    for (number, record) in BASE.iter().enumerate() {
        let mut exchange = (*record.exchange).clone();
        if let (true, Ok(response)) = (number == which, &mut exchange.response) {
            response.body = body.to_vec();
        }
        evidence.records.push(Record::new(
            Arc::clone(&record.probe),
            record.origin,
            record.role,
            record.case.clone(),
            record.fixtures.clone(),
            exchange,
        ));
    }
    evidence
}

/// A create as it is granted, and one without its gateways as it is refused.
static BASE: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let reference = Reference::default();
    let version = ApiVersion::default();
    let send = |action: &str, parameters: &[(&str, &str)]| {
        let draft = Draft::action(action, version, parameters);
        let request = encoding::encode(&draft, "localhost", "/");
        let response = reference.send(&request);
        (draft, request, response)
    };
    let gateway = |action: &str, element: &str, parameters: &[(&str, &str)]| {
        let (_, _, response) = send(action, parameters);
        let body = response.map(|response| response.body).unwrap_or_default();
        extract::element_text(&String::from_utf8_lossy(&body), element).unwrap_or_default()
    };
    let address = [
        ("Type", "ipsec.1"),
        ("IpAddress", "203.0.113.7"),
        ("BgpAsn", "64620"),
    ];
    let customer = gateway("CreateCustomerGateway", "customerGatewayId", &address);
    let virtual_private = gateway("CreateVpnGateway", "vpnGatewayId", &[("Type", "ipsec.1")]);
    let whole = [
        ("Type", "ipsec.1"),
        ("CustomerGatewayId", customer.as_str()),
        ("VpnGatewayId", virtual_private.as_str()),
    ];
    let roles = [(Role::Twin, &whole[..]), (Role::Deviation, &[])];
    let record = |(role, parameters): (Role, &[(&str, &str)])| {
        let (draft, request, response) = send("CreateVpnConnection", parameters);
        let case = Case {
            id: format!("{WORK}/{role:?}").to_lowercase(),
            draft,
            deviation: None,
            twin: None,
            request: request.clone(),
            expectation: Expectation::MustAccept,
        };
        let exchange = Exchange {
            request,
            response,
            elapsed: Duration::from_millis(1),
            attempts: 1,
        };
        Record::new(
            WORK,
            Origin::Catalogue,
            role,
            case,
            Fixtures::default(),
            exchange,
        )
    };
    roles.into_iter().map(record).collect()
});

const WORK: &str = "response/minimal-accepted";

//! Exchanges written by hand, for the tests of the document checks.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use crate::evidence::{Evidence, Origin, Record, Role};
use crate::exchange::{Exchange, HttpRequest, HttpResponse};
use crate::finding::{Judgement, Verdict};
use crate::request::expectation::{Expectation, Reason};
use crate::request::fixtures::Fixtures;
use crate::request::{Case, Draft};
use crate::rule::by_id;
use crate::spec::version::ApiVersion;

/// An inner document as real ones are, for the gateways of [`fixtures`].
pub(crate) const INNER: &str = include_str!("sample/inner.xml");

pub(crate) fn fixtures() -> Fixtures {
    Fixtures {
        customer_gateway_id: "cgw-b4dc3961".to_owned(),
        customer_address: "203.0.113.77".to_owned(),
        customer_asn: 64_999,
        vpn_gateway_id: "vgw-8db04f81".to_owned(),
        provisioned: true,
        ..Fixtures::default()
    }
}

/// A conforming response to a create, with this connection id and inner document.
pub(crate) fn response(id: &str, inner: &str) -> String {
    let inner = escape(&inner.replace("vpn-44a8938f", id));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <CreateVpnConnectionResponse xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">\
         <requestId>request of {id}</requestId><vpnConnection><vpnConnectionId>{id}</vpnConnectionId>\
         <state>pending</state><customerGatewayConfiguration>{inner}</customerGatewayConfiguration>\
         <type>ipsec.1</type><customerGatewayId>cgw-b4dc3961</customerGatewayId>\
         <vpnGatewayId>vgw-8db04f81</vpnGatewayId><tagSet/></vpnConnection></CreateVpnConnectionResponse>"
    )
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The envelope of an error.
pub(crate) fn refusal(code: &str, request_id: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
         <Message>no</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>"
    )
}

pub(crate) fn answer(status: u16, body: impl Into<Vec<u8>>) -> HttpResponse {
    let body = body.into();
    HttpResponse {
        status,
        headers: vec![
            (
                "Content-Type".to_owned(),
                b"text/xml;charset=UTF-8".to_vec(),
            ),
            (
                "Content-Length".to_owned(),
                body.len().to_string().into_bytes(),
            ),
        ],
        body,
    }
}

/// A create that had to be accepted.
pub(crate) fn create(name: &str, response: HttpResponse) -> Record {
    record(name, Expectation::MustAccept, response, |_| {})
}

/// A create that had to be rejected, changed by `deviate`.
pub(crate) fn refused(
    name: &str,
    reason: Reason,
    response: HttpResponse,
    deviate: impl FnOnce(&mut Draft),
) -> Record {
    record(name, Expectation::MustReject(reason), response, deviate)
}

pub(crate) fn record(
    name: &str,
    expectation: Expectation,
    response: HttpResponse,
    deviate: impl FnOnce(&mut Draft),
) -> Record {
    let fixtures = fixtures();
    let mut draft = Draft::create_vpn_connection(
        ApiVersion::V2012_04_01,
        &fixtures.customer_gateway_id,
        &fixtures.vpn_gateway_id,
    );
    deviate(&mut draft);
    let valid = expectation == Expectation::MustAccept;
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: b"/".to_vec(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let case = Case {
        id: format!("ordinary/{name}"),
        draft,
        deviation: (!valid).then(|| name.to_owned()),
        twin: None,
        request: request.clone(),
        expectation,
    };
    let exchange = Exchange {
        request,
        response: Ok(response),
        elapsed: Duration::ZERO,
        attempts: 1,
    };
    let role = if valid { Role::Twin } else { Role::Deviation };
    Record::new(
        "ordinary",
        Origin::Catalogue,
        role,
        case,
        fixtures,
        exchange,
    )
}

pub(crate) fn evidence(records: Vec<Record>) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.records = records;
    evidence
}

/// Three creates, each with other keys, and two errors, as a conforming server answers.
pub(crate) fn conforming() -> Vec<Record> {
    vec![
        create("first", answer(200, response("vpn-44a8938f", INNER))),
        create(
            "second",
            answer(200, response("vpn-5b17c0de", &other_keys(INNER, 'x'))),
        ),
        create(
            "third",
            answer(200, response("vpn-0123abcd", &other_keys(INNER, 'q'))),
        ),
        refused(
            "type-absent",
            Reason::Missing,
            answer(400, refusal("MissingParameter", "one")),
            |d| {
                d.remove("Type");
            },
        ),
        refused(
            "gateway-unknown",
            Reason::NotFound,
            answer(400, refusal("InvalidCustomerGatewayID.NotFound", "two")),
            |d| d.set("CustomerGatewayId", "cgw-00000bad"),
        ),
    ]
}

/// The document with its keys shifted through the alphabet by the letter given.
pub(crate) fn other_keys(inner: &str, by: char) -> String {
    let shift = by as u8;
    let mut out = String::new();
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once("<pre_shared_key>") {
        let (key, after) = after.split_once('<').unwrap();
        let key: String = key
            .bytes()
            .enumerate()
            .map(|(i, b)| {
                let turned = (usize::from(b) * 7 + usize::from(shift) * 5 + i * 11) % 52;
                let turned = u8::try_from(turned).unwrap();
                char::from(if turned < 26 {
                    b'A' + turned
                } else {
                    b'a' + turned - 26
                })
            })
            .collect();
        out.push_str(before);
        out.push_str("<pre_shared_key>");
        out.push_str(&key);
        out.push('<');
        rest = after;
    }
    out + rest
}

/// The keys of an inner document.
pub(crate) fn keys(inner: &str) -> Vec<String> {
    inner
        .split("<pre_shared_key>")
        .skip(1)
        .filter_map(|rest| rest.split_once('<'))
        .map(|(key, _)| key.to_owned())
        .collect()
}

/// What a check says of these records.
pub(crate) fn judged(check: &str, records: Vec<Record>) -> Judgement {
    let evidence = evidence(records);
    let rule = by_id(check).unwrap();
    (rule.judge)(rule, &evidence)
}

/// What a check says of three creates whose inner documents are all changed in the same way.
pub(crate) fn judged_inner(check: &str, edit: impl Fn(&str) -> String) -> Judgement {
    let inner = |by| edit(&other_keys(INNER, by));
    judged(
        check,
        vec![
            create("first", answer(200, response("vpn-44a8938f", &inner('a')))),
            create("second", answer(200, response("vpn-5b17c0de", &inner('x')))),
        ],
    )
}

/// What a check says of two creates whose outer documents are changed in the same way.
pub(crate) fn judged_outer(check: &str, edit: impl Fn(&str) -> String) -> Judgement {
    let body = |id, by| edit(&response(id, &other_keys(INNER, by)));
    judged(
        check,
        vec![
            create("first", answer(200, body("vpn-44a8938f", 'a'))),
            create("second", answer(200, body("vpn-5b17c0de", 'x'))),
        ],
    )
}

/// Asserts that each edit of the inner document gives this verdict, and that a finding is found in it.
pub(crate) fn assert_inner(check: &str, verdict: Verdict, edits: &[(&str, &str)]) {
    for (from, to) in edits {
        assert!(INNER.contains(from), "{from} is not in the sample");
        let judgement = judged_inner(check, |inner| inner.replace(from, to));
        assert_eq!(
            judgement.verdict, verdict,
            "{check}: {from} -> {to}: {judgement:?}"
        );
        assert_findings(check, &judgement);
    }
}

/// Asserts that each edit of the outer document gives this verdict.
pub(crate) fn assert_outer(check: &str, verdict: Verdict, edits: &[(&str, &str)]) {
    for (from, to) in edits {
        let judgement = judged_outer(check, |outer| {
            assert!(outer.contains(from), "{from} is not in the sample");
            outer.replace(from, to)
        });
        assert_eq!(
            judgement.verdict, verdict,
            "{check}: {from} -> {to}: {judgement:?}"
        );
        assert_findings(check, &judgement);
    }
}

/// Findings name their check and are counted, and none of them shows a key.
pub(crate) fn assert_findings(check: &str, judgement: &Judgement) {
    for finding in &judgement.findings {
        assert_eq!(finding.check, check);
        assert!(finding.count >= 1);
        let all = format!("{finding:?}");
        for by in ['a', 'x'] {
            for key in keys(&other_keys(INNER, by)) {
                assert!(!all.contains(&key), "{check} shows a key");
            }
        }
    }
}

/// The verdict of every check of the catalogue that is neither pass nor not-applicable.
pub(crate) fn failing(records: Vec<Record>) -> Vec<(&'static str, Verdict)> {
    let evidence = evidence(records);
    crate::rule::catalogue()
        .filter(|check| check.applies_to(evidence.api_version))
        .filter(|check| ["response", "configuration", "secret", "error"].contains(&check.family()))
        .map(|check| (check.id, (check.judge)(check, &evidence)))
        .filter(|(_, j)| !matches!(j.verdict, Verdict::Pass | Verdict::NotApplicable))
        .map(|(id, j)| (id, j.verdict))
        .collect()
}

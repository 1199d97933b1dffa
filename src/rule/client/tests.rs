#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::Duration;

use crate::evidence::{Evidence, Origin, Record, Role};
use crate::exchange::{Exchange, HttpRequest, TransportError};
use crate::finding::Verdict;
use crate::request::fixtures::Fixtures;
use crate::request::judge::{World, judge};
use crate::request::{Case, Draft};
use crate::rule;
use crate::spec::version::ApiVersion;

const GOOD: &str = "/?Action=CreateVpnConnection&Version=2012-04-01&Type=ipsec.1&CustomerGatewayId=cgw-b4dc3961&VpnGatewayId=vgw-8db04f81";
const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20120401/us-east-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";

fn verdict(id: &str, target: &str, headers: &[(&str, &str)]) -> Verdict {
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: target.as_bytes().to_vec(),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
            .collect(),
        body: Vec::new(),
    };
    let world = World {
        customer_gateways: vec!["cgw-b4dc3961".to_owned()],
        vpn_gateways: vec!["vgw-8db04f81".to_owned()],
        deleted: Vec::new(),
        ..World::default()
    };
    let version = ApiVersion::V2012_04_01;
    let case = Case {
        id: "one".to_owned(),
        draft: Draft::create_vpn_connection(version, "cgw-b4dc3961", "vgw-8db04f81"),
        deviation: None,
        twin: None,
        expectation: judge(&request, version, &world),
        request: request.clone(),
    };
    let exchange = Exchange {
        request,
        response: Err(TransportError::Closed("never sent".to_owned())),
        elapsed: Duration::ZERO,
        attempts: 1,
    };
    let fixtures = Fixtures::default();
    let record = Record::new("p", Origin::Catalogue, Role::Twin, case, fixtures, exchange);
    let mut evidence = Evidence::new(version);
    evidence.records.push(record);
    let rule = rule::client_rules().find(|rule| rule.id == id).unwrap();
    (rule.judge)(rule, &evidence).verdict
}

/// A rule with a request that it must fail and one that it must not.
#[test]
fn every_rule_fails_its_faulty_request_alone() {
    let missing = GOOD.replace("Type=ipsec.1&", "");
    let in_url = format!("{GOOD}&Options.TunnelOptions.1.PreSharedKey=sekrit12");
    let unhosted = SIGNED.replace("host;", "");
    let other = "0".repeat(64);
    type Faulty<'f> = (&'f str, &'f str, Vec<(&'f str, &'f str)>);
    let faulty: [Faulty<'_>; 5] = [
        (
            "client/request-valid",
            &missing,
            vec![("Authorization", SIGNED)],
        ),
        ("client/signed", GOOD, vec![]),
        (
            "client/signature-covers-request",
            GOOD,
            vec![("Authorization", &unhosted)],
        ),
        (
            "client/signature-covers-request",
            GOOD,
            vec![("Authorization", SIGNED), ("X-Amz-Content-Sha256", &other)],
        ),
        (
            "client/no-secret-in-url",
            &in_url,
            vec![("Authorization", SIGNED)],
        ),
    ];
    for (id, target, headers) in &faulty {
        assert_eq!(verdict(id, target, headers), Verdict::Fail, "{id}");
    }
    for rule in rule::client_rules() {
        let right = verdict(rule.id, GOOD, &[("Authorization", SIGNED)]);
        assert_eq!(right, Verdict::Pass, "{}", rule.id);
        assert!(faulty.iter().any(|(id, ..)| *id == rule.id), "{}", rule.id);
    }
}

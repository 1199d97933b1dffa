//! Whole servers: a conforming one, and the ones that were measured.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::evidence::{Outcome, Record};
use crate::exchange::HttpResponse;
use crate::finding::Verdict;
use crate::request::expectation::Reason;
use crate::rule::sample::*;

#[test]
fn a_conforming_server_fails_nothing() {
    let failing = failing(conforming());
    assert!(failing.is_empty(), "{failing:?}");
}

/// The inner document of moto 5.2.5: ten blanks, no declaration, a padded id, one tunnel twice, and constants.
fn moto_inner() -> String {
    let (_, document) = INNER.split_once("?>").unwrap();
    let (before, tunnels) = document
        .trim_start()
        .split_once("  <ipsec_tunnel>")
        .unwrap();
    let (tunnel, _) = tunnels.split_once("</ipsec_tunnel>").unwrap();
    let tunnel = format!("  <ipsec_tunnel>{tunnel}</ipsec_tunnel>\n");
    format!("          {before}{tunnel}{tunnel}</vpn_connection>\n")
        .replace("vgw-8db04f81<", " vgw-8db04f81 <")
        .replace("203.0.113.77", "12.1.2.3")
        .replace("64999", "65000")
}

fn moto(id: &str, inner: &str) -> HttpResponse {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <CreateVpnConnectionResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15\"><vpnConnection><tagSet/>\
         <vpnConnectionId>{id}</vpnConnectionId><state>available</state><customerGatewayConfiguration>{}\
         </customerGatewayConfiguration><type>ipsec.1</type><customerGatewayId>cgw-b4dc3961</customerGatewayId>\
         <vpnGatewayId>vgw-8db04f81</vpnGatewayId></vpnConnection><requestId>request-id</requestId>\
         </CreateVpnConnectionResponse>",
        escape(&inner.replace("vpn-44a8938f", id))
    );
    HttpResponse {
        status: 200,
        headers: vec![("Content-Type".to_owned(), b"text/xml".to_vec())],
        body: body.into_bytes(),
    }
}

fn moto_creates() -> Vec<Record> {
    vec![
        create("first", moto("vpn-fa2d82ca8751dc19b", &moto_inner())),
        create("second", moto("vpn-80cdbd628fd0d0d20", &moto_inner())),
    ]
}

#[test]
fn moto_fails_what_was_measured_and_nothing_else() {
    let mut records = moto_creates();
    let refusal = |id: &str| {
        refusal("InvalidCustomerGatewayID.NotFound", id).replace(
            "<Response>",
            "<Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15\">",
        )
    };
    records.push(refused(
        "unknown",
        Reason::NotFound,
        answer(400, refusal("request-id")),
        |d| {
            d.set("CustomerGatewayId", "cgw-00000000");
        },
    ));
    records.push(refused(
        "absent",
        Reason::Missing,
        answer(400, refusal("request-id")),
        |d| {
            d.remove("CustomerGatewayId");
        },
    ));
    let failed: Vec<&str> = failing(records)
        .into_iter()
        .filter(|(_, verdict)| *verdict == Verdict::Fail)
        .map(|(id, _)| id)
        .collect();
    assert_eq!(
        failed,
        [
            "response/namespace",
            "response/element-order",
            "response/request-id-unique",
            "response/state-pending",
            "configuration/gateways-match",
            "configuration/customer-address-matches",
            "configuration/customer-asn-matches",
            "configuration/no-padding",
            "configuration/inside-subnets-disjoint",
            "configuration/outside-addresses-distinct",
            "secret/keys-differ-between-tunnels",
            "secret/keys-differ-between-connections",
            "error/no-namespace",
            "error/request-id-unique",
            "error/code-plausible",
        ]
    );
    let declaration = judged("configuration/declaration", moto_creates());
    assert_eq!(declaration.verdict, Verdict::Advisory);
    let code = judged(
        "error/code-plausible",
        vec![refused(
            "absent",
            Reason::Missing,
            answer(400, refusal("a")),
            |_| {},
        )],
    );
    assert_eq!(code.verdict, Verdict::Fail);
    assert_eq!(
        crate::rule::by_id("error/code-plausible").unwrap().level,
        crate::finding::Level::May
    );
}

#[test]
fn moto_breaks_the_inner_document_with_markup_and_the_outer_one_with_control_characters() {
    let with_type = |name: &str, value: &'static str, inner: String| {
        refused(
            name,
            Reason::Type,
            moto("vpn-80cdbd628fd0d0d20", &inner),
            move |d| d.set("Type", value),
        )
    };
    let mut records = moto_creates();
    records.push(with_type(
        "markup",
        "<b>x&y",
        moto_inner().replace("ipsec.1", "<b>x&y"),
    ));
    for check in ["configuration/well-formed", "response/markup-escaped"] {
        let judgement = judged(check, std::mem::take(&mut records));
        assert_eq!(judgement.verdict, Verdict::Fail, "{check}");
        records = moto_creates();
        records.push(with_type(
            "markup",
            "<b>x&y",
            moto_inner().replace("ipsec.1", "<b>x&y"),
        ));
    }
    assert_eq!(
        judged("response/well-formed", records).verdict,
        Verdict::Pass
    );
    let control = with_type("control", "\u{1}", moto_inner().replace("ipsec.1", "\u{1}"));
    assert_eq!(
        judged("response/well-formed", vec![control]).verdict,
        Verdict::Fail
    );
}

#[test]
fn moto_answers_an_unknown_action_with_a_page() {
    let page = "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n";
    let record = refused("unknown", Reason::Action, answer(500, page), |d| {
        d.set("Action", "Foo")
    });
    assert_eq!(record.view().outcome, Outcome::ServerError { status: 500 });
    assert_eq!(
        judged("error/envelope", vec![record]).verdict,
        Verdict::Fail
    );
}

#[test]
fn moto_4_labels_its_xml_as_a_page() {
    let mut response = moto("vpn-80cdbd628fd0d0d20", &moto_inner());
    response.headers = vec![(
        "Content-Type".to_owned(),
        b"text/html; charset=utf-8".to_vec(),
    )];
    assert_eq!(
        judged("response/content-type", vec![create("first", response)]).verdict,
        Verdict::Fail
    );
}

#[test]
fn fakecloud_sends_an_empty_document() {
    let failed = failing(vec![create(
        "first",
        answer(200, response("vpn-44a8938f", "<vpn_connection/>")),
    )]);
    for check in [
        "configuration/connection-id-matches",
        "configuration/gateways-match",
        "configuration/two-tunnels",
    ] {
        assert!(
            failed.contains(&(check, Verdict::Fail)),
            "{check}: {failed:?}"
        );
    }
    // What needs a tunnel cannot be decided.
    assert!(
        failed.contains(&("secret/key-grammar", Verdict::Blocked)),
        "{failed:?}"
    );
}

#[test]
fn a_pair_is_a_deviation_with_its_twin() {
    let mut records = vec![create("twin", answer(200, response("vpn-44a8938f", INNER)))];
    let mut deviation = refused(
        "absent",
        Reason::Missing,
        answer(400, refusal("MissingParameter", "1")),
        |_| {},
    );
    deviation.case.twin = Some("ordinary/twin".to_owned());
    records.push(deviation);
    let evidence = evidence(records);
    let pairs: Vec<_> = evidence.pairs("ordinary").collect();
    assert_eq!(pairs.len(), 1);
    let (twin, deviation) = pairs.first().unwrap();
    assert!(twin.unwrap().is_accepted() && !deviation.is_accepted());
    assert_eq!(evidence.rejected().count(), 1);
    assert_eq!(evidence.accepted_creates().count(), 1);
}

#[test]
fn one_defect_is_one_finding_with_a_count() {
    let findings = judged("response/state-pending", moto_creates()).findings;
    assert_eq!(findings.len(), 1);
    let finding = findings.first().unwrap();
    assert_eq!(
        (finding.count, finding.case.as_str()),
        (2, "ordinary/first")
    );
}

#[test]
fn ids_are_unique_kebab_and_named_by_their_family() {
    let mut seen = BTreeSet::new();
    for check in catalogue() {
        assert!(seen.insert(check.id), "{} stands twice", check.id);
        let (family, name) = check.id.split_once('/').unwrap();
        let kebab = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        assert!(kebab(family) && kebab(name), "{}", check.id);
    }
}

#[test]
fn each_variant_has_a_name_of_its_own() {
    let servers: Vec<_> = variants().map(|variant| variant.id).collect();
    let parsers: Vec<_> = parser_variants().map(|variant| variant.id).collect();
    for ids in [servers, parsers] {
        let different: BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "{ids:?}");
    }
}

#[test]
fn every_check_explains_what_passes_and_what_fails() {
    for check in catalogue() {
        assert!(!check.summary.is_empty() && !check.requirements.is_empty());
        assert!(
            check.probes().next().is_some(),
            "{} reads no probe",
            check.id
        );
        let explain = check.explain;
        assert!(explain.contains("Passes:"), "{}", check.id);
        let shown = ["Fails:", "Noted:"].iter().any(|w| explain.contains(w));
        assert!(shown, "{}", check.id);
    }
}

#[test]
fn without_evidence_every_check_is_blocked_and_none_passes() {
    let evidence = Evidence::default();
    for check in catalogue() {
        let judgement = (check.judge)(check, &evidence);
        assert!(
            matches!(
                judgement.verdict,
                crate::Verdict::Blocked | crate::Verdict::NotApplicable
            ),
            "{}: {judgement:?}",
            check.id
        );
        assert!(judgement.cause.is_some(), "{}", check.id);
    }
}

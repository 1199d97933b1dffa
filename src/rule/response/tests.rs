#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::finding::Verdict;
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::rule::response::markup::markup;
use crate::rule::sample::*;

const FAIL: Verdict = Verdict::Fail;
const PASS: Verdict = Verdict::Pass;

#[test]
fn a_body_that_is_not_xml_fails_well_formed_only() {
    let cut = |body: &str| body[..body.len() / 2].to_owned();
    let judgement = judged_outer("response/well-formed", cut);
    assert_eq!(judgement.verdict, FAIL);
    assert_eq!(judgement.findings[0].count, 2);
    assert!(judgement.findings[0].position.is_some());
    assert_outer(
        "response/well-formed",
        FAIL,
        &[
            ("</vpnConnection>", "</VpnConnection>"),
            ("<tagSet/>", "\u{1}"),
            ("<tagSet/>", "\u{ffff}"),
            ("<tagSet/>", "&nbsp;"),
            (
                "</CreateVpnConnectionResponse>",
                "</CreateVpnConnectionResponse>\nOK",
            ),
        ],
    );
    assert_outer(
        "response/root-element",
        PASS,
        &[("</vpnConnection>", "</VpnConnection>")],
    );
}

#[test]
fn the_root_element_is_looked_at_before_the_status() {
    let bucket_list = "<?xml version=\"1.0\"?><ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
        <Buckets/></ListAllMyBucketsResult>";
    let records = || vec![create("unsigned", answer(200, bucket_list))];
    assert_eq!(judged("response/root-element", records()).verdict, FAIL);
    for check in [
        "response/schema",
        "response/echoes-type",
        "configuration/present",
    ] {
        let judgement = judged(check, records());
        assert_eq!(judgement.verdict, Verdict::Blocked, "{check}");
        assert!(
            judgement.cause.unwrap().contains("ListAllMyBucketsResult"),
            "{check}"
        );
    }
    let envelope = vec![create(
        "first",
        answer(200, refusal("MissingParameter", "1")),
    )];
    assert_eq!(judged("response/root-element", envelope).verdict, FAIL);
    assert_outer(
        "response/root-element",
        PASS,
        &[
            (
                "<CreateVpnConnectionResponse xmlns=",
                "<CreateVpnConnectionResponse a='1' xmlns=",
            ),
            (
                "<CreateVpnConnectionResponse xmlns=",
                "<!-- c --><CreateVpnConnectionResponse xmlns=",
            ),
        ],
    );
}

#[test]
fn the_namespace_is_that_of_the_version_with_its_slash() {
    let namespace = "http://ec2.amazonaws.com/doc/2012-04-01/";
    assert_outer(
        "response/namespace",
        FAIL,
        &[
            (" xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\"", ""),
            (namespace, "http://ec2.amazonaws.com/doc/2012-04-01"),
            (namespace, "http://ec2.amazonaws.com/doc/2016-11-15"),
            ("<vpnConnection>", "<vpnConnection xmlns=\"\">"),
            ("<tagSet/>", "<tagSet xmlns=\"urn:other\"/>"),
        ],
    );
    let prefixed = judged_outer("response/namespace", |body| {
        body.replace("xmlns=", "xmlns:e=")
            .replace("</", "</e:")
            .replace("<", "<e:")
            .replace("<e:/e:", "</e:")
            .replace("<e:?", "<?")
    });
    assert_eq!(prefixed.verdict, PASS, "{prefixed:?}");
}

#[test]
fn the_schema_asks_for_each_required_element_once() {
    assert_outer(
        "response/schema",
        FAIL,
        &[
            ("<state>pending</state>", ""),
            (
                "<state>pending</state>",
                "<state>pending</state><state>pending</state>",
            ),
            ("<state>pending</state>", "<state><x/></state>"),
            ("<state>pending</state>", "text<state>pending</state>"),
            ("<tagSet/>", "<tagSet><tag/></tagSet>"),
            ("<tagSet/>", "<tagSet><item><key>a</key></item></tagSet>"),
            ("<tagSet/>", "<favouriteColour/>"),
            (
                "<tagSet/>",
                "<vgwTelemetry><item><status>UP</status></item></vgwTelemetry>",
            ),
            ("<vpnConnection>", "<vpnConnection><state/>"),
        ],
    );
    assert_outer(
        "response/schema",
        PASS,
        &[
            ("<tagSet/>", ""),
            ("<type>ipsec.1</type>", ""),
            ("<tagSet/>", "<!-- no tags -->\n  <tagSet>\n</tagSet>"),
            ("<tagSet/>", "<vgwTelemetry/>"),
            (
                "<tagSet/>",
                "<options><staticRoutesOnly>false</staticRoutesOnly></options>",
            ),
        ],
    );
}

#[test]
fn order_and_later_elements_have_checks_of_their_own() {
    let tag_set_first = |body: &str| {
        body.replace("<tagSet/>", "")
            .replace("<vpnConnection>", "<vpnConnection><tagSet/>")
    };
    assert_eq!(judged_outer("response/schema", tag_set_first).verdict, PASS);
    assert_eq!(
        judged_outer("response/element-order", tag_set_first).verdict,
        FAIL
    );
    assert_eq!(
        judged_outer("response/element-order", str::to_owned).verdict,
        PASS
    );
    assert_outer("response/element-order", PASS, &[("<tagSet/>", "")]);
    assert_outer(
        "response/later-elements",
        Verdict::Advisory,
        &[
            ("<tagSet/>", "<tagSet/><category>VPN</category>"),
            ("<tagSet/>", "<routes/>"),
        ],
    );
    assert_outer(
        "response/later-elements",
        PASS,
        &[("<tagSet/>", "<vgwTelemetry/>")],
    );
}

#[test]
fn telemetry_has_the_types_of_the_schema() {
    let item = |status: &str, time: &str, count: &str| {
        format!(
            "<vgwTelemetry><item><outsideIpAddress>192.0.2.1</outsideIpAddress><status>{status}</status>\
             <lastStatusChange>{time}</lastStatusChange><statusMessage/><acceptedRouteCount>{count}\
             </acceptedRouteCount></item></vgwTelemetry>"
        )
    };
    let time = "2012-04-01T12:00:00.000Z";
    for (good, telemetry) in [
        (true, item("UP", time, "0")),
        (true, item("DOWN", "2012-04-01T12:00:00+02:00", "-1")),
        (true, String::new()),
        (false, item("up", time, "0")),
        (false, item("UP", "yesterday", "0")),
        (false, item("UP", "2012-13-01T12:00:00Z", "0")),
        (false, item("UP", "2012-04-01", "0")),
        (false, item("UP", time, "many")),
        (false, item("UP", time, "")),
    ] {
        let judgement = judged_outer("response/telemetry-types", |body| {
            body.replace("<tagSet/>", &telemetry)
        });
        assert_eq!(judgement.verdict == PASS, good, "{telemetry}");
    }
}

#[test]
fn a_request_id_is_present_and_of_each_request_alone() {
    let id = |text: &'static str| {
        move |body: &str| {
            let (before, rest) = body.split_once("<requestId>").unwrap();
            let (_, after) = rest.split_once("</requestId>").unwrap();
            format!("{before}{text}{after}")
        }
    };
    assert_eq!(
        judged_outer("response/request-id-present", str::to_owned).verdict,
        PASS
    );
    assert_eq!(
        judged_outer("response/request-id-present", id("")).verdict,
        FAIL
    );
    assert_eq!(
        judged_outer(
            "response/request-id-present",
            id("<requestId> </requestId>")
        )
        .verdict,
        FAIL
    );
    assert_eq!(
        judged_outer("response/request-id-unique", str::to_owned).verdict,
        PASS
    );
    let constant = judged_outer(
        "response/request-id-unique",
        id("<requestId>request-id</requestId>"),
    );
    assert_eq!(constant.verdict, FAIL);
    let one = vec![create(
        "first",
        answer(200, response("vpn-44a8938f", INNER)),
    )];
    assert_eq!(
        judged("response/request-id-unique", one).verdict,
        Verdict::Blocked
    );
}

#[test]
fn connection_ids_have_the_short_or_the_long_form_and_differ() {
    for (id, good) in [
        ("vpn-44a8938f", true),
        ("vpn-034885b776a3f8a80", true),
        ("vpn-44A8938F", false),
        ("vpn-44a8938", false),
        ("cgw-44a8938f", false),
        (" vpn-44a8938f", false),
        ("", false),
    ] {
        let records = vec![create("first", answer(200, response(id, INNER)))];
        assert_eq!(
            judged("response/connection-id-format", records).verdict == PASS,
            good,
            "{id}"
        );
    }
    let twice = || {
        vec![
            create("first", answer(200, response("vpn-44a8938f", INNER))),
            create("second", answer(200, response("vpn-44a8938f", INNER))),
        ]
    };
    let unique = "response/connection-id-unique";
    assert_eq!(judged(unique, twice()).verdict, Verdict::Blocked);
    let mut other = twice();
    other[1].case.draft.set("VpnGatewayId", "vgw-0c0ffee0");
    assert_eq!(judged(unique, other).verdict, FAIL);
    assert_eq!(
        judged("response/connection-id-unique", conforming()).verdict,
        PASS
    );
}

#[test]
fn states_are_known_and_first_pending() {
    let state = "<state>pending</state>";
    assert_outer(
        "response/state-known",
        FAIL,
        &[
            (state, "<state>Pending</state>"),
            (state, "<state/>"),
            (state, "<state> pending</state>"),
        ],
    );
    assert_outer(
        "response/state-known",
        PASS,
        &[(state, "<state>available</state>")],
    );
    assert_outer(
        "response/state-pending",
        FAIL,
        &[(state, "<state>available</state>")],
    );
    assert_outer(
        "response/state-pending",
        PASS,
        &[(state, "<state><![CDATA[pending]]></state>")],
    );
}

#[test]
fn what_was_asked_for_comes_back() {
    assert_outer(
        "response/echoes-type",
        FAIL,
        &[
            ("<type>ipsec.1<", "<type>ipsec.2<"),
            ("<type>ipsec.1<", "<type> ipsec.1 <"),
            ("<type>ipsec.1<", "<type><"),
        ],
    );
    let gateways = ("<vpnGatewayId>vgw-8db04f81<", "<vpnGatewayId>vgw-00000000<");
    assert_outer("response/echoes-vpn-gateway", FAIL, &[gateways]);
    assert_outer("response/echoes-customer-gateway", PASS, &[gateways]);
    assert_outer(
        "response/echoes-customer-gateway",
        FAIL,
        &[(
            "<customerGatewayId>cgw-b4dc3961<",
            "<customerGatewayId>cgw-B4DC3961<",
        )],
    );
    // Nobody can say what a server that takes a wrong type should answer.
    let mut records = conforming();
    records.push(refused(
        "wrong",
        Reason::Type,
        answer(200, response("vpn-00000009", INNER)),
        |d| {
            d.set("Type", "ipsec.2");
        },
    ));
    assert_eq!(judged("response/echoes-type", records).verdict, PASS);
}

#[test]
fn a_tag_nobody_set_is_found() {
    assert_outer(
        "response/tag-set-empty",
        FAIL,
        &[(
            "<tagSet/>",
            "<tagSet><item><key>a</key><value>b</value></item></tagSet>",
        )],
    );
    assert_outer(
        "response/tag-set-empty",
        PASS,
        &[("<tagSet/>", ""), ("<tagSet/>", "<tagSet></tagSet>")],
    );
    let mut old = evidence(conforming());
    old.api_version = "2009-07-15".parse().unwrap();
    let check = crate::rule::by_id("response/tag-set-empty").unwrap();
    assert_eq!((check.judge)(check, &old).verdict, Verdict::NotApplicable);
    assert!(!check.applies_to(old.api_version));
}

#[test]
fn headers_agree_with_the_body() {
    let with = |name: &str, value: &str| {
        let mut answer = answer(200, response("vpn-44a8938f", INNER));
        answer
            .headers
            .retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        if !value.is_empty() {
            answer
                .headers
                .push((name.to_owned(), value.as_bytes().to_vec()));
        }
        vec![create("first", answer)]
    };
    for (check, header, value, verdict) in [
        ("response/content-type", "Content-Type", "text/xml", PASS),
        (
            "response/content-type",
            "content-type",
            "Text/XML; charset=\"utf-8\"",
            PASS,
        ),
        (
            "response/content-type",
            "Content-Type",
            "application/xml",
            PASS,
        ),
        (
            "response/content-type",
            "Content-Type",
            "text/html; charset=utf-8",
            FAIL,
        ),
        ("response/content-type", "Content-Type", "", FAIL),
        (
            "response/encoding-declared",
            "Content-Type",
            "text/xml",
            PASS,
        ),
        (
            "response/encoding-declared",
            "Content-Type",
            "text/xml; charset=\"utf-8\"",
            PASS,
        ),
        (
            "response/encoding-declared",
            "Content-Type",
            "text/xml;charset=ISO-8859-1",
            FAIL,
        ),
        ("response/content-length", "Content-Length", "10", FAIL),
        ("response/content-length", "Content-Length", "many", FAIL),
        ("response/content-length", "Content-Length", "", PASS),
        (
            "response/content-length",
            "Transfer-Encoding",
            "chunked",
            FAIL,
        ),
    ] {
        assert_eq!(
            judged(check, with(header, value)).verdict,
            verdict,
            "{check}: {header}: {value}"
        );
    }
    assert_outer(
        "response/encoding-declared",
        FAIL,
        &[("encoding=\"UTF-8\"", "encoding='UTF-16'")],
    );
    assert_outer(
        "response/encoding-declared",
        PASS,
        &[("encoding=\"UTF-8\"", "")],
    );
}

#[test]
fn markup_of_a_request_stays_text() {
    let zone = |value: &'static str, body: String| {
        let expectation = Expectation::Unspecified(Ambiguity::Other);
        let zone = record("zone", expectation, answer(200, body), move |d| {
            d.set("AvailabilityZone", value)
        });
        let plain = answer(200, response("vpn-5b17c0de", INNER));
        vec![zone, create("plain", plain)]
    };
    let good = || response("vpn-44a8938f", INNER);
    let check = "response/markup-escaped";
    assert_eq!(judged(check, zone("<vpnconform>", good())).verdict, PASS);
    let raw = good().replace("<tagSet/>", "<tagSet/><vpnconform/>");
    assert_eq!(judged(check, zone("<vpnconform/>", raw)).verdict, FAIL);
    let broken = good().replace("<tagSet/>", "<vpnconform>");
    assert_eq!(judged(check, zone("<vpnconform>", broken)).verdict, FAIL);
    let inner = INNER.replace("ipsec.1", "<b>x&y");
    assert_eq!(
        judged(check, zone("<b>x&y", response("vpn-44a8938f", &inner))).verdict,
        FAIL
    );
    let twice = INNER.replace("ipsec.1", "<vpnconform/>");
    let twice = zone("&lt;vpnconform/&gt;", response("vpn-44a8938f", &twice));
    assert_eq!(judged(check, twice).verdict, FAIL);
    assert_eq!(judged(check, conforming()).verdict, Verdict::NotApplicable);
    // The documents' own elements are no injection.
    assert_eq!(
        judged(check, zone("</state><state>x", good())).verdict,
        PASS
    );
    assert_eq!(markup(&zone("<mode><x>", good())[0]), ["", "x"]);
    // What is broken anyway is not broken by markup.
    let cut = || good().replace("<tagSet/>", "<tagSet>");
    let mut all_cut = zone("<vpnconform>", cut());
    all_cut.pop();
    all_cut.push(create("plain", answer(200, cut())));
    assert_eq!(judged(check, all_cut).verdict, PASS);
}

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::evidence::Layer;
use crate::finding::{Judgement, Verdict};
use crate::rule::sample::*;

const FAIL: Verdict = Verdict::Fail;
const PASS: Verdict = Verdict::Pass;

const PAGE: &str = include_str!("../../../corpora/samples/page-inner-indented.xml");
const REAL: [(&str, &str); 3] = [
    (
        "001",
        include_str!("../../../corpora/samples/001-batfish-hybrid-cloud-aws-0.xml"),
    ),
    (
        "008",
        include_str!("../../../corpora/samples/008-batfish-test-public-private-subnet-0.xml"),
    ),
    (
        "012",
        include_str!("../../../corpora/samples/012-volterra-tgw-empty-vgw.xml"),
    ),
];
const OPENSTACK: &str =
    include_str!("../../../corpora/samples/018-openstack-ec2api-static-1tunnel.xml");

fn carried(check: &str, edit: impl Fn(&str) -> String) -> Judgement {
    judged_outer(check, |body| {
        let (before, rest) = body.split_once("<customerGatewayConfiguration>").unwrap();
        let (inner, after) = rest.split_once("</customerGatewayConfiguration>").unwrap();
        format!("{before}{}{after}", edit(inner))
    })
}

fn element(content: &str) -> String {
    format!("<customerGatewayConfiguration>{content}</customerGatewayConfiguration>")
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn without_declaration(inner: &str) -> String {
    inner.split_once("?>").unwrap().1.trim_start().to_owned()
}

#[test]
fn a_configuration_is_there() {
    assert_eq!(carried("configuration/present", element).verdict, PASS);
    assert_eq!(
        carried("configuration/present", |_| String::new()).verdict,
        FAIL
    );
    assert_eq!(
        carried("configuration/present", |_| element("")).verdict,
        FAIL
    );
    assert_eq!(
        carried("configuration/present", |_| element(" \n ")).verdict,
        FAIL
    );
    let judgement = carried("configuration/two-tunnels", |_| String::new());
    assert_eq!(judgement.verdict, Verdict::Blocked);
}

#[test]
fn it_is_escaped_once_in_whatever_way() {
    let check = "configuration/escaped-once";
    for (way, edit) in [
        ("entities", (|i: &str| element(i)) as fn(&str) -> String),
        ("quotation marks too", |i| {
            element(&i.replace('"', "&quot;"))
        }),
        ("CDATA", |i| {
            element(&format!("<![CDATA[{}]]>", unescape(i)))
        }),
        ("references", |i| {
            element(&i.replace("&lt;", "&#60;").replace("&gt;", "&#x3E;"))
        }),
    ] {
        let judgement = carried(check, edit);
        assert_eq!(judgement.verdict, PASS, "{way}: {judgement:?}");
        for other in [
            "configuration/well-formed",
            "configuration/two-tunnels",
            "configuration/declaration",
        ] {
            assert_eq!(carried(other, edit).verdict, PASS, "{way}: {other}");
        }
    }
    for (way, edit) in [
        (
            "twice",
            (|i: &str| element(&escape(i))) as fn(&str) -> String,
        ),
        ("in CDATA as well", |i| element(&format!("<![CDATA[{i}]]>"))),
        ("not at all", |i| {
            element(&without_declaration(&unescape(i)))
        }),
        ("not at all, as on the page", |i| {
            element(&format!("\n   {}", unescape(i)))
        }),
    ] {
        let judgement = carried(check, edit);
        assert_eq!(judgement.verdict, FAIL, "{way}");
        assert!(judgement.findings[0].position.is_some(), "{way}");
    }
    // One defect is one finding: the document is read through the extra layer, or through the missing one.
    for edit in [(|i: &str| element(&escape(i))) as fn(&str) -> String, |i| {
        element(&without_declaration(&unescape(i)))
    }] {
        for other in [
            "configuration/two-tunnels",
            "configuration/gateways-match",
            "secret/key-grammar",
        ] {
            assert_eq!(carried(other, edit).verdict, PASS, "{other}");
        }
    }
}

#[test]
fn it_is_a_document() {
    let check = "configuration/well-formed";
    for edit in [
        (|i: &str| i.replacen("</ike>", "</IKE>", 1)) as fn(&str) -> String,
        |i| i.replacen("ipsec.1", "a & b", 1),
        |i| format!("{i}<again/>"),
        |i| format!("\n{i}"),
        |i| i[..i.len() / 2].to_owned(),
        |_| "PHZwbl9jb25uZWN0aW9uPg==".to_owned(),
    ] {
        let judgement = judged_inner(check, edit);
        assert_eq!(judgement.verdict, FAIL);
        assert!(judgement.findings[0].position.is_some());
        assert_findings(check, &judgement);
    }
    for edit in [
        (|i: &str| without_declaration(i)) as fn(&str) -> String,
        |i| format!("          {}", without_declaration(i)),
        |i| format!("{i}\n<!-- the end -->\n"),
    ] {
        assert_eq!(judged_inner(check, edit).verdict, PASS);
    }
    let renamed = judged_inner("configuration/root-element", |i| {
        i.replace("<vpn_connection id", "<vpnConnection id")
            .replace("</vpn_connection>", "</vpnConnection>")
    });
    assert_eq!(renamed.verdict, FAIL);
}

#[test]
fn what_stands_before_the_document_is_only_noted() {
    let check = "configuration/declaration";
    assert_eq!(judged_inner(check, str::to_owned).verdict, PASS);
    assert_eq!(
        judged_inner(check, without_declaration).verdict,
        Verdict::Advisory
    );
    let indented = judged_inner(check, |i| format!("          {}", without_declaration(i)));
    assert_eq!(indented.verdict, Verdict::Advisory);
    assert_eq!(indented.findings.len(), 2);
    assert_inner(check, Verdict::Advisory, &[("\"UTF-8\"", "\"ISO-8859-1\"")]);
}

#[test]
fn a_finding_points_into_both_documents() {
    let judgement = judged_inner("configuration/type-matches", |i| {
        i.replace("ipsec.1", "ipsec.9")
    });
    let place = judgement.findings[0].position.clone().unwrap();
    assert!(place.inner);
    assert_eq!(
        place.excerpt.trim(),
        "<vpn_connection_type>ipsec.9</vpn_connection_type>"
    );
    let caret: String = place.excerpt.chars().skip(place.caret - 1).collect();
    assert!(caret.starts_with("ipsec.9"), "{caret}");
    let body = response(
        "vpn-44a8938f",
        &other_keys(INNER, 'a').replace("ipsec.1", "ipsec.9"),
    );
    assert!(body[place.offset..].starts_with("ipsec.9"));
}

#[test]
fn it_is_about_what_was_asked_for() {
    assert_inner(
        "configuration/connection-id-matches",
        FAIL,
        &[
            ("id=\"vpn-44a8938f\"", "id=\"vpn-00000000\""),
            (" id=\"vpn-44a8938f\"", ""),
        ],
    );
    let vgw = "<vpn_gateway_id>vgw-8db04f81</vpn_gateway_id>";
    let padded = (vgw, "<vpn_gateway_id> vgw-8db04f81 </vpn_gateway_id>");
    assert_inner(
        "configuration/gateways-match",
        FAIL,
        &[
            padded,
            (vgw, ""),
            (vgw, "<vpn_gateway_id/>"),
            ("cgw-b4dc3961", "cgw-00000000"),
        ],
    );
    assert_inner(
        "configuration/no-padding",
        FAIL,
        &[padded, ("<mode>main</mode>", "<mode>\nmain</mode>")],
    );
    assert_inner(
        "configuration/type-matches",
        FAIL,
        &[("ipsec.1", "None"), ("ipsec.1", "")],
    );
    let address = "203.0.113.77";
    assert_inner(
        "configuration/customer-address-matches",
        FAIL,
        &[
            (address, "12.1.2.3"),
            (address, "YOUR_UPLINK_ADDRESS"),
            (address, ""),
        ],
    );
    assert_inner(
        "configuration/customer-asn-matches",
        FAIL,
        &[("64999", "65000"), ("64999", "YOUR_BGP_ASN")],
    );
}

#[test]
fn a_gateway_that_the_run_did_not_make_is_not_judged() {
    let mut record = create("first", answer(200, response("vpn-44a8938f", INNER)));
    record.fixtures.provisioned = false;
    let judgement = judged("configuration/customer-address-matches", vec![record]);
    assert_eq!(judgement.verdict, Verdict::NotApplicable);
}

#[test]
fn the_placeholders_of_the_page_fail_where_they_are_the_defect_and_nowhere_else() {
    let page = |i: &str| {
        i.replace("203.0.113.77", "YOUR_UPLINK_ADDRESS")
            .replace("64999", "YOUR_BGP_ASN")
    };
    for (check, verdict) in [
        ("configuration/customer-address-matches", FAIL),
        ("configuration/customer-asn-matches", FAIL),
        ("configuration/addresses-valid", PASS),
        ("configuration/numbers-in-range", PASS),
        ("configuration/outside-addresses-distinct", PASS),
    ] {
        assert_eq!(judged_inner(check, page).verdict, verdict, "{check}");
    }
}

#[test]
fn tunnels_are_two_and_complete() {
    let one = |i: &str| {
        let (before, rest) = i.split_once("  <ipsec_tunnel>").unwrap();
        format!(
            "{before}  <ipsec_tunnel>{}",
            rest.split_once("<ipsec_tunnel>").unwrap().1
        )
    };
    assert_eq!(judged_inner("configuration/two-tunnels", one).verdict, FAIL);
    assert_eq!(
        judged_inner("configuration/two-tunnels", str::to_owned).verdict,
        PASS
    );
    assert_inner(
        "configuration/tunnel-sections",
        FAIL,
        &[
            ("network_mask", "mask"),
            ("<mode>main</mode>", ""),
            ("<interval>10</interval>", ""),
            ("<mode>main</mode>", "<mode>main</mode><mode>main</mode>"),
            ("dead_peer_detection", "dpd"),
            ("</ike>", "</ike><ike/>"),
            ("<hold_time>30</hold_time>", ""),
        ],
    );
    assert_inner(
        "configuration/tunnel-sections",
        PASS,
        &[
            ("<clear_df_bit>true</clear_df_bit>", ""),
            ("<mode>main</mode>", "<mode>main</mode><version>1</version>"),
            (
                "<retries>3</retries>",
                "<retries>3</retries><mode>on</mode>",
            ),
        ],
    );
    let keyless = |i: &str| i.replace("pre_shared_key", "psk");
    assert_eq!(
        judged_inner("configuration/tunnel-keys-present", keyless).verdict,
        FAIL
    );
    assert_eq!(
        judged_inner("configuration/tunnel-sections", keyless).verdict,
        PASS
    );
}

#[test]
fn bgp_and_static_routing_exclude_each_other() {
    let check = "configuration/bgp-or-static-consistent";
    let mark = (
        "<vpn_connection_type>ipsec.1</vpn_connection_type>",
        "<vpn_connection_type>ipsec.1</vpn_connection_type>\
         <vpn_connection_attributes>NoBGPVPNConnection</vpn_connection_attributes>",
    );
    assert_inner(check, FAIL, &[mark, ("bgp>", "other>")]);
    let fixed = |i: &str| i.replace(mark.0, mark.1).replace("bgp>", "other>");
    assert_eq!(judged_inner(check, fixed).verdict, PASS);
}

#[test]
fn order_is_only_noted() {
    let check = "configuration/element-order";
    assert_eq!(judged_inner(check, str::to_owned).verdict, PASS);
    let swapped = judged_inner(check, |i| {
        i.replace("<mode>main</mode>", "")
            .replace("</ike>", "<mode>main</mode></ike>")
    });
    assert_eq!(swapped.verdict, Verdict::Advisory);
}

#[test]
fn addresses_fit_together() {
    let inside = "169.254.15.194";
    for (check, verdict, from, to) in [
        (
            "configuration/addresses-valid",
            FAIL,
            "52.27.166.152",
            "vpn.example.com",
        ),
        (
            "configuration/addresses-valid",
            FAIL,
            "52.27.166.152",
            "052.27.166.152",
        ),
        ("configuration/addresses-valid", FAIL, inside, "169.254.15"),
        (
            "configuration/addresses-valid",
            FAIL,
            "52.27.166.152",
            "2001:db8::1",
        ),
        (
            "configuration/inside-addresses-paired",
            FAIL,
            inside,
            "169.254.15.198",
        ),
        (
            "configuration/inside-addresses-paired",
            FAIL,
            inside,
            "169.254.15.193",
        ),
        (
            "configuration/inside-addresses-paired",
            FAIL,
            inside,
            "169.254.15.192",
        ),
        (
            "configuration/inside-addresses-paired",
            FAIL,
            inside,
            "169.254.15.195",
        ),
        (
            "configuration/mask-matches-cidr",
            FAIL,
            "255.255.255.252",
            "255.255.255.0",
        ),
        (
            "configuration/mask-matches-cidr",
            FAIL,
            "255.255.255.252",
            "255.255.252.255",
        ),
        (
            "configuration/mask-matches-cidr",
            FAIL,
            "<network_cidr>30<",
            "<network_cidr>24<",
        ),
        (
            "configuration/mask-matches-cidr",
            FAIL,
            "<network_cidr>30<",
            "<network_cidr><",
        ),
        (
            "configuration/inside-link-local",
            FAIL,
            "169.254.15.",
            "10.0.15.",
        ),
        (
            "configuration/inside-not-reserved",
            FAIL,
            "169.254.15.19",
            "169.254.169.25",
        ),
        (
            "configuration/inside-not-reserved",
            PASS,
            "169.254.15.",
            "169.254.255.",
        ),
        (
            "configuration/outside-addresses-distinct",
            FAIL,
            "52.27.166.152",
            "203.0.113.77",
        ),
    ] {
        assert_inner(check, verdict, &[(from, to)]);
    }
    let identical = |i: &str| {
        let (before, tunnels) = i.split_once("  <ipsec_tunnel>").unwrap();
        let tunnel = tunnels.split_once("</ipsec_tunnel>").unwrap().0;
        let tunnel = format!("  <ipsec_tunnel>{tunnel}</ipsec_tunnel>\n");
        format!("{before}{tunnel}{tunnel}</vpn_connection>")
    };
    for (check, verdict) in [
        ("configuration/inside-subnets-disjoint", FAIL),
        ("configuration/outside-addresses-distinct", FAIL),
        ("secret/keys-differ-between-tunnels", FAIL),
        ("configuration/inside-addresses-paired", PASS),
        ("configuration/two-tunnels", PASS),
    ] {
        assert_eq!(judged_inner(check, identical).verdict, verdict, "{check}");
    }
}

#[test]
fn numbers_and_words_are_known() {
    for (check, verdict, from, to) in [
        (
            "configuration/numbers-in-range",
            FAIL,
            "<asn>65401<",
            "<asn>0<",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<asn>65401<",
            "<asn>4294967296<",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<asn>65401<",
            "<asn>1.10<",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<asn>65401<",
            "<asn>YOUR_BGP_ASN<",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<hold_time>30<",
            "<hold_time>-30<",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<hold_time>30<",
            "<hold_time>2<",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<network_cidr>30<",
            "<network_cidr>33<",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<interval>10<",
            "<interval><",
        ),
        (
            "configuration/numbers-in-range",
            FAIL,
            "<lifetime>28800<",
            "<lifetime>8 hours<",
        ),
        (
            "configuration/numbers-in-range",
            PASS,
            "<asn>65401<",
            "<asn>4200000000<",
        ),
        (
            "configuration/numbers-in-range",
            PASS,
            "<hold_time>30<",
            "<hold_time>0<",
        ),
        ("configuration/known-algorithms", FAIL, "aes-128-cbc", "des"),
        ("configuration/known-algorithms", FAIL, ">sha1<", ">none<"),
        ("configuration/known-algorithms", FAIL, "group2", "group"),
        ("configuration/known-algorithms", FAIL, "group2", "group1"),
        ("configuration/known-algorithms", PASS, "group2", "group14"),
        (
            "configuration/known-algorithms",
            PASS,
            "aes-128-cbc",
            "aes-256-cbc",
        ),
        ("configuration/known-modes", FAIL, ">main<", ">aggressive<"),
        ("configuration/known-modes", FAIL, ">esp<", ">ah<"),
        (
            "configuration/known-modes",
            FAIL,
            "<clear_df_bit>true<",
            "<clear_df_bit>yes<",
        ),
        (
            "configuration/lifetimes-in-range",
            FAIL,
            ">28800<",
            ">86400<",
        ),
        (
            "configuration/lifetimes-in-range",
            FAIL,
            ">28800<",
            ">3600<",
        ),
        ("configuration/lifetimes-in-range", PASS, ">3600<", ">1800<"),
    ] {
        assert_inner(check, verdict, &[(from, to)]);
    }
}

/// Real documents pass every check that does not ask for the gateways of a request.
#[test]
fn real_documents_pass() {
    let about_the_request = [
        "configuration/gateways-match",
        "configuration/customer-address-matches",
        "configuration/customer-asn-matches",
        "response/connection-id-unique",
    ];
    for (name, document) in REAL {
        let id = document.split('"').nth(5).unwrap();
        let body = response("vpn-44a8938f", document).replace(
            "<vpnConnectionId>vpn-44a8938f",
            &format!("<vpnConnectionId>{id}"),
        );
        let failing = failing(vec![create("first", answer(200, body))]);
        let failing: Vec<_> = failing
            .into_iter()
            .filter(|(check, verdict)| *verdict == FAIL && !about_the_request.contains(check))
            .collect();
        assert!(failing.is_empty(), "{name}: {failing:?}");
    }
}

/// The one of another server is known for what it leaves out.
#[test]
fn the_document_of_an_old_emulator_fails_for_what_it_lacks() {
    let failing = failing(vec![create(
        "first",
        answer(200, response("vpn-0a1b2c3d", OPENSTACK)),
    )]);
    for check in [
        "configuration/two-tunnels",
        "configuration/tunnel-sections",
        "configuration/known-algorithms",
    ] {
        assert!(failing.contains(&(check, FAIL)), "{check}: {failing:?}");
    }
    for check in [
        "configuration/well-formed",
        "configuration/bgp-or-static-consistent",
        "secret/key-grammar",
    ] {
        assert!(!failing.iter().any(|(id, _)| *id == check), "{check}");
    }
}

/// The page's own example, escaped but otherwise as it is printed.
#[test]
fn the_page_fails_for_its_layout_and_its_stand_ins_only() {
    let failing = failing(vec![
        create("first", answer(200, response("vpn-44a8938f", PAGE))),
        create(
            "second",
            answer(200, response("vpn-5b17c0de", &other_keys(INNER, 'x'))),
        ),
    ]);
    let failing: Vec<_> = failing
        .into_iter()
        .filter(|(_, v)| *v != Verdict::Blocked)
        .collect();
    assert_eq!(
        failing,
        [
            ("configuration/well-formed", FAIL),
            ("configuration/declaration", Verdict::Advisory),
            ("configuration/customer-address-matches", FAIL),
            ("configuration/customer-asn-matches", FAIL),
            ("configuration/element-order", Verdict::Advisory),
            ("secret/key-entropy", FAIL),
        ]
    );
}

#[test]
fn the_layer_is_known() {
    let layer = |content: &str| {
        let body = response("vpn-44a8938f", "x").replace(">x<", &format!(">{content}<"));
        let record = create("first", answer(200, body));
        record.view().inner.as_ref().map(|inner| inner.layer)
    };
    assert_eq!(layer("&lt;a/&gt;"), Some(Layer::Escaped));
    assert_eq!(layer("<a/>"), Some(Layer::Literal));
    assert_eq!(layer("&amp;lt;a/&amp;gt;"), Some(Layer::EscapedTwice));
}

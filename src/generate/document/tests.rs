#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeSet;

use super::cases;
use super::field::{Target, Value};
use super::mutation::Effect;
use super::*;

#[test]
fn empty_bytes_give_the_pages_example() {
    let document = Document::from_bytes(&[], crate::rule::document_mutations());
    let text = std::str::from_utf8(document.body()).unwrap();
    for part in [
        "<CreateVpnConnectionResponse xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">",
        "<requestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</requestId>",
        "<customerGatewayConfiguration>&lt;?xml version=\"1.0\" encoding=\"UTF-8\"?&gt;\n&lt;vpn_connection id=\"vpn-44a8938f\"&gt;",
        "&lt;ip_address&gt;YOUR_UPLINK_ADDRESS&lt;/ip_address&gt;",
        "&lt;tcp_mss_adjustment&gt;1396&lt;",
        "<type>ipsec.1</type>\n    <customerGatewayId>cgw-b4dc3961</customerGatewayId>",
        "<tagSet/>",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(text.matches("&lt;ipsec_tunnel&gt;").count(), 2);
    assert!(text.find("main").unwrap() < text.find("plain-text-password1").unwrap());
    assert!(text.find("plain-text-password2").unwrap() < text.rfind("main").unwrap());
}

#[test]
fn a_strict_reader_agrees_on_every_deviation() {
    let skip = [
        // roxmltree has no UTF-16, reads XML 1.0 versions freely, and has its own limits; see its documentation
        "utf-16",
        "declared-",
        "utf-8-mark-twice",
        "depth-",
        "entities-",
        "attributes-ten",
        "declaration-",
        "dtd-",
        "entity-",
        "elements-eleven",
        "text-eleven",
        "instruction-",
        // it replaces what no character is, and lets a prefix be unbound again as XML namespaces 1.1 do
        "reference-to-high-surrogate",
        "reference-to-low-surrogate",
        "reference-to-last-",
        "reference-to-bit-31",
        "reference-to-32-bits",
        "reference-to-surrogate",
        "reference-beyond-unicode",
        "prefix-bound-to-nothing",
    ];
    let mut wrong = Vec::new();
    for document in cases::deviations(crate::rule::document_mutations(), &|_| true) {
        let id = document.deviation.unwrap().id;
        if skip.iter().any(|prefix| id.starts_with(prefix)) {
            continue;
        }
        let parsed = std::str::from_utf8(document.body())
            .ok()
            .map(roxmltree::Document::parse);
        let well_formed = matches!(parsed, Some(Ok(_)));
        match document.effect() {
            Effect::Accept if !well_formed => wrong.push(id),
            Effect::Reject if well_formed && !is_a_whole_document(document.check) => wrong.push(id),
            _ => {}
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Must be refused for what they are, not for their form.
fn is_a_whole_document(check: &str) -> bool {
    [
        "parser/error-code-read",
        "parser/error-envelope-recognised",
        "parser/error-status-recognised",
        "parser/unexpected-document-rejected",
    ]
    .contains(&check)
}

#[test]
fn the_expected_fields_are_what_a_strict_reader_finds() {
    let documents = cases::deviations(crate::rule::document_mutations(), &|_| true).chain(
        cases::generated(7, 1000, crate::rule::document_mutations())
            .map(|(valid, deviating)| deviating.unwrap_or(valid)),
    );
    let mut compared = 0;
    // roxmltree loses a carriage return before a reference.
    let lost = ["layout-carriage-returns-alone", "line-end-cr-before-"];
    let is_read = |id: &str| !lost.iter().any(|begin| id.starts_with(begin));
    for document in documents
        .filter(|d| d.effect() == Effect::Accept && is_read(d.deviation.map_or("", |d| d.id)))
    {
        let Ok(text) = std::str::from_utf8(document.body()) else {
            continue;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let parsed = roxmltree::Document::parse(text)
            .unwrap_or_else(|e| panic!("{}: {e}\n{text}", document.id));
        let fields = document.fields();
        let root = parsed.root_element();
        let leaf = match document.target() {
            Target::Configuration => child(root, "customer_gateway_id"),
            Target::Response => child(root, "vpnConnection").and_then(|c| child(c, "state")),
        };
        let name = document.wire.leaf();
        assert_eq!(fields[name], read(leaf), "{} {name}\n{text}", document.id);
        if document.target() == Target::Configuration {
            let keys: Vec<Value> = root
                .children()
                .filter(|n| n.has_tag_name("ipsec_tunnel"))
                .map(|t| read(child(t, "ike").and_then(|i| child(i, "pre_shared_key"))))
                .collect();
            let Value::List(tunnels) = &fields["tunnels"] else {
                panic!("no list")
            };
            let expected: Vec<Value> = tunnels
                .iter()
                .map(|t| t["ike/pre_shared_key"].clone())
                .collect();
            assert!(expected == keys, "{}", document.id);
        } else if let Some(connection) = child(root, "vpnConnection") {
            let inner = read(child(connection, "customerGatewayConfiguration"));
            assert!(
                fields["customerGatewayConfiguration"] == inner,
                "{}",
                document.id
            );
        }
        compared += 1;
    }
    assert!(compared > 700, "{compared}");
}

fn child<'a, 'i>(node: roxmltree::Node<'a, 'i>, name: &str) -> Option<roxmltree::Node<'a, 'i>> {
    let namespace = node.tag_name().namespace();
    node.children()
        .find(|n| n.tag_name().name() == name && n.tag_name().namespace() == namespace)
}

fn read(node: Option<roxmltree::Node<'_, '_>>) -> Value {
    node.map_or(Value::Absent, |n| {
        let text: String = n
            .children()
            .filter(|c| c.is_text())
            .filter_map(|c| c.text())
            .collect();
        Value::Text(text.into())
    })
}

#[test]
fn every_deviation_is_reached() {
    let mut seen = BTreeSet::new();
    for (_, deviating) in cases::generated(1, 100_000, crate::rule::document_mutations()) {
        seen.extend(deviating.and_then(|d| d.deviation).map(|d| d.id));
        if seen.len() == crate::rule::document_mutations().iter().count() {
            break;
        }
    }
    let missing: Vec<_> = crate::rule::document_mutations()
        .iter()
        .filter(|d| !seen.contains(d.id))
        .map(|d| d.id)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_deviation_has_a_name_of_its_own_and_applies_to_the_example() {
    let names: BTreeSet<_> = crate::rule::document_mutations()
        .iter()
        .map(|d| d.id)
        .collect();
    assert_eq!(
        names.len(),
        crate::rule::document_mutations().iter().count()
    );
    let expected: usize = crate::rule::document_mutations()
        .iter()
        .map(|d| d.targets.len())
        .sum();
    assert_eq!(
        cases::deviations(crate::rule::document_mutations(), &|_| true).count(),
        expected
    );
    assert!(crate::rule::document_mutations().iter().count() >= 100);
}

#[test]
fn a_document_is_a_function_of_its_bytes() {
    for n in 0..200 {
        let bytes = cases::noise(n);
        assert_eq!(
            Document::from_bytes(&bytes, crate::rule::document_mutations()).body(),
            Document::from_bytes(&bytes, crate::rule::document_mutations()).body()
        );
    }
}

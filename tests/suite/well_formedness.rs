//! The cases of `corpora/well-formed`: each names the rule of XML 1.0 or Namespaces 1.0 that decides it.

use vpnconform::document::parse;
use vpnconform::document::parse::Way;
use vpnconform::xml::{Document, Limits};

const CASES: &str = include_str!("../../corpora/well-formed/cases.tsv");

/// Rule, whether it is accepted, document.
fn cases() -> impl Iterator<Item = (&'static str, bool, String)> {
    let lines = CASES.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [rule, verdict @ ("accept" | "reject"), document] = fields[..] else {
            panic!("not a case: {line}");
        };
        (rule, verdict == "accept", plain(document))
    })
}

/// The characters that stand for others, as in a Rust literal.
fn plain(document: &str) -> String {
    let mut text = String::new();
    let mut rest = document;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let (c, length) = match &after[..1] {
            "n" => ('\n', 1),
            "r" => ('\r', 1),
            "t" => ('\t', 1),
            "u" => {
                let end = after.find('}').expect("closed");
                let number = u32::from_str_radix(&after[2..end], 16).expect("a number");
                (char::from_u32(number).expect("a character"), end + 1)
            }
            other => panic!("unknown \\{other}"),
        };
        text.push(c);
        rest = &after[length..];
    }
    text + rest
}

#[test]
fn there_are_enough_cases() {
    let (accepted, refused): (Vec<_>, Vec<_>) = cases().partition(|(_, accept, _)| *accept);
    assert!(accepted.len() + refused.len() >= 300);
    assert!(refused.len() >= 150);
}

#[test]
fn every_case_is_decided_as_its_rule_says() {
    let mut wrong = Vec::new();
    for (rule, accept, document) in cases() {
        let error = Document::parse(document.as_bytes(), &Limits::default()).err();
        if error.is_none() != accept {
            wrong.push((rule, accept, document, error));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_case_is_decided_alike_where_it_is_skipped() {
    for (rule, _, document) in cases() {
        let body = format!(
            "<CreateVpnConnectionResponse><other>{document}</other></CreateVpnConnectionResponse>"
        );
        let tree = Document::parse(body.as_bytes(), &Limits::default()).map(|_| ());
        for way in [Way::Fast, Way::General] {
            let typed = parse::exchange_by(way, body.as_bytes(), &Limits::default());
            assert_eq!(typed.is_ok(), tree.is_ok(), "{rule}: {body}");
            if let (Err(typed), Err(tree)) = (&typed, &tree) {
                assert_eq!(typed.offset, tree.offset, "{rule}: {body}");
                assert_eq!(
                    typed.kind,
                    parse::ErrorKind::Xml(tree.kind),
                    "{rule}: {body}"
                );
            }
        }
    }
}

#[test]
fn another_strict_parser_accepts_what_is_accepted() {
    for (rule, accept, document) in cases() {
        // Why we skip: it refuses versions other than 1.0, which the fifth edition reads as 1.0, and it does not know
        // the prefix `xml` of an element, which needs no declaration.
        if accept && !rule.starts_with("[26]") && !document.contains("<xml:") {
            let read = roxmltree::Document::parse(&document);
            assert!(read.is_ok(), "{rule}: {document:?}: {read:?}");
        }
    }
}

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::xml::{Document, ErrorKind, Limits};

fn refused(body: &[u8]) -> (ErrorKind, usize) {
    let error = Document::parse(body, &Limits::default()).unwrap_err();
    (error.kind, error.offset)
}

fn read(body: &str) -> Document {
    Document::parse(body.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_rule_and_byte() {
    for (body, kind, offset) in [
        ("", ErrorKind::RootMissing, 0),
        (" \n", ErrorKind::RootMissing, 2),
        ("text", ErrorKind::TextOutside, 0),
        ("<a>", ErrorKind::ElementOpen, 3),
        ("<a></b>", ErrorKind::EndTag, 3),
        ("<a/><b/>", ErrorKind::Trailing, 4),
        ("<a/>x", ErrorKind::Trailing, 4),
        ("<a>]]></a>", ErrorKind::CDataEnd, 3),
        ("<a>\u{1}</a>", ErrorKind::Character, 3),
        ("<a>\u{ffff}</a>", ErrorKind::Character, 3),
        ("<a>&nbsp;</a>", ErrorKind::Reference, 3),
        ("<a>&#0;</a>", ErrorKind::Reference, 3),
        ("<a>& b</a>", ErrorKind::Reference, 3),
        ("<a>&#x110000;</a>", ErrorKind::Reference, 3),
        ("<a>&#xD800;</a>", ErrorKind::Reference, 3),
        ("<a b='1' b='2'/>", ErrorKind::AttributeTwice, 9),
        ("<a xmlns='u' xmlns='u'/>", ErrorKind::AttributeTwice, 13),
        (
            "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
            ErrorKind::AttributeTwice,
            34,
        ),
        ("<a b='<'/>", ErrorKind::AttributeLessThan, 6),
        ("<a b=1/>", ErrorKind::Attribute, 5),
        ("<a b/>", ErrorKind::Attribute, 4),
        ("<a b='1'c='2'/>", ErrorKind::StartTag, 8),
        ("<1/>", ErrorKind::Name, 1),
        ("<p:a/>", ErrorKind::PrefixUnbound, 1),
        ("<a:b:c/>", ErrorKind::QName, 1),
        ("<a xmlns:p=''/>", ErrorKind::NamespaceDeclaration, 3),
        (
            "\n<?xml version='1.0'?><a/>",
            ErrorKind::ProcessingInstruction,
            1,
        ),
        ("<?xml version='2.0'?><a/>", ErrorKind::Declaration, 21),
        ("<?xml encoding='UTF-8'?><a/>", ErrorKind::Declaration, 5),
        (
            "<?xml version='1.0' encoding='UTF-16'?><a/>",
            ErrorKind::EncodingName,
            0,
        ),
        (
            "<a><?xml version='1.0'?></a>",
            ErrorKind::ProcessingInstruction,
            3,
        ),
        (
            "<?XML version='1.0'?><a/>",
            ErrorKind::ProcessingInstruction,
            0,
        ),
        ("<!DOCTYPE a><a/>", ErrorKind::Doctype, 0),
        ("<a><!-- a -- b --></a>", ErrorKind::Comment, 10),
        ("<a><![CDATA[</a>", ErrorKind::CData, 12),
        ("<a></a", ErrorKind::EndTag, 6),
    ] {
        assert_eq!(refused(body.as_bytes()), (kind, offset), "{body:?}");
    }
    assert_eq!(refused(b"<a>\xff</a>"), (ErrorKind::Encoding, 3));
    let deep = "<a>".repeat(65);
    assert_eq!(refused(deep.as_bytes()), (ErrorKind::Depth, 64 * 3));
}

#[test]
fn no_prefix_of_a_document_is_one() {
    let body = "<?xml version='1.0'?><a b=\"c\"><!-- d --><e>f&amp;<![CDATA[g]]></e><h/></a>";
    read(body);
    for end in 0..body.len() {
        assert!(
            Document::parse(&body.as_bytes()[..end], &Limits::default()).is_err(),
            "{end}"
        );
    }
}

#[test]
fn text_is_decoded_and_joined() {
    let document = read("<a>1&lt;<!-- no --><![CDATA[<&]]>&#x41;\r\n\r<b>x</b>2</a>");
    assert_eq!(document.root().text(), "1<<&A\n\n2");
    assert_eq!(document.root().path("b").unwrap().text(), "x");
    assert_eq!(
        read("<a b='x&#10;\ty\r\n'/>").root().attribute("b"),
        Some("x\n y ")
    );
}

#[test]
fn namespaces_are_those_in_scope() {
    let document = read("<a xmlns='u'><p:b xmlns:p='v' p:c='1' d='2'/><e xmlns=''/></a>");
    let root = document.root();
    assert_eq!(root.namespace(), Some("u"));
    let b = root.child("b").unwrap();
    assert_eq!((b.namespace(), b.prefix()), (Some("v"), Some("p")));
    assert_eq!(b.attributes().next().unwrap().namespace(), Some("v"));
    assert_eq!(b.attribute("d"), Some("2"));
    assert_eq!(root.child("e").unwrap().namespace(), None);
}

#[test]
fn every_place_is_a_byte_on_the_wire() {
    let body = "<a>\n  <b>é&lt;c&gt;x&lt;/c&gt;</b></a>";
    let document = read(body);
    let b = document.root().child("b").unwrap();
    assert!(body[b.offset()..].starts_with("<b>"));
    assert!(body[b.text_offset()..].starts_with("é"));
    let decoded = b.decoded();
    assert_eq!(decoded.text, "é<c>x</c>");
    let at = |text: &str| decoded.wire_offset(decoded.text.find(text).unwrap());
    assert!(body[at("<c>")..].starts_with("&lt;c"));
    assert!(body[at("x")..].starts_with("x&lt;"));
    let error = Document::parse_decoded(decoded, &Limits::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TextOutside);
    assert!(body[error.offset..].starts_with("é"));
}

#[test]
fn utf_16_and_a_byte_order_mark_are_dealt_with_at_the_door() {
    let text = "<?xml version='1.0' encoding='UTF-16'?><a>é<b/></a>";
    let bytes: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let document = Document::parse(&bytes, &Limits::default()).unwrap();
    assert_eq!(document.root().text(), "é");
    let b = document.root().child("b").unwrap();
    assert_eq!(
        b.offset(),
        2 + 2 * text.chars().take_while(|c| *c != 'b').count() - 2
    );
    let marked = read("\u{feff}<a/>");
    assert_eq!(marked.root().offset(), 3);
}

#[test]
fn a_declaration_is_kept() {
    let declaration = read("<?xml version=\"1.0\" encoding='utf-8' standalone='yes' ?><a/>")
        .declaration()
        .unwrap();
    assert_eq!(declaration.encoding.as_deref(), Some("utf-8"));
    assert_eq!(declaration.standalone, Some(true));
    assert!(read("<a/>").declaration().is_none());
}

#[test]
fn it_agrees_with_another_strict_parser() {
    for body in [
        "<a/>",
        "<a b='1'/>",
        "<a>&lt;</a>",
        "<a>&#xD;</a>",
        "<a><!-- x --></a>",
        "<a><?x y?></a>",
        "<a\n/>",
        "< a/>",
        "<a ></a >",
        "<a></ a>",
        "<a b = '1' />",
        "<a>&lt</a>",
        "<a><b></a></b>",
        "<a:a xmlns:a='u'/>",
        "<a xmlns:xml='u'/>",
        "<?xml version='1.0'?><a/>",
        "<?xml version=\"1.0'?><a/>",
        "<a>>]]</a>",
        "<a b='&lt;'/>",
        "<a b=\"'\"/>",
        "<a/>\n<!-- x -->\n<?y?>",
        "<!-- x --><a/>",
        "<a/><",
    ] {
        let ours = Document::parse(body.as_bytes(), &Limits::default());
        let theirs = roxmltree::Document::parse(body);
        assert_eq!(ours.is_ok(), theirs.is_ok(), "{body}: {ours:?} {theirs:?}");
    }
}

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::xml::{Document, Element, ErrorKind, Limits};

fn refused(body: &[u8]) -> (ErrorKind, usize) {
    let error = Document::parse(body, &Limits::default()).unwrap_err();
    (error.kind, error.offset)
}

fn read(body: &str) -> Document<'_> {
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
}

/// Every element of a subtree, in order.
fn all(element: Element<'_>) -> Vec<Element<'_>> {
    let children = element.children().flat_map(all);
    std::iter::once(element).chain(children).collect()
}

const PAGE: &str = include_str!("../../corpora/response/page-example.xml");

#[test]
fn an_escaped_document_is_the_same_in_place_and_decoded() {
    let lines = PAGE.replace('\n', "\r\n");
    for body in [PAGE, lines.as_str()] {
        let document = read(body);
        let carrier = document
            .root()
            .path("vpnConnection/customerGatewayConfiguration");
        let carrier = carrier.unwrap();
        let carried = carrier.carried().unwrap();
        let decoded = carrier.decoded();
        assert_eq!(carrier.text(), decoded.text);
        assert!(!carrier.has_children());
        let inner = decoded.text.get(carried.leading()..).unwrap();
        let other = Document::parse_text(inner, &Limits::default()).unwrap();
        assert_eq!(carried.declaration(), other.declaration());
        let (here, there) = (all(carried.root()), all(other.root()));
        assert_eq!(here.len(), there.len());
        assert!(here.len() > 70);
        for (here, there) in here.into_iter().zip(there) {
            assert_eq!(here.name(), there.name());
            assert_eq!(here.text(), there.text(), "{here:?}");
            assert_eq!(here.decoded().text, there.text(), "{here:?}");
            assert_eq!(here.attribute("id"), there.attribute("id"));
            let places = [
                (here.offset(), there.offset()),
                (here.text_offset(), there.text_offset()),
            ];
            for (wire, text) in places {
                let text = carried.leading() + text;
                assert_eq!(decoded.text_offset(wire), text, "{here:?}");
                assert_eq!(decoded.wire_offset(text), wire, "{here:?}");
            }
        }
    }
}

#[test]
fn only_the_usual_spelling_is_read_in_place() {
    for (text, in_place) in [
        ("&lt;a/&gt;", true),
        (" \n&lt;a id=&quot;1&quot;>x&lt;/a>\n", true),
        ("&lt;a b='1' c=\"2\"&gt;&lt;b/>&lt;/a&gt;", true),
        (
            "&lt;?xml version=&quot;1.0&quot; encoding=&quot;UTF-8&quot;?&gt;\n&lt;a/&gt;",
            true,
        ),
        ("&#60;a/&gt;", false),
        ("<![CDATA[<a/>]]>", false),
        ("&lt;a/&gt;<!-- -->", false),
        ("&lt;a/&gt;&lt;b/&gt;", false),
        ("&lt;a/&gt;x", false),
        ("&lt;a&gt;&lt;/b&gt;", false),
        ("&lt;a&gt;&amp;amp;&lt;/a&gt;", false),
        ("&lt;a&gt;]]&gt;&lt;/a&gt;", false),
        ("&lt;a b='1' b='2'/&gt;", false),
        ("&lt;a xmlns='u'/&gt;", false),
        ("&lt;a xmlns:p='u'/&gt;", false),
        ("&lt;a b='1'c='2'/&gt;", false),
        ("&lt;1/&gt;", false),
        ("&lt;a", false),
        ("&lt;b&gt; is bold", false),
    ] {
        let body = format!("<t>{text}</t>");
        let document = read(&body);
        let element = document.root();
        assert_eq!(element.carried().is_some(), in_place, "{text}");
        assert_eq!(all(element).len(), 1);
        assert_eq!(element.text(), element.decoded().text);
        let inner = element.text().trim_start().to_owned();
        let inner = Document::parse_text(&inner, &Limits::default());
        match element.carried() {
            Some(carried) => {
                let (here, there) = (all(carried.root()), inner.unwrap());
                let there = all(there.root());
                assert_eq!(here.len(), there.len());
                for (here, there) in here.into_iter().zip(there) {
                    assert_eq!((here.name(), here.text()), (there.name(), there.text()));
                    let attributes = |e: Element<'_>| -> Vec<String> {
                        e.attributes()
                            .map(|a| format!("{a:?} {}", a.value()))
                            .collect()
                    };
                    assert_eq!(attributes(here), attributes(there));
                }
            }
            None => assert_eq!(document.root().children().count(), 0),
        }
    }
    let deep = format!(
        "<t>{}{}</t>",
        "&lt;a&gt;".repeat(64),
        "&lt;/a&gt;".repeat(64)
    );
    assert!(read(&deep).root().carried().is_some());
    let deeper = format!(
        "<t>{}{}</t>",
        "&lt;a&gt;".repeat(65),
        "&lt;/a&gt;".repeat(65)
    );
    assert!(read(&deeper).root().carried().is_none());
}

#[test]
fn text_between_children_is_joined() {
    let body = "<a>1<b>2<c/>3</b >4<!-- <d/> --><d>5</d><![CDATA[<e/>]]>&amp;<e  />6\r\n</a>";
    let document = read(body);
    let texts: Vec<_> = all(document.root())
        .iter()
        .map(|e| (e.name(), e.text()))
        .collect();
    let expected = [
        ("a", "14<e/>&6\n"),
        ("b", "23"),
        ("c", ""),
        ("d", "5"),
        ("e", ""),
    ];
    assert_eq!(texts, expected);
    for element in all(document.root()) {
        assert_eq!(element.decoded().text, element.text());
    }
}

#[test]
fn a_document_outlives_its_body() {
    let body = PAGE.replace(
        "<tagSet/>",
        "<p:tag xmlns:p='u&amp;v' p:b='&lt;'>&lt;</p:tag>",
    );
    let (read, owned) = (read(&body), read(&body).into_owned());
    let (here, there) = (all(read.root()), all(owned.root()));
    assert_eq!(here.len(), there.len());
    for (here, there) in here.into_iter().zip(there) {
        assert_eq!((here.name(), here.prefix()), (there.name(), there.prefix()));
        assert_eq!(
            (here.namespace(), here.text()),
            (there.namespace(), there.text())
        );
        assert_eq!(
            (here.offset(), here.number()),
            (there.offset(), there.number())
        );
    }
    let tag = all(owned.root())
        .into_iter()
        .find(|e| e.name() == "tag")
        .unwrap();
    let attribute = tag.attributes().next().unwrap();
    assert_eq!(
        (tag.namespace(), tag.prefix(), tag.text()),
        (Some("u&v"), Some("p"), "<")
    );
    assert_eq!((attribute.name(), attribute.value()), ("b", "<"));
    assert_eq!(attribute.namespace(), Some("u&v"));
    assert!(body[attribute.offset()..].starts_with("p:b="));
}

#[test]
fn bytes_are_those_of_the_declared_encoding() {
    let document = "<?xml version='1.0' encoding='NAME'?><a>TEXT</a>";
    for (mark, name, text, kind) in [
        ("", "utf-8", "x", None),
        ("", "us-ascii", "x", None),
        ("", "iso-8859-1", "x", None),
        ("", "utf-8", "é", None),
        ("", "US-ASCII", "é", Some(ErrorKind::Encoding)),
        ("\u{feff}", "UTF-8", "x", None),
        ("\u{feff}", "UTF-8", "é", None),
        ("\u{feff}", "iso-8859-1", "x", Some(ErrorKind::EncodingName)),
        ("\u{feff}", "iso-8859-1", "é", Some(ErrorKind::EncodingName)),
        ("\u{feff}", "us-ascii", "x", Some(ErrorKind::EncodingName)),
        ("", "utf-16", "x", Some(ErrorKind::EncodingName)),
    ] {
        let body = document.replace("NAME", name).replace("TEXT", text);
        let body = format!("{mark}{body}");
        let read = Document::parse(body.as_bytes(), &Limits::default());
        assert_eq!(read.err().map(|error| error.kind), kind, "{body:?}");
    }
    let spaced = b"<?xml version = '1.0' encoding = \"ISO-8859-1\" ?><a>\xe9</a>";
    let read = Document::parse(spaced, &Limits::default()).unwrap();
    assert_eq!(read.root().text(), "é");
    let after = b"<?xml version='1.0' encoding='us-ascii'?><a>\xe9</a>";
    assert_eq!(refused(after), (ErrorKind::Encoding, 44));
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

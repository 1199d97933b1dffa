#![allow(clippy::unwrap_used, clippy::panic)]

use std::borrow::Cow;

use crate::document::parse::{ErrorKind, Part, Way};
use crate::document::write::{Escape, Namespace, Style};
use crate::document::{parse, write};
use crate::xml;
use crate::xml::Limits;

const PAGE: &str = include_str!("../../../corpora/response/page-example.xml");

fn limits() -> Limits {
    Limits::default()
}

#[test]
fn the_example_of_the_page_is_read_where_it_stands() {
    let parsed = parse::exchange(PAGE.as_bytes(), &limits()).unwrap();
    let connection = parsed.response.vpn_connection.unwrap();
    assert_eq!(connection.kind.as_deref(), Some("ipsec.1"));
    assert_eq!(connection.tag_set, Some(Vec::new()));
    assert_eq!(connection.vgw_telemetry, None);
    let configuration = parsed.configuration.unwrap();
    assert_eq!(configuration.id.as_deref(), Some("vpn-44a8938f"));
    let [first, second] = configuration.tunnels.as_slice() else {
        panic!("two tunnels");
    };
    assert_ne!(first, second);
    let ike = second.ike.as_ref().unwrap();
    assert_eq!(
        ike.pre_shared_key.as_ref().unwrap().expose(),
        "plain-text-password2"
    );
    assert!(matches!(ike.lifetime, Some(Cow::Borrowed("28800"))));
    let text = connection.customer_gateway_configuration.unwrap();
    let again = text.expose();
    assert!(again.starts_with("<?xml version=\"1.0\""));
    assert_eq!(
        parse::configuration(&again, &limits()).unwrap(),
        configuration
    );
}

#[test]
fn every_style_says_the_same() {
    let body = PAGE.as_bytes();
    let usual = parse::exchange(body, &limits()).unwrap();
    for escape in [
        Escape::Entities,
        Escape::Minimal,
        Escape::Decimal,
        Escape::Hexadecimal,
        Escape::CData,
        Escape::Mixed,
    ] {
        for namespace in [Namespace::Default, Namespace::Prefixed] {
            for indentation in [None, Some(2)] {
                let style = Style {
                    escape,
                    namespace,
                    indentation,
                };
                let written = write::response(&usual.response, &style);
                for way in [Way::Fast, Way::General] {
                    let read = parse::exchange_by(way, &written, &limits()).unwrap();
                    assert_eq!(read, usual, "{style:?} {way:?}");
                }
            }
        }
    }
    let twice = Style {
        escape: Escape::Double,
        ..Style::default()
    };
    let body = write::response(&usual.response, &twice);
    for way in [Way::Fast, Way::General] {
        let error = parse::exchange_by(way, &body, &limits()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::EscapedTwice);
        assert_eq!(error.part, Part::Configuration { line: 1, column: 1 });
        let at = body.windows(5).position(|five| five == b"&amp;");
        assert_eq!(Some(error.offset), at);
    }
}

#[test]
fn what_is_wrong_inside_is_reported_on_the_wire_and_in_the_decoded_text() {
    let at = PAGE.rfind("&lt;/hold_time&gt;").unwrap();
    let body = format!("{}&lt;/hold_tine&gt;{}", &PAGE[..at], &PAGE[at + 18..]);
    let error = parse::exchange(body.as_bytes(), &limits()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Xml(xml::ErrorKind::EndTag));
    assert_eq!(error.offset, at);
    let start = PAGE.find("&lt;?xml").unwrap();
    let line = PAGE[start..at].matches('\n').count() + 1;
    assert!(matches!(error.part, Part::Configuration { line: found, .. } if found == line));
    assert!(parse::response(body.as_bytes(), &limits()).is_ok());
}

#[test]
fn a_foreign_namespace_and_unknown_elements_are_skipped() {
    let body = "<r:CreateVpnConnectionResponse xmlns:r='u' xmlns:o='v'><o:requestId>no</o:requestId>\
        <x><requestId>no</requestId></x><requestId>no</requestId><r:requestId>a<b/>&amp;<![CDATA[c]]></r:requestId>\
        <r:requestId>no</r:requestId></r:CreateVpnConnectionResponse>";
    for way in [Way::Fast, Way::General] {
        let parsed = parse::exchange_by(way, body.as_bytes(), &limits()).unwrap();
        assert_eq!(parsed.response.request_id.as_deref(), Some("a&c"));
        assert_eq!(parsed.response.namespace.as_deref(), Some("u"));
    }
}

#[test]
fn a_default_declaration_on_an_empty_element_ends_with_it() {
    let body = "<CreateVpnConnectionResponse xmlns='u'><x xmlns='v'/><requestId>a</requestId>\
        <vpnConnection xmlns='v'><state>no</state></vpnConnection></CreateVpnConnectionResponse>";
    for way in [Way::Fast, Way::General] {
        let parsed = parse::exchange_by(way, body.as_bytes(), &limits()).unwrap();
        assert_eq!(parsed.response.request_id.as_deref(), Some("a"));
        assert_eq!(parsed.response.vpn_connection, None);
    }
}

#[test]
fn utf_16_is_read_with_its_own_offsets() {
    let unit = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let mut body = vec![0xFF, 0xFE];
    body.extend(unit(PAGE));
    let read = parse::exchange(&body, &limits()).unwrap();
    assert_eq!(read, parse::exchange(PAGE.as_bytes(), &limits()).unwrap());
    body.extend(unit("x"));
    let error = parse::exchange(&body, &limits()).unwrap_err();
    assert_eq!(error.offset, body.len() - 2);
}

#[test]
fn an_error_envelope_is_read() {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>A.B</Code>\
        <Message>m &lt;n&gt;</Message></Error></Errors><RequestID>r</RequestID></Response>";
    let envelope = parse::error_envelope(body.as_bytes(), &limits()).unwrap();
    let errors = envelope.errors.as_ref().unwrap();
    assert_eq!(
        errors.error.first().unwrap().message.as_deref(),
        Some("m <n>")
    );
    let again = write::error_envelope(&envelope);
    assert_eq!(parse::error_envelope(&again, &limits()).unwrap(), envelope);
    let other = parse::error_envelope(PAGE.as_bytes(), &limits()).unwrap_err();
    assert_eq!((other.kind, other.offset), (ErrorKind::Root, 0));
}

#[test]
fn a_configuration_that_is_escaped_twice_is_called_so_however_it_is_spelled() {
    let body = |text: &str| {
        format!(
            "<CreateVpnConnectionResponse><vpnConnection><customerGatewayConfiguration>{text}\
             </customerGatewayConfiguration></vpnConnection></CreateVpnConnectionResponse>"
        )
    };
    let spellings = [
        ("&amp;lt;vpn_connection/&amp;gt;", ErrorKind::EscapedTwice),
        ("\n  &#38;lt;vpn_connection/>", ErrorKind::EscapedTwice),
        (
            "<![CDATA[&lt;vpn_connection/&gt;]]>",
            ErrorKind::EscapedTwice,
        ),
        ("&amp;#60;vpn_connection/>", ErrorKind::EscapedTwice),
        ("&amp;#00060;vpn_connection/>", ErrorKind::EscapedTwice),
        ("&amp;#x003c;vpn_connection/>", ErrorKind::EscapedTwice),
        (
            "\u{feff}&amp;lt;vpn_connection/&amp;gt;",
            ErrorKind::EscapedTwice,
        ),
        (
            "&amp;#62;vpn_connection/>",
            ErrorKind::Xml(xml::ErrorKind::TextOutside),
        ),
        ("&amp;#x3C;vpn_connection/>", ErrorKind::EscapedTwice),
        (
            "&amp;amp;lt;vpn_connection/>",
            ErrorKind::Xml(xml::ErrorKind::TextOutside),
        ),
        (
            "vpn_connection",
            ErrorKind::Xml(xml::ErrorKind::TextOutside),
        ),
    ];
    for (text, kind) in spellings {
        let error = parse::exchange(body(text).as_bytes(), &limits()).unwrap_err();
        assert_eq!(error.kind, kind, "{text}");
    }
}

#[test]
fn references_without_an_end_cost_their_length() {
    // What costs the square of the input looks at four times the digits when there are twice as many.
    let work = |count: usize| {
        let text = "&#".repeat(count);
        for body in [
            format!("<![CDATA[{text};]]>"),
            "&amp;#".repeat(count),
            format!("<![CDATA[&#0{text};]]>"),
            format!("<![CDATA[&#{}", "0".repeat(2 * count)) + ";]]>",
        ] {
            let body = format!(
                "<CreateVpnConnectionResponse><vpnConnection><customerGatewayConfiguration>{body}\
                 </customerGatewayConfiguration></vpnConnection></CreateVpnConnectionResponse>"
            );
            for way in [Way::Fast, Way::General] {
                assert!(parse::exchange_by(way, body.as_bytes(), &limits()).is_err());
            }
            let tree = xml::Document::parse(body.as_bytes(), &limits()).unwrap();
            assert!(
                !tree
                    .root()
                    .path("vpnConnection/customerGatewayConfiguration")
                    .unwrap()
                    .text()
                    .is_empty()
            );
        }
        xml::reference::work::take()
    };
    xml::reference::work::take();
    let (once, twice) = (work(1_000), work(2_000));
    assert!(twice <= 2 * once + 100, "{once} {twice}");
    assert!(twice >= 4_000, "{once} {twice}");
}

#[test]
fn a_configuration_as_a_body_is_in_its_own_encoding() {
    let text = "<?xml version='1.0' encoding='NAME'?><vpn_connection id='\u{e9}'/>";
    let read = |name: &str| {
        let body = text.replace("NAME", name);
        let read = parse::configuration_body(body.as_bytes(), &limits());
        read.map(|configuration| configuration.into_owned())
    };
    assert_eq!(read("UTF-8").unwrap().id.as_deref(), Some("\u{e9}"));
    let kind = ErrorKind::Xml(xml::ErrorKind::EncodingName);
    assert_eq!(read("UTF-16").unwrap_err().kind, kind);
}

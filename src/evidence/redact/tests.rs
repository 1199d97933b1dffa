#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;
use crate::exchange::{HttpRequest, HttpResponse};

const KEY: &str = "Iw2IAN9XUsQeYUrkMGP3kP59ugFDkfHg";
const OTHER: &str = "7a.bC_9dEfGhIjKlMnOpQrStUvWxYz12";

fn holds(body: &[u8], key: &str) -> bool {
    body.windows(key.len())
        .any(|window| window == key.as_bytes())
}

/// Writes every character as a reference of the given style.
fn references(key: &str, hex: bool) -> String {
    key.chars()
        .map(|c| {
            let n = u32::from(c);
            if hex {
                format!("&#x{n:X};")
            } else {
                format!("&#{n};")
            }
        })
        .collect()
}

fn unreference(text: &str) -> String {
    text.split(';')
        .filter_map(|part| part.strip_prefix("&#"))
        .filter_map(|n| match n.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        })
        .filter_map(char::from_u32)
        .collect()
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

#[test]
fn a_key_is_replaced_in_every_escape_layer() {
    for (open, close) in [
        ("<pre_shared_key>", "</pre_shared_key>"),
        ("&lt;pre_shared_key&gt;", "&lt;/pre_shared_key&gt;"),
        ("&#60;pre_shared_key&#62;", "&#x3C;/pre_shared_key&#x3e;"),
        (
            "&amp;lt;pre_shared_key&amp;gt;",
            "&amp;lt;/pre_shared_key&amp;gt;",
        ),
        (
            "&amp;#60;pre_shared_key&#38;gt;",
            "&amp;amp;lt;/pre_shared_key&gt;",
        ),
        ("<pre_shared_key><![CDATA[", "]]></pre_shared_key>"),
        ("<n:preSharedKey xmlns:n='urn:n'>", "</n:preSharedKey>"),
        ("<pre_shared_key\n>", "</pre_shared_key\n>"),
        ("<pre_shared_key>", "</ike>"),
        ("<pre_shared_key ", "</pre_shared_key>"),
        ("<pre_shared_key value=\"", "\"/>"),
        ("<pre_shared_key><value>", "</value></pre_shared_key>"),
        ("{\"preSharedKey\": \"", "\"}"),
        ("{\\\"preSharedKey\\\":\\\"", "\\\"}"),
        (
            "\\u003cpre_shared_key\\u003e",
            "\\u003c/pre_shared_key\\u003e",
        ),
        ("/?TunnelOptions.1.PreSharedKey=", "&Type=ipsec.1"),
        ("TunnelOptions%2E1%2EPreShared%4Bey=", "&Type=ipsec.1"),
        ("Value for PreSharedKey: ", " is not valid"),
    ] {
        let body = format!("{open}{KEY}{close}<a>{OTHER}</a>");
        let safe = redact(&body);
        assert!(!holds(safe.as_bytes(), KEY), "{open}: {safe}");
        assert_eq!(safe.len(), body.len(), "{open}");
        assert!(safe.contains("REDACTED.1."), "{open}: {safe}");
        assert!(safe.contains(&format!("<a>{OTHER}</a>")), "{open}: {safe}");
        assert!(safe.starts_with(open), "{open}: {safe}");
    }
}

#[test]
fn references_are_rewritten_as_references_of_the_same_length() {
    for hex in [false, true] {
        let body = format!(
            "<pre_shared_key>{}</pre_shared_key><pre_shared_key>{KEY}</pre_shared_key>",
            references(KEY, hex)
        );
        let safe = redact(&body);
        assert_eq!(safe.len(), body.len());
        let first = unreference(between(&safe, "<pre_shared_key>", "</pre"));
        let second = safe.rsplit_once("<pre_shared_key>").unwrap().1;
        assert_eq!(format!("{first}</pre_shared_key>"), second);
        assert_ne!(first, KEY);
    }
}

#[test]
fn utf_16_bodies_are_searched() {
    for big in [false, true] {
        let text = format!("<pre_shared_key>{KEY}</pre_shared_key>");
        let wide = |text: &str| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|u| {
                    if big {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect()
        };
        let safe = Redactor::new().body(&wide(&text));
        assert_eq!(safe, wide(&redact(&text)));
    }
}

#[test]
fn one_key_has_one_stand_in_wherever_it_stands() {
    let mut redactor = Redactor::new();
    let first = redactor.text(&format!("<pre_shared_key>{KEY}</pre_shared_key>"));
    let stand_in = between(&first, ">", "<").to_owned();
    let second = redactor.text(&format!("key {KEY} again; &#73;{}", &KEY[1..]));
    assert_eq!(second.matches(&stand_in[1..]).count(), 2, "{second}");
    assert!(!second.contains(&KEY[1..]));
    let third = redactor.text(&format!("<preSharedKey>{OTHER}</preSharedKey>"));
    assert_ne!(between(&third, ">", "<"), stand_in);
}

#[test]
fn a_redacted_body_is_left_as_it_is() {
    let body =
        format!("<pre_shared_key>{KEY}</pre_shared_key><pre_shared_key>{OTHER}</pre_shared_key>");
    let safe = redact(&body);
    assert_eq!(redact(&safe), safe);
}

#[test]
fn grammar_and_entropy_of_a_weak_key_survive() {
    for weak in [
        "aaaaaaaaaaaaaaaa",
        "0abcdefghijklmnopq",
        "plain-text-password1",
        "short",
        " padded ",
    ] {
        let safe = redact(&format!("<pre_shared_key>{weak}</pre_shared_key>"));
        let stand_in = between(&safe, ">", "<");
        assert_ne!(stand_in, weak);
        assert_eq!(stand_in.len(), weak.len());
        let count = |text: &str| {
            let mut counts: Vec<usize> = ('\0'..='\u{7f}')
                .map(|c| text.matches(c).count())
                .filter(|n| *n > 0)
                .collect();
            counts.sort_unstable();
            counts
        };
        assert_eq!(count(stand_in), count(weak), "{stand_in}");
        assert_eq!(stand_in.starts_with('0'), weak.starts_with('0'));
        assert_eq!(stand_in.trim().len(), weak.trim().len());
    }
}

#[test]
fn keys_that_follow_from_one_another_still_do() {
    for (one, two) in [
        ("key-0000000000000001", "key-0000000000000002"),
        (KEY, "Iw2IAN9XUsQeYUrkMGP3kP59ugFDkf99"),
    ] {
        let safe = redact(&format!(
            "<pre_shared_key>{one}</pre_shared_key>|<pre_shared_key>{two}</pre_shared_key>"
        ));
        let (first, second) = safe.split_once('|').unwrap();
        let places = |a: &str, b: &str| -> Vec<usize> {
            a.bytes()
                .zip(b.bytes())
                .enumerate()
                .filter(|(_, (a, b))| a != b)
                .map(|(i, _)| i)
                .collect()
        };
        assert_eq!(
            places(between(first, ">", "<"), between(second, ">", "<")),
            places(one, two)
        );
    }
}

#[test]
fn two_broken_keys_do_not_swallow_what_lies_between() {
    let body = format!("<pre_shared_key>{KEY}</ike><ip>192.0.2.1</ip><pre_shared_key>{OTHER}");
    let safe = redact(&body);
    assert!(
        safe.contains("</ike><ip>192.0.2.1</ip><pre_shared_key>"),
        "{safe}"
    );
    assert!(!safe.contains(KEY) && !safe.contains(OTHER));
}

#[test]
fn an_element_that_never_ends_is_redacted_to_the_end() {
    let safe = redact(&format!("<pre_shared_key>{KEY}<a>{OTHER}</a>"));
    assert!(!safe.contains(KEY) && !safe.contains(OTHER), "{safe}");
}

#[test]
fn broken_markup_hides_no_key() {
    for before in [
        "&lt;pre_shared_key>x<?pi ",
        "&lt;pre_shared_key>x<a b",
        "<pre_shared_key>x<a></b ",
        "<pre_shared_key>x<!-- ",
        "<pre_shared_key>x<![CDATA[ ",
        "<pre_shared_key x='",
    ] {
        let safe = redact(&format!(
            "{before}<pre_shared_key>{KEY}</pre_shared_key> {before}"
        ));
        assert!(!safe.contains(KEY), "{safe}");
    }
}

#[test]
fn other_elements_and_ids_stay() {
    let body = "<preSharedKeyArn>arn:aws:secretsmanager:us-east-1</preSharedKeyArn>";
    assert_eq!(redact(body), body);
    let body = "<pre_shared_key>vpn-44a8938f</pre_shared_key><vpnConnectionId>vpn-44a8938f</vpnConnectionId>";
    assert!(redact(body).ends_with("<vpnConnectionId>vpn-44a8938f</vpnConnectionId>"));
}

#[test]
fn credentials_are_blanked() {
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: b"/?AWSAccessKeyId=AKIDEXAMPLE1&Signature=ab%2Bcd%3D&X-Amz-Credential=AKIDEXAMPLE1%2F20120401&Type=ipsec.1".to_vec(),
        headers: vec![
            ("Authorization".to_owned(), b"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE1/20120401/us-east-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123abcd".to_vec()),
            ("X-Amz-Security-Token".to_owned(), b"FwoGZXIvYXdz".to_vec()),
        ],
        body: Vec::new(),
    };
    let safe = Redactor::new().request(&request);
    assert_eq!(
        String::from_utf8(safe.target).unwrap(),
        "/?AWSAccessKeyId=xxxxxxxxxxxx&Signature=xx%2Bxx%3D&X-Amz-Credential=xxxxxxxxxxxx%2F20120401&Type=ipsec.1"
    );
    assert_eq!(
        String::from_utf8(safe.headers[0].1.clone()).unwrap(),
        "AWS4-HMAC-SHA256 Credential=xxxxxxxxxxxx/20120401/us-east-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=xxxxxxxx"
    );
    assert_eq!(safe.headers[1].1, b"xxxxxxxxxxxx");
}

#[test]
fn what_cannot_be_searched_is_withheld_but_for_a_digest() {
    let response = |coding: &str, body: &[u8]| HttpResponse {
        status: 200,
        headers: vec![("Content-Encoding".to_owned(), coding.as_bytes().to_vec())],
        body: body.to_vec(),
    };
    let mut late = Redactor::new().until(Instant::now());
    let keys = |prefix: &str| -> Vec<u8> {
        let keys = (0..4000).map(|n| format!("<pre_shared_key>{prefix}{n:028}</pre_shared_key>"));
        keys.collect::<String>().into_bytes()
    };
    let mut compressed = |body: &[u8]| Redactor::new().response(&response("gzip", body)).body;
    let mut in_vain = |body: &[u8]| late.response(&response("identity", body)).body;
    let mut too_many = |body: &[u8]| Redactor::new().response(&response("identity", body)).body;
    let ways: [&mut dyn FnMut(&[u8]) -> Vec<u8>; 3] =
        [&mut compressed, &mut in_vain, &mut too_many];
    for withhold in ways {
        let [one, other] = [keys("a"), keys("b")];
        let safe = withhold(&one);
        assert!(is_withheld(&safe));
        assert_eq!(safe.len(), one.len());
        assert_eq!(safe, withhold(&one));
        assert_ne!(safe, withhold(&other));
    }
    assert_eq!(
        Redactor::new()
            .response(&response("gzip", &[1, 2, 3]))
            .body
            .len(),
        3
    );
}

/// One way of writing a key into a document, by number.
fn plant(key: &str, layer: u8) -> String {
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let element = |content: &str| format!("<ike><pre_shared_key>{content}</pre_shared_key></ike>");
    match layer % 7 {
        0 => element(key),
        1 => escape(&element(key)),
        2 => escape(&escape(&element(key))),
        3 => element(&format!("<![CDATA[{key}]]>")),
        4 => format!("<![CDATA[{}]]>", element(key)),
        5 => escape(&element(&references(key, layer >= 128))),
        _ => format!("<preSharedKey>{key}</preSharedKey>"),
    }
}

proptest! {
    #[test]
    fn no_planted_key_survives_any_layer_or_cut(
        keys in proptest::collection::vec(("[1-9A-Za-z._]{12,40}", any::<u8>()), 1..4),
        cut in 0_usize..400,
    ) {
        let mut body: String = keys.iter().map(|(key, layer)| plant(key, *layer)).collect();
        body.truncate(body.len().saturating_sub(cut));
        let safe = redact(&body);
        prop_assert_eq!(safe.len(), body.len());
        for (key, _) in &keys {
            // What is cut off may leave a part of a key; no part of eight characters may be left.
            for part in key.as_bytes().windows(8) {
                let part = std::str::from_utf8(part).unwrap();
                prop_assert!(!safe.contains(part), "{} in {}", part, safe);
                prop_assert!(!safe.contains(&references(part, false)));
                prop_assert!(!safe.contains(&references(part, true)));
            }
        }
    }

    #[test]
    fn equal_keys_stay_equal_and_different_ones_differ(
        one in "[1-9A-Za-z._]{8,64}", two in "[1-9A-Za-z._]{8,64}",
    ) {
        let safe = redact(&format!("<pre_shared_key>{one}</pre_shared_key>|<pre_shared_key>{two}</pre_shared_key>"));
        let (first, second) = safe.split_once('|').unwrap();
        prop_assert_eq!(first == second, one == two);
    }

    #[test]
    fn any_bytes_keep_their_length(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(Redactor::new().body(&body).len(), body.len());
    }

    #[test]
    fn text_stays_text(key in "\\PC{1,20}") {
        let body = format!("<pre_shared_key>{key}</pre_shared_key>");
        let safe = Redactor::new().body(body.as_bytes());
        prop_assert!(String::from_utf8(safe).is_ok());
    }
}

/// The key in every encoding that is undone, alone and composed.
fn encodings() -> Vec<(&'static str, fn(&str) -> String)> {
    vec![
        ("percent", |k| of_each(k, |b| format!("%{b:02x}"))),
        ("percent, wide", |k| of_each(k, |b| format!("%u{b:04X}"))),
        ("decimal references", |k| of_each(k, |b| format!("&#{b};"))),
        ("long references", |k| {
            of_each(k, |b| format!("&#x{b:016x};"))
        }),
        ("x escapes", |k| of_each(k, |b| format!("\\x{b:02x}"))),
        ("octal", |k| of_each(k, |b| format!("\\{b:03o}"))),
        ("u escapes", |k| of_each(k, |b| format!("\\u{b:04x}"))),
        ("braces", |k| of_each(k, |b| format!("\\u{{{b:x}}}"))),
        ("U escapes", |k| of_each(k, |b| format!("\\U{b:08x}"))),
        ("quoted printable", |k| of_each(k, |b| format!("={b:02X}"))),
        ("hexadecimal", |k| of_each(k, |b| format!("{b:02x}"))),
        ("hexadecimal with colons", |k| {
            of_each(k, |b| format!("{b:02X}:"))
        }),
        ("hexadecimal with blanks", |k| {
            of_each(k, |b| format!("0x{b:02x}, "))
        }),
        ("decimal numbers", |k| of_each(k, |b| format!("{b}, "))),
        ("binary numbers", |k| of_each(k, |b| format!("{b:08b} "))),
        ("upper case", str::to_uppercase),
        ("lower case", str::to_lowercase),
        ("backwards", |k| k.chars().rev().collect()),
        ("full width", |k| {
            let wide = |c: char| match c {
                '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
                other => other,
            };
            k.chars().map(wide).collect()
        }),
        ("rot13", |k| {
            let turned = |c: char| match c {
                'a'..='m' | 'A'..='M' => char::from(c as u8 + 13),
                'n'..='z' | 'N'..='Z' => char::from(c as u8 - 13),
                other => other,
            };
            k.chars().map(turned).collect()
        }),
        ("base64", |k| STANDARD.encode(k)),
        ("base64 in lines", |k| {
            let text = STANDARD.encode(k);
            let lines = text.as_bytes().chunks(10).map(String::from_utf8_lossy);
            lines.collect::<Vec<_>>().join("\r\n")
        }),
        ("base64 of UTF-16", |k| {
            let wide: Vec<u8> = k.encode_utf16().flat_map(u16::to_le_bytes).collect();
            STANDARD.encode(wide)
        }),
        ("hexadecimal of UTF-16", |k| {
            k.encode_utf16().map(|unit| format!("{unit:04x}")).collect()
        }),
        ("JSON in JSON", |k| {
            let once = serde_json::to_string(&of_each(k, |b| format!("\\u{b:04x}"))).unwrap();
            serde_json::to_string(&once).unwrap()
        }),
        ("base64 of gzip", |k| STANDARD.encode(packed(k, gzip))),
        ("base64 of zlib", |k| STANDARD.encode(packed(k, zlib))),
        ("base64 of deflate", |k| STANDARD.encode(packed(k, deflate))),
        ("hexadecimal of gzip", |k| hexadecimal(&packed(k, gzip))),
        ("hexadecimal of deflate", |k| {
            hexadecimal(&packed(k, deflate))
        }),
        ("decimal numbers of zlib", |k| {
            let numbers = packed(k, zlib).into_iter().map(|byte| byte.to_string());
            numbers.collect::<Vec<_>>().join(", ")
        }),
        ("zero width", |k| {
            of_each(k, |b| format!("{}\u{200b}", char::from(b)))
        }),
        ("tags between", |k| {
            of_each(k, |b| format!("{}<b/>", char::from(b)))
        }),
        ("one line each", |k| {
            of_each(k, |b| format!("{}\n", char::from(b)))
        }),
    ]
}

fn packed(key: &str, pack: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    // Short text is stored as it is, and a key in it would stand there plain.
    let around = "state: pending; state: available; ".repeat(4);
    pack(format!("{around}the key is {key}; {around}").as_bytes())
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

fn deflate(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_each(key: &str, form: fn(u8) -> String) -> String {
    let one = |c: char| u8::try_from(c).map_or(c.to_string(), form);
    key.chars().map(one).collect()
}

#[test]
fn no_encoding_hides_a_key_nor_do_two_in_turn() {
    let mut redactor = Redactor::new();
    redactor.text(&format!("<pre_shared_key>{KEY}</pre_shared_key>"));
    let mut known = Known::default();
    known.learn([KEY]);
    let mut left = Vec::new();
    for (first, inner) in encodings() {
        for (second, outer) in encodings() {
            // What turns letters into others loses what base64 tells apart, and no reader tries it on escapes.
            let lossy = match second {
                "upper case" | "lower case" => first.starts_with("base64"),
                "rot13" | "backwards" => true,
                "tags between" => first == second,
                "one line each" => first.contains("numbers"),
                other => other.ends_with("UTF-16") && matches!(first, "full width" | "zero width"),
            };
            let twice = if lossy {
                String::new()
            } else {
                outer(&inner(KEY))
            };
            for disguised in [inner(KEY), twice].iter().filter(|text| !text.is_empty()) {
                let body = format!("<Message>state: {disguised} end</Message>");
                let safe = redactor.body(body.as_bytes());
                assert_eq!(safe.len(), body.len());
                let seen = shown(body.as_bytes(), &known).is_some();
                if !seen || shown(&safe, &known).is_some() {
                    left.push(format!("{second} of {first} ({seen}): {body}"));
                }
            }
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn a_secret_that_looks_like_escapes_is_found() {
    for secret in [
        "c4nary&Secret<Key>/\"with\"+marks'0001=",
        "c4nary//Session+Token&with<marks>==0002",
    ] {
        let mut known = Known::default();
        known.learn([secret]);
        for (name, form) in encodings() {
            // Whose tags are whose, nobody can tell.
            if name == "tags between" && secret.contains('<') {
                continue;
            }
            let body = format!("<Message>state= {} end</Message>", form(secret));
            assert!(
                shown(body.as_bytes(), &known).is_some(),
                "{name} of {secret}"
            );
        }
    }
}

/// One form after the other: where one ends and the next begins, nobody says.
#[test]
fn forms_that_stand_side_by_side_are_blanked() {
    for secret in [KEY, "c4nary&Secret<Key>/\"with\"+marks'0001="] {
        let mut redactor = Redactor::new();
        redactor.known.learn([secret]);
        let forms: Vec<_> = encodings()
            .into_iter()
            .filter(|(name, _)| *name != "tags between" || !secret.contains('<'))
            .map(|(name, form)| (name, form(secret)))
            .collect();
        for between in [" ", "\n", ", "] {
            for turn in 0..forms.len() {
                let mut all: Vec<&str> = forms.iter().map(|(_, text)| &**text).collect();
                all.rotate_left(turn);
                let body = format!("<Message>/?k={}</Message>", all.join(between));
                let safe = redactor.body(body.as_bytes());
                let left = forms.iter().filter(|(_, text)| holds(&safe, text));
                let left: Vec<_> = left.map(|(name, _)| name).collect();
                assert!(left.is_empty(), "{left:?} of {secret}, {between:?}, {turn}");
            }
        }
    }
}

/// Two thirds of what it is compressed to are letters, digits and signs.
#[test]
fn a_key_that_is_compressed_to_what_looks_like_text_is_blanked() {
    const LIKE_TEXT: &str = "KfkW2H7UApaYuCvx5wvJrQOfp3s7I6Ib";
    let mut redactor = Redactor::new();
    redactor.known.learn([LIKE_TEXT]);
    for encoded in [
        "807LDjfyMA91LEiMLHUuqzAtL/MqCvRPKzAuNvc080wCAA",
        "f34ecb0e37f2300f752c488c2c752eab302d2ff32a0af44f2b302e36f734f34c0200",
    ] {
        let safe = redactor.text(&format!("<Message>it is {encoded} here</Message>"));
        assert!(!safe.contains(encoded), "{safe}");
    }
}

/// Bytes that stand there as they are, in the middle of a text.
#[test]
fn a_compressed_key_is_blanked_wherever_it_stands() {
    let mut redactor = Redactor::new();
    redactor.text(&format!("<pre_shared_key>{KEY}</pre_shared_key>"));
    let mut known = Known::default();
    known.learn([KEY]);
    for pack in [gzip, zlib] {
        let body = [b"<Message>it is ", &packed(KEY, pack)[..], b"</Message>"].concat();
        assert!(shown(&body, &known).is_some());
        let safe = redactor.body(&body);
        assert_eq!(safe.len(), body.len());
        assert_eq!(shown(&safe, &known), None);
        // Nothing is left to unpack, and what follows stays.
        assert!(safe.ends_with(b"8888</Message>"), "{}", safe.escape_ascii());
    }
}

/// What cannot be looked into is not shown, nor is what unpacks to an element that holds a key nobody has seen.
#[test]
fn what_may_be_a_key_in_a_form_that_cannot_be_read_is_blanked() {
    let element = packed(&format!("<pre_shared_key>{OTHER}</pre_shared_key>"), gzip);
    let zstandard = [b"\x28\xb5\x2f\xfd".as_slice(), &[7; 40]].concat();
    for bytes in [element, zstandard] {
        let encoded = STANDARD.encode(bytes);
        let text = format!("<Message>it is {encoded} here</Message>");
        let safe = redact(&text);
        assert_eq!(safe.len(), text.len());
        assert!(!safe.contains(&encoded[..20]), "{safe}");
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    let mut redactor = Redactor::new();
    redactor.text(&format!("<pre_shared_key>{KEY}</pre_shared_key>"));
    for body in [
        include_str!("../../../corpora/samples/012-volterra-tgw-empty-vgw.xml"),
        include_str!("../../../corpora/well-formed/cases.tsv"),
    ] {
        let keyless = redactor.text(body);
        assert_eq!(redactor.text(&keyless), keyless);
        let differ = keyless.bytes().zip(body.bytes()).filter(|(a, b)| a != b);
        assert!(differ.count() <= 2 * 32);
    }
}

/// Keys that begin alike are the costly case of a search by their beginnings: each is found all the same.
#[test]
fn many_keys_that_begin_alike_are_all_found() {
    let key = |n: usize| format!("AAAAAAAA{n:016}");
    let elements: String = (0..1500)
        .map(|n| format!("&lt;pre_shared_key&gt;{}&lt;/pre_shared_key&gt;", key(n)))
        .collect();
    let again: String = (0..1500).map(key).collect();
    let safe = redact(&format!(
        "{elements}<a>{again}</a>{}",
        "AAAAAAAA".repeat(1000)
    ));
    for n in 0..1500 {
        assert!(!safe.contains(&key(n)), "{n}");
    }
}

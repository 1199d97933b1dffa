//! The forms of a secret, and where one stands in what was written.

use std::collections::HashMap;
use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

/// The ways in which a secret may be written.
pub fn forms(secret: &str) -> Vec<String> {
    let percent = |digits: fn(u8) -> String| -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        let each = secret.bytes();
        each.map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                digits(b)
            }
        })
        .collect()
    };
    let xml = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let base64 = BASE64_STANDARD_NO_PAD.encode(secret);
    let each = |form: fn(u8) -> String| -> String { secret.bytes().map(form).collect() };
    let level = Compression::default();
    vec![
        secret.to_owned(),
        xml.replace('&', "&amp;"),
        xml.replace('"', "&quot;"),
        xml,
        percent(|b| format!("%{b:02X}")),
        percent(|b| format!("%{b:02x}")),
        base64,
        secret.bytes().map(|b| format!("{b:02x}")).collect(),
        secret.bytes().map(|b| format!("{b:02X}")).collect(),
        serde_json::to_string(secret)
            .unwrap()
            .trim_matches('"')
            .to_owned(),
        secret.escape_debug().to_string(),
        secret.escape_default().to_string(),
        secret.to_uppercase(),
        secret.to_lowercase(),
        secret.chars().rev().collect(),
        each(|b| format!("%25{b:02X}")),
        each(|b| format!("%u{b:04x}")),
        each(|b| format!("\\x{b:02x}")),
        each(|b| format!("\\{b:03o}")),
        each(|b| format!("\\u{{{b:x}}}")),
        each(|b| format!("={b:02X}")),
        each(|b| format!("{b:02x}:")),
        each(|b| format!("0x{b:02x} ")),
        each(|b| format!("{b}, ")),
        each(|b| format!("&#{b};")),
        each(|b| format!("{}\u{200b}", char::from(b))),
        BASE64_STANDARD_NO_PAD.encode(BASE64_STANDARD_NO_PAD.encode(secret)),
        BASE64_STANDARD_NO_PAD.encode(each(|b| format!("{}\0", char::from(b)))),
        each(|b| format!("{b:08b} ")),
        each(|b| format!("&#x{b:x};")),
        each(|b| format!("\\U{b:08X}")),
        secret.chars().map(rotated).collect(),
        secret.chars().map(wide).collect(),
        serde_json::to_string(&serde_json::to_string(secret).unwrap()).unwrap(),
        BASE64_STANDARD_NO_PAD.encode(packed(GzEncoder::new(Vec::new(), level), secret)),
        BASE64_STANDARD_NO_PAD.encode(packed(ZlibEncoder::new(Vec::new(), level), secret)),
        BASE64_STANDARD_NO_PAD.encode(packed(DeflateEncoder::new(Vec::new(), level), secret)),
        digits(&packed(GzEncoder::new(Vec::new(), level), secret)),
        digits(&packed(DeflateEncoder::new(Vec::new(), level), secret)),
    ]
}

fn rotated(c: char) -> char {
    match c {
        'a'..='m' | 'A'..='M' => char::from(c as u8 + 13),
        'n'..='z' | 'N'..='Z' => char::from(c as u8 - 13),
        other => other,
    }
}

fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        other => other,
    }
}

fn packed<W: Write + Finish>(mut packer: W, secret: &str) -> Vec<u8> {
    packer.write_all(secret.as_bytes()).unwrap();
    packer.finish()
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

trait Finish {
    fn finish(self) -> Vec<u8>;
}

impl Finish for GzEncoder<Vec<u8>> {
    fn finish(self) -> Vec<u8> {
        Self::finish(self).unwrap()
    }
}

impl Finish for ZlibEncoder<Vec<u8>> {
    fn finish(self) -> Vec<u8> {
        Self::finish(self).unwrap()
    }
}

impl Finish for DeflateEncoder<Vec<u8>> {
    fn finish(self) -> Vec<u8> {
        Self::finish(self).unwrap()
    }
}

/// What a reader of an artefact sees: its bytes, and those without the escapes of HTML and of JSON.
fn views(text: &[u8]) -> [Vec<u8>; 3] {
    let read = String::from_utf8_lossy(text);
    let mut html = read.clone().into_owned();
    for (reference, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        html = html.replace(reference, character);
    }
    let json = read.replace("\\\"", "\"").replace("\\\\", "\\");
    [text.to_vec(), html.into_bytes(), json.into_bytes()]
}

/// Forms of secrets by their first eight bytes.
pub struct Needles {
    forms: HashMap<[u8; 8], Vec<(String, String)>>,
    /// Whether there may be one, by a hash of the eight bytes.
    filter: Vec<bool>,
}

/// The place of eight bytes in the filter.
fn place(head: [u8; 8]) -> usize {
    let hash = u64::from_le_bytes(head).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash >> (64 - BITS)).try_into().unwrap()
}

const BITS: u32 = 20;

impl Needles {
    pub fn new<'s>(secrets: impl Iterator<Item = &'s str>) -> Self {
        let mut forms_of: HashMap<_, Vec<_>> = HashMap::new();
        let mut filter = vec![false; 1 << BITS];
        for secret in secrets {
            for form in forms(secret) {
                let head = *form.as_bytes().first_chunk().unwrap();
                filter[place(head)] = true;
                let same = forms_of.entry(head).or_default();
                same.push((form, secret.to_owned()));
            }
        }
        Self {
            forms: forms_of,
            filter,
        }
    }

    /// The secrets that stand in this text, each with what stands around it.
    pub fn found(&self, text: &[u8]) -> Vec<String> {
        let views = views(text);
        views.iter().flat_map(|text| self.in_view(text)).collect()
    }

    fn in_view(&self, text: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (at, head) in text.windows(8).enumerate() {
            if !self.filter[place(*head.first_chunk().unwrap())] {
                continue;
            }
            let known = self.forms.get(head).into_iter().flatten();
            for (form, secret) in known {
                if text[at..].starts_with(form.as_bytes()) {
                    let around = &text[at.saturating_sub(60)..text.len().min(at + form.len() + 20)];
                    let around = String::from_utf8_lossy(around);
                    found.push(format!("{secret:?} as {form:?} in {around:?}"));
                }
            }
        }
        found
    }
}

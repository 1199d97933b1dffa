//! A reader that refuses all that XML 1.0 with namespaces refuses, and every DTD: roxmltree with what it leaves out.

use memchr::memmem;

use crate::parser::builtin::Element;
use crate::parser::builtin::peer;

/// The reader.
pub(super) fn read(body: &[u8]) -> Result<Element, String> {
    let text = decode(body)?;
    declaration(&text, body)?;
    references(&text)?;
    peer::roxmltree(text.as_bytes())
}

/// UTF-8 or UTF-16 by its mark; the mark is no content.
fn decode(body: &[u8]) -> Result<String, String> {
    let unit: Option<fn([u8; 2]) -> u16> = match body {
        [0xFF, 0xFE, ..] => Some(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    let text = match unit {
        Some(_) if body.len() % 2 == 1 => return Err("encoding".to_owned()),
        Some(unit) => {
            let pairs = body.chunks_exact(2).filter_map(|pair| pair.try_into().ok());
            String::from_utf16(&pairs.map(unit).collect::<Vec<u16>>()).map_err(|_| "encoding")?
        }
        None => std::str::from_utf8(body)
            .map_err(|_| "encoding")?
            .to_owned(),
    };
    match text.strip_prefix('\u{feff}') {
        Some(rest) if rest.starts_with('\u{feff}') => Err("text before the root".to_owned()),
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

/// A version other than 1.x, and an encoding that the bytes contradict.
fn declaration(text: &str, body: &[u8]) -> Result<(), String> {
    if text
        .get(..5)
        .is_some_and(|t| t.eq_ignore_ascii_case("<?xml") && t != "<?xml")
    {
        return Err("declaration".to_owned());
    }
    let Some(end) = text.find("?>").filter(|_| text.starts_with("<?xml ")) else {
        return Ok(());
    };
    let declaration = text
        .get(..end)
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace('\'', "\"");
    let wide = body.starts_with(&[0xFF, 0xFE]) || body.starts_with(&[0xFE, 0xFF]);
    if declaration.contains("version=") && !declaration.contains("version=\"1.") {
        return Err("version".to_owned());
    }
    if let Some((_, standalone)) = declaration.split_once("standalone=")
        && !standalone.starts_with("\"yes\"")
        && !standalone.starts_with("\"no\"")
    {
        return Err("declaration".to_owned());
    }
    match declaration.contains("encoding=\"utf-16") {
        true if !wide => Err("encoding".to_owned()),
        _ => Ok(()),
    }
}

/// References to what is no character, and prefixes bound to nothing.
fn references(text: &str) -> Result<(), String> {
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'&', b'<', rest.as_bytes()) {
        rest = rest.get(at..).unwrap_or_default();
        let skip = |end: &str| {
            memmem::find(rest.as_bytes(), end.as_bytes()).map_or(rest.len(), |n| n + end.len())
        };
        let length = if rest.starts_with("<!--") {
            skip("-->")
        } else if rest.starts_with("<![CDATA[") {
            skip("]]>")
        } else if rest.starts_with('<') {
            let inside = rest.get(1..).unwrap_or_default();
            let end = memchr::memchr2(b'<', b'>', inside.as_bytes()).unwrap_or(inside.len());
            if unbinds(inside.get(..end).unwrap_or_default()) {
                return Err("prefix bound to nothing".to_owned());
            }
            1
        } else {
            let near = rest
                .as_bytes()
                .get(1..rest.len().min(40))
                .unwrap_or_default();
            let end = memchr::memchr(b';', near).unwrap_or(0);
            let name = std::str::from_utf8(near.get(..end).unwrap_or_default()).unwrap_or_default();
            if name.starts_with('#') && !is_character(name) {
                return Err("reference to no character".to_owned());
            }
            1
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

fn unbinds(tag: &str) -> bool {
    tag.split("xmlns:").skip(1).any(|rest| {
        rest.split_once('=')
            .is_some_and(|(_, value)| value.starts_with("\"\"") || value.starts_with("''"))
    })
}

fn is_character(name: &str) -> bool {
    let number = match name.strip_prefix("#x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => name.trim_start_matches('#').parse(),
    };
    let c = number.ok().and_then(char::from_u32);
    c.is_some_and(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..))
}

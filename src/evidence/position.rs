//! Places in a body: line, column and a redacted line to show; and what can be read from a body that is not XML.

use std::ops::Range;

use crate::evidence::redact::known::Known;
use crate::evidence::redact::redact;
use crate::finding::Position;

/// How much of a line is shown.
const WIDTH: usize = 100;

/// A text as it may be shown: without what stands where a key stands, and with the beginnings of its lines. It is made once,
/// however many places in it are named.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    safe: String,
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &[u8]) -> Self {
        let safe = redact(&String::from_utf8_lossy(text));
        let after = memchr::memchr_iter(b'\n', safe.as_bytes()).map(|newline| newline + 1);
        let starts = std::iter::once(0).chain(after).collect();
        Self { safe, starts }
    }
}

/// The place of byte `at` of a text, which stands at byte `wire` of the body on the wire. Beside what stands where a key
/// stands, `known` is not shown wherever it is.
pub(super) fn position(
    text: &Lines,
    at: usize,
    wire: usize,
    inner: bool,
    known: &Known,
) -> Position {
    let safe = &text.safe;
    // Redaction keeps the length; a body that is not UTF-8 is shown as well as it can be.
    let at = floor(safe, at.min(safe.len()));
    let number = text.starts.partition_point(|start| *start <= at);
    let start = number.checked_sub(1).and_then(|n| text.starts.get(n));
    let start = start.copied().unwrap_or_default();
    let line = safe.get(start..).unwrap_or_default();
    let end = memchr::memchr2(b'\n', b'\r', line.as_bytes()).unwrap_or(line.len());
    let before = safe.get(start..at).unwrap_or_default();
    let column = before.chars().count().saturating_add(1);
    let (shown, caret) = window(line.get(..end).unwrap_or_default(), column);
    Position {
        offset: wire,
        line: number,
        column,
        inner,
        excerpt: excerpt(safe, start + shown.start..start + shown.end, known),
        caret,
    }
}

/// The part of a line around a column, and that column in it.
fn window(line: &str, column: usize) -> (Range<usize>, usize) {
    let length = line.chars().count();
    let skip = if length <= WIDTH {
        0
    } else {
        column.saturating_sub(WIDTH / 2).min(length - WIDTH)
    };
    let byte = |number: usize| line.char_indices().nth(number).map_or(line.len(), |c| c.0);
    (byte(skip)..byte(skip + WIDTH), column - skip)
}

/// This part of the text without what is known to be secret, also where only a part of that stands here.
fn excerpt(text: &str, shown: Range<usize>, known: &Known) -> String {
    let around = shown.start.saturating_sub(known.longest())
        ..shown.end.saturating_add(known.longest()).min(text.len());
    let mut bytes = text
        .as_bytes()
        .get(around.clone())
        .unwrap_or_default()
        .to_vec();
    for place in known.find(&bytes) {
        if let Some(secret) = bytes.get_mut(place) {
            secret.fill(b'*');
        }
    }
    let own = shown.start - around.start..shown.end - around.start;
    String::from_utf8_lossy(bytes.get(own).unwrap_or_default())
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The name of the first start tag, without prefix: what can be said of a body that does not parse.
pub fn first_tag(body: &[u8]) -> Option<String> {
    let mut rest = body;
    loop {
        let at = memchr::memchr(b'<', rest)?;
        rest = rest.get(at + 1..)?;
        match rest.first()? {
            b'?' | b'!' => {}
            _ => break,
        }
    }
    let end = rest
        .iter()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<' | b'&'))?;
    let name = std::str::from_utf8(rest.get(..end)?).ok()?;
    Some(name.rsplit(':').next().unwrap_or(name).to_owned())
}

/// Decodes the predefined and numeric references once more. Beside the text, where each of its bytes comes from, and
/// one place more for the end.
pub(super) fn unescape(text: &str) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut from = Vec::with_capacity(text.len() + 1);
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let (c, len) = reference(rest).unwrap_or((first, first.len_utf8()));
        out.push(c);
        from.extend(std::iter::repeat_n(at, c.len_utf8()));
        at += len;
    }
    from.push(at);
    (out, from)
}

fn reference(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(12).position(|b| b == b';')?;
    let name = body.get(..end)?;
    let c = match name {
        "amp" => '&',
        "apos" => '\'',
        "gt" => '>',
        "lt" => '<',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 2))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_line_and_column() {
        let text = "<a>\n  <b>x</b>\n</a>";
        let at = text.find('x').unwrap();
        let place = position(&Lines::of(text.as_bytes()), at, 99, true, &Known::default());
        assert_eq!((place.line, place.column, place.caret), (2, 6, 6));
        assert_eq!(place.excerpt, "  <b>x</b>");
        assert_eq!(place.offset, 99);
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{}!{}", "a".repeat(500), "b".repeat(500));
        let place = position(
            &Lines::of(text.as_bytes()),
            500,
            500,
            false,
            &Known::default(),
        );
        assert_eq!(place.column, 501);
        assert_eq!(place.excerpt.chars().count(), WIDTH);
        assert_eq!(place.excerpt.chars().nth(place.caret - 1), Some('!'));
    }

    #[test]
    fn an_excerpt_never_shows_a_key() {
        let text = "<ike><pre_shared_key>Iw2IAN9XUsQeYUrkMGP3kP59</pre_shared_key></ike>";
        for at in 0..=text.len() {
            let place = position(&Lines::of(text.as_bytes()), at, at, true, &Known::default());
            assert!(!place.excerpt.contains("Iw2IAN9XUsQeYUrkMGP3kP59"));
        }
    }

    #[test]
    fn what_is_known_to_be_secret_is_hidden_anywhere() {
        let text = "<Message>state: Iw2IAN9XUsQeYUrkMGP3kP59</Message>";
        let mut known = Known::default();
        known.learn(["Iw2IAN9XUsQeYUrkMGP3kP59"]);
        let place = position(&Lines::of(text.as_bytes()), 16, 16, false, &known);
        assert_eq!(
            place.excerpt,
            format!("<Message>state: {}</Message>", "*".repeat(24))
        );
    }

    #[test]
    fn a_secret_is_hidden_also_where_the_excerpt_cuts_it() {
        let key = "Iw2IAN9XUsQeYUrkMGP3kP59";
        let mut known = Known::default();
        known.learn([key]);
        let text = format!("{}{key}{}", "-".repeat(300), "-".repeat(300));
        for at in 200..400 {
            let place = position(&Lines::of(text.as_bytes()), at, at, false, &known);
            assert!(
                place.excerpt.chars().all(|c| "-*".contains(c)),
                "{at}: {}",
                place.excerpt
            );
        }
    }

    #[test]
    fn any_place_in_any_bytes_can_be_shown() {
        for text in [&b"\xff\xfe<a>\r\n\xc3"[..], b"", "é\n€".as_bytes()] {
            for at in 0..text.len() + 3 {
                let place = position(&Lines::of(text), at, at, false, &Known::default());
                assert!(place.line >= 1 && place.column >= 1 && place.caret >= 1);
            }
        }
    }

    #[test]
    fn the_first_tag_is_read_past_declaration_and_prefix() {
        assert_eq!(
            first_tag(b"<?xml version='1.0'?>\n<e:Foo x='1'>\x00"),
            Some("Foo".to_owned())
        );
        assert_eq!(first_tag(b"no markup"), None);
    }

    #[test]
    fn a_second_layer_of_escaping_is_removed_with_its_places() {
        let (text, from) = unescape("&lt;a&#62;é&amp;&unknown;");
        assert_eq!(text, "<a>é&&unknown;");
        assert_eq!(&from[..4], &[0, 4, 5, 10]);
        assert_eq!(from.len(), text.len() + 1);
    }
}

//! A list that is the target's to fill, read piece by piece: what is not asked for is not kept.

use std::mem;

/// What is kept of a list, in bytes; also the largest item.
const KEPT: usize = 4 << 20;

/// Takes a body in pieces of any size and keeps it without the outermost items that are not wanted.
pub(crate) struct Sieve<'k> {
    /// Whether an item is kept.
    keep: &'k mut dyn FnMut(&str) -> bool,
    /// What was kept.
    body: Vec<u8>,
    /// What is not yet told apart: an item, or the beginning of a tag.
    rest: Vec<u8>,
    /// How far `rest` has been looked at.
    at: usize,
    /// How far the end of the tag at `at` has been looked for.
    searched: usize,
    depth: usize,
}

impl<'k> Sieve<'k> {
    pub(crate) fn new(keep: &'k mut dyn FnMut(&str) -> bool) -> Self {
        Self {
            keep,
            body: Vec::new(),
            rest: Vec::new(),
            at: 0,
            searched: 0,
            depth: 0,
        }
    }

    /// Takes the next piece. False when more would have to be kept than may be.
    pub(crate) fn push(&mut self, piece: &[u8]) -> bool {
        self.rest.extend_from_slice(piece);
        while let Some(end) = self.next_end() {
            let tag = self.rest.get(self.at..end).unwrap_or_default();
            match turn(tag) {
                Turn::Opens => {
                    if self.depth == 0 {
                        // What is before the tag is no item.
                        self.keep_used();
                    }
                    self.depth += 1;
                    self.at += tag_length(&self.rest, self.at);
                }
                Turn::Closes => {
                    self.at = end;
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.item();
                    }
                }
                Turn::Neither => self.at = end,
            }
        }
        if self.depth == 0 {
            self.keep_used();
        }
        self.body.len() <= KEPT && self.rest.len() <= KEPT
    }

    /// The end of the next tag, comment or section, with `at` moved to its beginning.
    fn next_end(&mut self) -> Option<usize> {
        let rest = self.rest.get(self.at..)?;
        let Some(open) = memchr::memchr(b'<', rest) else {
            self.at = self.rest.len();
            return None;
        };
        self.at += open;
        let rest = self.rest.get(self.at..)?;
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', b'[', ..] => b"]]>",
            // What it is will be known when more has come.
            [b'<'] | [b'<', b'!'] | [b'<', b'!', b'-'] => return None,
            _ => b">",
        };
        let from = self.searched.max(self.at);
        let found = memchr::memmem::find(self.rest.get(from..)?, end);
        if found.is_none() {
            self.searched = (self.rest.len() + 1).saturating_sub(end.len());
        }
        Some(from + found? + end.len())
    }

    /// Keeps what was looked at.
    fn keep_used(&mut self) {
        let used = self.used();
        self.body.extend(used);
    }

    /// Takes out what was looked at.
    fn used(&mut self) -> Vec<u8> {
        self.searched = self.searched.saturating_sub(self.at);
        self.rest.drain(..mem::take(&mut self.at)).collect()
    }

    fn item(&mut self) {
        let item = self.used();
        if (self.keep)(&String::from_utf8_lossy(&item)) {
            self.body.extend(item);
        }
    }

    /// The body without the items that were left out, in the encoding that it came in.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.body.append(&mut self.rest);
        let Some(encoding) = Utf16::of(&self.body) else {
            return self.body;
        };
        // Its tags are not seen byte by byte: the whole of it was kept.
        let whole = encoding.text(&self.body);
        let mut sieve = Sieve::new(self.keep);
        // In pieces: each item that is taken out moves what is left of its piece.
        for piece in whole.as_bytes().chunks(16 << 10) {
            sieve.push(piece);
        }
        sieve.body.append(&mut sieve.rest);
        encoding.bytes(&String::from_utf8_lossy(&sieve.body))
    }
}

/// The text of a body in UTF-8 or, after a byte order mark, in UTF-16; without the mark.
pub(crate) fn text(body: &[u8]) -> String {
    match Utf16::of(body) {
        Some(encoding) => encoding.text(body),
        None => {
            let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
            String::from_utf8_lossy(body).into_owned()
        }
    }
}

/// UTF-16 after a byte order mark.
#[derive(Clone, Copy)]
enum Utf16 {
    BigEndian,
    LittleEndian,
}

impl Utf16 {
    fn of(body: &[u8]) -> Option<Self> {
        match body {
            [0xFE, 0xFF, ..] => Some(Self::BigEndian),
            [0xFF, 0xFE, ..] => Some(Self::LittleEndian),
            _ => None,
        }
    }

    /// The text after the mark.
    fn text(self, body: &[u8]) -> String {
        let (pairs, _) = body.get(2..).unwrap_or_default().as_chunks::<2>();
        let units = pairs.iter().map(|pair| match self {
            Self::BigEndian => u16::from_be_bytes(*pair),
            Self::LittleEndian => u16::from_le_bytes(*pair),
        });
        let decoded = char::decode_utf16(units);
        decoded
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    }

    /// The mark and the text.
    fn bytes(self, text: &str) -> Vec<u8> {
        let units = ['\u{FEFF}']
            .into_iter()
            .chain(text.chars())
            .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec());
        units
            .flat_map(|unit| match self {
                Self::BigEndian => unit.to_be_bytes(),
                Self::LittleEndian => unit.to_le_bytes(),
            })
            .collect()
    }
}

enum Turn {
    Opens,
    Closes,
    Neither,
}

fn turn(tag: &[u8]) -> Turn {
    let is_item = |name: &[u8]| {
        let name = name.split(|b| b.is_ascii_whitespace()).next();
        name.and_then(|name| name.rsplit(|b| *b == b':').next()) == Some(b"item")
    };
    match tag {
        [b'<', b'/', name @ .., b'>'] if is_item(name) => Turn::Closes,
        [b'<', .., b'/', b'>'] => Turn::Neither,
        [b'<', name @ .., b'>'] if is_item(name) => Turn::Opens,
        _ => Turn::Neither,
    }
}

fn tag_length(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memchr(b'>', rest).map_or(rest.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "<r><e:set><e:item><id>1</id><tagSet><item><key>a</key></item></tagSet></e:item>\n\
        <!-- <item> --><item ><id>2</id><x><![CDATA[</item>]]></x><item/></item><item><id>3</id></item></e:set></r>";

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(text(b"\xEF\xBB\xBF<r/>"), "<r/>");
        assert_eq!(text(b"\xFE\xFF\0<\0r\0/\0>"), "<r/>");
    }

    #[test]
    fn any_cut_gives_the_same_items() {
        for size in 1..LIST.len() {
            let mut items = Vec::new();
            let mut keep = |item: &str| {
                items.push(item.to_owned());
                item.contains("<id>2</id>")
            };
            let mut sieve = Sieve::new(&mut keep);
            assert!(LIST.as_bytes().chunks(size).all(|piece| sieve.push(piece)));
            let body = sieve.finish();
            assert_eq!(
                String::from_utf8_lossy(&body),
                "<r><e:set>\n<!-- <item> --><item ><id>2</id><x><![CDATA[</item>]]></x><item/></item></e:set></r>",
                "{size}"
            );
            assert_eq!(items.len(), 3, "{size}");
        }
    }

    #[test]
    fn a_list_in_utf_16_keeps_its_encoding() {
        for encoding in [Utf16::BigEndian, Utf16::LittleEndian] {
            let mut items = 0;
            let mut keep = |item: &str| {
                items += 1;
                item.contains("<id>3</id>")
            };
            let mut sieve = Sieve::new(&mut keep);
            let body = encoding.bytes(LIST);
            assert!(body.chunks(7).all(|piece| sieve.push(piece)));
            let kept = sieve.finish();
            assert_eq!(items, 3);
            assert_eq!(
                text(&kept),
                "<r><e:set>\n<!-- <item> --><item><id>3</id></item></e:set></r>"
            );
            assert!(kept.starts_with(&encoding.bytes("")));
        }
    }

    #[test]
    fn a_list_of_any_length_takes_the_memory_of_an_item() {
        let mut count = 0;
        let mut keep = |_: &str| {
            count += 1;
            false
        };
        let mut sieve = Sieve::new(&mut keep);
        let item = format!("<item><id>1</id>{}</item>", "a".repeat(6_000));
        assert!(sieve.push(b"<r>"));
        for _ in 0..10_000 {
            assert!(sieve.push(item.as_bytes()));
            assert!(sieve.body.len() + sieve.rest.len() < 2 * item.len());
        }
        assert_eq!(sieve.finish(), b"<r>");
        assert_eq!(count, 10_000);
    }

    #[test]
    fn no_byte_of_a_tag_without_end_is_looked_at_again() {
        for start in ["<r", "<!--", "<![CDATA["] {
            let mut keep = |_: &str| true;
            let mut sieve = Sieve::new(&mut keep);
            assert!(sieve.push(start.as_bytes()));
            for _ in 0..100 {
                let before = sieve.rest.len();
                assert!(sieve.push(b"<"));
                assert!(sieve.searched + 2 >= before, "{start}: {}", sieve.searched);
            }
        }
    }

    #[test]
    fn an_item_or_a_frame_without_end_is_too_large() {
        for start in ["<r><item>", "<r>", "<r><!--"] {
            let mut keep = |_: &str| false;
            let mut sieve = Sieve::new(&mut keep);
            assert!(sieve.push(start.as_bytes()));
            let piece = vec![b'a'; 1 << 20];
            assert!((0..6).any(|_| !sieve.push(&piece)), "{start}");
        }
    }
}

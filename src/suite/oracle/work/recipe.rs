//! The recipe of an answer: a beginning, a piece that is repeated, and an end, in one of the places where an answer can have
//! them.

use crate::document::write::Escape;
use crate::suite::oracle::{HEAD, TAIL};

/// The size of the smallest answer.
const SMALL: usize = 2 << 10;

/// The same for one input in eight, since some costs show late.
const LARGE: usize = 16 << 10;

/// How an answer is made.
pub(super) struct Recipe<'b> {
    pub(super) size: usize,
    place: Place,
    head: &'b [u8],
    piece: &'b [u8],
    tail: &'b [u8],
}

/// Where in an answer the repeated piece stands.
#[derive(Clone, Copy)]
enum Place {
    /// It is the answer.
    Body,
    /// The same in UTF-16.
    Utf16,
    /// In the configuration, as it is.
    Literal,
    /// In the configuration, as text.
    Text,
    /// In the configuration, in a CDATA section.
    CData,
    /// In the message of an error.
    Message,
    /// In each tunnel of a configuration.
    Tunnels,
    /// In the key of a tunnel each.
    Keys,
}

impl<'b> Recipe<'b> {
    /// The first byte says the size and the place. Zeros end the beginning and the piece.
    pub(super) fn of(bytes: &'b [u8]) -> Self {
        const PLACES: [Place; 8] = [
            Place::Body,
            Place::Utf16,
            Place::Literal,
            Place::Text,
            Place::CData,
            Place::Message,
            Place::Tunnels,
            Place::Keys,
        ];
        let (first, rest) = bytes.split_first().unwrap_or((&0, b""));
        let mut parts = rest.splitn(3, |byte| *byte == 0);
        let [head, piece, tail] = [(); 3].map(|()| parts.next());
        let (head, piece) = match (head, piece) {
            (Some(head), Some(piece)) => (head, piece),
            (piece, _) => (&b""[..], piece.unwrap_or_default()),
        };
        let place = PLACES.get(usize::from(first % 8)).copied();
        Self {
            size: if first / 8 % 8 == 5 { LARGE } else { SMALL },
            place: place.unwrap_or(Place::Body),
            head,
            piece,
            tail: tail.unwrap_or_default(),
        }
    }

    /// How many pieces make an answer of about this size. It is a multiple of four, so that answers of several sizes are all
    /// even or all odd: a byte too many is the end of UTF-16, or of base64, before anything is done.
    pub(super) fn pieces(&self, size: usize) -> usize {
        let mut piece = Vec::new();
        self.piece(&mut piece, 0);
        let rest = size.saturating_sub(self.head.len());
        rest.div_ceil(piece.len()).next_multiple_of(4)
    }

    /// An answer of so many pieces.
    pub(super) fn body(&self, pieces: usize) -> Vec<u8> {
        let mut out = self.head.to_vec();
        (0..pieces).for_each(|number| self.piece(&mut out, number));
        out.extend(self.tail);
        self.place.wrap(out)
    }

    fn piece(&self, out: &mut Vec<u8>, number: usize) {
        match self.place {
            Place::Tunnels => self.in_tunnel(out, number, &[]),
            Place::Keys => self.in_tunnel(out, number, b"pre_shared_key"),
            _ => self.repeat(out, number),
        }
    }

    /// The piece once more. A byte 1 in it is a number, so that no two need be alike.
    fn repeat(&self, out: &mut Vec<u8>, number: usize) {
        let before = out.len();
        for byte in self.piece {
            match byte {
                1 => out.extend(format!("{number:07}").bytes()),
                byte => out.push(*byte),
            }
        }
        if out.len() == before {
            out.push(b' ');
        }
    }

    fn in_tunnel(&self, out: &mut Vec<u8>, number: usize, element: &[u8]) {
        out.extend(b"<ipsec_tunnel><ike>");
        for (open, name) in [(&b"<"[..], element), (b"</", element)] {
            if open == b"</" {
                self.repeat(out, number);
            }
            if !name.is_empty() {
                out.extend([open, name, b">"].concat());
            }
        }
        out.extend(b"</ike></ipsec_tunnel>");
    }
}

impl Place {
    fn wrap(self, content: Vec<u8>) -> Vec<u8> {
        let between = |head: &str, content: &[u8], tail: &str| {
            [head.as_bytes(), content, tail.as_bytes()].concat()
        };
        let text = |head: &str, tail: &str| {
            let mut out = head.to_owned();
            Escape::Minimal.push(&mut out, &String::from_utf8_lossy(&content));
            (out + tail).into_bytes()
        };
        match self {
            Self::Body => content,
            Self::Utf16 => {
                let text = String::from_utf8_lossy(&content);
                let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
                units.flat_map(u16::to_le_bytes).collect()
            }
            Self::Literal => between(HEAD, &content, TAIL),
            Self::Text => text(HEAD, TAIL),
            Self::CData => between(&format!("{HEAD}<![CDATA["), &content, &format!("]]>{TAIL}")),
            Self::Message => text(
                "<Response><Errors><Error><Code>InvalidParameterValue</Code><Message>",
                "</Message></Error></Errors><RequestID>r</RequestID></Response>",
            ),
            Self::Tunnels | Self::Keys => text(
                &format!("{HEAD}&lt;vpn_connection id=\"vpn-0123456789abcdef0\"&gt;"),
                &format!("&lt;/vpn_connection&gt;{TAIL}"),
            ),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_an_answer_of_any_size() {
        for place in 0..8 {
            let bytes = [&[place][..], b"<a>\0<b>\x01</b>\0</a>"].concat();
            let recipe = Recipe::of(&bytes);
            let one = recipe.pieces(1 << 10);
            let [none, small, large] = [0, one, 2 * one].map(|pieces| recipe.body(pieces).len());
            assert!(small >= 1 << 10, "{small}");
            assert_eq!(large - small, small - none);
            assert_eq!((small - none) % 4, 0);
        }
        let all = String::from_utf8(Recipe::of(b"\0<a>\0<b>\x01</b>\0</a>").body(2)).unwrap();
        assert_eq!(all, "<a><b>0000000</b><b>0000001</b></a>");
    }
}

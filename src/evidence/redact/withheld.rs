//! What stands for a body that may hold a key in a form that cannot be blanked: its length, and a digest that tells it from
//! others.
//!
//! The digest has a key of its own, which is drawn once in a process and written nowhere, and is cut to 64 bits. So nobody can
//! try guesses of a pre-shared key against it, and it says nothing to another run.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;

use hmac_sha256::HMAC;

const MARK: &[u8] = b"withheld:";
const DIGITS: usize = 16;

static KEY: LazyLock<[u8; 16]> = LazyLock::new(|| {
    let drawn = RandomState::new();
    let half = |number: u8| u128::from(drawn.hash_one(number));
    (half(0) << 64 | half(1)).to_be_bytes()
});

/// A body of the same length that says the digest, followed by NUL. A short one has a part of it, or none.
pub(super) fn withheld(body: &[u8]) -> Vec<u8> {
    let digest = HMAC::mac(body, *KEY);
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    let digits: String = digits.take(DIGITS / 2).collect();
    let mut out = [MARK, digits.as_bytes()].concat();
    out.resize(body.len(), 0);
    out
}

/// Whether it is such a body.
#[cfg(feature = "cli")]
pub(crate) fn is_withheld(body: &[u8]) -> bool {
    let head = body.get(..MARK.len() + DIGITS).unwrap_or(body);
    let rest = body.get(head.len()..).unwrap_or_default();
    head.iter().zip(MARK).all(|(byte, mark)| byte == mark)
        && rest.iter().all(|byte| *byte == 0)
        && !body.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_tells_bodies_apart_and_keeps_their_length() {
        for length in [1, 9, 12, 25, 4000] {
            let body = vec![b'a'; length];
            let other = vec![b'b'; length];
            assert_eq!(withheld(&body), withheld(&body));
            assert_eq!(withheld(&body).len(), length);
            assert_eq!(withheld(&body) == withheld(&other), length <= MARK.len());
            assert!(is_withheld(&withheld(&body)));
            assert!(!is_withheld(&body));
        }
        assert!(!is_withheld(b""));
    }
}

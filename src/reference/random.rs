//! Seeded randomness: the same seed gives the same ids, keys and addresses, so that a run can be repeated.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::secret::Secret;

/// SplitMix64: small, seedable, and good enough for values that only have to look random and differ.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// How many different networks [`Random::inside_base`] gives.
    pub(crate) const INSIDE: usize = (248 - 1) * 64;
    /// How many different addresses [`Random::outside_address`] gives.
    pub(crate) const OUTSIDE: usize = 0x2_0000 - 2;

    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, or 0 for an empty range.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// `prefix-` and 8 hexadecimal digits, or 17 beginning with 0 (protocol notes, section 7).
    pub(crate) fn id(&mut self, prefix: &str, long: bool) -> String {
        if long {
            format!("{prefix}-0{:016x}", self.next())
        } else {
            format!("{prefix}-{:08x}", self.next() >> 32)
        }
    }

    /// A lower-case version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xFFFF,
            a & 0xFFF,
            0x8000 | (b >> 48) & 0x3FFF,
            b & 0xFFFF_FFFF_FFFF
        )
    }

    /// A pre-shared key: 32 characters of the documented alphabet, the first not `0` (protocol notes, section 6).
    pub(crate) fn key(&mut self) -> Secret<'static> {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz123456789._0";
        let mut key = String::with_capacity(32);
        for place in 0..32 {
            let letters = if place == 0 { 63 } else { 64 };
            let index = usize::try_from(self.below(letters)).unwrap_or(0);
            key.push(char::from(ALPHABET.get(index).copied().unwrap_or(b'A')));
        }
        Secret::new(key)
    }

    /// The base of a /30 in 169.254.0.0/16 outside the reserved ones (protocol notes, section 6).
    pub(crate) fn inside_base(&mut self) -> Ipv4Addr {
        loop {
            let third = self.below(248) + 6;
            let fourth = self.below(64) * 4;
            if third != 169 {
                return Ipv4Addr::new(169, 254, low_byte(third), low_byte(fourth));
            }
        }
    }

    /// The base of a /126 in fd00::/8.
    pub(crate) fn inside_base6(&mut self) -> Ipv6Addr {
        let (high, low) = (u128::from(self.next()), u128::from(self.next()));
        let bits = (high << 64 | low) & !3;
        Ipv6Addr::from(bits & (u128::MAX >> 8) | 0xFD << 120)
    }

    /// An outside address in 198.18.0.0/15, which is set aside for tests of network devices and belongs to nobody.
    pub(crate) fn outside_address(&mut self) -> Ipv4Addr {
        let offset = self.below(0x2_0000 - 2) + 1;
        Ipv4Addr::new(
            198,
            18 + low_byte(offset >> 16),
            low_byte(offset >> 8),
            low_byte(offset),
        )
    }
}

fn low_byte(number: u64) -> u8 {
    number.to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_the_grammar_and_differ() {
        let mut random = Random::new(7);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..500 {
            let key = random.key();
            assert_eq!(key.expose().len(), 32);
            assert!(!key.expose().starts_with('0'));
            assert!(
                key.expose()
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
            );
            assert!(seen.insert(key));
        }
    }

    #[test]
    fn inside_bases_are_free_slash_30_networks() {
        let mut random = Random::new(7);
        for _ in 0..5000 {
            let [a, b, c, d] = random.inside_base().octets();
            assert_eq!((a, b, d % 4), (169, 254, 0));
            assert!((6..=253).contains(&c) && c != 169);
        }
    }

    #[test]
    fn a_request_id_is_a_version_4_uuid() {
        let id = Random::new(1).uuid();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(id.as_bytes().get(14), Some(&b'4'));
    }
}

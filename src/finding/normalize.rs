//! Words for what came that are the same in every run.

/// The text without what a server makes up: numbers, ids, and what looks random.
pub(crate) fn stable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(behind) = rest
            .get(ipv6(rest)..)
            .filter(|behind| behind.len() < rest.len())
        {
            out.push('#');
            rest = behind;
            continue;
        }
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if end == 0 {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        } else {
            let (word, behind) = rest.split_at(end);
            let kept = kept(word);
            out.push_str(kept);
            match word.len() - kept.len() {
                0 => {}
                // The length of an id says whether it is one.
                digits if !kept.is_empty() => out.push_str(&format!("#{digits}")),
                _ => out.push('#'),
            }
            rest = behind;
        }
    }
    out
}

/// The length of the address of IPv6 that begins here; 0 for none.
fn ipv6(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_ascii_hexdigit() && c != ':');
    let end = end.unwrap_or(text.len());
    let colons = text.bytes().take(end).filter(|b| *b == b':').count();
    let begins = text.starts_with("::") || text.starts_with(|c: char| c.is_ascii_hexdigit());
    match begins && colons >= 2 && end > colons {
        true => end,
        false => 0,
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

/// What of a word is the same in another run: all of it, the prefix of an id, or nothing.
fn kept(word: &str) -> &str {
    /// A word of letters and digits from this length on is nobody's.
    const RANDOM: usize = 16;
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let (prefix, rest) = word.split_at(word.find('-').map_or(0, |at| at + 1));
    let is_kind = prefix.len() > 1 && !prefix.bytes().any(|b| b.is_ascii_digit());
    if is_kind && rest.len() > 4 && is_hex(rest) {
        return prefix;
    }
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
    let is_uuid = word.len() == 36 && word.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if starts_with_digit
        || is_uuid
        || digits && word.len() >= RANDOM
        || is_mixed(word)
        || word.len() >= 8 && is_hex(word)
    {
        return "";
    }
    word
}

/// Whether the word is long and mixes upper and lower case more evenly than a name does: an id that happens to have no digit.
fn is_mixed(word: &str) -> bool {
    const LONG: usize = 32;
    let upper = word.bytes().filter(u8::is_ascii_uppercase).count();
    let lower = word.bytes().filter(u8::is_ascii_lowercase).count();
    word.len() >= LONG && upper.min(lower) * 4 >= word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_makes_up_is_left_out() {
        for (text, same) in [
            ("vpn-44a8938f at 10.0.0.1", "vpn-#8 at #.#.#.#"),
            ("id 7a62c49f-347e-4fc4-9331-6e8eEXAMPLE", "id #"),
            ("id fa62c49f-347e-4fc4-9331-6e8e00000000", "id #"),
            ("at 2026-11-24T10:00:00.000Z", "at #:#:#.#"),
            (
                "aes-128-cbc, group2 and sha1 stay",
                "aes-128-cbc, group2 and sha1 stay",
            ),
            (
                "\"text/html; charset=utf-8\" \u{e4}",
                "\"text/html; charset=utf-8\" \u{e4}",
            ),
            ("cgw-xyz", "cgw-xyz"),
            ("UebXGSiipGBjUATZxJSmotziEmfYqKACaUBSuChDIOruAyTsrqCF", "#"),
            (
                "DescribeTransitGatewayAttachmentsResponse",
                "DescribeTransitGatewayAttachmentsResponse",
            ),
            ("Cidr fd0f:12:b0b0::1/126", "Cidr #/#"),
            ("", ""),
        ] {
            assert_eq!(stable(text), same);
        }
    }
}

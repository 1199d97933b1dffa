//! What says where a message ends (RFC 9112, sections 6 and 7; RFC 9110, section 8.6): the same for the client and for what
//! is served.

/// Why the Content-Length of a message is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LengthError<'h> {
    /// Two values that are not the same number.
    #[error("its Content-Lengths differ")]
    Different(&'h [u8]),
    /// Something else than digits.
    #[error("its Content-Length is no number")]
    NoNumber(&'h [u8]),
}

/// The length that all Content-Length fields and all members of their lists agree on; one beyond what can be counted is
/// `usize::MAX`.
pub(crate) fn content_length(
    headers: &[(String, Vec<u8>)],
) -> Result<Option<usize>, LengthError<'_>> {
    let mut length = None;
    for value in members(headers, "content-length") {
        let this = number(value, 10).ok_or(LengthError::NoNumber(value))?;
        if length.is_some_and(|known| known != this) {
            return Err(LengthError::Different(value));
        }
        length = Some(this);
    }
    Ok(length)
}

/// The transfer codings of all fields in their order, in lower case, with parameters; `None` where there is no such field.
pub(crate) fn transfer_codings(headers: &[(String, Vec<u8>)]) -> Option<Vec<String>> {
    let mut all = members(headers, "transfer-encoding").peekable();
    all.peek()?;
    let codings = all.filter(|coding| !coding.is_empty());
    Some(
        codings
            .map(|coding| String::from_utf8_lossy(coding).to_ascii_lowercase())
            .collect(),
    )
}

/// The size in the line before a chunk; one beyond what can be counted is `usize::MAX`. White space may stand before an
/// extension alone.
pub(crate) fn chunk_size(line: &[u8]) -> Option<usize> {
    let at = line.iter().position(|b| *b == b';');
    let digits = match at {
        Some(at) => trim(line.get(..at)?, false),
        None => line,
    };
    number(digits, 16)
}

/// The members of the lists in all fields of a name, empty ones too: `Content-Length: ,5` has two.
fn members<'h>(
    headers: &'h [(String, Vec<u8>)],
    name: &'static str,
) -> impl Iterator<Item = &'h [u8]> {
    headers
        .iter()
        .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
        .flat_map(|(_, value)| value.split(|b| *b == b','))
        .map(|value| trim(value, true))
}

/// Without the spaces and tabs at its end, and at its beginning too: other white space is part of a value.
pub(crate) fn trim(mut value: &[u8], both: bool) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    while let [b' ' | b'\t', rest @ ..] = value
        && both
    {
        value = rest;
    }
    value
}

/// Digits and nothing else, at least one: no sign, no space, no underscore.
fn number(digits: &[u8], radix: u32) -> Option<usize> {
    if digits.is_empty() {
        return None;
    }
    let base = usize::try_from(radix).ok()?;
    digits.iter().try_fold(0_usize, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        Some(
            number
                .saturating_mul(base)
                .saturating_add(usize::try_from(digit).ok()?),
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use super::*;

    /// Spellings of a number that are none, around any good spelling: what a lenient reader takes all the same.
    pub(crate) fn spoilt(good: &str) -> Vec<String> {
        let mut all: Vec<String> = ["+", "-", "0x", "'", "\"", "_", "$", "\u{660}"]
            .iter()
            .map(|before| format!("{before}{good}"))
            .collect();
        all.extend(
            [
                "_", "h", ".0", " 0", "\t0", "^0", "\"", "\u{b2}", "\0", "\u{c}", "\r", "\u{a0}",
            ]
            .iter()
            .map(|behind| format!("{good}{behind}")),
        );
        all.extend(["", "-", "+", "x"].map(str::to_owned));
        all
    }

    fn fields(name: &str, values: &[&str]) -> Vec<(String, Vec<u8>)> {
        let field = |value: &&str| (name.to_owned(), value.as_bytes().to_vec());
        values.iter().map(field).collect()
    }

    #[test]
    fn equal_lengths_are_one_and_others_none() {
        let length = |values: &[&str]| {
            content_length(&fields("Content-LENGTH", values)).map_err(|e| e.to_string())
        };
        assert_eq!(length(&[]), Ok(None));
        for same in [
            &["5"][..],
            &["05"],
            &["5", "5"],
            &["5, 5"],
            &["5 ,5", "005"],
        ] {
            assert_eq!(length(same), Ok(Some(5)), "{same:?}");
        }
        assert_eq!(length(&["99999999999999999999999"]), Ok(Some(usize::MAX)));
        for other in [&["5", "6"][..], &["5,6"], &["6, 5", "6"], &["5", "50"]] {
            assert!(length(other).unwrap_err().contains("differ"), "{other:?}");
        }
        for value in spoilt("5") {
            for values in [
                &[&*value][..],
                &["5", &value],
                &[&value, "5"],
                &[&format!("5,{value}")],
            ] {
                assert!(length(values).is_err(), "{values:?}");
            }
        }
    }

    #[test]
    fn codings_of_all_fields_are_one_list() {
        let codings = |values: &[&str]| transfer_codings(&fields("transfer-encoding", values));
        assert_eq!(codings(&[]), None);
        assert_eq!(codings(&["gzip", "Chunked"]), codings(&["GZIP , chunked"]));
        assert_eq!(codings(&["gzip", "chunked"]).unwrap(), ["gzip", "chunked"]);
        assert_eq!(codings(&["", ", chunked,"]).unwrap(), ["chunked"]);
        assert!(codings(&[""]).unwrap().is_empty());
    }

    #[test]
    fn sizes_of_chunks_are_hexadecimal_digits() {
        for (line, size) in [
            ("0", 0),
            ("a", 10),
            ("1F;x=y", 31),
            ("5 ;x", 5),
            ("0005;", 5),
        ] {
            assert_eq!(chunk_size(line.as_bytes()), Some(size), "{line}");
        }
        for digits in [16, 17, 40] {
            let huge = "f".repeat(digits);
            assert_eq!(chunk_size(huge.as_bytes()), Some(usize::MAX));
        }
        for line in spoilt("5")
            .into_iter()
            .chain([" 5".to_owned(), "5 ".to_owned()])
        {
            assert_eq!(chunk_size(line.as_bytes()), None, "{line:?}");
            assert_eq!(
                chunk_size(format!("{line};x").as_bytes()).is_some(),
                line == "5 ",
                "{line:?}"
            );
        }
    }
}

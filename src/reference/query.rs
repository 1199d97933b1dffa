//! Reading parameters from the bytes of a request (protocol notes, sections 3.1 and 3.4).

use crate::exchange::HttpRequest;
use crate::reference::refusal::Refusal;
use crate::reference::rules::{Duplicates, Rules};

/// The decoded parameters of a request, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub(crate) pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads the query string, and for POST also the form in the body.
    pub(crate) fn read(request: &HttpRequest, rules: &Rules) -> Result<Self, Refusal> {
        let (path, query) = split_target(&request.target);
        if request.target.iter().any(|b| !b.is_ascii_graphic()) {
            return Err(malformed());
        }
        if path != b"/" {
            return Err(
                Refusal::new("InvalidAction", "There is nothing under this path").with_status(404),
            );
        }
        let mut raw = vec![query];
        match request.method.as_str() {
            "GET" if rules.get => {}
            "POST" if rules.post => {
                if rules.body && is_form(request) {
                    raw.push(&request.body);
                }
            }
            _ => {
                return Err(Refusal::new(
                    "UnsupportedOperation",
                    "Requests use the HTTP verb GET or POST",
                )
                .with_status(405));
            }
        }
        let mut pairs = Vec::new();
        for piece in raw
            .iter()
            .flat_map(|part| part.split(|b| *b == b'&'))
            .filter(|piece| !piece.is_empty())
        {
            let (name, value) = match piece.iter().position(|b| *b == b'=') {
                Some(at) => (
                    piece.get(..at).unwrap_or_default(),
                    piece.get(at + 1..).unwrap_or_default(),
                ),
                None => (piece, &b""[..]),
            };
            pairs.push((text(name, rules)?, text(value, rules)?));
        }
        Ok(Self { pairs })
    }

    /// Adds the parameters that are absent, out of another request.
    pub(super) fn complete(&mut self, other: &Self) {
        let absent = |name: &str| !self.pairs.iter().any(|(known, _)| known == name);
        let added: Vec<_> = other
            .pairs
            .iter()
            .filter(|(name, _)| absent(name))
            .cloned()
            .collect();
        self.pairs.extend(added);
    }

    /// The parameters under the names and values the rules take for those sent, each name once.
    pub(crate) fn settle(&self, rules: &Rules) -> Result<Self, Refusal> {
        if !(rules.order)(&self.pairs) {
            return Err(Refusal::new(
                "InvalidParameterCombination",
                "The parameters are not in order",
            ));
        }
        let mut settled = Self::default();
        for (name, value) in &self.pairs {
            let name = (rules.name)(name);
            let value = (rules.value)(value);
            let earlier = settled.pairs.iter_mut().find(|(n, _)| *n == name);
            match (earlier, rules.duplicates) {
                (None, _) => settled.pairs.push((name, value)),
                (Some(_), Duplicates::Refuse) => {
                    return Err(Refusal::new(
                        "InvalidParameterValue",
                        format!(
                            "The parameter {} is present more than once",
                            crate::reference::refusal::echo(&name)
                        ),
                    ));
                }
                (Some(_), Duplicates::First) => {}
                (Some(slot), Duplicates::Last) => slot.1 = value,
            }
        }
        Ok(settled)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The values of `Name.1`, `Name.2`, ... in the order of their numbers.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let mut items: Vec<(u32, &str)> = self
            .pairs
            .iter()
            .filter_map(|(n, v)| {
                let number = n.strip_prefix(name)?.strip_prefix('.')?;
                Some((number.parse().ok()?, v.as_str()))
            })
            .collect();
        items.sort_unstable();
        items.into_iter().map(|(_, v)| v).collect()
    }

    /// A required parameter.
    pub(crate) fn required(&self, name: &str, rules: &Rules) -> Result<&str, Refusal> {
        match self.value(name) {
            Some("") if rules.empty_is_missing => Err(Refusal::missing(name)),
            Some(value) => Ok(value),
            None => Err(Refusal::missing(name)),
        }
    }

    /// An optional boolean (protocol notes, section 3.4).
    pub(crate) fn boolean(&self, name: &str) -> Result<bool, Refusal> {
        match self.value(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Refusal::invalid(name, other)),
        }
    }
}

/// Path and query string of a request target.
pub(crate) fn split_target(target: &[u8]) -> (&[u8], &[u8]) {
    match target.iter().position(|b| *b == b'?') {
        Some(at) => (
            target.get(..at).unwrap_or_default(),
            target.get(at + 1..).unwrap_or_default(),
        ),
        None => (target, b""),
    }
}

/// Undoes percent-encoding and `+`; `None` where a percent sign is not followed by two hexadecimal digits.
pub(crate) fn percent_decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'%' => {
                let high = char::from(*rest.next()?).to_digit(16)?;
                let low = char::from(*rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            b'+' => b' ',
            other => *other,
        });
    }
    Some(out)
}

/// Whether a text has nothing in it that an XML document could not hold.
pub(crate) fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    })
}

fn is_form(request: &HttpRequest) -> bool {
    request
        .header("content-type")
        .and_then(|value| value.split(|b| *b == b';').next())
        .is_some_and(|kind| {
            kind.trim_ascii()
                .eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
        })
}

fn text(raw: &[u8], rules: &Rules) -> Result<String, Refusal> {
    let decoded = (rules.decode)(raw).ok_or_else(malformed)?;
    let text = String::from_utf8(decoded).map_err(|_| malformed())?;
    match (rules.clean)(&text) {
        true => Ok(text),
        false => Err(Refusal::new(
            "InvalidParameterValue",
            "A name or a value contains a character that cannot be in one",
        )),
    }
}

fn malformed() -> Refusal {
    Refusal::new(
        "MalformedQueryString",
        "The query string contains a character that cannot be in it",
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn get(target: &[u8]) -> HttpRequest {
        HttpRequest {
            method: "GET".to_owned(),
            target: target.to_vec(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    #[test]
    fn all_encodings_of_a_value_are_one_value() {
        for target in [
            &b"/?Type=ipsec.1"[..],
            b"/?Type=ipsec%2E1",
            b"/?%54ype=ipsec%2e1",
            b"/?&Type=ipsec.1&",
        ] {
            let query = Query::read(&get(target), &Rules::STRICT).unwrap();
            assert_eq!(query.pairs, [("Type".to_owned(), "ipsec.1".to_owned())]);
        }
    }

    #[test]
    fn bytes_that_cannot_be_in_a_query_are_refused() {
        for target in [
            &b"/?Type=%zz"[..],
            b"/?Type=%4",
            b"/?Type=%FF",
            b"/?Type=%00",
            b"/?Type=a\tb",
            b"/?Type=\xC3\xA4",
            b"/?Type=%EF%BF%BF",
        ] {
            assert!(Query::read(&get(target), &Rules::STRICT).is_err());
        }
    }

    #[test]
    fn a_form_is_read_only_with_its_content_type() {
        let mut request = get(b"/");
        request.method = "POST".to_owned();
        request.body = b"A=1".to_vec();
        assert!(
            Query::read(&request, &Rules::STRICT)
                .unwrap()
                .pairs
                .is_empty()
        );
        request.headers.push((
            "Content-Type".to_owned(),
            b"application/x-www-form-urlencoded; charset=utf-8".to_vec(),
        ));
        assert_eq!(
            Query::read(&request, &Rules::STRICT).unwrap().value("A"),
            Some("1")
        );
    }

    #[test]
    fn a_name_twice_is_refused() {
        let query = Query::read(&get(b"/?A=1&A=2"), &Rules::STRICT).unwrap();
        assert!(query.settle(&Rules::STRICT).is_err());
    }
}

//! A request on the wire: from its recipe to exact bytes, and from bytes back to parameters.

use crate::exchange::HttpRequest;
use crate::request::{Draft, Encoding, Form, Parameter};

/// The media type of a form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// What every request of ours calls itself.
const USER_AGENT: &str = concat!("vpnconform/", env!("CARGO_PKG_VERSION"));

/// One parameter as it was received: decoded, but not yet text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name.
    pub name: Vec<u8>,
    /// The value; `None` where there is no equals sign.
    pub value: Option<Vec<u8>>,
}

/// Why a request has no parameters that could be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Undecodable {
    /// A byte that cannot be in a query, at this offset of the target or the body.
    #[error("byte {0} cannot be in a query")]
    Byte(usize),
    /// A percent sign without two hexadecimal digits, at this offset of the target or the body.
    #[error("percent sign without two hexadecimal digits at byte {0}")]
    Percent(usize),
    /// A body that is not declared as a form.
    #[error("a body that is no form")]
    NotForm,
    /// Neither GET nor POST.
    #[error("neither GET nor POST")]
    Method,
}

/// The request of a recipe, for a host and the path under which the API lives there.
pub fn encode(draft: &Draft, authority: &str, path: &str) -> HttpRequest {
    let text = query(draft);
    let mut target = path.as_bytes().to_vec();
    let mut headers = vec![
        ("Host".to_owned(), authority.as_bytes().to_vec()),
        ("User-Agent".to_owned(), USER_AGENT.as_bytes().to_vec()),
        ("Accept".to_owned(), b"*/*".to_vec()),
    ];
    let (method, body) = match draft.form {
        Form::Get => {
            target.push(if path.contains('?') { b'&' } else { b'?' });
            target.extend(text);
            ("GET", Vec::new())
        }
        Form::Post => {
            headers.push(("Content-Type".to_owned(), FORM.as_bytes().to_vec()));
            let length = text.len().to_string().into_bytes();
            headers.push(("Content-Length".to_owned(), length));
            ("POST", text)
        }
    };
    HttpRequest {
        method: method.to_owned(),
        target,
        headers,
        body,
    }
}

/// The parameters joined as they stand in a query string or a form.
pub fn query(draft: &Draft) -> Vec<u8> {
    let length = |p: &Parameter| p.name.len() + p.value.as_ref().map_or(0, Vec::len) + 2;
    let mut out = Vec::with_capacity(draft.parameters.iter().map(length).sum());
    for (index, parameter) in draft.parameters.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        write(&mut out, &parameter.name, parameter.name_encoding);
        if let Some(value) = &parameter.value {
            out.push(b'=');
            write(&mut out, value, parameter.encoding);
        }
    }
    out
}

/// A name or a value as it is on the wire.
pub(crate) fn written(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    write(&mut out, bytes, encoding);
    out
}

fn write(out: &mut Vec<u8>, bytes: &[u8], encoding: Encoding) {
    let plain = |byte: u8| match encoding {
        Encoding::Raw => true,
        Encoding::Everything | Encoding::EverythingLowerHex => false,
        _ => is_unreserved(byte),
    };
    if bytes.iter().all(|byte| plain(*byte)) {
        return out.extend_from_slice(bytes);
    }
    for &byte in bytes {
        match encoding {
            _ if plain(byte) => out.push(byte),
            Encoding::PlusForSpace if byte == b' ' => out.push(b'+'),
            Encoding::LowerHex | Encoding::EverythingLowerHex => {
                percent(out, byte, b"0123456789abcdef");
            }
            _ => percent(out, byte, b"0123456789ABCDEF"),
        }
    }
}

fn percent(out: &mut Vec<u8>, byte: u8, digits: &[u8; 16]) {
    let digit = |value: u8| digits.get(usize::from(value)).copied().unwrap_or_default();
    out.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
}

/// The parameters of a request, those of the query string before those of the form.
///
/// # Errors
/// [`Undecodable`] where public material does not say which parameters these bytes are.
pub fn decode(request: &HttpRequest) -> Result<Vec<Pair>, Undecodable> {
    let start = request.target.iter().position(|b| *b == b'?');
    if let Some(at) = position(&request.target, 0, |b| !b.is_ascii_graphic()) {
        return Err(Undecodable::Byte(at));
    }
    let mut pairs = Vec::new();
    if let Some(at) = start {
        read(&request.target, at + 1, &mut pairs)?;
    }
    match request.method.as_str() {
        "GET" if request.body.is_empty() => {}
        "POST" if is_form(request) => read(&request.body, 0, &mut pairs)?,
        "GET" | "POST" => return Err(Undecodable::NotForm),
        _ => return Err(Undecodable::Method),
    }
    Ok(pairs)
}

fn read(bytes: &[u8], from: usize, pairs: &mut Vec<Pair>) -> Result<(), Undecodable> {
    if let Some(at) = position(bytes, from, |b| !is_query(b)) {
        return Err(Undecodable::Byte(at));
    }
    let mut start = from;
    for piece in bytes.get(from..).unwrap_or_default().split(|b| *b == b'&') {
        if !piece.is_empty() {
            let (name, value) = match piece.iter().position(|b| *b == b'=') {
                Some(at) => {
                    let (name, rest) = piece.split_at(at);
                    let value = rest.get(1..).unwrap_or_default();
                    (name, Some(percent_decode(value, start + at + 1)?))
                }
                None => (piece, None),
            };
            pairs.push(Pair {
                name: percent_decode(name, start)?,
                value,
            });
        }
        start += piece.len() + 1;
    }
    Ok(())
}

pub(crate) fn percent_decode(bytes: &[u8], offset: usize) -> Result<Vec<u8>, Undecodable> {
    let Some(first) = memchr::memchr2(b'%', b'+', bytes) else {
        return Ok(bytes.to_vec());
    };
    let (head, mut rest) = bytes.split_at(first);
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(head);
    while let [byte, after @ ..] = rest {
        rest = after;
        out.push(match byte {
            b'%' => {
                let at = bytes.len() - rest.len() - 1;
                let undecodable = Undecodable::Percent(offset + at);
                let [high, low, after @ ..] = rest else {
                    return Err(undecodable);
                };
                rest = after;
                let (high, low) = (digit(*high), digit(*low));
                high.zip(low).map(|(h, l)| h << 4 | l).ok_or(undecodable)?
            }
            b'+' => b' ',
            other => *other,
        });
    }
    Ok(out)
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

fn position(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|b| wanted(*b)).map(|at| from + at)
}

fn is_form(request: &HttpRequest) -> bool {
    request
        .header("content-type")
        .and_then(|value| value.split(|b| *b == b';').next())
        .is_some_and(|kind| kind.trim_ascii().eq_ignore_ascii_case(FORM.as_bytes()))
}

fn is_unreserved(byte: u8) -> bool {
    kind(byte) & UNRESERVED != 0
}

fn is_query(byte: u8) -> bool {
    kind(byte) != 0
}

fn kind(byte: u8) -> u8 {
    KINDS.get(usize::from(byte)).copied().unwrap_or(0)
}

/// What needs no encoding (RFC 3986, section 2.3).
const UNRESERVED: u8 = 1;
/// What else may be in a query by the grammar of URIs (RFC 3986, section 3.4), the percent sign included.
const QUERY: u8 = 2;

#[expect(
    clippy::indexing_slicing,
    reason = "an index out of bounds would not compile here"
)]
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'-' | b'_' | b'.' | b'~' => UNRESERVED,
            b if b.is_ascii_alphanumeric() => UNRESERVED,
            b'%' | b'!' | b'$' | b'&'..=b',' | b';' | b'=' | b':' | b'@' | b'/' | b'?' => QUERY,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::request::Parameter;
    use crate::spec::version::ApiVersion;

    fn example() -> Draft {
        Draft::create_vpn_connection(ApiVersion::V2012_04_01, "cgw-b4dc3961", "vgw-8db04f81")
    }

    const EXAMPLE: &str = "Action=CreateVpnConnection&Version=2012-04-01&Type=ipsec.1&CustomerGatewayId=cgw-b4dc3961\
         &VpnGatewayId=vgw-8db04f81";

    #[test]
    fn the_example_is_written_byte_for_byte() {
        let get = encode(&example(), "127.0.0.1:5525", "/");
        assert_eq!(
            String::from_utf8(get.target.clone()).unwrap(),
            format!("/?{EXAMPLE}")
        );
        assert_eq!(get.header("host").unwrap(), b"127.0.0.1:5525");
        let post = encode(
            &Draft {
                form: Form::Post,
                ..example()
            },
            "h",
            "/services",
        );
        assert_eq!(post.target, b"/services");
        assert_eq!(post.body, EXAMPLE.as_bytes());
        let length = EXAMPLE.len().to_string();
        assert_eq!(post.header("content-length").unwrap(), length.as_bytes());
    }

    #[test]
    fn every_encoding_but_raw_decodes_to_what_was_meant() {
        let value: Vec<u8> = (0..=255).collect();
        for encoding in [
            Encoding::Canonical,
            Encoding::Everything,
            Encoding::LowerHex,
            Encoding::EverythingLowerHex,
            Encoding::PlusForSpace,
        ] {
            for form in [Form::Get, Form::Post] {
                let mut draft = Draft { form, ..example() };
                draft.parameters.push(Parameter {
                    name_encoding: encoding,
                    encoding,
                    ..Parameter::new(b"a b&=%+\xff".as_slice(), value.clone())
                });
                let read = decode(&encode(&draft, "h", "/")).unwrap();
                let meant: Vec<Pair> = draft
                    .parameters
                    .into_iter()
                    .map(|p| Pair {
                        name: p.name,
                        value: p.value,
                    })
                    .collect();
                assert_eq!(read, meant);
            }
        }
    }

    #[test]
    fn what_is_no_query_is_said_where() {
        for (target, expected) in [
            (&b"/?A=%zz"[..], Undecodable::Percent(4)),
            (b"/?A=1&B=%4", Undecodable::Percent(8)),
            (b"/?A=\xC3\xA4", Undecodable::Byte(4)),
            (b"/?A=a b", Undecodable::Byte(5)),
            (b"/?A=<", Undecodable::Byte(4)),
        ] {
            let mut request = encode(&example(), "h", "/");
            request.target = target.to_vec();
            assert_eq!(decode(&request), Err(expected));
        }
        let mut request = encode(&example(), "h", "/");
        request.method = "PUT".to_owned();
        assert_eq!(decode(&request), Err(Undecodable::Method));
        request.method = "POST".to_owned();
        assert_eq!(decode(&request), Err(Undecodable::NotForm));
    }
}

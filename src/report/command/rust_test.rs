//! A request as a `#[test]` that needs nothing but the standard library.

use std::fmt::Write;

use crate::evidence::redact::Redacted;
use crate::exchange::HttpRequest;
use crate::request::expectation::Expectation;
use crate::untrusted::printable_text;

/// A test that sends exactly these bytes to the address in `VPNCONFORM_ADDRESS` and asks for the status that the page
/// asks for.
pub fn test(id: &str, request: Redacted<&HttpRequest>, expectation: Expectation) -> String {
    sending(id, &request, expectation)
}

fn sending(id: &str, request: &HttpRequest, expectation: Expectation) -> String {
    let name: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    let (holds, wanted) = match expectation {
        Expectation::MustAccept => ("(200..300).contains(&status)", "success"),
        Expectation::MustReject(_) => ("(400..500).contains(&status)", "a client error"),
        Expectation::Unspecified(_) => ("(200..500).contains(&status)", "an answer"),
    };
    // A line feed in it would be code.
    let id = printable_text(id);
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        r#"/// {id}: the page asks for {wanted}.
#[test]
fn {name}() {{
    use std::io::{{Read, Write}};
    let Ok(address) = std::env::var("VPNCONFORM_ADDRESS") else {{
        panic!("set VPNCONFORM_ADDRESS to host:port of the server under test");
    }};
    let request: &[u8] = {};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
    stream.write_all(request).unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    let status: u16 = std::str::from_utf8(&head[9..]).unwrap().parse().unwrap();
    assert!({holds}, "wanted {wanted}, got status {{status}}");
}}
"#,
        literal(&request.to_bytes())
    );
    out
}

/// A byte string literal, broken at the ends of lines.
fn literal(bytes: &[u8]) -> String {
    let mut out = String::from("b\"");
    for byte in bytes {
        out.extend(byte.escape_ascii().map(char::from));
        if *byte == b'\n' {
            out.push_str("\\\n        ");
        }
    }
    out.push('"');
    // A line that begins with white space would lose it after the break.
    out.replace("\\\n         ", "\\\n        \\x20")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::request::expectation::Reason;

    #[test]
    fn the_test_holds_the_bytes_and_the_expectation() {
        let request = HttpRequest {
            method: "GET".to_owned(),
            target: b"/?Type=\xff\"".to_vec(),
            headers: vec![("Host".to_owned(), b"localhost".to_vec())],
            body: Vec::new(),
        };
        let text = sending(
            "request/type-required/absent",
            &request,
            Expectation::MustReject(Reason::Missing),
        );
        assert!(text.contains("fn request_type_required_absent()"));
        assert!(
            text.contains(r#"b"GET /?Type=\xff\" HTTP/1.1\r\n\"#),
            "{text}"
        );
        assert!(text.contains("(400..500).contains(&status)"));
    }
}

//! A request as a shell command that sends exactly its bytes.

use std::fmt::Write;

use crate::evidence::redact::Redacted;
use crate::exchange::HttpRequest;
use crate::untrusted::{printf, quote};

/// A curl command for bash or zsh. `base` is scheme and authority, such as `http://127.0.0.1:5000`.
///
/// What curl adds by itself is taken out and the target goes unchanged behind the method. Only a NUL byte cannot be an
/// argument: such a target is sent with `printf` and `nc`.
pub fn curl(request: Redacted<&HttpRequest>, base: &str) -> String {
    command(&request, base)
}

fn command(request: &HttpRequest, base: &str) -> String {
    let base = match base.ends_with("://") {
        true => base,
        false => base.trim_end_matches('/'),
    };
    let unsendable =
        request.target.contains(&0) || request.headers.iter().any(|(_, value)| value.contains(&0));
    if unsendable {
        return raw(request, base);
    }
    let mut command = format!("curl -sS -i -m 60 -X {}", quote(request.method.as_bytes()));
    let mut piped = None;
    let plain = request.target.starts_with(b"/") && request.target.iter().all(|b| is_plain(*b));
    // Writing to a String cannot fail.
    if plain {
        let url = [base.as_bytes(), &request.target].concat();
        let _ = write!(command, " --path-as-is {}", quote(&url));
    } else {
        let _ = write!(
            command,
            " --request-target {} {}",
            quote(&request.target),
            quote(format!("{base}/").as_bytes())
        );
    }
    for own in ["User-Agent", "Accept"] {
        if request.header(own).is_none() {
            let _ = write!(command, " -H {own}:");
        }
    }
    for (name, value) in &request.headers {
        let is_authority = base.split_once("://").map_or(base, |(_, a)| a).as_bytes() == value;
        match name.to_ascii_lowercase().as_str() {
            "content-length" if value == request.body.len().to_string().as_bytes() => continue,
            "host" if is_authority => continue,
            _ => {}
        }
        let separator: &[u8] = if value.is_empty() { b";" } else { b": " };
        let line = if value.is_empty() {
            [name.as_bytes(), separator].concat()
        } else {
            [name.as_bytes(), separator, value].concat()
        };
        let _ = write!(command, " -H {}", quote(&line));
    }
    if !request.body.is_empty() {
        if request.header("content-type").is_none() {
            command.push_str(" -H Content-Type:");
        }
        if request.body.contains(&0) || request.body.starts_with(b"@") {
            command.push_str(" --data-binary @-");
            piped = Some(format!("printf {} | ", printf(&request.body)));
        } else {
            let _ = write!(command, " --data-binary {}", quote(&request.body));
        }
    }
    piped.unwrap_or_default() + &command
}

/// Scheme and authority to send a request to: those of the target where that is a URL, else of the Host header.
pub fn base(target: &str, request: &HttpRequest) -> String {
    if let Some((scheme, rest)) = target.split_once("://") {
        let authority = rest.split('/').next().unwrap_or(rest);
        return format!("{scheme}://{authority}");
    }
    let host = request.header("host").unwrap_or(b"127.0.0.1");
    format!("http://{}", String::from_utf8_lossy(host))
}

/// The bytes of the whole request through a plain connection.
fn raw(request: &HttpRequest, base: &str) -> String {
    let authority = base
        .split_once("://")
        .map_or(base, |(_, authority)| authority);
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    // What begins with a hyphen would be an option of it.
    let end = match host.starts_with('-') || port.starts_with('-') {
        true => "-- ",
        false => "",
    };
    format!(
        "printf {} | nc {end}{} {}",
        printf(&request.to_bytes()),
        quote(host.as_bytes()),
        quote(port.as_bytes())
    )
}

/// Bytes that stand for themselves in a URL, for curl and for its globbing.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'[' | b']'
                | b'{'
                | b'}'
                | b'#'
                | b'\\'
                | b'"'
                | b'<'
                | b'>'
                | b'^'
                | b'`'
                | b'|'
                | b'\''
        )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::process::Command;

    use super::*;

    fn request(target: &[u8], body: &[u8]) -> HttpRequest {
        let mut headers = vec![("Host".to_owned(), b"ec2.amazonaws.com".to_vec())];
        if !body.is_empty() {
            let kind = b"application/x-www-form-urlencoded".to_vec();
            headers.push(("Content-Type".to_owned(), kind));
            headers.push((
                "Content-Length".to_owned(),
                body.len().to_string().into_bytes(),
            ));
        }
        let method = if body.is_empty() { "GET" } else { "POST" };
        HttpRequest {
            method: method.to_owned(),
            target: target.to_vec(),
            headers,
            body: body.to_vec(),
        }
    }

    /// Runs the command and gives the request that arrives.
    fn received(command: &str, listener: &TcpListener, length: usize) -> Vec<u8> {
        let mut child = Command::new("bash").arg("-c").arg(command).spawn().unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = vec![0; length];
        stream.read_exact(&mut got).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        drop(stream);
        child.wait().unwrap();
        got
    }

    #[test]
    fn curl_sends_the_bytes_of_the_request() {
        // A machine without curl has to say so.
        let without = std::env::var("VPNCONFORM_WITHOUT").unwrap_or_default();
        if without.split(',').any(|tool| tool == "curl") {
            return;
        }
        let installed = Command::new("curl").arg("--version").output();
        assert!(
            installed.is_ok(),
            "install curl, or set VPNCONFORM_WITHOUT=curl"
        );
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        for (target, body) in [
            (&b"/?Action=CreateVpnConnection&Type=ipsec.1"[..], &b""[..]),
            (b"/a/../b?x=%41&y='$HOME'", b""),
            (b"/?Type=[a-c]{1,2}", b""),
            (b"/?Type=a\tb\"<>\x80\xff", b""),
            (b"/", b"Action=CreateVpnConnection&Type=a'b\nc"),
            (b"/", b"@file"),
            (b"/", b"a\x00b%c\\d1"),
        ] {
            let request = request(target, body);
            let command = format!("{} -o /dev/null", command(&request, &base));
            // Headers may come in another order: the first line, the body, and the set of headers must be the same.
            let expected = request.to_bytes();
            let got = received(&command, &listener, expected.len());
            let split = |bytes: &[u8]| {
                let text: Vec<String> = bytes
                    .split(|b| *b == b'\n')
                    .map(|line| format!("{line:?}"))
                    .collect();
                let mut sorted = text.clone();
                sorted.sort();
                (text[0].clone(), sorted)
            };
            assert_eq!(
                split(&got),
                split(&expected),
                "{command}\n{}",
                String::from_utf8_lossy(&got)
            );
        }
    }

    #[test]
    fn a_host_of_a_stranger_is_one_word() {
        for host in [
            "127.0.0.1; touch PWNED #",
            "$(touch PWNED)",
            "`id`",
            "a b",
            "'",
        ] {
            let command = command(&request(b"/?a=\x00b", b""), &format!("http://{host}"));
            let (_, nc) = command.rsplit_once("| nc ").unwrap();
            assert_eq!(nc, format!("{} 80", quote(host.as_bytes())), "{command}");
        }
        let command = command(&request(b"/?a=\x00b", b""), "http://-e sh");
        assert!(command.ends_with("| nc -- '-e sh' 80"), "{command}");
    }

    #[test]
    fn a_nul_in_the_target_goes_through_printf() {
        let command = command(&request(b"/?a=\x00b", b""), "http://127.0.0.1:8080");
        assert!(
            command.starts_with("printf 'GET /?a=\\000b HTTP/1.1\\r\\n"),
            "{command}"
        );
        assert!(command.ends_with("| nc 127.0.0.1 8080"), "{command}");
    }
}

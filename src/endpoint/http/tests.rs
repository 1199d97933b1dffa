//! Requests and responses byte for byte.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::thread;

use super::*;

/// Answers one connection with these bytes and returns the request.
fn serve(answer: &'static [u8]) -> (HttpEndpoint, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while !got.ends_with(b"\r\n\r\n") {
            if reader.read_until(b'\n', &mut got).unwrap() == 0 {
                break;
            }
        }
        stream.write_all(answer).unwrap();
        got
    });
    let options = HttpOptions {
        timeout: Duration::from_secs(2),
        limit: 100,
        ..HttpOptions::default()
    };
    (
        HttpEndpoint::new(url.parse().unwrap(), options).unwrap(),
        server,
    )
}

fn request(target: &[u8]) -> HttpRequest {
    HttpRequest {
        method: "GET".to_owned(),
        target: target.to_vec(),
        headers: vec![("Host".to_owned(), b"h".to_vec())],
        body: Vec::new(),
    }
}

#[test]
fn hostile_bytes_go_out_as_they_are() {
    let (endpoint, server) = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let answer = endpoint.send(&request(b"/?a=\t\"\x00\xff'|")).unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"ok"[..]));
    let got = server.join().unwrap();
    assert_eq!(got, b"GET /?a=\t\"\x00\xff'| HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_eq!(endpoint.path(), "/api");
}

#[test]
fn bodies_end_where_their_framing_says() {
    for (answer, body) in [
        (&b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore"[..], &b"ok"[..]),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2;x=y\r\nok\r\n1\r\n!\r\n0\r\nT: v\r\n\r\n", b"ok!"),
        (b"HTTP/1.0 200 OK\n\nto the end", b"to the end"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.7 999 \r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nokmore", b"ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2,\r\n\t2 \r\n\r\nokmore", b"ok"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", b"ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", b"ok"),
    ] {
        let (endpoint, server) = serve(answer);
        assert_eq!(endpoint.send(&request(b"/")).unwrap().body, body);
        server.join().unwrap();
    }
}

/// Status lines, each with whether it is valid.
#[test]
fn a_status_line_is_one_byte_for_byte() {
    let good = "HTTP/1.1 200 OK";
    let mut lines = Vec::new();
    for at in 0..12 {
        let (head, tail) = good.split_at(at);
        // One byte too many, one too few, and another one, at each place.
        for byte in [" ", "+", "0", "x", "\t", "\x1b", "\u{661}"] {
            lines.push(format!("{head}{byte}{tail}"));
            lines.push(format!("{head}{byte}{}", tail.get(1..).unwrap()));
        }
        lines.push(format!("{head}{}", tail.get(1..).unwrap()));
    }
    lines.extend(
        [
            "HTTP/9.9 200 OK",
            "HTTP/2 200",
            "http/1.1 200 OK",
            "HTTP/1.1 099 X",
            "ICY 200 OK",
        ]
        .map(str::to_owned),
    );
    let (mut good, mut bad) = (0, 0);
    for line in lines {
        let bytes = line.as_bytes();
        let is_good = line.starts_with("HTTP/1.")
            && bytes[7].is_ascii_digit()
            && bytes[8] == b' '
            && (b'1'..=b'9').contains(&bytes[9])
            && bytes[10..12].iter().all(u8::is_ascii_digit)
            && matches!(bytes.get(12), None | Some(b' '));
        let answer = format!("{line}\r\nContent-Length: 2\r\n\r\nok").into_bytes();
        let read = Reader::new(&mut answer.as_slice(), 100).response("GET", None);
        assert_eq!(read.is_ok(), is_good, "{line:?}: {read:?}");
        match is_good {
            true => good += 1,
            false => bad += 1,
        }
    }
    assert!(good > 3 && bad > 100, "{good} {bad}");
}

#[test]
fn lengths_and_chunks_that_are_none_are_refused() {
    let read = |headers: &str, body: &str| {
        let answer = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{body}").into_bytes();
        Reader::new(&mut answer.as_slice(), 100).response("GET", None)
    };
    let chunked = "Transfer-Encoding: chunked";
    for value in length::tests::spoilt("2") {
        let answer = read(&format!("Content-Length: {value}"), "ok");
        assert!(answer.is_err(), "{value:?}: {answer:?}");
        let answer = read(chunked, &format!("{value}\r\nok\r\n0\r\n\r\n"));
        assert!(answer.is_err(), "{value:?}: {answer:?}");
    }
    for digits in 3..40 {
        let huge = "f".repeat(digits);
        let answer = read(chunked, &format!("2\r\nok\r\n{huge}\r\n"));
        assert!(
            matches!(answer, Err(TransportError::TooLarge(100))),
            "{answer:?}"
        );
        let answer = read(&format!("Content-Length: {}", "9".repeat(digits)), "ok");
        assert!(
            matches!(answer, Err(TransportError::TooLarge(100))),
            "{answer:?}"
        );
    }
    for codings in [
        "gzip",
        "gzip, chunked",
        "chunked, gzip",
        "chunked, chunked",
        "xchunked",
    ] {
        for separate in [", ", "\r\nTransfer-Encoding: "] {
            let headers = format!("Transfer-Encoding: {}", codings.replace(", ", separate));
            let error = read(&headers, "2\r\nok\r\n0\r\n\r\n")
                .unwrap_err()
                .to_string();
            assert!(error.contains("nobody asked for"), "{headers:?}: {error}");
        }
    }
}

#[test]
fn an_answer_to_head_has_no_body() {
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    let read = |method: &str| Reader::new(&mut &answer[..], 100).response(method, None);
    assert!(read("HEAD").unwrap().body.is_empty());
    assert!(read("GET").is_err());
}

#[test]
fn a_body_of_any_length_is_read_in_pieces() {
    for head in [
        "Content-Length: 1000000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nf4240\r\n",
        "\r\n",
    ] {
        let answer = format!(
            "HTTP/1.1 200 OK\r\n{head}{}\r\n0\r\n\r\n",
            "a".repeat(1_000_000)
        );
        let (endpoint, server) = serve(answer.leak().as_bytes());
        let (mut length, mut largest) = (0, 0);
        let mut take = |piece: &[u8]| {
            length += piece.len();
            largest = largest.max(piece.len());
            true
        };
        let answer = endpoint.send_through(&request(b"/"), &mut take).unwrap();
        assert_eq!(answer.body, b"");
        assert!((1_000_000..1_000_010).contains(&length), "{length}");
        assert!(largest <= 64 << 10, "{largest}");
        let _ = server.join();
    }
    let (endpoint, server) = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789");
    let error = endpoint
        .send_through(&request(b"/"), &mut |_| false)
        .unwrap_err();
    assert!(matches!(error, TransportError::TooLarge(_)), "{error}");
    let _ = server.join();
}

#[test]
fn what_is_no_whole_response_says_why() {
    for (answer, wanted) in [
        (
            &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"[..],
            "closed",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
            "closed",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok",
            "not HTTP",
        ),
        (b"", "closed"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 abc\r\n\r\n", "not HTTP"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
            "no number",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
            "no number",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
            "differ",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\nok\r\n0\r\n\r\n",
            "no number",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n",
            "longer than its size",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
            "larger than 100",
        ),
    ] {
        let (endpoint, server) = serve(answer);
        let error = endpoint.send(&request(b"/")).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
        server.join().unwrap();
    }
}

#[test]
fn silence_is_a_timeout_and_nobody_is_a_refusal() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url: Url = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let options = HttpOptions {
        timeout: Duration::from_millis(200),
        ..HttpOptions::default()
    };
    let endpoint = HttpEndpoint::new(url, options).unwrap();
    let silent = endpoint.send(&request(b"/")).unwrap_err();
    assert!(matches!(silent, TransportError::Timeout(_)), "{silent}");
    drop(listener);
    let nobody = endpoint.send(&request(b"/")).unwrap_err();
    assert!(matches!(nobody, TransportError::Connect(_)), "{nobody}");
}

#[test]
fn a_plain_server_behind_https_is_a_tls_error() {
    let (plain, server) = serve(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let url: Url = format!("https://{}", plain.authority()).parse().unwrap();
    let endpoint = HttpEndpoint::new(
        url,
        HttpOptions {
            timeout: Duration::from_secs(2),
            ..HttpOptions::default()
        },
    )
    .unwrap();
    thread::spawn(move || server.join());
    let error = endpoint.send(&request(b"/")).unwrap_err();
    assert!(
        matches!(error, TransportError::Tls(_) | TransportError::Timeout(_)),
        "{error}"
    );
}

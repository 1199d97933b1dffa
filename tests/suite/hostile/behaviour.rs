//! The behaviours, by name.

use std::io::Read;
use std::time::Duration;
use std::{io, thread};

use crate::hostile::server::{Act, Turn, plain};

/// One way to misbehave.
pub struct Behaviour {
    pub name: &'static str,
    pub act: Act,
    /// Whether requests are read before it acts.
    pub reads: bool,
    /// What the report says of it where it is shown to every request.
    pub always: Seen,
    /// What it says where only `CreateVpnConnection` meets it.
    pub creates: Seen,
}

/// What the user is told.
pub struct Seen {
    pub status: i32,
    pub words: &'static str,
}

const fn seen(status: i32, words: &'static str) -> Seen {
    Seen { status, words }
}

const fn both(name: &'static str, status: i32, words: &'static str, act: Act) -> Behaviour {
    split(name, seen(3, words), seen(status, words), act)
}

const fn split(name: &'static str, always: Seen, creates: Seen, act: Act) -> Behaviour {
    Behaviour {
        name,
        act,
        reads: true,
        always,
        creates,
    }
}

const HARMLESS: Seen = seen(0, "");

pub const BEHAVIOURS: &[Behaviour] = &[
    both("silent", 1, "no whole response within", |turn| {
        turn.honest();
        turn.hold()
    }),
    both(
        "one-byte-at-a-time",
        1,
        "no whole response within",
        |turn| {
            for byte in plain(&turn.honest()) {
                turn.send([byte])?;
                thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        },
    ),
    split(
        "body-endless",
        seen(3, ""),
        seen(1, "larger than"),
        |turn| {
            turn.honest();
            turn.framed("", b"")?;
            turn.endless("<a>")
        },
    ),
    both("headers-endless", 1, "larger than", |turn| {
        turn.honest();
        turn.send("HTTP/1.1 200 OK\r\n")?;
        turn.endless("A: b\r\n")
    }),
    both("header-line-endless", 1, "larger than", |turn| {
        turn.honest();
        turn.send("HTTP/1.1 200 OK\r\nA: ")?;
        turn.endless("b")
    }),
    // It answers like EC2, so what its creates have made may be left.
    split("length-too-small", seen(7, ""), seen(1, ""), |turn| {
        let body = turn.honest().body;
        turn.framed(&format!("Content-Length: {}\r\n", body.len() / 2), &body)
    }),
    both("length-too-large-then-closed", 1, "bytes came", |turn| {
        let body = turn.honest().body;
        turn.framed(&format!("Content-Length: {}\r\n", body.len() + 9), &body)
    }),
    both(
        "length-too-large-then-silent",
        1,
        "no whole response within",
        |turn| {
            let body = turn.honest().body;
            turn.framed(&format!("Content-Length: {}\r\n", body.len() + 9), &body)?;
            turn.hold()
        },
    ),
    both("lengths-conflict", 1, "Content-Lengths differ", |turn| {
        let body = turn.honest().body;
        let length = body.len();
        let headers = format!(
            "Content-Length: {length}\r\nContent-Length: {}\r\n",
            length + 1
        );
        turn.framed(&headers, &body)
    }),
    both(
        "length-with-plus",
        1,
        "Content-Length is no number",
        |turn| {
            let body = turn.honest().body;
            turn.framed(&format!("Content-Length: +{}\r\n", body.len()), &body)
        },
    ),
    both(
        "length-negative",
        1,
        "Content-Length is no number",
        |turn| {
            let body = turn.honest().body;
            turn.framed("Content-Length: -1\r\n", &body)
        },
    ),
    both("length-huge", 1, "larger than", |turn| {
        let body = turn.honest().body;
        turn.framed("Content-Length: 9000000000000000000\r\n", &body)
    }),
    both("length-overflows", 1, "larger than", |turn| {
        let body = turn.honest().body;
        turn.framed(&format!("Content-Length: {}\r\n", "9".repeat(40)), &body)
    }),
    both("chunk-truncated", 1, "bytes came", |turn| {
        let body = turn.honest().body;
        let size = format!("Transfer-Encoding: chunked\r\n\r\n{:x}", body.len() + 9);
        turn.framed(&size, &body)
    }),
    both(
        "chunk-size-bad",
        1,
        "size of a chunk is no number",
        |turn| {
            turn.honest();
            turn.framed("Transfer-Encoding: chunked\r\n", b"0x10\r\n")
        },
    ),
    both("chunk-size-huge", 1, "larger than", |turn| {
        turn.honest();
        turn.framed("Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\n")
    }),
    both("chunk-extension-endless", 1, "larger than", |turn| {
        turn.honest();
        turn.framed("Transfer-Encoding: chunked\r\n", b"1;")?;
        turn.endless("a=b;")
    }),
    both("chunks-endless", 1, "no", |turn| {
        turn.honest();
        turn.framed("Transfer-Encoding: chunked\r\n", b"")?;
        turn.endless("1;a=b\r\n<\r\n")
    }),
    both("trailers-endless", 1, "larger than", |turn| {
        turn.honest();
        turn.framed("Transfer-Encoding: chunked\r\n", b"0\r\n")?;
        turn.endless("A: b\r\n")
    }),
    Behaviour {
        name: "reset-on-accept",
        // Nothing was read, so that closing is a reset.
        act: |_| Ok(()),
        reads: false,
        always: seen(3, "closed before a whole response"),
        creates: seen(3, "closed before a whole response"),
    },
    both(
        "reset-after-request",
        1,
        "closed before a whole response",
        |turn| {
            turn.honest();
            Ok(())
        },
    ),
    both(
        "reset-in-head",
        1,
        "closed before a whole response",
        |turn| {
            turn.honest();
            turn.send("HTTP/1.1 200 OK\r\nContent-Ty")
        },
    ),
    both("reset-in-body", 1, "bytes came", |turn| {
        let body = turn.honest().body;
        let length = format!("Content-Length: {}\r\n", body.len());
        turn.framed(&length, &body[..body.len() / 2])
    }),
    both("redirect-loop", 1, "status 302", |turn| {
        turn.honest();
        let url = turn.stage.url();
        turn.send(format!(
            "HTTP/1.1 302 X\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n"
        ))
    }),
    both("redirect-elsewhere", 1, "status 307", |turn| {
        turn.honest();
        let url = turn.stage.elsewhere;
        turn.send(format!(
            "HTTP/1.1 307 X\r\nLocation: http://{url}/\r\nContent-Length: 0\r\n\r\n"
        ))
    }),
    both("interim-endless", 1, "interim responses", |turn| {
        turn.honest();
        turn.endless("HTTP/1.1 100 Continue\r\n\r\n")
    }),
    split("interim-some", HARMLESS, HARMLESS, |turn| {
        turn.send("HTTP/1.1 100 Continue\r\n\r\n".repeat(8))?;
        turn.answer()
    }),
    both("gzip-bomb", 1, "", |turn| {
        turn.honest();
        // The head of a gzip stream, and zeros in place of what would become a gigabyte.
        let mut body = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff".to_vec();
        body.resize(1 << 16, 0);
        turn.framed("Content-Encoding: gzip\r\nContent-Length: 65536\r\n", &body)
    }),
    both("body-of-a-gigabyte", 1, "larger than", |turn| {
        turn.honest();
        turn.framed("Content-Length: 1073741824\r\n", b"")?;
        turn.endless("<a>")
    }),
    split("headers-by-the-thousand", HARMLESS, HARMLESS, |turn| {
        let bytes = plain(&turn.honest());
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        turn.send(&bytes[..end + 2])?;
        turn.send("A: b\r\n".repeat(5_000))?;
        turn.send(&bytes[end + 2..])
    }),
    split("headers-not-utf-8", HARMLESS, HARMLESS, |turn| {
        let mut answer = turn.honest();
        answer
            .headers
            .push(("X-\u{fffd}".to_owned(), b"\xff\xfe\x80".to_vec()));
        let bytes = plain(&answer);
        turn.send(bytes)
    }),
    split("body-not-utf-8", seen(1, ""), seen(1, ""), |turn| {
        let mut body = turn.honest().body;
        body.insert(60, 0xff);
        turn.framed(&format!("Content-Length: {}\r\n", body.len()), &body)
    }),
    both("markup-of-megabytes", 1, "", |turn| {
        turn.honest();
        let body = format!("<CreateVpnConnectionResponse>{}", "<a/>".repeat(150_000));
        turn.framed(
            &format!("Content-Length: {}\r\n", body.len()),
            body.as_bytes(),
        )
    }),
    both("markup-without-bottom", 1, "", |turn| {
        turn.honest();
        let body = "<a>".repeat(200_000);
        turn.framed(
            &format!("Content-Length: {}\r\n", body.len()),
            body.as_bytes(),
        )
    }),
    both("http-0.9", 1, "not HTTP", |turn| {
        let body = turn.honest().body;
        turn.send(body)
    }),
    both("garbage-first", 1, "not HTTP", |turn| {
        let bytes = plain(&turn.honest());
        turn.send(b"\0\0garbage\r\n\r\n")?;
        turn.send(bytes)
    }),
    split("second-response-behind", HARMLESS, HARMLESS, |turn| {
        let mut bytes = plain(&turn.honest());
        bytes.extend(b"HTTP/1.1 500 X\r\nContent-Length: 6\r\n\r\nPOISON");
        turn.send(bytes)
    }),
    split(
        "busy-for-ever",
        seen(3, "asks for patience"),
        seen(1, "status 503"),
        |turn| turn.send("HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"),
    ),
    split(
        "retry-after-a-year",
        seen(3, "asks for patience"),
        seen(1, "status 429"),
        |turn| turn.send("HTTP/1.1 429 X\r\nRetry-After: 31536000\r\nContent-Length: 0\r\n\r\n"),
    ),
    split("busy-every-other-time", HARMLESS, HARMLESS, |turn| {
        match turn.number % 2 {
            0 => turn.answer(),
            _ => turn.send("HTTP/1.1 503 X\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"),
        }
    }),
    split(
        "closed-every-other-time",
        seen(-1, ""),
        seen(-1, ""),
        |turn| match turn.number % 2 {
            0 => turn.answer(),
            _ => Ok(()),
        },
    ),
    split("different-every-time", seen(-1, ""), seen(-1, ""), |turn| {
        let others = BEHAVIOURS
            .iter()
            .filter(|b| b.reads && b.always.status == 3);
        let acts: Vec<Act> = others.map(|b| b.act).collect();
        match turn.number % 3 {
            0 => acts[turn.number * 7 % acts.len()](turn),
            _ => turn.answer(),
        }
    }),
];

/// Those that show only to one action, and what each run must come to.
pub struct Trick {
    pub name: &'static str,
    pub only: &'static [&'static str],
    pub act: Act,
    pub seen: Seen,
    /// Whether things of ours cannot but be left.
    pub leaves: bool,
}

fn refuse(turn: &mut Turn<'_>, status: u16, code: &str) -> io::Result<()> {
    let body = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>"
    );
    let length = body.len();
    turn.send(format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}

const DELETES: &[&str] = &[
    "DeleteVpnConnection",
    "DeleteCustomerGateway",
    "DeleteVpnGateway",
];
const DESCRIBES: &[&str] = &[
    "DescribeVpnConnections",
    "DescribeCustomerGateways",
    "DescribeVpnGateways",
];
const GATEWAYS: &[&str] = &["CreateCustomerGateway", "CreateVpnGateway"];

pub const TRICKS: &[Trick] = &[
    Trick {
        name: "deletes-fail",
        only: DELETES,
        act: |turn| refuse(turn, 500, "InternalError"),
        seen: seen(7, ""),
        leaves: true,
    },
    Trick {
        name: "deletes-held-up-for-ever",
        only: DELETES,
        act: |turn| refuse(turn, 400, "IncorrectState"),
        seen: seen(7, ""),
        leaves: true,
    },
    Trick {
        name: "deletes-never-answered",
        only: DELETES,
        act: |turn| turn.hold(),
        seen: seen(7, ""),
        leaves: true,
    },
    Trick {
        name: "describes-say-there-is-nothing",
        only: DESCRIBES,
        act: |turn| {
            let action = turn.action();
            let body = format!("<{action}Response><requestId>r</requestId></{action}Response>");
            turn.framed(
                &format!("Content-Length: {}\r\n", body.len()),
                body.as_bytes(),
            )
        },
        seen: seen(7, "it is not known whether"),
        leaves: true,
    },
    Trick {
        name: "deletes-say-yes-and-do-nothing",
        only: DELETES,
        act: |turn| {
            let action = turn.action();
            let body = format!("<{action}Response><return>true</return></{action}Response>");
            turn.framed(
                &format!("Content-Length: {}\r\n", body.len()),
                body.as_bytes(),
            )
        },
        seen: seen(7, "but it is still there"),
        leaves: true,
    },
    Trick {
        name: "describes-give-others-things-as-ours",
        only: &["DescribeVpnConnections"],
        act: |turn| {
            // Somebody else's connection, as if of every customer gateway there is.
            let foreign = turn
                .stage
                .foreign
                .iter()
                .find(|id| id.starts_with("vpn-"))
                .unwrap();
            let all = turn.stage.existing();
            let gateways = all.iter().filter(|id| id.starts_with("cgw-"));
            let items: String = gateways
                .map(|gateway| format!("<item><vpnConnectionId>{foreign}</vpnConnectionId><state>available</state><customerGatewayId>{gateway}</customerGatewayId></item>"))
                .collect();
            let body = format!(
                "<DescribeVpnConnectionsResponse><requestId>r</requestId><vpnConnectionSet>{items}</vpnConnectionSet></DescribeVpnConnectionsResponse>"
            );
            turn.framed(
                &format!("Content-Length: {}\r\n", body.len()),
                body.as_bytes(),
            )
        },
        seen: seen(7, "it is not known whether"),
        leaves: true,
    },
    Trick {
        name: "creates-name-others-things",
        only: &["CreateVpnConnection"],
        act: |turn| {
            let made = turn.honest();
            if made.status != 200 {
                return turn.send(plain(&made));
            }
            let foreign = turn
                .stage
                .foreign
                .iter()
                .find(|id| id.starts_with("vpn-"))
                .unwrap();
            let text = String::from_utf8(made.body).unwrap();
            let (_, after) = text.split_once("<vpnConnectionId>").unwrap();
            let (own, _) = after.split_once('<').unwrap();
            let body = text.replace(own, foreign);
            turn.framed(
                &format!("Content-Length: {}\r\n", body.len()),
                body.as_bytes(),
            )
        },
        seen: seen(3, "not ours to delete"),
        leaves: false,
    },
    Trick {
        name: "gateways-made-without-an-answer",
        only: GATEWAYS,
        act: |turn| {
            turn.honest();
            turn.hold()
        },
        seen: seen(3, "was not answered"),
        leaves: false,
    },
    Trick {
        name: "gateways-made-with-a-server-error",
        only: GATEWAYS,
        act: |turn| {
            turn.honest();
            refuse(turn, 500, "InternalError")
        },
        seen: seen(3, "status 500"),
        leaves: false,
    },
    Trick {
        name: "gateways-pending-for-ever",
        only: &["CreateVpnGateway", "DescribeVpnGateways"],
        act: |turn| {
            let text = String::from_utf8(turn.honest().body).unwrap();
            let body = text.replace("available", "pending");
            turn.framed(
                &format!("Content-Length: {}\r\n", body.len()),
                body.as_bytes(),
            )
        },
        seen: seen(3, "still pending"),
        leaves: false,
    },
];

/// Those of TLS.
pub const TLS: &[(&str, &str, Act)] = &[
    (
        "tls-silent-after-hello",
        "no whole response within",
        |turn| {
            let mut hello = [0; 512];
            let _ = turn.stream.read(&mut hello)?;
            turn.hold()
        },
    ),
    ("tls-garbage", "TLS", |turn| {
        let _ = turn.stream.read(&mut [0; 512])?;
        turn.send([0x17; 4096])
    }),
    ("tls-plain-answer", "TLS", |turn| {
        let _ = turn.stream.read(&mut [0; 512])?;
        turn.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    }),
];

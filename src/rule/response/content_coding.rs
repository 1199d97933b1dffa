//! A response does not declare a content coding that its body does not use.

use crate::exchange::HttpResponse;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::findings::{Scribe, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/content-coding",
    level: Level::Should,
    summary: "A response does not declare a content coding that its body does not use.",
    requirements: &["wire/body-xml"],
    explain: "A client decodes the body by Content-Encoding before it reads any XML: a header that a proxy or a framework \
            adds to a plain body makes every response unreadable. Without Accept-Encoding in the request any coding is \
            allowed (RFC 9110, section 12.5.3), so a body that really is compressed is not judged here.\n\
            Passes: no Content-Encoding; Content-Encoding: identity; gzip over a body that begins as gzip does.\n\
            Fails: Content-Encoding: gzip over plain XML.",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    judge: |rule, evidence| findings::heads(rule, evidence, content_coding),
    faults: &[
        Fault::new(
            "gzip-over-plain",
            "declares gzip and sends plain XML",
            Hook::Wire(Scope::Created, |mut response, _| {
                let header = ("Content-Encoding".to_owned(), b"gzip".to_vec());
                response.headers.push(header);
                Ok(response)
            }),
        ),
        Fault::new(
            "deflate-over-plain",
            "declares deflate and sends plain XML",
            Hook::Wire(Scope::Created, |mut response, _| {
                let header = ("content-encoding".to_owned(), b"Deflate".to_vec());
                response.headers.push(header);
                Ok(response)
            }),
        ),
        Fault::new(
            "deflate-over-plain-deletion",
            "declares deflate for the answer to a deletion and sends plain XML",
            Hook::Wire(Scope::Other, |mut response, context| {
                if context.action() == "DeleteVpnConnection" {
                    let header = ("Content-Encoding".to_owned(), b"deflate".to_vec());
                    response.headers.push(header);
                }
                Ok(response)
            }),
        ),
    ],
    variants: &[Variant::new(
        "headers-extra",
        "sends headers nobody asked for",
        Hook::Wire(Scope::Any, |mut response, _| {
            for (name, value) in [
                ("Date", "Tue, 01 May 2012 12:00:00 GMT"),
                ("Server", "vpnconform"),
                ("Vary", "Accept-Encoding"),
                ("Strict-Transport-Security", "max-age=31536000"),
            ] {
                response
                    .headers
                    .push((name.to_owned(), value.as_bytes().to_vec()));
            }
            Ok(response)
        }),
    )],
    ..Rule::SERVER
};

/// What a body of this coding begins with; `None` for codings without a signature.
fn signature(coding: &str) -> Option<&'static [u8]> {
    match coding.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => Some(b"\x1F\x8B"),
        "deflate" => Some(b"\x78"),
        _ => None,
    }
}

fn content_coding(scribe: &mut Scribe<'_, '_>, response: &HttpResponse) {
    let Some(value) = response.header("content-encoding") else {
        return;
    };
    let value = String::from_utf8_lossy(value);
    // The coding that was applied last is the outermost one.
    let last = value.rsplit(',').next().unwrap_or_default().trim();
    if signature(last).is_some_and(|begin| !response.body.starts_with(begin)) {
        scribe.whole(
            "a coding that the body does not have",
            "no Content-Encoding over a plain body",
            format!("Content-Encoding: {} over a plain body", quote(&value)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn only_known_codings_have_a_signature() {
        assert_eq!(signature("GZIP"), Some(b"\x1F\x8B".as_slice()));
        assert_eq!(signature("identity"), None);
        assert_eq!(signature("br"), None);
    }
}

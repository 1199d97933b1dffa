//! Content-Length, if present, is the length of the body.

use crate::evidence::Evidence;
use crate::exchange::{HttpResponse, TransportError};
use crate::finding::{Judgement, Level};
use crate::reference::fault::{Fault, with_header};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::findings::{Gather, Scribe, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/content-length",
    level: Level::Should,
    summary: "Content-Length, if present, is the length of the body.",
    requirements: &["wire/content-length"],
    explain: "A client reads as many bytes as the header says: with fewer it sees a cut document, with more it waits. \
            Content-Length together with Transfer-Encoding is how requests are smuggled past proxies.\n\
            Passes: Content-Length: 6151 with a body of 6151 bytes; a chunked response without Content-Length.\n\
            Fails: another number, two different ones, one that is no number, one beside Transfer-Encoding.",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    judge: lengths,
    faults: &[
        Fault::new(
            "content-length-short",
            "states a length that is ten bytes too small",
            Hook::Wire(Scope::Created, |response, _| {
                let length = response.body.len().saturating_sub(10).to_string();
                Ok(with_header(response, "content-length", &length))
            }),
        ),
        Fault::new(
            "content-length-long",
            "states a length that is ten bytes too large",
            Hook::Wire(Scope::Created, |response, _| {
                let length = (response.body.len() + 10).to_string();
                Ok(with_header(response, "content-length", &length))
            }),
        ),
    ],
    variants: &[Variant::new(
        "content-length-absent",
        "does not state the length, as with chunked transfer",
        Hook::Wire(Scope::Any, |mut response, _| {
            response
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
            Ok(response)
        }),
    )],
    ..Rule::SERVER
};

fn lengths(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let stated = findings::heads(rule, evidence, content_length);
    let mut gather = Gather::new(rule);
    // What a client over a network sees of a length that is too large.
    for record in evidence.creates() {
        if let Err(TransportError::Closed(reason)) = &record.exchange.response
            && reason.ends_with("bytes came")
        {
            gather.exchange(evidence, record).whole(
                "a longer length",
                "Content-Length: the length of the body",
                reason.clone(),
            );
        }
    }
    match gather.finish(Judgement::pass) {
        cut if !cut.findings.is_empty() => cut,
        _ => stated,
    }
}

fn content_length(scribe: &mut Scribe<'_, '_>, response: &HttpResponse) {
    let is = |name: &str, wanted: &str| name.eq_ignore_ascii_case(wanted);
    let chunked = response
        .headers
        .iter()
        .any(|(n, _)| is(n, "transfer-encoding"));
    let body = response.body.len();
    for (_, value) in response
        .headers
        .iter()
        .filter(|(n, _)| is(n, "content-length"))
    {
        let value = String::from_utf8_lossy(value);
        let length = value.trim().parse::<usize>();
        let digits = value.trim().bytes().all(|b| b.is_ascii_digit());
        if chunked {
            scribe.whole(
                "beside Transfer-Encoding",
                "one of Content-Length and Transfer-Encoding",
                "both",
            );
        } else if length != Ok(body) || !digits {
            let kind = match length {
                Ok(length) if digits && length < body => "a shorter length",
                Ok(_) if digits => "a longer length",
                _ => "no length",
            };
            scribe.whole(
                kind,
                format!("Content-Length: {body}, the length of the body"),
                format!("Content-Length: {}", quote(&value)),
            );
        }
    }
}

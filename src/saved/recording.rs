//! Recordings of several exchanges: HAR (browsers, mitmproxy) and cassettes (vcrpy, VCR, Betamax, go-vcr).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::exchange::HttpRequest;
use crate::saved::{ENTRIES, Head, LARGEST, Sink, Unreadable, json, message};

type Pair = (Option<HttpRequest>, Head, Vec<u8>);

/// Whether it may be a cassette in YAML.
pub(super) fn is_yaml(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let has = |text: &[u8]| memchr::memmem::find(head, text).is_some();
    has(b"interactions:") || (head.starts_with(b"---") && has(b"request:"))
}

/// Reads YAML.
pub(super) fn yaml(name: &str, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let broken = |error: &dyn std::fmt::Display| {
        let message = error.to_string();
        let first = message.lines().next().unwrap_or_default();
        let first = first.trim_start_matches("error: ").to_owned();
        Unreadable::other(name, format!("not YAML: {first}"))
    };
    let text = std::str::from_utf8(bytes).map_err(|error| broken(&error))?;
    let value = serde_saphyr::from_str::<Value>(text).map_err(|error| broken(&error))?;
    json::value(name, value, sink)
}

/// The exchanges of a recording; `None` where it is none.
pub(super) fn exchanges(value: &Value) -> Option<Vec<Pair>> {
    let log = value.get("log").and_then(|log| log.get("entries"));
    let tape = || {
        value
            .get("interactions")
            .or_else(|| value.get("http_interactions"))
    };
    let entries = log.or_else(tape)?.as_array()?;
    Some(entries.iter().take(ENTRIES).filter_map(exchange).collect())
}

/// Passes the exchanges of a recording on.
pub(super) fn pass_on(name: &str, pairs: Vec<Pair>, sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    if pairs.is_empty() {
        return Err(Unreadable::other(name, "a recording without a response"));
    }
    message::exchanges(name, pairs, sink)
}

/// An entry, in any of the forms. A response without a status, of a request that was given up, is none.
fn exchange(entry: &Value) -> Option<Pair> {
    let response = entry.get("response")?;
    let head = Head {
        status: status(response)?,
        headers: headers(response.get("headers")),
    };
    let content = response.get("content").or_else(|| response.get("body"));
    let body = content.and_then(bytes).unwrap_or_default();
    Some((entry.get("request").and_then(request), head, body))
}

/// `200`, `{"code": 200}`, or beside it in `code`.
fn status(response: &Value) -> Option<u16> {
    let status = response.get("status");
    let number = |value: &Value| value.as_u64().and_then(|n| u16::try_from(n).ok());
    let inner = status.and_then(|s| s.get("code")).and_then(number);
    let plain = || status.and_then(number);
    let beside = || response.get("code").and_then(number);
    let found = inner.or_else(plain).or_else(beside)?;
    (100..=999).contains(&found).then_some(found)
}

fn request(request: &Value) -> Option<HttpRequest> {
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let url = text("url").or_else(|| text("uri"))?;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, target) = rest.split_at_checked(host_end)?;
    let target = target.split('#').next().unwrap_or_default();
    let mut headers = headers(request.get("headers"));
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        headers.insert(0, ("Host".to_owned(), host.as_bytes().to_vec()));
    }
    let form = request.get("postData");
    let body = form.or_else(|| request.get("body")).and_then(bytes);
    Some(HttpRequest {
        method: text("method")?.to_ascii_uppercase(),
        target: match target.starts_with('/') {
            true => target.as_bytes().to_vec(),
            false => [b"/", target.as_bytes()].concat(),
        },
        headers,
        body: body.unwrap_or_default(),
    })
}

/// `[{"name": .., "value": ..}]` of HAR, `{name: [value, ..]}` or `{name: value}` of cassettes.
fn headers(value: Option<&Value>) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut push = |name: &str, value: &Value| {
        // HTTP/2 has fields that are no fields.
        if let Some(text) = value.as_str().filter(|_| !name.starts_with(':')) {
            found.push((name.to_owned(), text.as_bytes().to_vec()));
        }
    };
    match value {
        Some(Value::Array(fields)) => {
            for field in fields {
                if let (Some(name), Some(value)) = (
                    field.get("name").and_then(Value::as_str),
                    field.get("value"),
                ) {
                    push(name, value);
                }
            }
        }
        Some(Value::Object(fields)) => {
            for (name, value) in fields {
                match value {
                    Value::Array(values) => values.iter().for_each(|value| push(name, value)),
                    value => push(name, value),
                }
            }
        }
        _ => {}
    }
    found
}

/// A body: text, `{"string": ..}`, `{"base64_string": ..}`, or `{"text": .., "encoding": "base64"}`.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let decode = |text: &str| {
        let clean: String = text.split_ascii_whitespace().collect();
        STANDARD.decode(clean).ok().filter(|b| b.len() <= LARGEST)
    };
    if let Some(text) = value.as_str() {
        return Some(text.as_bytes().to_vec());
    }
    if let Some(coded) = text("base64_string") {
        return decode(coded);
    }
    let plain = text("text").or_else(|| text("string"))?;
    match text("encoding") {
        Some("base64") => decode(plain),
        _ => Some(plain.as_bytes().to_vec()),
    }
}

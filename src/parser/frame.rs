//! Frames of `vpnconform-adapter/1`: a little-endian length, then JSON; a request is followed by the body.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};

use crate::generate::document::field::{Fields, Target, Value};
use crate::parser::{Input, Outcome};
use crate::untrusted::in_a_line;

/// The largest frame that is read, in bytes.
pub const LIMIT: usize = 64 << 20;

/// Why there is no frame.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The stream ended between two frames.
    #[error("the stream ended")]
    End,
    /// The stream broke inside a frame.
    #[error("the stream broke inside a frame: {0}")]
    Broken(std::io::Error),
    /// The length is beyond [`LIMIT`].
    #[error("{}", no_length(*.0))]
    Length(usize),
    /// The length is beyond what an answer to the document can have.
    #[error(
        "a frame of {0} bytes was announced, where {1} are the most for the document that was given"
    )]
    Long(usize, usize),
    /// The frame is not JSON.
    #[error("a frame is not JSON: {}", in_a_line(.0))]
    Json(#[from] serde_json::Error),
}

/// What stands where the length of a frame should: text, as a rule.
fn no_length(length: usize) -> String {
    let bytes = u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    match bytes
        .iter()
        .all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace())
    {
        true => format!(
            "standard output has text where a frame should begin, {:?}, which is not a frame: only frames may go to standard output; log to standard error",
            bytes.escape_ascii().to_string()
        ),
        false => format!("a frame of {length} bytes was announced: not a frame"),
    }
}

/// Reads one frame.
///
/// # Errors
/// [`FrameError`] when there is none.
pub fn read(from: &mut impl Read) -> Result<Json, FrameError> {
    let mut head = [0; 4];
    if let Err(error) = from.read_exact(&mut head) {
        return Err(match error.kind() {
            std::io::ErrorKind::UnexpectedEof => FrameError::End,
            _ => FrameError::Broken(error),
        });
    }
    let length = length(head, LIMIT)?;
    let mut frame = Vec::new();
    let got = from
        .take(length as u64)
        .read_to_end(&mut frame)
        .map_err(FrameError::Broken)?;
    if got < length {
        return Err(FrameError::Broken(std::io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(serde_json::from_slice(&frame)?)
}

/// Takes one frame of at most so many bytes from the beginning of what was read, if it is there as a whole.
///
/// # Errors
/// [`FrameError`] when there cannot be one.
pub fn take(read: &mut Vec<u8>, most: usize) -> Result<Option<Json>, FrameError> {
    let Some((head, rest)) = read.split_first_chunk() else {
        return Ok(None);
    };
    let length = length(*head, most)?;
    let Some(frame) = rest.get(..length) else {
        return Ok(None);
    };
    let frame = serde_json::from_slice(frame)?;
    read.drain(..4 + length);
    Ok(Some(frame))
}

/// The length that stands before a frame.
fn length(head: [u8; 4], most: usize) -> Result<usize, FrameError> {
    match u32::from_le_bytes(head) as usize {
        length if length > LIMIT => Err(FrameError::Length(length)),
        length if length > most => Err(FrameError::Long(length, most)),
        length => Ok(length),
    }
}

/// The most bytes of an answer to a request of so many: every field of a document stands in it once, escaped.
pub fn most(request: usize) -> usize {
    const LEAST: usize = 8 << 20;
    LIMIT.min(request.saturating_mul(16).saturating_add(LEAST))
}

/// Writes one frame.
///
/// # Errors
/// When the stream cannot be written.
pub fn write(to: &mut (impl Write + ?Sized), value: &Json) -> std::io::Result<()> {
    let frame = serde_json::to_vec(value)?;
    to.write_all(&(frame.len() as u32).to_le_bytes())?;
    to.write_all(&frame)?;
    to.flush()
}

/// The frame of a request with its body, as bytes.
pub fn request(id: u64, input: &Input<'_>) -> Vec<u8> {
    let piece = input
        .piece
        .map_or_else(String::new, |size| format!(r#","piece_len":{size}"#));
    let head = format!(
        r#"{{"id":{id},"target":"{}","http":{{"status":{},"headers":[["content-type","text/xml;charset=UTF-8"]]}},"body_len":{}{piece}}}"#,
        input.target.as_str(),
        input.status,
        input.body.len(),
    );
    let mut bytes = Vec::with_capacity(input.body.len() + 4 + head.len());
    bytes.extend_from_slice(&(head.len() as u32).to_le_bytes());
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend_from_slice(input.body);
    bytes
}

/// The frame of a request whose document is to be fetched from a URL, as bytes.
pub fn request_at(id: u64, target: Target, url: &str) -> Vec<u8> {
    let head = json!({"id": id, "target": target.as_str(), "http": {"url": url}, "body_len": 0});
    let mut bytes = Vec::with_capacity(128);
    // Writing to a vector cannot fail.
    let _ = write(&mut bytes, &head);
    bytes
}

/// What a reply says.
pub fn outcome(reply: &Json) -> Outcome {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    match reply.get("outcome").and_then(Json::as_str) {
        Some("accept") => match reply.get("fields").and_then(Json::as_object) {
            Some(object) => Outcome::Accept(fields(object)),
            None => Outcome::AdapterError("accept without fields".to_owned()),
        },
        Some("reject") => {
            let class = reply.pointer("/error/class").and_then(text);
            Outcome::Reject {
                class: class.unwrap_or_else(|| "no class".to_owned()),
            }
        }
        Some("service_error") => Outcome::ServiceError {
            code: reply.get("code").and_then(text),
        },
        Some("unsupported") => {
            Outcome::Unsupported(reply.get("reason").and_then(text).unwrap_or_default())
        }
        _ => Outcome::AdapterError("a reply without a known outcome".to_owned()),
    }
}

/// The fields of a reply.
pub fn fields(object: &Map<String, Json>) -> Fields {
    object
        .iter()
        .map(|(name, value)| (name.clone().into(), decode(value)))
        .collect()
}

fn decode(json: &Json) -> Value {
    match json {
        Json::Null => Value::Absent,
        Json::String(text) => Value::Text(text.clone().into()),
        Json::Bool(_) => Value::WrongType("boolean".to_owned()),
        Json::Number(_) => Value::WrongType("number".to_owned()),
        Json::Array(items) => items
            .iter()
            .map(|item| item.as_object().map(fields))
            .collect::<Option<Vec<_>>>()
            .map_or_else(|| Value::WrongType("array".to_owned()), Value::List),
        Json::Object(object) => {
            let bytes = object
                .get("b64")
                .and_then(Json::as_str)
                .and_then(|b| STANDARD.decode(b).ok());
            let kind = object
                .get("type")
                .and_then(Json::as_str)
                .unwrap_or("object");
            bytes.map_or_else(|| Value::WrongType(kind.to_owned()), Value::Bytes)
        }
    }
}

/// A reply as a parser of ours sends it.
pub fn reply(id: &Json, outcome: &Outcome) -> Json {
    let mut reply = match outcome {
        Outcome::Accept(fields) => json!({"outcome": "accept", "fields": encode_fields(fields)}),
        Outcome::Reject { class } => {
            json!({"outcome": "reject", "error": {"class": class, "message": ""}})
        }
        Outcome::ServiceError { code } => json!({"outcome": "service_error", "code": code}),
        other => json!({"outcome": "unsupported", "reason": other.describe()}),
    };
    if let Some(object) = reply.as_object_mut() {
        object.insert("id".to_owned(), id.clone());
    }
    reply
}

fn encode_fields(fields: &Fields) -> Map<String, Json> {
    fields
        .iter()
        .map(|(name, value)| (name.to_string(), encode(value)))
        .collect()
}

/// One value in the words of the protocol.
pub fn encode(value: &Value) -> Json {
    match value {
        Value::Absent => Json::Null,
        Value::Text(text) => Json::String(text.to_string()),
        Value::Bytes(bytes) => json!({"b64": STANDARD.encode(bytes)}),
        Value::WrongType(kind) => json!({"type": kind, "json": null}),
        Value::List(items) => items.iter().map(encode_fields).map(Json::Object).collect(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generate::document::cases;

    #[test]
    fn fields_survive_the_frame() {
        for (document, _) in cases::generated(3, 50, crate::rule::document_mutations()) {
            let outcome = Outcome::Accept(document.fields());
            let mut bytes = Vec::new();
            write(&mut bytes, &reply(&json!(7), &outcome)).unwrap();
            let back = read(&mut bytes.as_slice()).unwrap();
            assert_eq!(back.get("id"), Some(&json!(7)));
            assert!(super::outcome(&back) == outcome, "{}", document.id);
        }
    }

    #[test]
    fn garbage_is_named() {
        assert!(matches!(read(&mut &b""[..]), Err(FrameError::End)));
        assert!(matches!(
            read(&mut &b"Traceback (most"[..]),
            Err(FrameError::Length(_))
        ));
        let text = read(&mut &b"hello"[..]).unwrap_err().to_string();
        assert!(
            text.contains("\"hell\"") && text.contains("standard error"),
            "{text}"
        );
        assert!(matches!(
            read(&mut &b"\x09\0\0\0{\"a\""[..]),
            Err(FrameError::Broken(_))
        ));
        assert!(matches!(
            read(&mut &b"\x02\0\0\0{]"[..]),
            Err(FrameError::Json(_))
        ));
    }
}

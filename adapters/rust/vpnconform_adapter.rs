//! Frames of `vpnconform-adapter/1`, shared by the Rust adapters.

use std::io::Read;
use std::io::Write;

use serde_json::Value;
use serde_json::json;

/// Why a document was not accepted.
pub enum No {
    /// The parser refused it.
    Reject(String),
    /// It is an error envelope with this code.
    #[allow(dead_code)]
    ServiceError(String),
    /// This parser does not read such an input.
    Unsupported(&'static str),
}

/// Answers frames until stdin ends. `hello` names the parser, its targets and fields; `parse` gets target, status and body.
pub fn serve(hello: Value, parse: fn(&str, u64, &[u8]) -> Result<Value, No>) -> std::io::Result<()> {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    send(&mut output, &hello)?;
    let mut length = [0; 4];
    while input.read_exact(&mut length).is_ok() {
        let request: Value = serde_json::from_slice(&receive(&mut input, u32::from_le_bytes(length) as usize)?)?;
        let body = receive(&mut input, request["body_len"].as_u64().unwrap_or(0) as usize)?;
        let status = request["http"]["status"].as_u64().unwrap_or(200);
        let mut reply = match parse(request["target"].as_str().unwrap_or(""), status, &body) {
            Ok(fields) => json!({"outcome": "accept", "fields": fields}),
            Err(No::Reject(why)) => json!({"outcome": "reject", "error": {"class": "Error", "message": why}}),
            Err(No::ServiceError(code)) => json!({"outcome": "service_error", "code": code}),
            Err(No::Unsupported(why)) => json!({"outcome": "unsupported", "reason": why}),
        };
        reply["id"] = request["id"].clone();
        send(&mut output, &reply)?;
    }
    Ok(())
}

fn receive(input: &mut impl Read, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn send(output: &mut impl Write, reply: &Value) -> std::io::Result<()> {
    let frame = serde_json::to_vec(reply)?;
    output.write_all(&(frame.len() as u32).to_le_bytes())?;
    output.write_all(&frame)?;
    output.flush()
}

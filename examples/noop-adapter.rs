//! An adapter that reads no document: what is left is the harness. `vpnconform fuzz parser --jobs 2 -- noop-adapter`.

use std::io::{BufRead, BufReader, BufWriter, Read, Write, stdin, stdout};

fn main() -> std::io::Result<()> {
    let mut input = BufReader::new(stdin().lock());
    let mut output = BufWriter::new(stdout().lock());
    let hello = r#"{"protocol":"vpnconform-adapter/1","name":"no-op","targets":["response","configuration"]}"#;
    send(&mut output, hello)?;
    let mut body = Vec::new();
    while !input.fill_buf()?.is_empty() {
        let mut length = [0; 4];
        input.read_exact(&mut length)?;
        body.resize(u32::from_le_bytes(length) as usize, 0);
        input.read_exact(&mut body)?;
        let frame = String::from_utf8_lossy(&body).into_owned();
        body.resize(number(&frame, "\"body_len\":"), 0);
        input.read_exact(&mut body)?;
        let id = number(&frame, "\"id\":");
        let reply = format!(r#"{{"id":{id},"outcome":"unsupported","reason":"no-op"}}"#);
        send(&mut output, &reply)?;
    }
    Ok(())
}

/// The number behind a key.
fn number(frame: &str, key: &str) -> usize {
    let digits = frame.split(key).nth(1).unwrap_or_default().trim_start();
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits.get(..end).unwrap_or_default().parse().unwrap_or(0)
}

fn send(output: &mut impl Write, frame: &str) -> std::io::Result<()> {
    let length = u32::try_from(frame.len()).unwrap_or(0);
    output.write_all(&length.to_le_bytes())?;
    output.write_all(frame.as_bytes())?;
    output.flush()
}

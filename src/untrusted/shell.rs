//! Words of a command for bash or zsh.

use crate::untrusted::is_direction;

/// An argument of a shell, by the plainest way of quoting that keeps its bytes.
pub fn quote(bytes: &[u8]) -> String {
    let word = |b: &u8| b.is_ascii_alphanumeric() || b"-_./:=@,+%".contains(b);
    if !bytes.is_empty() && bytes.iter().all(word) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains(|c: char| c.is_control() || is_direction(c) || c == '\'') => {
            format!("'{text}'")
        }
        _ => format!("${}", escaped(bytes, "")),
    }
}

/// The format argument of printf.
pub fn printf(bytes: &[u8]) -> String {
    escaped(bytes, "%")
}

/// Between single quotes with backslash escapes; the bytes of `doubled` are written twice.
fn escaped(bytes: &[u8], doubled: &str) -> String {
    let mut out = String::from("'");
    for byte in bytes {
        match byte {
            b'\r' => out.push_str("\\r"),
            b'\n' => out.push_str("\\n"),
            b'\\' => out.push_str("\\\\"),
            b if doubled.as_bytes().contains(b) => {
                out.push(char::from(*b));
                out.push(char::from(*b));
            }
            0x20..=0x7e if *byte != b'\'' => out.push(char::from(*byte)),
            // Three octal digits end by themselves; two hexadecimal ones would take in a digit that follows.
            _ => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    out.push('\'');
    out
}

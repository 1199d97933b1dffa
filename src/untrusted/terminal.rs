//! Text that a terminal shows as it stands.

/// Bytes for a terminal: what is not printable as `\xNN`.
pub fn printable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => printable_text(text),
        Err(_) => bytes
            .iter()
            .map(|byte| match byte {
                0x20..=0x7e => char::from(*byte).to_string(),
                _ => format!("\\x{byte:02x}"),
            })
            .collect(),
    }
}

/// Text for a terminal: control characters as escapes, so that a server cannot move the cursor.
pub fn printable_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            _ if c.is_control() || is_direction(c) => out.extend(c.escape_default()),
            _ => out.push(c),
        }
    }
    out
}

/// Characters that show text in another order or not at all.
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What is about to be printed, in which nothing acts on a terminal but colours: whoever made it has escaped what others
/// wrote, and this is for what was forgotten.
pub fn sealed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let colour = rest.strip_prefix("\u{1b}[").and_then(|code| {
            let end = code.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
            code.get(end..)?.starts_with('m').then_some(end + 3)
        });
        let len = colour.unwrap_or(c.len_utf8());
        match c {
            _ if colour.is_some() => out.push_str(rest.get(..len).unwrap_or_default()),
            '\n' | '\t' => out.push(c),
            _ if c.is_control() || is_direction(c) => out.extend(c.escape_default()),
            _ => out.push(c),
        }
        rest = rest.get(len..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_colours_passes_the_seal() {
        let coloured = "\u{1b}[1;31mFAIL\u{1b}[0m a\tb\n";
        assert_eq!(sealed(coloured), coloured);
        for acts in [
            "\u{1b}]0;x\u{7}",
            "\u{1b}[2J",
            "\u{1b}[31",
            "\r",
            "\u{9b}31m",
            "\u{202e}",
            "\u{61c}",
        ] {
            let text = sealed(acts);
            assert!(
                !text.contains(|c: char| c.is_control() || is_direction(c)),
                "{text}"
            );
        }
    }
}

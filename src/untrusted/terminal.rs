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

/// Finds what a runner of workflows would obey if it stood in a log: `::` where nothing but white space is before it in its
/// line, and `##[` or `##vso[` anywhere.
#[derive(Clone, Copy, Debug)]
pub struct Commands {
    begins_line: bool,
}

impl Commands {
    /// At the beginning of a text.
    pub fn new() -> Self {
        Self { begins_line: true }
    }

    /// Whether a command begins with this character; `rest` is the text from it on.
    pub fn at(&mut self, c: char, rest: &str) -> bool {
        let begins_line = self.begins_line;
        self.begins_line = c == '\n' || begins_line && c.is_whitespace();
        match c {
            ':' => begins_line && rest.starts_with("::"),
            '#' => rest.starts_with("##[") || rest.starts_with("##vso["),
            _ => false,
        }
    }
}

impl Default for Commands {
    fn default() -> Self {
        Self::new()
    }
}

/// What is about to be printed, in which nothing acts on a terminal but colours, and nothing on a runner of workflows: whoever
/// made it has escaped what others wrote, and this is for what was forgotten.
pub fn sealed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut commands = Commands::new();
    while let Some(c) = rest.chars().next() {
        let colour = rest.strip_prefix("\u{1b}[").and_then(|code| {
            let end = code.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
            code.get(end..)?.starts_with('m').then_some(end + 3)
        });
        let len = colour.unwrap_or(c.len_utf8());
        match c {
            _ if colour.is_some() => out.push_str(rest.get(..len).unwrap_or_default()),
            _ if commands.at(c, rest) => out.extend(c.escape_unicode()),
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
    fn no_line_is_a_command() {
        for (text, expected) in [
            ("::error::x", "\\u{3a}:error::x"),
            ("a\n \t::add-mask::x ::y", "a\n \t\\u{3a}:add-mask::x ::y"),
            ("\u{1b}[1m::x", "\u{1b}[1m\\u{3a}:x"),
            ("a ##[error]x", "a \\u{23}#[error]x"),
            ("##vso[task.x]", "\\u{23}#vso[task.x]"),
            (
                "## a [b] 2001:db8::1\n ::",
                "## a [b] 2001:db8::1\n \\u{3a}:",
            ),
        ] {
            assert_eq!(sealed(text), expected);
        }
    }

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

//! Text in Markdown.

use crate::untrusted::printable_text;

/// Text that Markdown and HTML show as it stands, also in a cell of a table.
pub fn literal(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut out = String::new();
    let text = printable_text(text);
    for c in text.chars().take(LONGEST) {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push('\u{2026}');
    }
    out
}

//! Text in the columns of a terminal.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::printable::printable_text;

/// How many characters the value has that begins at this character: to the end of the text or of the quotation.
pub(super) fn value_length(text: &str, at: usize) -> usize {
    let rest: Vec<char> = text.chars().skip(at).collect();
    let ends: &[char] = match rest.first() {
        Some('<') => &['>'],
        _ => &['<', '"'],
    };
    let end = rest.iter().position(|c| ends.contains(c));
    let whole = end.map_or(rest.len(), |end| {
        end + usize::from(ends.first() == Some(&'>'))
    });
    whole.max(1)
}

/// So much of a line as fits, around the mark, and how many characters were left out before it.
pub(super) fn window(line: &str, mark: Option<Range<usize>>, width: usize) -> (String, usize) {
    if line.width() <= width {
        return (line.to_owned(), 0);
    }
    let chars: Vec<char> = line.chars().collect();
    let start = match &mark {
        Some(mark) if mark.end >= width - 1 => {
            let last = chars.len().saturating_sub(width - 2);
            mark.start.saturating_sub(width / 3).min(last)
        }
        _ => 0,
    };
    let mut shown = String::new();
    shown.push_str(if start > 0 { "\u{2026}" } else { "" });
    let mut used = 1;
    let mut end = start;
    for c in chars.iter().skip(start) {
        used += c.width().unwrap_or(0);
        if used > width - 1 {
            break;
        }
        shown.push(*c);
        end += 1;
    }
    shown.push_str(if end < chars.len() { "\u{2026}" } else { "" });
    (shown, start.saturating_sub(usize::from(start > 0)))
}

/// Carets under these characters of a line of which `shift` were left out.
pub(super) fn carets(ranges: &[Range<usize>], shown: &str, shift: usize) -> Option<String> {
    let mut out = String::new();
    for (at, c) in shown.chars().chain([' ']).enumerate() {
        let is_marked = ranges.iter().any(|range| range.contains(&(at + shift)));
        let width = c.width().unwrap_or(0);
        out.extend(std::iter::repeat_n(
            if is_marked { '^' } else { ' ' },
            width,
        ));
    }
    let out = out.trim_end();
    (!out.is_empty()).then(|| out.to_owned())
}

pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for word in printable_text(line).split_inclusive(' ') {
            if !current.is_empty() && current.width() + word.trim_end().width() > width {
                lines.push(std::mem::take(&mut current));
            }
            if word.width() > width {
                current.extend(word.chars().take(width - 1));
                current.push('\u{2026}');
            } else {
                current.push_str(word);
            }
        }
        lines.push(current);
    }
    lines
}

//! Pieces of what was sent and of what came, cut to what a person reads.

use std::ops::Range;

use maud::{Markup, html};

use crate::report::printable::printable_text;

/// The longest line that is shown whole, in characters.
const LINE: usize = 160;
/// So many lines are shown before and behind a place.
const AROUND: usize = 4;

/// What makes a text differ from another: the part of it, and the part of the other that it stands in place of.
pub(super) struct Difference {
    /// In characters.
    pub(super) here: Range<usize>,
    /// What the other has there.
    pub(super) instead_of: String,
}

/// The difference in whole words, where `is_edge` says what stands between words.
pub(super) fn difference(
    text: &str,
    other: &str,
    is_edge: impl Fn(char) -> bool,
) -> Option<Difference> {
    let text: Vec<char> = text.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if text == other {
        return None;
    }
    let same = |(a, b): &(&char, &char)| a == b;
    let head = text.iter().zip(&other).take_while(same).count();
    let most = text.len().min(other.len()) - head;
    let tail = text
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(same)
        .count();
    let tail = tail.min(most);
    let edge = |c: &char| is_edge(*c);
    let start = text
        .iter()
        .take(head)
        .rposition(edge)
        .map_or(0, |at| at + 1);
    let end = text.len() - tail;
    // Up to the next edge; an edge may already stand at the end of what differs.
    let ends = end == start || text.get(end - 1).is_some_and(edge);
    let ends = ends
        && (other.len() - tail == start || other.get(other.len() - tail - 1).is_some_and(edge));
    let word = if ends {
        0
    } else {
        text.iter().skip(end).position(edge).unwrap_or(tail)
    };
    let instead_of = other.get(start..other.len() - tail + word);
    Some(Difference {
        here: start..end + word,
        instead_of: instead_of.unwrap_or_default().iter().collect(),
    })
}

/// A text of which a part is marked, behind what it stands in place of, cut to about `most` characters around the mark,
/// with how much is left out.
pub(super) fn marked(text: &str, mark: Option<&Difference>, most: usize) -> Markup {
    let chars: Vec<char> = text.chars().collect();
    let length = chars.len();
    let (from, to) = match mark {
        _ if length <= most => (0, length),
        None => (0, most),
        Some(mark) => {
            let from = mark.here.start.min(length).saturating_sub(most / 3);
            (from, (from + most).min(length))
        }
    };
    let part = |range: Range<usize>| -> String {
        let start = range.start.clamp(from, to);
        let range = start..range.end.clamp(start, to);
        chars.get(range).unwrap_or_default().iter().collect()
    };
    html! {
        (left_out(from, true))
        @match mark {
            None => (part(0..length)),
            Some(mark) => {
                (part(0..mark.here.start))
                @if !mark.instead_of.is_empty() { del { (short(&mark.instead_of)) } }
                @if !mark.here.is_empty() { mark { (part(mark.here.clone())) } }
                (part(mark.here.end..length))
            }
        }
        (left_out(length - to, false))
    }
}

fn left_out(count: usize, before: bool) -> Markup {
    html! {
        @if count > 0 {
            span class="muted" { @if before { "[" (several(count, "character")) " left out] " } @else { " [" (several(count, "more character")) " left out]" } }
        }
    }
}

/// The lines around a place, the place itself marked, and a caret under it. Line and column count from 1.
pub(super) fn around(text: &str, line: usize, column: usize) -> Markup {
    let first = line.saturating_sub(AROUND).max(1);
    let lines: Vec<(usize, &str)> = text
        .split('\n')
        .enumerate()
        .map(|(index, text)| (index + 1, text))
        .skip(first - 1)
        .take(2 * AROUND + 1)
        .collect();
    let width = lines
        .last()
        .map_or(1, |(number, _)| number.to_string().len());
    html! {
        pre class="lines" tabindex="0" role="group" aria-label="The place, with a caret under it" {
            @for (number, text) in lines {
                @if number == line { (placed(text, column, &format!("{number:>width$}  "))) }
                @else { span class="muted" { (format!("{number:>width$}  ")) } (short(text)) "\n" }
            }
        }
    }
}

/// One line with a caret under a column.
pub(super) fn placed(line: &str, column: usize, number: &str) -> Markup {
    let chars: Vec<char> = line.trim_end_matches('\r').chars().collect();
    let at = column.saturating_sub(1).min(chars.len());
    let from = if chars.len() <= LINE {
        0
    } else {
        at.saturating_sub(LINE / 2)
    };
    let to = (from + LINE).min(chars.len());
    let part = |range: Range<usize>| -> String {
        printable_text(
            &chars
                .get(range)
                .unwrap_or_default()
                .iter()
                .collect::<String>(),
        )
    };
    let dots = |cut: bool| if cut { "\u{2026}" } else { "" };
    let before = format!("{}{}", dots(from > 0), part(from..at));
    let here = part(at..(at + 1).min(to));
    let here = if here.is_empty() {
        " ".to_owned()
    } else {
        here
    };
    let indent = " ".repeat(number.chars().count() + before.chars().count());
    html! {
        span class="muted" { (number) } (before) span class="here" { (here) } (part((at + 1).min(to)..to)) (dots(to < chars.len())) "\n"
        (indent) span class="caret" { "^" } "\n"
    }
}

fn short(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let mut out: String = printable_text(&line.chars().take(LINE).collect::<String>());
    if line.chars().nth(LINE).is_some() {
        out.push('\u{2026}');
    }
    out
}

/// Bytes as text: as they are where they are UTF-8, else with an escape for each byte that is not ASCII.
pub(super) fn readable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes
            .iter()
            .map(|byte| match byte {
                b'\n' | b'\t' | 0x20..=0x7e => char::from(*byte).to_string(),
                _ => format!("\\x{byte:02x}"),
            })
            .collect(),
    }
}

/// A number with its noun.
pub(super) fn several(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

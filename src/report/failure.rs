//! What is shown of one failed check: at most 25 lines, from the clause to the command that shows it again.

use std::ops::Range;

use crate::evidence::file::exchange::{Answer, SavedExchange};
use crate::evidence::file::{SavedEvidence, SavedRecord};
use crate::finding::Finding;
use crate::report::command::curl::quote;
use crate::suite::report::{CheckResult, RunReport, SavedInput, level_word};

/// The most characters of one line of content.
const WIDTH: usize = 96;
/// The most lines that any one part may take, so that all parts together stay under 25.
const PART: usize = 3;

/// A line of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it tells; empty on a line that continues the one before.
    pub label: &'static str,
    /// The content.
    pub text: String,
    /// What the content is, for colours.
    pub kind: Kind,
}

/// What the content of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ordinary text.
    Text,
    /// A line of carets under the line before.
    Mark,
    /// A command to copy.
    Command,
}

/// The words of a clause, by its id.
pub type Clauses<'c> = &'c dyn Fn(&str) -> Option<String>;

/// The lines under the headline of a failed check.
pub fn lines(
    report: &RunReport,
    check: &CheckResult,
    evidence: Option<&SavedEvidence>,
    clauses: Clauses<'_>,
) -> Vec<Line> {
    let mut card = Card::default();
    let words: Vec<String> = check
        .clauses
        .iter()
        .filter_map(|id| clauses(id).map(|words| format!("{words} [{id}]")))
        .collect();
    if words.is_empty() {
        card.wrapped("rule", &check.summary);
    }
    for text in words.iter().take(2) {
        card.wrapped_to(2, "requires", text);
    }
    let Some(finding) = check.findings.first() else {
        return card.lines;
    };
    let record = evidence.and_then(|e| find(e, &finding.case));
    match (evidence, record) {
        (Some(evidence), Some(record)) if record.extent.request => card.sent(evidence, record),
        (_, Some(_)) => card.add("in", printable_text(&finding.case), Kind::Text),
        _ => card.add("case", finding.case.clone(), Kind::Text),
    }
    card.wrapped("expected", &finding.expected);
    card.wrapped("actual", &finding.found);
    if let Some(record) = record.filter(|record| record.extent.head) {
        card.add("", answer_line(&record.exchange), Kind::Text);
    }
    card.position(finding);
    let unit = if report.saved.is_some() {
        "documents"
    } else {
        "exchanges"
    };
    if let Some(others) = others(check, unit) {
        card.wrapped("also", &others);
    }
    let case = &finding.case;
    if let Some(saved) = &report.saved {
        let again = format!("{} --only {}", self::check(file(case), saved), check.id);
        card.add("again", again, Kind::Command);
        return card.lines;
    }
    card.add("replay", format!("vpnconform replay {case}"), Kind::Command);
    let curl = format!("vpnconform replay {case} --curl");
    card.add("curl", curl, Kind::Command);
    let skip = format!("vpnconform endpoint {} --skip {}", report.target, check.id);
    card.add("skip", skip, Kind::Command);
    card.lines
}

/// The file of a saved case.
pub(super) fn file(case: &str) -> &str {
    case.split('#').next().unwrap_or(case)
}

/// The command that judges a file again.
pub(super) fn check(file: &str, saved: &SavedInput) -> String {
    let words = saved.options.iter().map(String::as_str);
    let quoted: Vec<String> = [file]
        .into_iter()
        .chain(words)
        .map(|word| quote(word.as_bytes()))
        .collect();
    format!("vpnconform check {}", quoted.join(" "))
}

/// The first line of a card.
pub fn headline(check: &CheckResult) -> String {
    let finding = check.findings.first();
    let fingerprint = finding.map_or("", |f| f.fingerprint.as_str());
    format!("{} ({}) {fingerprint}", check.id, level_word(check.level))
}

/// The record of a case.
pub fn find<'e>(evidence: &'e SavedEvidence, case: &str) -> Option<&'e SavedRecord> {
    evidence.records.iter().find(|r| r.case.id == case)
}

/// Status, type and size of an answer in one line.
pub fn answer_line(exchange: &SavedExchange) -> String {
    match &exchange.answer {
        Answer::Response(response) => {
            let kind = response
                .headers
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
                .map_or("no Content-Type".to_owned(), |(_, v)| printable(&v.0));
            let size = response.body.0.len();
            format!("status {}, {kind}, {size} bytes", response.status)
        }
        Answer::TransportError(error) => format!("no response: {error}"),
    }
}

/// What was sent, in one line: the target, and the body of a form.
pub fn request_line(record: &SavedRecord) -> String {
    let request = &record.exchange.request;
    let mut line = format!("{} {}", request.method, printable(&request.target.0));
    if !request.body.0.is_empty() {
        line.push_str(" body: ");
        line.push_str(&printable(&request.body.0));
    }
    line
}

/// The characters of `line` that differ from `twin`, widened to whole parameters.
pub fn difference(line: &str, twin: &str) -> Option<Range<usize>> {
    let line: Vec<char> = line.chars().collect();
    let twin: Vec<char> = twin.chars().collect();
    let same = |(a, b): &(&char, &char)| a == b;
    let head = line.iter().zip(&twin).take_while(same).count();
    if head == line.len() && head == twin.len() {
        return None;
    }
    let shortest = line.len().min(twin.len());
    let backwards = line.iter().rev().zip(twin.iter().rev());
    let tail = backwards.take_while(same).count().min(shortest - head);
    let is_edge = |c: &char| matches!(c, '&' | '?' | ' ');
    let before = line.iter().take(head).rposition(is_edge);
    let start = before.map_or(0, |at| at + 1);
    let end = (line.len() - tail).max(start);
    let after = line.iter().skip(end).position(is_edge);
    let end = after.map_or(line.len(), |at| end + at);
    Some(start..end.max(start + 1))
}

#[derive(Default)]
struct Card {
    lines: Vec<Line>,
}

impl Card {
    fn add(&mut self, label: &'static str, text: impl Into<String>, kind: Kind) {
        let text = text.into();
        self.lines.push(Line { label, text, kind });
    }

    fn wrapped(&mut self, label: &'static str, text: &str) {
        self.wrapped_to(PART, label, text);
    }

    fn wrapped_to(&mut self, most: usize, label: &'static str, text: &str) {
        for (index, line) in wrap(text, WIDTH).into_iter().take(most).enumerate() {
            let label = if index == 0 { label } else { "" };
            self.add(label, line.trim_end(), Kind::Text);
        }
    }

    fn sent(&mut self, evidence: &SavedEvidence, record: &SavedRecord) {
        let line = request_line(record);
        let twin = record.case.twin.as_deref();
        let twin = twin.and_then(|twin| find(evidence, twin));
        let mark = twin.and_then(|twin| difference(&line, &request_line(twin)));
        let (shown, mark) = window(&line, mark);
        self.add("sent", shown, Kind::Text);
        let name = record.case.deviation.as_deref();
        match (mark, name) {
            (Some(mark), name) => {
                let carets = "^".repeat(mark.len());
                let indent = " ".repeat(mark.start);
                let name = name.unwrap_or_default();
                self.add("", format!("{indent}{carets} {name}"), Kind::Mark);
            }
            (None, Some(name)) => self.add("", format!("mutation: {name}"), Kind::Text),
            (None, None) => {}
        }
        if let Some(twin) = twin {
            let answer = answer_line(&twin.exchange);
            let text = format!("{}: {answer}", twin.case.id);
            self.add("control", text, Kind::Text);
        }
    }

    fn position(&mut self, finding: &Finding) {
        let Some(position) = &finding.position else {
            return;
        };
        let document = if position.inner {
            "the decoded customerGatewayConfiguration"
        } else {
            "the body"
        };
        let place = format!(
            "line {}, column {} of {document}; byte {} on the wire:",
            position.line, position.column, position.offset
        );
        self.add("", place, Kind::Text);
        // Escapes widen the text before the caret.
        let before = position.caret.saturating_sub(1);
        let head: String = position.excerpt.chars().take(before).collect();
        let at = printable_text(&head).chars().count();
        let (shown, mark) = window(&printable_text(&position.excerpt), Some(at..at + 1));
        self.add("", shown, Kind::Text);
        let start = mark.map_or(0, |mark| mark.start);
        self.add("", format!("{}^", " ".repeat(start)), Kind::Mark);
    }
}

/// The other findings, and how often the first one was seen.
fn others(check: &CheckResult, unit: &str) -> Option<String> {
    let seen = check.findings.first().map_or(1, |f| f.count);
    let rest = check.findings.iter().skip(1);
    let mut parts: Vec<String> = rest
        .clone()
        .take(4)
        .map(|f| format!("{} ({})", f.case, f.found))
        .collect();
    let more = rest.count().saturating_sub(4);
    if more > 0 {
        parts.push(format!("{more} more findings"));
    }
    if seen > 1 {
        parts.insert(0, format!("the same in {} more {unit}", seen - 1));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// At most [`WIDTH`] characters of a line, around the mark, which moves with them.
fn window(line: &str, mark: Option<Range<usize>>) -> (String, Option<Range<usize>>) {
    let chars: Vec<char> = line.chars().collect();
    if chars.len() <= WIDTH {
        return (line.to_owned(), mark);
    }
    let start = match &mark {
        Some(mark) if mark.end >= WIDTH - 1 => mark.start.saturating_sub(WIDTH / 3),
        _ => 0,
    };
    let room = WIDTH - 2;
    let mut shown = String::new();
    shown.push_str(if start > 0 { "\u{2026}" } else { "" });
    shown.extend(chars.iter().skip(start).take(room));
    let cut = start + room < chars.len();
    shown.push_str(if cut { "\u{2026}" } else { "" });
    let shift = |at: usize| at.saturating_sub(start) + usize::from(start > 0);
    let mark = mark.map(|mark| {
        let from = shift(mark.start).min(WIDTH - 1);
        from..shift(mark.end).clamp(from + 1, WIDTH)
    });
    (shown, mark)
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for word in printable_text(line).split_inclusive(' ') {
            let length = current.chars().count() + word.trim_end().chars().count();
            if !current.is_empty() && length > width {
                lines.push(std::mem::take(&mut current));
            }
            if word.chars().count() > width {
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
pub(crate) fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

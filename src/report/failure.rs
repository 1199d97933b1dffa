//! What is shown of one failed check: from what was expected to the command that shows it again.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Record};
use crate::exchange::Exchange;
use crate::finding::Finding;
use crate::report::command::Commands;
use crate::report::command::curl::quote;
use crate::request::expectation::{Expectation, Reason};
use crate::suite::cause::Cause;
use crate::suite::report::{CheckResult, SavedInput, level_word};

/// The columns of the content where the terminal does not say.
pub const WIDTH: usize = 96;
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

/// How a card is written.
#[derive(Clone, Copy)]
pub struct Look<'l> {
    /// The columns of the content.
    pub width: usize,
    /// Whether the card is cut to [`COMPACT`] lines.
    pub compact: bool,
    /// The words of requirements.
    pub clauses: Clauses<'l>,
    /// The commands of the run.
    pub commands: &'l Commands,
}

/// So many lines stand under the headline of a compact card, at most.
pub const COMPACT: usize = 11;

/// The lines under the headline of a failed check; `cause` is that of several checks.
pub fn lines(
    check: &CheckResult,
    cause: Option<&Cause>,
    evidence: Option<&Redacted<Evidence>>,
    look: Look<'_>,
) -> Vec<Line> {
    let mut card = Card::new(look);
    let finding = check.findings.first();
    if let Some(cause) = cause.filter(|cause| cause.rules.len() > 1) {
        let count = cause.rules.len();
        let summary = format!("these {count} fail because {}", cause.summary);
        card.wrapped("cause", 0, &summary);
        let others: Vec<&str> = cause
            .rules
            .iter()
            .map(String::as_str)
            .filter(|id| *id != check.id)
            .collect();
        card.wrapped("explains", 1, &others.join(", "));
    }
    if let Some(finding) = finding {
        card.wrapped("expected", 0, &finding.expected);
        card.wrapped("actual", 0, &finding.found);
    }
    let record = finding.and_then(|f| evidence.and_then(|e| e.find(&f.case)));
    if let Some(record) = record.filter(|record| record.extent.head) {
        card.add(3, "", answer_line(record.exchange()), Kind::Text);
    }
    if let Some(finding) = finding {
        card.position(finding);
        match (evidence, record) {
            (Some(evidence), Some(record)) if record.extent.request => {
                card.sent(evidence, record, finding.position.is_some())
            }
            (_, Some(_)) => card.add(1, "in", printable_text(&finding.case), Kind::Text),
            _ => card.add(1, "case", finding.case.clone(), Kind::Text),
        }
        let unit = match look.commands.saved() {
            Some(_) => "documents",
            None => "exchanges",
        };
        if let Some(others) = others(check, unit) {
            card.wrapped("also", 6, &others);
        }
    }
    let words = check.clauses.iter().filter_map(|id| {
        let words = (look.clauses)(id)?;
        Some(format!("{words} [{id}]"))
    });
    let words: Vec<String> = words.take(2).collect();
    if words.is_empty() {
        card.wrapped("rule", 3, &check.summary);
    }
    for text in words {
        card.wrapped("requires", 3, &text);
    }
    card.commands(check);
    card.finish()
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

/// Status, type and size of an answer in one line.
pub fn answer_line(exchange: Redacted<&Exchange>) -> String {
    match &exchange.response {
        Ok(response) => {
            let kind = response
                .header("content-type")
                .map_or("no Content-Type".to_owned(), printable);
            let size = response.body.len();
            format!("status {}, {kind}, {size} bytes", response.status)
        }
        Err(error) => format!("no response: {error}"),
    }
}

/// What was sent, in one line: the target, and the body of a form.
pub fn request_line(record: Redacted<&Record>) -> String {
    let request = &record.exchange.request;
    let mut line = format!("{} {}", request.method, printable(&request.target));
    if !request.body.is_empty() {
        line.push_str(" body: ");
        line.push_str(&printable(&request.body));
    }
    line
}

/// What a request line has that its control has not, and the other way round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// In characters of the line; where something is missing, the place at which it would be.
    pub ranges: Vec<Range<usize>>,
    /// What the control has and the line has not.
    pub missing: Vec<String>,
    /// Whether something is only missing.
    pub only_missing: bool,
}

/// What differs from the control, parameter by parameter.
pub fn marks(line: &str, control: &str) -> Marks {
    let (ours, theirs) = (words(line), words(control));
    let mut rest: Vec<&str> = theirs.iter().map(|(_, word)| word.as_str()).collect();
    let mut marks = Marks::default();
    for (range, word) in &ours {
        match rest.iter().position(|other| other == word) {
            Some(at) => drop(rest.remove(at)),
            None => marks.ranges.push(range.clone()),
        }
    }
    marks.missing = rest.iter().map(|word| (*word).to_owned()).collect();
    if marks.ranges.is_empty() && !rest.is_empty() {
        marks.only_missing = true;
        let same = |(ours, theirs): &(&(Range<usize>, String), &(Range<usize>, String))| {
            ours.1 == theirs.1
        };
        let before = ours.iter().zip(&theirs).take_while(same).last();
        let end = before.map_or(0, |((range, _), _)| range.end);
        marks.ranges.push(end..end + 1);
    } else if marks.ranges.is_empty() && line != control {
        // The same parameters in another order.
        let moved = ours
            .iter()
            .zip(&theirs)
            .filter(|(ours, theirs)| ours.1 != theirs.1);
        marks
            .ranges
            .extend(moved.map(|((range, _), _)| range.clone()));
    }
    marks
}

/// The gateways that the request names and that were deleted before: where that is what is wrong with it.
fn deleted_ids<'e>(evidence: &'e Redacted<Evidence>, record: Redacted<&Record>) -> Vec<&'e str> {
    if record.case.expectation != Expectation::MustReject(Reason::Deleted) {
        return Vec::new();
    }
    let before = evidence
        .records()
        .take_while(|r| r.case.id != record.case.id);
    let of_probe = before.filter(|r| r.probe == record.probe);
    let deletes = of_probe.filter(|r| {
        r.action()
            .is_some_and(|action| action.starts_with("Delete"))
    });
    let ids = deletes
        .flat_map(|r| &r.into_inner().case.draft.parameters)
        .filter(|p| p.name.ends_with(b"GatewayId"));
    ids.filter_map(|p| std::str::from_utf8(p.value.as_ref()?).ok())
        .collect()
}

/// The words of a request line, with their places in characters.
fn words(line: &str) -> Vec<(Range<usize>, String)> {
    let is_edge = |c: char| matches!(c, '&' | '?' | ' ');
    let mut words = Vec::new();
    let mut start = 0;
    for word in line.split(is_edge) {
        let end = start + word.chars().count();
        if !word.is_empty() {
            words.push((start..end, word.to_owned()));
        }
        start = end + 1;
    }
    words
}

/// What differs between the headers of two requests, where that is the signature.
pub fn signature_note(record: Redacted<&Record>, control: Redacted<&Record>) -> Option<String> {
    let of = |record: Redacted<&Record>| {
        let found = record.exchange.request.header("authorization");
        found.map(printable)
    };
    match (of(record), of(control)) {
        (None, Some(_)) => Some("sent without a signature: no Authorization header".to_owned()),
        (Some(ours), Some(theirs)) if ours != theirs => {
            let ours: Vec<&str> = ours.split([' ', ',']).collect();
            let theirs: Vec<&str> = theirs.split([' ', ',']).collect();
            let differs = ours.iter().find(|word| !theirs.contains(word));
            differs.map(|word| format!("the Authorization header differs: {word}"))
        }
        _ => None,
    }
}

struct Card<'l> {
    look: Look<'l>,
    /// The higher the number, the sooner a line is left out of a compact card.
    lines: Vec<(u8, Line)>,
}

impl<'l> Card<'l> {
    fn new(look: Look<'l>) -> Self {
        let lines = Vec::new();
        Self { look, lines }
    }

    fn finish(mut self) -> Vec<Line> {
        while self.look.compact && self.lines.len() > COMPACT {
            let least = self
                .lines
                .iter()
                .map(|(order, _)| *order)
                .max()
                .unwrap_or(0);
            let Some(at) = self.lines.iter().rposition(|(order, _)| *order == least) else {
                break;
            };
            self.lines.remove(at);
        }
        let width = self.look.width;
        let lines = self.lines.into_iter().map(|(_, mut line)| {
            // A command that is cut does not work.
            if line.kind != Kind::Command && line.text.width() > width {
                line.text = window(&line.text, None, width).0;
            }
            line
        });
        lines.collect()
    }

    fn add(&mut self, order: u8, label: &'static str, text: impl Into<String>, kind: Kind) {
        let text = text.into();
        self.lines.push((order, Line { label, text, kind }));
    }

    /// A text of a few lines, of which the first counts most.
    fn wrapped(&mut self, label: &'static str, order: u8, text: &str) {
        let lines = wrap(text, self.look.width);
        let more = lines.len().saturating_sub(PART);
        for (index, line) in lines.into_iter().take(PART).enumerate() {
            let (label, order) = match index {
                0 => (label, order),
                _ => ("", order.max(5)),
            };
            let line = line.trim_end();
            match index + 1 == PART && more > 0 {
                true => self.add(order, label, format!("{line} \u{2026}"), Kind::Text),
                false => self.add(order, label, line, Kind::Text),
            }
        }
    }

    fn sent(&mut self, evidence: &Redacted<Evidence>, record: Redacted<&Record>, is_placed: bool) {
        let line = request_line(record);
        let twin = record.case.twin.as_deref();
        let twin = twin.and_then(|twin| evidence.find(twin));
        let marks = match deleted_ids(evidence, record) {
            ids if ids.is_empty() => twin.map(|twin| marks(&line, &request_line(twin))),
            ids => Some(Marks {
                ranges: words(&line)
                    .into_iter()
                    .filter(|(_, word)| ids.iter().any(|id| word.ends_with(id)))
                    .map(|(range, _)| range)
                    .collect(),
                ..Marks::default()
            }),
        };
        let marks = marks.unwrap_or_default();
        let deviation = record.case.deviation.as_deref();
        // What was sent matters less where the answer to a valid request is wrong.
        let order = if is_placed && deviation.is_none() {
            7
        } else {
            1
        };
        let first = marks.ranges.first().cloned();
        let (shown, shift) = window(&line, first, self.look.width);
        self.add(order, "sent", shown.clone(), Kind::Text);
        let carets = carets(&marks.ranges, &shown, shift);
        let missing = marks.missing.join("&");
        let what = match (deviation, marks.only_missing) {
            (Some(name), true) => format!("{name}: {missing} is not there"),
            (Some(name), false) if missing.is_empty() => name.to_owned(),
            (Some(name), false) => format!("{name}: instead of {missing}"),
            (None, _) => String::new(),
        };
        match (carets, deviation) {
            (Some(carets), _) => self.mark(order, &carets, &what),
            (None, Some(name)) => self.add(order, "", format!("mutation: {name}"), Kind::Text),
            (None, None) => {}
        }
        let signed = evidence.records().find(|other| {
            other.case.twin.is_none()
                && other.exchange.request.target == record.exchange.request.target
        });
        if let Some(note) = twin
            .or(signed)
            .and_then(|other| signature_note(record, other))
        {
            self.add(1, "", note, Kind::Mark);
        }
        if let Some(twin) = twin {
            let answer = answer_line(twin.exchange());
            self.add(
                4,
                "control",
                format!("{}: {answer}", twin.case.id),
                Kind::Text,
            );
        }
    }

    /// Carets with what they show behind them, or under them where that is too far to the right.
    fn mark(&mut self, order: u8, carets: &str, what: &str) {
        let what = printable_text(what);
        let line = format!("{carets} {what}");
        if line.width() <= self.look.width {
            self.add(order, "", line.trim_end(), Kind::Mark);
            return;
        }
        self.add(order, "", carets, Kind::Mark);
        let what: String = what.chars().take(self.look.width).collect();
        self.add(order, "", what, Kind::Mark);
    }

    /// The commands; those of a compact card show the finding again.
    fn commands(&mut self, check: &CheckResult) {
        let commands = self.look.commands;
        let case = check
            .findings
            .first()
            .map_or(check.id.as_str(), |f| &f.case);
        if let Some(saved) = commands.saved() {
            let again = format!("{} --only {}", self::check(file(case), saved), check.id);
            self.add(0, "again", again, Kind::Command);
            return;
        }
        let replay = commands.replay(case);
        let has_replay = replay.is_some();
        if let Some(replay) = replay {
            self.add(0, "replay", replay, Kind::Command);
        }
        let curl = commands.curl(case);
        self.lines
            .extend(curl.map(|text| command_line(4, "curl", text)));
        if !self.look.compact || !has_replay {
            self.lines.extend(
                commands
                    .only(&check.id)
                    .map(|text| command_line(0, "alone", text)),
            );
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
        self.add(2, "", place, Kind::Text);
        // Escapes widen the text before the caret.
        let before = position.caret.saturating_sub(1);
        let head: String = position.excerpt.chars().take(before).collect();
        let at = printable_text(&head).chars().count();
        let text = printable_text(&position.excerpt);
        let range = at..at + value_length(&text, at);
        let (shown, shift) = window(&text, Some(range.clone()), self.look.width);
        let carets = carets(&[range], &shown, shift);
        self.add(1, "", shown, Kind::Text);
        self.add(1, "", carets.unwrap_or_default(), Kind::Mark);
    }
}

fn command_line(order: u8, label: &'static str, text: String) -> (u8, Line) {
    let kind = Kind::Command;
    (order, Line { label, text, kind })
}

/// How many characters the value has that begins at this character: to the end of the text or of the quotation.
fn value_length(text: &str, at: usize) -> usize {
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

/// So much of a line as fits, around the mark, and how many characters were left out before it.
fn window(line: &str, mark: Option<Range<usize>>, width: usize) -> (String, usize) {
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
fn carets(ranges: &[Range<usize>], shown: &str, shift: usize) -> Option<String> {
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

fn wrap(text: &str, width: usize) -> Vec<String> {
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

//! What is shown of one failed check: from what was expected to the command that shows it again.

pub(super) mod marks;
mod text;

use unicode_width::UnicodeWidthStr;

use crate::evidence::redact::Redacted;
use crate::evidence::{Evidence, Record};
use crate::exchange::Exchange;
use crate::finding::Finding;
use crate::report::command::Commands;
use crate::report::failure::marks::{Marks, deleted_ids, marks, signature_note, words};
use crate::report::failure::text::{carets, value_length, window, wrap};
use crate::report::printable::{printable, printable_text};
use crate::suite::cause::Cause;
use crate::suite::report::{CheckResult, SavedInput, level_word};
use crate::untrusted::quote;

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
    let case = finding.map_or(check.id.as_str(), |f| shown(f, cause));
    if let Some(finding) = finding {
        card.wrapped("expected", 0, &finding.expected);
        let found = match finding.found.split_once("; the same with") {
            Some((found, _)) if case != finding.case => found,
            _ => &finding.found,
        };
        card.wrapped("actual", 0, found);
    }
    let record = finding.and_then(|_| evidence.and_then(|e| e.find(case)));
    if let Some(record) = record.filter(|record| record.extent.head) {
        card.add(3, "", answer_line(record.exchange()), Kind::Text);
    }
    if let Some(finding) = finding {
        card.position(finding);
        match (evidence, record) {
            (Some(evidence), Some(record)) if record.extent.request => {
                card.sent(evidence, record, finding.position.is_some())
            }
            (_, Some(_)) => card.add(1, "in", printable_text(case), Kind::Text),
            _ => card.add(1, "case", printable_text(case), Kind::Text),
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
    card.commands(check, case);
    card.finish()
}

/// The case of a card. A finding that has several causes shows in other cases of each.
fn shown<'f>(finding: &'f Finding, cause: Option<&'f Cause>) -> &'f str {
    let is_place = |case: &&str| finding.sightings.iter().any(|s| s.case == **case);
    let of_cause = cause.map(|cause| cause.case.as_str()).filter(is_place);
    of_cause
        .filter(|_| finding.position.is_none())
        .unwrap_or(&finding.case)
}

/// The command that judges a saved case again, by one rule if that is named; none for what has passed by and was not kept.
pub(super) fn again(case: &str, saved: &SavedInput, rule: Option<&str>) -> Option<String> {
    let words: Vec<&str> = match (saved.traffic, &saved.kept) {
        (true, None) => return None,
        (true, Some(kept)) => vec!["replay", case, "--evidence", kept.as_str()],
        (false, _) => {
            let file = case.split('#').next().unwrap_or(case);
            let only = rule.into_iter().flat_map(|rule| ["--only", rule]);
            let options = saved.options.iter().map(String::as_str);
            ["check", file]
                .into_iter()
                .chain(options)
                .chain(only)
                .collect()
        }
    };
    let quoted: Vec<String> = words.iter().map(|word| quote(word.as_bytes())).collect();
    Some(format!("vpnconform {}", quoted.join(" ")))
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
                format!("{}: {answer}", printable_text(&twin.case.id)),
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
    fn commands(&mut self, check: &CheckResult, case: &str) {
        let commands = self.look.commands;
        if let Some(saved) = commands.saved() {
            if let Some(again) = self::again(case, saved, Some(&check.id)) {
                self.add(0, "again", again, Kind::Command);
            }
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

/// The other findings, and how often the first one was seen.
fn others(check: &CheckResult, unit: &str) -> Option<String> {
    let seen = check.findings.first().map_or(1, |f| f.count);
    let rest = check.findings.iter().skip(1);
    let mut parts: Vec<String> = rest
        .clone()
        .take(4)
        .map(|f| printable_text(&format!("{} ({})", f.case, f.found)))
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

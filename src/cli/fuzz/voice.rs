//! What a fuzzer says while it is at work: defects, and a line from time to time on how it goes.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vpnconform::evidence::redact::redact;
use vpnconform::report::printable::printable_text;
use vpnconform::rule;
use vpnconform::suite::fuzz::{Defect, Status, Tell};
use vpnconform::suite::report::{RunReport, level_word};
use vpnconform::untrusted::quote;

use crate::cli::fuzz::{Form, Fuzzing};
use crate::cli::print;

/// So much time is between two lines.
const PAUSE: Duration = Duration::from_secs(2);

/// The command that shows a defect again.
type Again<'v> = dyn Fn(&Defect) -> String + 'v;

/// Says it.
pub(super) struct Voice<'v> {
    fuzzing: &'v Fuzzing,
    /// What is given: documents or requests.
    things: &'static str,
    again: &'v Again<'v>,
    /// The time of the last line, and the executions by then.
    last: Cell<(Instant, u64)>,
    status: RefCell<Option<Status>>,
}

impl<'v> Voice<'v> {
    pub(super) fn new(
        fuzzing: &'v Fuzzing,
        things: &'static str,
        target: &str,
        again: &'v Again<'v>,
    ) -> Self {
        let voice = Self {
            fuzzing,
            things,
            again,
            last: Cell::new((Instant::now(), 0)),
            status: RefCell::new(None),
        };
        let seed = fuzzing.seed;
        match fuzzing.output_format {
            Form::Json => line(&json!({"event": "start", "target": redact(target), "seed": seed})),
            Form::Text => print::note(&format!("{target}: --seed {seed}")),
        }
        voice
    }

    /// The corpus was cut down.
    pub(super) fn minimised(&self, left: usize, removed: usize) {
        match self.fuzzing.output_format {
            Form::Json => line(&json!({"event": "minimised", "corpus": left, "removed": removed})),
            Form::Text => print::out(&format!(
                "the corpus has {left} inputs, {removed} were removed\n"
            )),
        }
    }

    /// The end.
    pub(super) fn end(&self, report: &RunReport, exit: u8) {
        let status = self.status.borrow();
        let Some(status) = status.as_ref() else {
            return;
        };
        let rate = rate(status.executions, status.started.elapsed());
        match self.fuzzing.output_format {
            Form::Json => {
                let end = json!({
                    "event": "end",
                    "exit_status": exit,
                    "verdict": report.verdict_line(),
                    "status": numbers(status, rate),
                });
                line(&end);
            }
            Form::Text => {
                let summary = self.summary(status, rate);
                print::out(&format!("{}: {summary}\n", report.verdict_line()));
            }
        }
        let blocked = report
            .checks
            .iter()
            .find(|check| exit == 3 && check.cause.is_some());
        if let Some(check) = blocked {
            print::note(&format!("{}: {}", check.id, check.why()));
        }
    }

    fn summary(&self, status: &Status, rate: u64) -> String {
        let mut parts = vec![
            format!("{} {}", status.executions, self.things),
            format!("{rate}/s"),
            match status.known {
                0 => format!("{} defects", status.defects),
                known => format!("{} new defects, {known} known", status.defects),
            },
            format!("corpus {}", status.corpus),
            format!("last new {} ago", clock(status.last_new.elapsed())),
        ];
        parts.extend(
            status
                .resources
                .map(|(made, deleted)| format!("{made} resources made, {deleted} deleted")),
        );
        parts.extend(memory().map(|bytes| format!("{} MiB", bytes >> 20)));
        parts.push(clock(status.started.elapsed()));
        parts.join(", ")
    }
}

impl Tell for Voice<'_> {
    fn defect(&self, defect: &Defect) {
        let finding = &defect.finding;
        let checks = defect.checks.join(", ");
        let again = defect.file.is_some().then(|| (self.again)(defect));
        let level = defect.checks.iter().find_map(|id| {
            let server = rule::by_id(id).map(|rule| rule.level);
            server.or_else(|| rule::parser::find(id).map(|rule| rule.level))
        });
        let level = level.map(level_word);
        if self.fuzzing.output_format == Form::Json {
            return line(&json!({
                "event": "defect",
                "check": finding.check,
                "checks": defect.checks,
                "level": level,
                "fingerprint": finding.fingerprint,
                "summary": defect.summary,
                "expected": finding.expected,
                "actual": finding.found,
                "file": defect.file,
                "command": again,
            }));
        }
        let mut text = format!(
            "defect {checks} ({}) {}\n",
            level.unwrap_or_default(),
            finding.fingerprint
        );
        let mut add = |name: &str, value: &str| {
            text.push_str(&format!("  {name}: {}\n", printable_text(value)));
        };
        if let Some(summary) = &defect.summary {
            add("cause", summary);
        }
        add("expected", &finding.expected);
        add("actual", &finding.found);
        if let (Some(file), Some(again)) = (&defect.file, &again) {
            add("input", &file.display().to_string());
            add("again", again);
        }
        print::out(&text);
    }

    fn status(&self, status: &Status) {
        self.status.replace(Some(status.clone()));
        let (then, executions) = self.last.get();
        let since = then.elapsed();
        if since < PAUSE {
            return;
        }
        self.last.set((Instant::now(), status.executions));
        let rate = rate(status.executions - executions, since);
        match self.fuzzing.output_format {
            Form::Json => line(&json!({
                "event": "status",
                "status": numbers(status, rate),
            })),
            Form::Text if !self.fuzzing.quiet => print::note(&self.summary(status, rate)),
            Form::Text => {}
        }
    }
}

/// A command of this program for a shell.
pub(super) fn command(words: Vec<&str>) -> String {
    let words = std::iter::once("vpnconform").chain(words);
    let words: Vec<String> = words.map(|word| quote(word.as_bytes())).collect();
    words.join(" ")
}

fn line(value: &Value) {
    print::out(&format!("{value}\n"));
}

fn numbers(status: &Status, rate: u64) -> Value {
    let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    json!({
        "executions": status.executions,
        "per_second": rate,
        "cases": status.cases,
        "defects": status.defects,
        "known": status.known,
        "corpus": status.corpus,
        "last_new_ms": ms(status.last_new.elapsed()),
        "elapsed_ms": ms(status.started.elapsed()),
        "memory_bytes": memory(),
        "created": status.resources.map(|(created, _)| created),
        "deleted": status.resources.map(|(_, deleted)| deleted),
    })
}

fn rate(count: u64, time: Duration) -> u64 {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    count
        .saturating_mul(1_000_000)
        .checked_div(micros)
        .unwrap_or(0)
}

/// Hours, minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// The resident memory of this program, where the system says.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib << 10)
}

//! The command line and the output of libtest, as far as `cargo test`, nextest and editors use them.

use std::ffi::OsString;
use std::io::{self, Write};
use std::time::Instant;

/// The exit status of a run in which a trial failed.
pub(super) const FAILED: i32 = 101;

/// The command that runs trials of this program; the id of a rule goes behind it.
pub(super) fn command_line() -> String {
    let program = std::env::args_os().next().unwrap_or_default();
    let name = std::path::Path::new(&program)
        .file_stem()
        .unwrap_or_default();
    command_of(
        &name.to_string_lossy(),
        std::env::var("CARGO_PKG_NAME").ok().as_deref(),
    )
}

/// As [`command_line`], of a program that cargo has built under this name.
fn command_of(program: &str, package: Option<&str>) -> String {
    let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let test = match program.rsplit_once('-') {
        Some((name, hash)) if is_hash(hash) => name,
        _ => program,
    };
    let package = package
        .map(|name| format!(" -p {name}"))
        .unwrap_or_default();
    format!("cargo test{package} --test {test} -- --exact")
}

/// The outcome of one trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passed,
    Failed(String),
    Ignored(String),
}

/// How the run is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Format {
    #[default]
    Pretty,
    Terse,
    Json,
}

/// The arguments of a test program.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    filters: Vec<String>,
    skip: Vec<String>,
    exact: bool,
    list: bool,
    /// Asks for trials that are ignored before they are run, or for benchmarks; there are none.
    none: bool,
    format: Format,
}

impl Arguments {
    /// Reads what follows the name of the program.
    pub(super) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut arguments = arguments.map(|a| a.to_string_lossy().into_owned());
        let mut include_ignored = false;
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with('-') => (name, Some(value.to_owned())),
                _ => (argument.as_str(), None),
            };
            let mut value = || {
                let value = value.clone().or_else(|| arguments.next());
                value.ok_or_else(|| format!("{name} needs a value"))
            };
            match name {
                "--list" => parsed.list = true,
                "--exact" => parsed.exact = true,
                "--ignored" | "--bench" => parsed.none = true,
                "--include-ignored" => include_ignored = true,
                "--skip" => parsed.skip.push(value()?),
                "--format" => {
                    parsed.format = match value()?.as_str() {
                        "pretty" => Format::Pretty,
                        "terse" => Format::Terse,
                        "json" => Format::Json,
                        other => {
                            return Err(format!("--format {other}: give pretty, terse or json"));
                        }
                    }
                }
                "-q" | "--quiet" => parsed.format = Format::Terse,
                // All trials read one run, and nothing is captured.
                "--test"
                | "--nocapture"
                | "--no-capture"
                | "--show-output"
                | "--report-time"
                | "--shuffle"
                | "--exclude-should-panic"
                | "--force-run-in-process" => {}
                "--test-threads" | "--color" | "--logfile" | "--shuffle-seed" | "-Z" => {
                    value()?;
                }
                _ if name.starts_with("-Z") => {}
                "--" => parsed.filters.extend(arguments.by_ref()),
                _ if name.starts_with('-') => return Err(format!("unknown argument {argument}")),
                _ => parsed.filters.push(argument),
            }
        }
        parsed.none &= !include_ignored;
        Ok(parsed)
    }

    fn takes(&self, name: &str) -> bool {
        let matches = |filter: &String| match self.exact {
            true => filter == name,
            false => name.contains(filter.as_str()),
        };
        !self.none
            && (self.filters.is_empty() || self.filters.iter().any(matches))
            && !self.skip.iter().any(matches)
    }
}

/// Lists or runs the trials that the arguments select. Gives the exit status.
pub(super) fn run(
    arguments: &Arguments,
    names: &[&str],
    verdict: impl Fn(&str) -> Verdict,
    out: &mut dyn Write,
) -> io::Result<i32> {
    let selected: Vec<&str> = names
        .iter()
        .copied()
        .filter(|n| arguments.takes(n))
        .collect();
    if arguments.list {
        for name in &selected {
            writeln!(out, "{name}: test")?;
        }
        if arguments.format == Format::Pretty {
            writeln!(out, "\n{} tests, 0 benchmarks", selected.len())?;
        }
        return Ok(0);
    }
    let mut tally = Tally {
        format: arguments.format,
        filtered: names.len() - selected.len(),
        ..Tally::default()
    };
    let begin = Instant::now();
    tally.begin(selected.len(), out)?;
    for name in selected {
        tally.start(name, out)?;
        tally.add(name, verdict(name), out)?;
    }
    tally.end(begin.elapsed().as_secs_f64(), out)
}

#[derive(Default)]
struct Tally {
    format: Format,
    passed: usize,
    ignored: usize,
    filtered: usize,
    failures: Vec<(String, String)>,
}

impl Tally {
    fn begin(&self, count: usize, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Json {
            let event =
                serde_json::json!({"type": "suite", "event": "started", "test_count": count});
            return writeln!(out, "{event}");
        }
        let s = if count == 1 { "" } else { "s" };
        writeln!(out, "\nrunning {count} test{s}")
    }

    fn start(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Pretty => write!(out, "test {name} ... ")?,
            Format::Terse => {}
            Format::Json => {
                let event = serde_json::json!({"type": "test", "event": "started", "name": name});
                writeln!(out, "{event}")?;
            }
        }
        out.flush()
    }

    fn add(&mut self, name: &str, verdict: Verdict, out: &mut dyn Write) -> io::Result<()> {
        let (word, letter, text) = match &verdict {
            Verdict::Passed => ("ok", '.', None),
            Verdict::Failed(why) => ("failed", 'F', Some(("stdout", why))),
            Verdict::Ignored(why) => ("ignored", 'i', Some(("message", why))),
        };
        match self.format {
            Format::Terse => write!(out, "{letter}")?,
            Format::Json => {
                let mut event = serde_json::json!({"type": "test", "event": word, "name": name});
                if let (Some((key, text)), Some(event)) = (text, event.as_object_mut()) {
                    event.insert(key.to_owned(), text.as_str().into());
                }
                writeln!(out, "{event}")?;
            }
            Format::Pretty => match &verdict {
                Verdict::Passed => writeln!(out, "ok")?,
                Verdict::Failed(_) => writeln!(out, "FAILED")?,
                Verdict::Ignored(why) => writeln!(out, "ignored, {why}")?,
            },
        }
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(why) => self.failures.push((name.to_owned(), why)),
            Verdict::Ignored(_) => self.ignored += 1,
        }
        out.flush()
    }

    fn end(&self, seconds: f64, out: &mut dyn Write) -> io::Result<i32> {
        let failed = self.failures.len();
        if self.format == Format::Json {
            let event = serde_json::json!({
                "type": "suite", "event": if failed == 0 { "ok" } else { "failed" },
                "passed": self.passed, "failed": failed, "ignored": self.ignored, "measured": 0,
                "filtered_out": self.filtered, "exec_time": seconds,
            });
            writeln!(out, "{event}")?;
        } else {
            if failed > 0 {
                writeln!(out, "\nfailures:\n")?;
                for (name, why) in &self.failures {
                    writeln!(out, "---- {name} ----\n{}\n", why.trim_end())?;
                }
                writeln!(out, "\nfailures:")?;
                for (name, _) in &self.failures {
                    writeln!(out, "    {name}")?;
                }
            }
            writeln!(
                out,
                "\ntest result: {}. {} passed; {failed} failed; {} ignored; 0 measured; {} filtered out; finished in {seconds:.2}s\n",
                if failed == 0 { "ok" } else { "FAILED" },
                self.passed,
                self.ignored,
                self.filtered
            )?;
        }
        out.flush()?;
        Ok(if failed == 0 { 0 } else { FAILED })
    }
}

//! `vpnconform fuzz parser|endpoint`: for as long as wanted.

mod endpoint;
mod parser;
mod voice;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use vpnconform::baseline::Baseline;
use vpnconform::report::input::Subject;
use vpnconform::report::output::{Opened, Output};
use vpnconform::suite::fuzz::corpus::Corpus;
use vpnconform::suite::report::{Invocation, RunReport};
use vpnconform::suite::ruling;

use crate::cli::endpoint::{Known, seed, whole};
use crate::cli::fuzz::voice::Voice;
use crate::cli::{baseline, help, print, signal, target};

/// What is fuzzed.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = help::FUZZ)]
pub enum Command {
    /// Fuzz a parser with documents
    #[command(after_help = help::FUZZ)]
    Parser(Box<parser::Args>),
    /// Fuzz an endpoint with requests
    #[command(after_help = help::FUZZ)]
    Endpoint(Box<endpoint::Args>),
}

/// What both have in common.
#[derive(Debug, clap::Args)]
struct Fuzzing {
    /// End after this time: 90s, 30m, 8h [default: at Ctrl-C]
    #[arg(long, value_name = "D", value_parser = time)]
    time: Option<Duration>,
    /// Stop after N generated cases
    #[arg(long, value_name = "N", value_parser = whole)]
    cases: Option<usize>,
    /// Where generated cases come from: a number, or `random`
    #[arg(long, value_name = "N", default_value = "random", value_parser = seed)]
    seed: u64,
    /// A folder that is replayed first, and grows: inputs with a new kind of outcome, and the smallest one of each defect
    #[arg(long, value_name = "FOLDER")]
    corpus: Option<PathBuf>,
    /// Write a report at the end; may be repeated
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<Output>,
    /// What standard output gets: text, or JSON lines
    #[arg(long, value_enum, default_value_t = Form::Text)]
    output_format: Form,
    /// Print defects and the last line only
    #[arg(short, long)]
    quiet: bool,
}

/// What standard output gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// Defects as text, and how it goes on standard error
    Text,
    /// One JSON object a line
    Json,
}

/// Runs it: the exit status of the program.
pub fn run(command: &Command, invocation: &Invocation) -> u8 {
    match command {
        Command::Parser(args) => parser::run(args),
        Command::Endpoint(args) => endpoint::run(args, invocation),
    }
}

/// Why it cannot begin, with the exit status.
type Refusal = (u8, String);

fn usage(why: impl std::fmt::Display) -> Refusal {
    (print::USAGE, why.to_string())
}

/// What was opened before anything was sent.
struct Ready {
    corpus: Corpus,
    baseline: Option<Baseline>,
    outputs: Vec<Opened>,
    stop: Arc<AtomicBool>,
}

impl Ready {
    /// Whether the baseline waives a finding today, by its fingerprint.
    fn accepts(&self) -> impl Fn(&str) -> bool + use<> {
        let (waivers, today) = (self.baseline.clone(), baseline::today());
        move |fingerprint| {
            waivers
                .as_ref()
                .is_some_and(|b| b.knows(fingerprint, today))
        }
    }
}

impl Fuzzing {
    fn prepare(&self, known: &Known) -> Result<Ready, Refusal> {
        let folder = self.corpus.as_deref();
        let corpus = Corpus::open(folder).map_err(|error| {
            let folder = folder.unwrap_or(std::path::Path::new(""));
            usage(format!("{}: {error}", folder.display()))
        })?;
        let outputs = self.reports.iter().map(|output| output.clone().open());
        let outputs = outputs.collect::<Result<Vec<_>, _>>().map_err(usage)?;
        if outputs.iter().any(Opened::is_stdout) {
            return Err(usage(
                "--report: standard output has the defects; give a file",
            ));
        }
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        // Without a handler Ctrl-C ends the program at once; what the corpus has stays.
        let _ = signal::on_interrupt(true, move || asked.store(true, Ordering::Relaxed));
        Ok(Ready {
            corpus,
            baseline: known.read().map_err(usage)?,
            outputs,
            stop,
        })
    }

    /// Lets the time run.
    fn start(&self, stop: &Arc<AtomicBool>) {
        if let Some(time) = self.time {
            let stop = Arc::clone(stop);
            thread::spawn(move || {
                thread::sleep(time);
                stop.store(true, Ordering::Relaxed);
            });
        }
    }

    /// Prints and writes the end: the exit status.
    fn finish(&self, known: &Known, ready: Ready, mut report: RunReport, voice: &Voice) -> u8 {
        report.waived_by = known
            .baseline
            .as_ref()
            .map(|path| path.display().to_string());
        ruling::apply(&known.rulings, &mut report);
        if let Some(baseline) = &ready.baseline {
            baseline.waive(&mut report, baseline::today());
        }
        let mut status = report.exit_status;
        for output in ready.outputs {
            if let Err(error) = output.write(&Subject::new(&report, None)) {
                status = print::unwritten(status, &error);
            }
        }
        voice.end(&report, status);
        status
    }
}

/// A time in milliseconds, seconds, minutes or hours.
fn time(text: &str) -> Result<Duration, String> {
    let Some(hours) = text.strip_suffix('h') else {
        return target::duration(text);
    };
    let hours = hours
        .parse::<u64>()
        .ok()
        .and_then(|hours| hours.checked_mul(3600));
    hours
        .filter(|seconds| *seconds > 0)
        .map(Duration::from_secs)
        .ok_or_else(|| "give a number above zero and a unit, such as 8h".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_in_hours() {
        assert_eq!(time("8h"), Ok(Duration::from_secs(8 * 3600)));
        assert_eq!(time("30m"), Ok(Duration::from_secs(1800)));
        assert!(
            time("0h").is_err() && time("h").is_err() && time("99999999999999999999h").is_err()
        );
    }
}

//! `vpnconform parser -- CMD...`: the suite against a parser.

pub(super) mod open;

pub use crate::cli::parser::open::{ChildArgs, child};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use vpnconform::clock;
use vpnconform::evidence::shard::Shard;
use vpnconform::finding::{Finding, Level, Verdict};
use vpnconform::generate::document::Document;
use vpnconform::parser::framing::Framing;
use vpnconform::parser::process::group;
use vpnconform::parser::{Hello, Parser};
use vpnconform::report::command::Commands;
use vpnconform::report::input::Subject;
use vpnconform::report::output::{Opened, Output};
use vpnconform::report::terminal;
use vpnconform::report::terminal::Detail;
use vpnconform::rule;
use vpnconform::rule::parser::catalogue;
use vpnconform::suite::merge::Part;
use vpnconform::suite::parser::run::Options;
use vpnconform::suite::parser::{regression, run};
use vpnconform::suite::report::{Facts, RunReport};

use crate::cli::endpoint::{Known, Scope};
use crate::cli::parser::open::Start;
use crate::cli::{clause, endpoint, help, print, select, signal, target};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = help::PARSER)]
pub struct Args {
    /// What is run
    #[command(flatten)]
    start: Start,
    /// The name in the report
    #[arg(long)]
    name: Option<String>,
    /// Which checks, of which version
    #[command(flatten)]
    scope: Scope,
    /// Where generated documents come from: a number, or `random`
    #[arg(long, value_name = "N", default_value = "1", value_parser = endpoint::seed)]
    seed: u64,
    /// How many documents are generated beside the fixed ones
    #[arg(long, default_value_t = 500, value_name = "N", value_parser = endpoint::whole)]
    cases: usize,
    /// Cut the examples every so many bytes; 0: not at all [default: 1, and 64 where CMD is started for each document]
    #[arg(long, value_name = "N")]
    cut_every: Option<usize>,
    /// How much at a time
    #[command(flatten)]
    workers: Workers,
    /// Only this part of the run, of so many
    #[arg(
        long,
        value_name = "I/N",
        default_value = "1/1",
        hide_default_value = true
    )]
    shard: Shard,
    /// A folder of documents to give too; the smallest document of each defect that only generated ones show is written
    /// there
    #[arg(long, value_name = "FOLDER")]
    regressions: Option<PathBuf>,
    /// FORMAT=PATH, `-` for standard output; may be repeated
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    outputs: Vec<Output>,
    /// What is decided and known
    #[command(flatten)]
    known: Known,
    /// Write the result without the documents that passed, to be kept as evidence
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Stop at the first failure
    #[arg(long)]
    fail_fast: bool,
    /// Only list the documents that would be given
    #[arg(long)]
    dry_run: bool,
    /// Print the last line only
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Print also what is a matter of policy
    #[arg(short, long)]
    verbose: bool,
}

/// How many processes of the parser there are, and how fast documents are given.
#[derive(Debug, clap::Args)]
pub(super) struct Workers {
    /// How many processes of the parser work side by side
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: u16,
    /// The most documents in a second, over all processes
    #[arg(long, value_name = "N/s", value_parser = endpoint::rate)]
    pub rate: Option<Duration>,
}

impl Workers {
    /// Starts the processes. If they cannot be used, the exit status and why.
    pub fn open(&self, start: &Start) -> Result<Vec<Box<dyn Parser + Send>>, (u8, String)> {
        (0..self.jobs).map(|_| start.open()).collect()
    }
}

const BLOCKED: u8 = 3;

/// Runs the suite: the exit status of the program.
pub fn run(args: &Args) -> u8 {
    // Without it parsers run all the same.
    if let Ok(program) = std::env::current_exe() {
        group::protect(program);
    }
    let status = suite(args);
    group::finish();
    status
}

fn suite(args: &Args) -> u8 {
    let ids = catalogue().iter().map(|check| check.id);
    let selected = match args.scope.selection.of(ids) {
        Ok(selected) => selected,
        Err((status, message)) => {
            print::error(&message);
            return status;
        }
    };
    let level = Level::from(args.scope.level);
    let selects = |id: &str| selected.selects(id);
    let stored = match args
        .regressions
        .as_deref()
        .map(regression::load)
        .transpose()
    {
        Ok(stored) => stored.unwrap_or_default(),
        Err(error) => {
            print::error(&error);
            return print::USAGE;
        }
    };
    let options = Options {
        stored: &stored,
        shrink: args.regressions.is_some(),
        api_version: args.scope.api_version,
        seed: args.seed,
        cases: args.cases,
        cut_every: args
            .cut_every
            .unwrap_or(if args.start.one_shot { 64 } else { 1 }),
        heavy: true,
        places: !args.start.one_shot,
        selects: &selects,
        fail_fast: args.fail_fast.then_some(level),
        shard: args.shard,
        pace: args.workers.rate.unwrap_or_default(),
        framing: args.start.framing(),
        ..Options::default()
    };
    if args.dry_run {
        return list(&args.start, &options);
    }
    let baseline = match args.known.read() {
        Ok(baseline) => baseline,
        Err(error) => {
            print::error(&error);
            return print::USAGE;
        }
    };
    let mut outputs = Vec::new();
    for output in &args.outputs {
        match output.clone().open() {
            Ok(opened) => outputs.push(opened),
            Err(error) => {
                print::error(&error);
                return print::USAGE;
            }
        }
    }
    // Without a handler Ctrl-C ends this program alone, and a parser that hangs would stay.
    let _ = signal::on_interrupt(false, || {
        group::end_all();
        std::process::exit(signal::INTERRUPTED.into());
    });
    let mut parsers = match args.workers.open(&args.start) {
        Ok(parsers) => parsers,
        Err((status, message)) => {
            print::error(&message);
            return status;
        }
    };
    let (started, begin) = (clock::now(), Instant::now());
    let results = run::run_all(&mut parsers, &options);
    let unwritten = write_smallest(args, &results.smallest).err();
    let facts = Facts {
        target: args.name.clone().unwrap_or_default(),
        api_version: args.scope.api_version.to_string(),
        seed: args.seed,
        level: Some(level),
        started: Some(started.to_string()),
        elapsed_ms: u64::try_from(begin.elapsed().as_millis()).ok(),
        ..Facts::default()
    };
    let Some(parser) = parsers.first() else {
        return BLOCKED;
    };
    let seen = (!args.shard.is_whole()).then(|| results.seen.clone());
    let mut report = results.report(parser.hello(), facts);
    args.known.apply(baseline.as_ref(), &mut report);
    report.part = seen.map(|seen| Part {
        shard: args.shard,
        cases: options.cases,
        cut_every: Some(options.cut_every),
        stored: stored.iter().map(|d| d.id.clone()).collect(),
        rulings: args.known.rulings.clone(),
        baseline: baseline.map(|baseline| baseline.text().to_owned()),
        seen: Some(seen),
        ..Part::default()
    });
    let status = present(args, &report, outputs);
    match unwritten {
        Some(message) => print::unwritten(status, &message),
        None => status,
    }
}

/// What would be given to a parser that reads everything, or to this client.
fn list(start: &Start, options: &Options<'_>) -> u8 {
    let mut hello = Hello::new("", start.targets());
    hello.http = start.serve;
    hello.pieces = !start.serve && !start.one_shot;
    let documents = run::list(&hello, options);
    if documents.is_empty() {
        print::error(&"no document is in this part of the run");
        return select::NOTHING;
    }
    let lines = documents
        .iter()
        .map(|(id, target)| format!("{id} {}\n", target.as_str()));
    print::out(&lines.collect::<String>());
    0
}

fn present(args: &Args, report: &RunReport, outputs: Vec<Opened>) -> u8 {
    let mut status = report.exit_status;
    let piped = outputs.iter().any(Opened::is_stdout);
    for output in outputs {
        if let Err(message) = output.write(&Subject::new(report, None)) {
            status = print::unwritten(status, &message);
        }
    }
    if let Err(message) = keep(args, report) {
        status = print::unwritten(status, &message);
    }
    if piped {
        return status;
    }
    if let Some(check) = report.with(Verdict::Fail).next().filter(|_| !args.quiet) {
        print::note(&format!(
            "--only {} gives the documents of that check alone, `vpnconform explain {}` says why it matters, and `vpnconform generate FOLDER --catalogue` writes the documents",
            check.id, check.id
        ));
    }
    let detail = Detail::of(args.quiet, args.verbose);
    let commands = Commands::of(report, false);
    let how = terminal::Style {
        detail,
        columns: print::columns(),
        clauses: &clause::text,
        commands: &commands,
    };
    print::out(&terminal::render(report, None, how));
    status
}

fn keep(args: &Args, report: &RunReport) -> Result<(), String> {
    let Some(path) = &args.evidence else {
        return Ok(());
    };
    let mut kept = report.clone();
    if let Some(parser) = &mut kept.parser {
        let tells = |verdict| !matches!(verdict, Verdict::Pass | Verdict::NotApplicable);
        parser.cases.retain(|case| tells(case.verdict));
    }
    let text = kept.to_json().map_err(|e| e.to_string())?;
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// Writes what is not in the folder yet.
fn write_smallest(args: &Args, smallest: &[(Document, Finding)]) -> Result<(), String> {
    let Some(folder) = args.regressions.as_deref().filter(|_| !smallest.is_empty()) else {
        return Ok(());
    };
    for (document, finding) in smallest {
        let written = regression::keep(folder, document, finding)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        if let Some(path) = written {
            let name = path.file_name().unwrap_or_default().display();
            let length = document.body().len();
            print::note(&format!("{name}, {length} bytes: {}", finding.found));
        }
    }
    Ok(())
}

/// A way in which bodies are delimited that is not itself wrong.
fn framing(text: &str) -> Result<Framing, String> {
    let whole = || {
        let all = rule::parser::deliveries().map(|(_, delivery)| delivery);
        all.filter(|delivery| delivery.framing.is_whole())
    };
    whole()
        .find(|delivery| delivery.id == text)
        .map(|delivery| delivery.framing)
        .ok_or_else(|| {
            let names: Vec<_> = whole().map(|d| d.id).collect();
            format!("give one of {}", names.join(", "))
        })
}

/// As `--timeout` of other commands; a bare number is seconds, with a fraction if need be.
fn timeout(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 => {
            Duration::try_from_secs_f64(seconds).map_err(|e| e.to_string())
        }
        _ => target::duration(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_or_have_a_unit() {
        assert_eq!(timeout("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(timeout("500ms"), Ok(Duration::from_millis(500)));
        for wrong in ["0", "-1", "inf", "soon", "1e300"] {
            assert!(timeout(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_whole_deliveries_can_be_chosen() {
        assert_eq!(framing("until-close"), Ok(Framing::Close));
        assert!(framing("chunk-cut").is_err_and(|e| e.contains("chunked")));
    }
}

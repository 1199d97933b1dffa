//! `vpnconform parser -- CMD...`: the suite against a parser.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use globset::Glob;
use globset::GlobMatcher;

use crate::cli::print;
use crate::finding::Level;
use crate::finding::Verdict;
use crate::parser::Parser;
use crate::parser::child;
use crate::parser::oneshot::OneShot;
use crate::parser::process::Limits;
use crate::parser::process::Process;
use crate::parser::report::Facts;
use crate::parser::report::ParserReport;
use crate::parser::run::Options;
use crate::parser::run::run as run_suite;
use crate::report::output::Format;
use crate::report::output::Output;
use crate::version::ApiVersion;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The adapter and its arguments (protocol vpnconform-adapter/1)
    #[arg(last = true, value_name = "CMD", required_unless_present = "builtin")]
    command: Vec<String>,
    /// A parser of ours in a process of its own: vpnconform, quick-xml, roxmltree, or fault:NAME
    #[arg(long, value_name = "NAME", conflicts_with = "command")]
    builtin: Option<String>,
    /// CMD is started for each document: target as last argument, body on standard input, fields on standard output
    #[arg(long)]
    one_shot: bool,
    /// The name in the report
    #[arg(long)]
    name: Option<String>,
    /// The API version named in the report
    #[arg(long, value_name = "V", default_value_t)]
    api_version: ApiVersion,
    /// The lowest level whose failures count: must, should or may
    #[arg(long, default_value = "should", value_parser = level)]
    level: Level,
    /// Only checks whose id matches
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    only: Vec<GlobMatcher>,
    /// Not the checks whose id matches
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    skip: Vec<GlobMatcher>,
    /// The seed of the generated documents
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many documents are generated beside the fixed ones
    #[arg(long, default_value_t = 500, value_name = "N")]
    cases: usize,
    /// Cut the examples every so many bytes; 0: not at all [default: 1, one-shot 64]
    #[arg(long, value_name = "N")]
    cut_every: Option<usize>,
    /// Seconds for a document, and for each megabyte more
    #[arg(long, default_value_t = 2.0, value_name = "S")]
    timeout: f64,
    /// FORMAT=PATH, `-` for standard output; may be repeated
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    outputs: Vec<Output>,
    /// Write the result without the documents that passed, to be kept as evidence
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// End after the first failure
    #[arg(long)]
    fail_fast: bool,
    /// Only list the documents that would be given
    #[arg(long)]
    dry_run: bool,
    /// The last line only
    #[arg(short, long)]
    quiet: bool,
    /// Also what is a matter of policy
    #[arg(short, long)]
    verbose: bool,
}

/// Runs the suite: the exit status of the program.
pub fn run(args: &Args) -> u8 {
    let selects = |id: &str| {
        (args.only.is_empty() || args.only.iter().any(|g| g.is_match(id)))
            && !args.skip.iter().any(|g| g.is_match(id))
    };
    if args.dry_run {
        let documents = crate::generate::document::suite::deviations(&selects);
        print::out(
            &documents
                .map(|d| format!("{} {}\n", d.id, d.target().as_str()))
                .collect::<String>(),
        );
        return 0;
    }
    let seconds = Duration::try_from_secs_f64(args.timeout).unwrap_or(Duration::from_secs(2));
    let limits = Limits {
        case: seconds,
        megabyte: seconds,
        ..Limits::default()
    };
    let mut parser = match open(args, limits) {
        Ok(parser) => parser,
        Err((status, message)) => {
            print::error(&message);
            return status;
        }
    };
    let cut_every = args.cut_every.unwrap_or(if args.one_shot { 64 } else { 1 });
    let options = Options {
        seed: args.seed,
        cases: args.cases,
        cut_every,
        selects: &selects,
        fail_fast: args.fail_fast.then_some(args.level),
        ..Options::default()
    };
    let (started, begin) = (jiff::Timestamp::now(), Instant::now());
    let results = run_suite(parser.as_mut(), &options);
    let facts = Facts {
        name: args.name.clone(),
        api_version: args.api_version.to_string(),
        seed: args.seed,
        level: args.level,
        started: Some(started.to_string()),
        elapsed_ms: u64::try_from(begin.elapsed().as_millis()).ok(),
    };
    let report = ParserReport::new(parser.hello(), results, facts);
    if let Err(message) = save(args, &report) {
        print::error(&message);
        return print::USAGE;
    }
    let text = report.to_text(args.verbose);
    print::out(if args.quiet {
        text.trim_end()
            .rsplit_once('\n')
            .map_or(&text, |(_, last)| last)
    } else {
        &text
    });
    if args.quiet {
        print::out("\n");
    }
    report.run.exit_status
}

fn open(args: &Args, limits: Limits) -> Result<Box<dyn Parser>, (u8, String)> {
    const BLOCKED: u8 = 3;
    let mut command = args.command.clone();
    if let Some(name) = &args.builtin {
        if child::find(name).is_none() {
            return Err((
                print::USAGE,
                format!("there is no built-in parser {name:?}"),
            ));
        }
        let program = std::env::current_exe().map_err(|e| (print::USAGE, e.to_string()))?;
        command = vec![
            program.to_string_lossy().into_owned(),
            child::COMMAND.to_owned(),
            name.clone(),
        ];
    }
    if args.one_shot {
        let parser = OneShot::new(&command, limits).map_err(|e| (BLOCKED, e.to_string()))?;
        return Ok(Box::new(parser));
    }
    let parser = Process::start(&command, limits).map_err(|e| (BLOCKED, e.to_string()))?;
    Ok(Box::new(parser))
}

fn save(args: &Args, report: &ParserReport) -> Result<(), String> {
    for output in &args.outputs {
        if output.format == Format::Json {
            let text = report.to_json().map_err(|e| e.to_string())?;
            match &output.path {
                Some(path) => {
                    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?
                }
                None => print::out(&text),
            }
        } else {
            let opened = output.clone().open().map_err(|e| e.to_string())?;
            opened.write(&report.run).map_err(|e| e.to_string())?;
        }
    }
    let Some(path) = &args.evidence else {
        return Ok(());
    };
    let mut kept = report.clone();
    kept.cases
        .retain(|case| !matches!(case.verdict, Verdict::Pass | Verdict::NotApplicable));
    let text = kept.to_json().map_err(|e| e.to_string())?;
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn level(text: &str) -> Result<Level, String> {
    match text {
        "must" => Ok(Level::Must),
        "should" => Ok(Level::Should),
        "may" => Ok(Level::May),
        _ => Err("give must, should or may".to_owned()),
    }
}

fn glob(text: &str) -> Result<GlobMatcher, String> {
    Glob::new(text)
        .map(|glob| glob.compile_matcher())
        .map_err(|e| e.to_string())
}

/// The arguments of the hidden command that serves a parser of ours.
#[derive(Debug, clap::Args)]
pub struct ChildArgs {
    /// Its name.
    name: String,
}

/// Serves the parser on standard input and output.
pub fn child(args: &ChildArgs) -> u8 {
    let Some(mut parser) = child::find(&args.name) else {
        return print::USAGE;
    };
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    match child::serve(parser.as_mut(), &mut input, &mut output) {
        Ok(()) => 0,
        Err(_) => 1,
    }
}

//! `vpnconform endpoint [TARGET]`: the conformance run.

mod argument;
pub(super) mod bar;
mod keep;
mod reset;
mod wait;

pub(in crate::cli) use argument::{Gate, Gateways, Known, Pace, Scope};
pub use argument::{rate, seed, whole};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::ArgAction;

use vpnconform::baseline::Baseline;
use vpnconform::evidence::file;
use vpnconform::evidence::halt::Halt;
use vpnconform::evidence::shard::Shard;
use vpnconform::report::command::Commands;
use vpnconform::report::input::Subject;
use vpnconform::report::output::{Format, Opened, Output};
use vpnconform::report::terminal;
use vpnconform::report::terminal::Detail;
use vpnconform::rule;
use vpnconform::run::options::CASES;
use vpnconform::run::stored::Stored;
use vpnconform::run::{Options, ledger, stored};
use vpnconform::suite::merge::Part;
use vpnconform::suite::outcome::Outcome;
use vpnconform::suite::plan;
use vpnconform::suite::report::Invocation;
use vpnconform::suite::tally::counted;

use crate::cli::endpoint::bar::Bar;
use crate::cli::endpoint::keep::{keep, keep_smallest};
use crate::cli::endpoint::reset::Reset;
use crate::cli::target::Reach;
use crate::cli::{clause, distinct, help, mistake, print, signal, target};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = help::ENDPOINT)]
pub struct Args {
    /// A URL, a name from `vpnconform.toml`, or `reference`: the embedded endpoint, for which nothing has to be set up
    #[arg(value_name = "TARGET", default_value = target::REFERENCE)]
    target: String,
    /// Which checks, of which version
    #[command(flatten)]
    scope: Scope,
    /// Seed for generated values: a number, or `random`
    #[arg(long, value_name = "N", default_value = "20120401", value_parser = seed)]
    seed: u64,
    /// How many requests to generate from the seed, beside those of the catalogue
    #[arg(long, value_name = "N", default_value_t = CASES, value_parser = whole)]
    cases: usize,
    /// Only this part of the run, of so many; `vpnconform report --merge` puts their JSON reports together
    #[arg(
        long,
        value_name = "I/N",
        default_value = "1/1",
        hide_default_value = true
    )]
    shard: Shard,
    /// Write a report; may be repeated, and `-` is standard output
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<Output>,
    /// What is decided and known
    #[command(flatten)]
    known: Known,
    /// Keep every exchange, without keys, in a file, or in a folder if the path ends with a slash
    #[arg(long, value_name = "PATH")]
    record: Option<PathBuf>,
    /// Regression corpus: replay the requests in this folder, and add a minimised one per new defect that generated
    /// requests show
    #[arg(long, value_name = "FOLDER")]
    regressions: Option<PathBuf>,
    /// Send failing cases up to so many times again, each behind its valid twin: a finding that does not show every time
    /// says in how many tries it did
    #[arg(long, value_name = "N", default_value_t = 0)]
    repeat: usize,
    /// Stop at the first failure
    #[arg(long)]
    fail_fast: bool,
    /// Stop after N failed checks
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "fail_fast")]
    max_failures: Option<u32>,
    /// Wait so long for a server that is starting
    #[arg(long, value_name = "D", value_parser = target::duration)]
    wait: Option<Duration>,
    /// How the target is reset
    #[command(flatten)]
    reset: Reset,
    /// What standard output gets, as `--report FORMAT=-`: concise, github, gitlab, json, ...
    #[arg(long, value_name = "FORMAT")]
    output_format: Option<Format>,
    /// Say what would be run, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the last line only
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Print every check
    #[arg(short, long, action = ArgAction::SetTrue)]
    verbose: bool,
    /// Gateways
    #[command(flatten)]
    gateways: Gateways,
    /// The most time for the whole run, without clean-up; what was not sent by then is blocked
    #[arg(long, value_name = "D", default_value = "60m", value_parser = target::duration, help_heading = "Reaching the target")]
    max_time: Duration,
    /// How fast
    #[command(flatten)]
    pace: Pace,
    /// Reaching the target
    #[command(flatten)]
    reach: Reach,
}

/// Runs, prints and writes: the exit status.
pub fn run(args: &Args, invocation: Invocation) -> u8 {
    match prepare(args) {
        Ok(plan) => execute(args, plan, invocation),
        Err((status, message)) => {
            print::error(&message);
            status
        }
    }
}

/// Everything that can be wrong before anything is sent.
struct Plan {
    target: target::Target,
    options: Options,
    baseline: Option<Baseline>,
    outputs: Vec<Opened>,
}

fn prepare(args: &Args) -> Result<Plan, (u8, String)> {
    let usage = |message| (print::USAGE, message);
    let seed = seed_of_part(args.seed, args.shard);
    let target = args.reach.target(&args.target, seed).map_err(usage)?;
    let ids = rule::catalogue().map(|check| check.id);
    let selected = args.scope.selection.of(ids)?;
    let options = Options {
        api_version: args.scope.api_version,
        only: selected.only,
        skip: selected.skip,
        seed: args.seed,
        cases: args.cases,
        stored: stored(args).map_err(usage)?,
        max_time: args.max_time,
        pace: args.pace.rate.unwrap_or_default(),
        repeat: args.repeat,
        shard: args.shard,
        max_failures: match args.fail_fast {
            true => Some(1),
            false => args.max_failures.map(|most| most as usize),
        },
        ..args.reach.options(&target)
    };
    let options = args.gateways.fill(options).map_err(usage)?;
    let record = args.record.as_deref().filter(|path| !path.is_dir());
    distinct::distinct(distinct::files(&args.reports).chain(record)).map_err(usage)?;
    let mut outputs = Vec::new();
    let piped = args
        .output_format
        .map(|format| Output { format, path: None });
    for output in args.reports.iter().chain(&piped) {
        outputs.push(output.clone().open().map_err(|e| usage(e.to_string()))?);
    }
    Ok(Plan {
        target,
        options,
        baseline: args.known.read().map_err(usage)?,
        outputs,
    })
}

/// The requests of the folder.
fn stored(args: &Args) -> Result<Vec<Stored>, String> {
    let Some(folder) = &args.regressions else {
        return Ok(Vec::new());
    };
    let all = stored::load(folder).map_err(|e| e.to_string())?;
    let ours = all
        .iter()
        .filter(|s| s.is_for(args.scope.api_version))
        .count();
    if ours < all.len() {
        print::note(&format!(
            "{} of {} requests in {} are of other API versions, and not sent",
            all.len() - ours,
            all.len(),
            folder.display()
        ));
    }
    Ok(all)
}

fn execute(args: &Args, plan: Plan, invocation: Invocation) -> u8 {
    let options = &plan.options;
    let selected = rule::catalogue().filter(|c| plan::selects(options, c));
    if args.dry_run {
        let count = selected.clone().count();
        for check in selected {
            print::out(&format!("{}\n", check.id));
        }
        print::out(&format!(
            "{count} checks would run against {}\n",
            args.target
        ));
        return 0;
    }
    if let Some(most) = args.wait
        && !wait::until_it_answers(&*plan.target.endpoint, most)
    {
        let name = plan.target.endpoint.name();
        print::error(&format!(
            "{name}: nothing answered within {} s (--wait)",
            most.as_secs()
        ));
        return target::UNREACHABLE;
    }
    if let Err(why) = args.reset.run() {
        print::error(&why);
        return target::UNREACHABLE;
    }
    let stop = Arc::new(AtomicBool::new(false));
    on_interrupt(&stop, Some(plan.target.endpoint.name()));
    let bar = Bar::new(args.quiet);
    let mut outcome = match plan::run(&*plan.target.endpoint, options, &bar, &stop) {
        Ok(outcome) => outcome,
        Err(error) => {
            print::error(&format!("{}: {error}", ledger::LEDGER));
            return print::USAGE;
        }
    };
    drop(bar);
    outcome.evidence.auth = plan.target.auth.map(|scheme| scheme.name().to_owned());
    present(args, outcome, plan, invocation)
}

fn present(args: &Args, outcome: Outcome, plan: Plan, invocation: Invocation) -> u8 {
    let Plan {
        target,
        baseline,
        outputs,
        ..
    } = plan;
    let name = &target.endpoint.name();
    let (unreachable, unanswered) = (outcome.unreachable(), outcome.unanswered);
    let hint = hint(args, &outcome);
    let (mut report, evidence) = outcome.report(name, args.seed, args.scope.level.into());
    report.invocation = Some(invocation);
    args.known.apply(baseline.as_ref(), &mut report);
    let mut status = report.exit_status;
    let kept = keep(args, &evidence).and_then(|()| keep_smallest(args, &report, &evidence));
    let kept_for_replay = kept.is_ok() && Path::new(file::LAST).exists();
    if let Err(message) = kept {
        status = print::unwritten(status, &message);
    }
    report.part = (!args.shard.is_whole()).then(|| Part {
        shard: args.shard,
        cases: args.cases,
        auth: evidence.auth.clone(),
        rulings: args.known.rulings.clone(),
        baseline: baseline.map(|baseline| baseline.text().to_owned()),
        evidence: Some(evidence.clone()),
        ..Part::default()
    });
    let piped = outputs.iter().any(Opened::is_stdout);
    let subject = Subject::new(&report, Some(&evidence));
    for output in outputs {
        if let Err(error) = output.write(&subject) {
            status = print::unwritten(status, &error);
        }
    }
    let detail = Detail::of(args.quiet, args.verbose);
    if let Some(reason) = unreachable {
        print::error(&format!("{name}: {reason}; nothing was checked"));
        if let Some(hint) = mistake::of_connection(name, &reason) {
            print::note(&hint);
        }
    } else if !piped {
        let commands = Commands::of(&report, kept_for_replay);
        let how = terminal::Style {
            detail,
            columns: print::columns(),
            clauses: &clause::text,
            commands: &commands,
        };
        print::out(&terminal::render(&report, Some(&evidence), how));
    }
    // What the report does not count as left: the target does not answer like EC2. A page has made nothing; a redirect or a
    // body that cannot be read may stand for something that was made.
    let silent = unanswered.saturating_sub(report.resources.open);
    let is_page = |halt: &Halt| match halt {
        Halt::Foreign(why) => {
            let made = [
                "redirected",
                "Content-Encoding",
                "to another action",
                "names no id",
            ];
            // A list of buckets is what S3 says to whoever is not signed.
            why.contains("Bucket") || !made.iter().any(|word| why.contains(word))
        }
        _ => false,
    };
    if silent > 0 && !evidence.halts.values().any(is_page) {
        print::note(&format!(
            "{} got no usable answer and may have made something; `{}` looks for it",
            counted(silent, "create"),
            Commands::of(&report, false).sweep().unwrap_or_default()
        ));
    }
    for note in &report.resources.notes {
        print::note(note);
    }
    if let Some(hint) = hint {
        print::note(&hint);
    }
    status
}

/// What to try when set-up failed.
fn hint(args: &Args, outcome: &Outcome) -> Option<String> {
    let unsigned = args.reach.auth.is_none() && args.target != target::REFERENCE;
    let setup = outcome.evidence.halts.values().any(|halt| match halt {
        Halt::Setup(why) => !why.contains("Content-Encoding"),
        Halt::Foreign(why) => ["<ListAll", "<Error", "status 401", "status 403"]
            .iter()
            .any(|sign| why.contains(sign)),
        _ => false,
    });
    (unsigned && setup).then(|| {
        "the target was asked without a signature; if it needs one, or finds the service by it, use --auth v4".to_owned()
    })
}

/// Lets Ctrl-C end the run, which then cleans up.
pub(super) fn on_interrupt(stop: &Arc<AtomicBool>, target: Option<String>) {
    let stop = Arc::clone(stop);
    // Without a handler Ctrl-C ends the program at once, and `vpnconform sweep` does the rest.
    let _ = signal::on_interrupt(true, move || {
        stop.store(true, Ordering::Relaxed);
        let known = target.and_then(|name| {
            let (targets, _) = ledger::targets(&ledger::path()).ok()?;
            targets
                .into_iter()
                .find(|left| left.target.expose() == name)
        });
        let what = match known.map(|left| left.known) {
            Some(count) => format!("deleting {}", counted(count, "resource")),
            None => "deleting what was made".to_owned(),
        };
        print::note(&format!(
            "interrupted: {what}; Ctrl-C again to stop and leave it to `vpnconform sweep`"
        ));
    });
}

/// The embedded endpoint of every part has ids of its own, as if all were one.
fn seed_of_part(seed: u64, shard: Shard) -> u64 {
    let index = u64::try_from(shard.index()).unwrap_or(0);
    seed.wrapping_add(index.wrapping_mul(0x9e37_79b9))
}

//! `vpnconform endpoint [TARGET]`: the conformance run.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::ArgAction;
use globset::Glob;
use globset::GlobSet;
use globset::GlobSetBuilder;

use crate::check;
use crate::cli::clause;
use crate::cli::print;
use crate::cli::target;
use crate::cli::target::Reach;
use crate::endpoint::auth::Scheme;
use crate::finding::Level;
use crate::report::RunReport;
use crate::report::output::Format;
use crate::report::output::Opened;
use crate::report::output::Output;
use crate::report::progress::Progress;
use crate::report::terminal;
use crate::report::terminal::Detail;
use crate::run;
use crate::run::Observer;
use crate::run::Options;
use crate::run::Outcome;
use crate::run::Shard;
use crate::run::ledger;
use crate::run::options::Budget;
use crate::run::options::CASES;
use crate::run::options::Provision;
use crate::run::part::Part;
use crate::run::part::PartReport;
use crate::run::probe::Halt;
use crate::run::saved;
use crate::run::saved::SavedEvidence;
use crate::run::stored;
use crate::version::ApiVersion;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A URL, or `reference`: the embedded endpoint, for which nothing has to be set up
    #[arg(value_name = "TARGET", default_value = target::REFERENCE)]
    target: String,
    /// The API version to ask for
    #[arg(long, value_name = "V", default_value_t)]
    api_version: ApiVersion,
    /// The lowest level whose failures count
    #[arg(long, value_enum, default_value_t = Gate::Should)]
    level: Gate,
    /// Only checks whose id matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// No checks whose id matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    skip: Vec<String>,
    /// Where everything that is made up comes from: a number, or `random`
    #[arg(long, value_name = "N", default_value = "20120401", value_parser = seed)]
    seed: u64,
    /// How many requests to generate from the seed, beside those of the catalogue
    #[arg(long, value_name = "N", default_value_t = CASES)]
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
    /// Keep every exchange, without keys, in a file, or in a folder if the path ends with a slash
    #[arg(long, value_name = "PATH")]
    record: Option<PathBuf>,
    /// A folder of requests to send too; the smallest request of each defect that only generated ones show is written
    /// there
    #[arg(long, value_name = "FOLDER")]
    regressions: Option<PathBuf>,
    /// Stop at the first failure
    #[arg(long)]
    fail_fast: bool,
    /// Say what would be run, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the last line only
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Print every check
    #[arg(short, long, action = ArgAction::SetTrue)]
    verbose: bool,
    /// Where gateways come from
    #[arg(long, value_enum, default_value_t = Provisioning::Auto, help_heading = "Gateways")]
    provision: Provisioning,
    /// The customer gateway to use with `--provision fixed`
    #[arg(
        long,
        value_name = "ID",
        requires = "vpn_gateway_id",
        help_heading = "Gateways"
    )]
    customer_gateway_id: Option<String>,
    /// The VPN gateway to use with `--provision fixed`
    #[arg(
        long,
        value_name = "ID",
        requires = "customer_gateway_id",
        help_heading = "Gateways"
    )]
    vpn_gateway_id: Option<String>,
    /// How much may be made: creates=N, live=N, or both with a comma
    #[arg(long, value_name = "creates=N,live=N", value_parser = budget, help_heading = "Gateways")]
    budget: Option<Budget>,
    /// The most requests in a second
    #[arg(long, value_name = "N/s", value_parser = rate, help_heading = "Reaching the target")]
    rate: Option<Duration>,
    /// Reaching the target
    #[command(flatten)]
    reach: Reach,
}

/// What makes a run fail.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Gate {
    Must,
    Should,
    May,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Provisioning {
    /// The run makes and deletes them
    Auto,
    /// They are given, and none is made or deleted
    Fixed,
    /// There are none: only what needs none is decided
    None,
}

/// Runs, prints and writes: the exit status.
pub fn run(args: &Args) -> u8 {
    match prepare(args) {
        Ok(plan) => execute(args, plan),
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}

/// Everything that can be wrong before anything is sent.
struct Plan {
    target: target::Target,
    options: Options,
    outputs: Vec<Opened>,
}

fn prepare(args: &Args) -> Result<Plan, String> {
    let target = args
        .reach
        .target(&args.target, seed_of_part(args.seed, args.shard))?;
    let options = Options {
        api_version: args.api_version,
        only: globs(&args.only)?,
        skip: globs(&args.skip)?,
        seed: args.seed,
        cases: args.cases,
        stored: match &args.regressions {
            Some(folder) => stored::load(folder).map_err(|e| e.to_string())?,
            None => Vec::new(),
        },
        provision: provision(args)?,
        budget: args.budget.unwrap_or_default(),
        auth: target.auth,
        signer: target.signer.clone(),
        ledger: (!target.embedded).then(ledger::path),
        pace: args.rate.unwrap_or_default(),
        shard: args.shard,
        fail_fast: args.fail_fast,
        ..Options::default()
    };
    let mut outputs = Vec::new();
    for output in &args.reports {
        outputs.push(output.clone().open().map_err(|e| e.to_string())?);
    }
    Ok(Plan {
        target,
        options,
        outputs,
    })
}

fn execute(args: &Args, plan: Plan) -> u8 {
    let Plan {
        target,
        options,
        outputs,
    } = plan;
    let selected = check::catalogue()
        .into_iter()
        .filter(|c| options.selects(c));
    let count = selected.clone().count();
    if count == 0 {
        print::error(&"no check is selected: see `vpnconform list`");
        return 4;
    }
    if args.dry_run {
        for check in selected {
            print::out(&format!("{}\n", check.id));
        }
        print::out(&format!(
            "{count} checks would run against {}\n",
            args.target
        ));
        return 0;
    }
    let stop = Arc::new(AtomicBool::new(false));
    on_interrupt(&stop);
    let bar = Bar::new(args.quiet);
    let outcome = match run::run(&*target.endpoint, &options, &bar, &stop) {
        Ok(outcome) => outcome,
        Err(error) => {
            print::error(&format!("{}: {error}", ledger::LEDGER));
            return print::USAGE;
        }
    };
    drop(bar);
    present(args, &outcome, outputs, &target)
}

fn present(args: &Args, outcome: &Outcome, outputs: Vec<Opened>, target: &target::Target) -> u8 {
    let (name, auth) = (&target.endpoint.name(), target.auth);
    let level = match args.level {
        Gate::Must => Level::Must,
        Gate::Should => Level::Should,
        Gate::May => Level::May,
    };
    let (report, evidence) = outcome.report(name, args.seed, level);
    let mut status = report.exit_status;
    let kept = keep(args, &evidence).and_then(|()| keep_smallest(args, &report, &evidence));
    if let Err(message) = kept {
        print::error(&message);
        status = print::USAGE;
    }
    let piped = outputs.iter().any(Opened::is_stdout);
    for output in outputs {
        let written = match (output.format(), args.shard.is_whole()) {
            (Format::Json, false) => part(args, &report, &evidence, auth).and_then(|text| {
                let put = output.put(&text);
                put.map_err(|e| e.to_string())
            }),
            _ => output.write(&report).map_err(|e| e.to_string()),
        };
        if let Err(error) = written {
            print::error(&error);
            status = print::USAGE;
        }
    }
    let detail = match (args.quiet, args.verbose) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Verbose,
        _ => Detail::Ordinary,
    };
    if let Some(reason) = outcome.unreachable() {
        print::error(&format!("{name}: {reason}; nothing was checked"));
    } else if !piped {
        print::out(&terminal::render(
            &report,
            Some(&evidence),
            &clause::text,
            detail,
        ));
    }
    if let Some(hint) = hint(args, outcome) {
        print::note(&hint);
    }
    status
}

/// The report of a part, with what `vpnconform report --merge` needs.
fn part(
    args: &Args,
    report: &RunReport,
    evidence: &SavedEvidence,
    auth: Option<Scheme>,
) -> Result<String, String> {
    let part = PartReport {
        run: report.clone(),
        part: Part {
            shard: args.shard,
            cases: args.cases,
            auth: auth.map(|scheme| format!("{scheme:?}").to_lowercase()),
            evidence: evidence.clone(),
        },
    };
    part.to_json().map_err(|e| e.to_string())
}

/// The embedded endpoint of every part has ids of its own, as if all were one.
fn seed_of_part(seed: u64, shard: Shard) -> u64 {
    let index = u64::try_from(shard.index()).unwrap_or(0);
    seed.wrapping_add(index.wrapping_mul(0x9e37_79b9))
}

/// Keeps the exchanges where they were asked for, and for `vpnconform replay` if that can be.
fn keep(args: &Args, evidence: &SavedEvidence) -> Result<(), String> {
    let last = Path::new(saved::LAST);
    if let Some(folder) = last.parent()
        && fs::create_dir_all(folder).is_ok()
    {
        // A folder that cannot be written has no last run; everything else works.
        let _ = evidence.write(last);
    }
    let Some(path) = &args.record else {
        return Ok(());
    };
    let as_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
    let written = if as_folder {
        evidence.write_folder(path)
    } else {
        evidence.write(path)
    };
    written.map_err(|e| e.to_string())
}

/// Writes the smallest request of each defect that is not in the folder yet.
fn keep_smallest(args: &Args, report: &RunReport, evidence: &SavedEvidence) -> Result<(), String> {
    let Some(folder) = &args.regressions else {
        return Ok(());
    };
    let generated = report.checks.iter().find(|c| c.id == stored::CHECK);
    let findings = generated.map_or(&[][..], |check| &check.findings);
    let written = stored::save(folder, findings, evidence).map_err(|e| e.to_string())?;
    if written > 0 {
        print::note(&format!(
            "{written} of the smallest requests written to {}",
            folder.display()
        ));
    }
    Ok(())
}

/// What to try when set-up failed.
fn hint(args: &Args, outcome: &Outcome) -> Option<String> {
    let unsigned = args.reach.auth.is_none() && args.target != target::REFERENCE;
    let setup = outcome
        .evidence
        .halts
        .values()
        .any(|halt| matches!(halt, Halt::Setup(_)));
    (unsigned && setup).then(|| {
        "the target was asked without a signature; if it needs one, or finds the service by it, use --auth v4".to_owned()
    })
}

fn on_interrupt(stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    // Without a handler Ctrl-C ends the program at once, and `vpnconform sweep` does the rest.
    let _ = ctrlc::set_handler(move || {
        if stop.swap(true, Ordering::Relaxed) {
            process::exit(130);
        }
        print::note("interrupted: deleting what was made; again to leave it to `vpnconform sweep`");
    });
}

fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|e| e.to_string())?);
    }
    set.build().map_err(|e| e.to_string())
}

fn provision(args: &Args) -> Result<Provision, String> {
    match (
        args.provision,
        &args.customer_gateway_id,
        &args.vpn_gateway_id,
    ) {
        (Provisioning::Auto, None, _) => Ok(Provision::Auto),
        (Provisioning::None, None, _) => Ok(Provision::None),
        (Provisioning::Auto | Provisioning::Fixed, Some(customer), Some(vpn)) => {
            Ok(Provision::Fixed {
                customer_gateway_id: customer.clone(),
                vpn_gateway_id: vpn.clone(),
            })
        }
        (Provisioning::Fixed, ..) => {
            Err("--provision fixed needs --customer-gateway-id and --vpn-gateway-id".to_owned())
        }
        _ => Err("--provision none and ids of gateways contradict each other".to_owned()),
    }
}

/// A number, or `random`.
pub fn seed(text: &str) -> Result<u64, String> {
    if text == "random" {
        let now = jiff::Timestamp::now().as_nanosecond();
        return Ok(u64::try_from(now.rem_euclid(1_000_000_007)).unwrap_or(0));
    }
    text.parse()
        .map_err(|_| "give a number, or `random`".to_owned())
}

fn budget(text: &str) -> Result<Budget, String> {
    let mut budget = Budget::default();
    for part in text.split(',') {
        let number = |digits: &str| {
            digits
                .parse()
                .map_err(|_| format!("{digits:?} is no number"))
        };
        match part.split_once('=') {
            Some(("creates", digits)) => budget.creates = number(digits)?,
            Some(("live", digits)) => budget.live = number(digits)?,
            _ => return Err(format!("{part:?} is not creates=N or live=N")),
        }
    }
    Ok(budget)
}

/// The time from one to the next where so many are sent in a second.
pub fn rate(text: &str) -> Result<Duration, String> {
    let number = text.strip_suffix("/s").unwrap_or(text).parse::<f64>().ok();
    number
        .filter(|rate| rate.is_finite() && *rate >= 0.001)
        .map(|rate| Duration::from_secs_f64(1.0 / rate))
        .ok_or_else(|| "give a number of requests in a second, such as 10/s".to_owned())
}

/// The bar of a run, made when it is known how long that is.
struct Bar {
    quiet: bool,
    progress: std::sync::OnceLock<Progress>,
}

impl Bar {
    fn new(quiet: bool) -> Self {
        Self {
            quiet,
            progress: std::sync::OnceLock::new(),
        }
    }
}

impl Observer for Bar {
    fn begin(&self, probes: usize) {
        self.progress
            .get_or_init(|| Progress::new(probes, self.quiet));
    }

    fn probe(&self, id: &str) {
        if let Some(progress) = self.progress.get() {
            progress.probe(id);
        }
    }

    fn done(&self) {
        if let Some(progress) = self.progress.get() {
            progress.done();
        }
    }

    fn clean(&self) {
        self.probe("deleting what was made");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_name_what_they_limit() {
        let both = Budget {
            creates: 5,
            live: 2,
        };
        assert_eq!(budget("creates=5,live=2"), Ok(both));
        assert_eq!(budget("live=2").map(|b| b.creates), Ok(usize::MAX));
        assert!(budget("5").is_err() && budget("creates=x").is_err());
    }

    #[test]
    fn rates_are_in_requests_a_second() {
        assert_eq!(rate("10/s"), Ok(Duration::from_millis(100)));
        assert!(rate("0").is_err() && rate("fast").is_err() && rate("inf").is_err());
    }
}

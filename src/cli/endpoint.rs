//! `vpnconform endpoint [TARGET]`: the conformance run.

mod argument;
pub(super) mod bar;
mod keep;

pub(in crate::cli) use argument::Gate;
pub use argument::{rate, seed};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::ArgAction;

use vpnconform::baseline::Baseline;
use vpnconform::evidence::halt::Halt;
use vpnconform::evidence::shard::Shard;
use vpnconform::report::input::Subject;
use vpnconform::report::output::{Opened, Output};
use vpnconform::report::terminal;
use vpnconform::report::terminal::Detail;
use vpnconform::rule;
use vpnconform::rule::Selector;
use vpnconform::run::options::{Budget, CASES};
use vpnconform::run::stored::Stored;
use vpnconform::run::{Options, ledger, stored};
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::merge::Part;
use vpnconform::suite::outcome::Outcome;
use vpnconform::suite::ruling::Pinned;
use vpnconform::suite::{plan, ruling};

use crate::cli::endpoint::argument::{Provisioning, budget, globs, parameter, provision};
use crate::cli::endpoint::bar::Bar;
use crate::cli::endpoint::keep::{keep, keep_smallest};
use crate::cli::target::Reach;
use crate::cli::{baseline, clause, distinct, print, select, signal, target};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A URL, a name from `vpnconform.toml`, or `reference`: the embedded endpoint, for which nothing has to be set up
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
    /// Decide what an advisory check only observes; may be repeated
    #[arg(long = "ruling", value_name = "ID=accept|reject")]
    rulings: Vec<Pinned>,
    /// What is known to be wrong with the target, and accepted; see `vpnconform baseline`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Keep every exchange, without keys, in a file, or in a folder if the path ends with a slash
    #[arg(long, value_name = "PATH")]
    record: Option<PathBuf>,
    /// A folder of requests to send too; the smallest request of each defect that only generated ones show is written
    /// there
    #[arg(long, value_name = "FOLDER")]
    regressions: Option<PathBuf>,
    /// Send failing cases up to so many times again, each behind its valid twin: a finding that does not show every time
    /// says in how many tries it did
    #[arg(long, value_name = "N", default_value_t = 0)]
    repeat: usize,
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
    /// The BGP ASN of every customer gateway that is made, for targets that take no other
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Gateways")]
    customer_asn: Option<u32>,
    /// Add this to every CreateVpnConnection, for targets that need more than the API reference asks for, such as
    /// Options.StaticRoutesOnly=true; may be repeated
    #[arg(long = "create-parameter", value_name = "NAME=VALUE", value_parser = parameter, help_heading = "Gateways")]
    create_parameters: Vec<(String, String)>,
    /// How much may be made: creates=N, live=N, or both with a comma
    #[arg(long, value_name = "creates=N,live=N", value_parser = budget, help_heading = "Gateways")]
    budget: Option<Budget>,
    /// The most time for the whole run, without clean-up; what was not sent by then is blocked
    #[arg(long, value_name = "D", default_value = "60m", value_parser = target::duration, help_heading = "Reaching the target")]
    max_time: Duration,
    /// The most requests in a second
    #[arg(long, value_name = "N/s", value_parser = rate, help_heading = "Reaching the target")]
    rate: Option<Duration>,
    /// Reaching the target
    #[command(flatten)]
    reach: Reach,
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
    baseline: Option<Baseline>,
    outputs: Vec<Opened>,
}

fn prepare(args: &Args) -> Result<Plan, String> {
    let target = args
        .reach
        .target(&args.target, seed_of_part(args.seed, args.shard))?;
    let mut selectors = Vec::new();
    for pattern in args.only.iter().chain(&args.skip) {
        selectors.push(Selector::new(pattern).map_err(|e| e.to_string())?);
    }
    select::known(&selectors, rule::catalogue().map(|c| c.id))?;
    let options = Options {
        api_version: args.api_version,
        only: globs(&args.only)?,
        skip: globs(&args.skip)?,
        seed: args.seed,
        cases: args.cases,
        stored: stored(args)?,
        provision: provision(args)?,
        customer_asn: args.customer_asn,
        create_parameters: args.create_parameters.clone(),
        budget: args.budget.unwrap_or_default(),
        auth: target.auth,
        signer: target.signer.clone(),
        ledger: (!target.embedded).then(ledger::path),
        claim: target.loopback,
        timeout: args.reach.timeout,
        max_time: args.max_time,
        patience: args.reach.patience,
        pace: args.rate.unwrap_or_default(),
        repeat: args.repeat,
        shard: args.shard,
        fail_fast: args.fail_fast,
    };
    let record = args.record.as_deref().filter(|path| !path.is_dir());
    distinct::distinct(distinct::files(&args.reports).chain(record))?;
    let mut outputs = Vec::new();
    for output in &args.reports {
        outputs.push(output.clone().open().map_err(|e| e.to_string())?);
    }
    Ok(Plan {
        target,
        options,
        baseline: args.baseline.as_deref().map(baseline::read).transpose()?,
        outputs,
    })
}

/// The requests of the folder.
fn stored(args: &Args) -> Result<Vec<Stored>, String> {
    let Some(folder) = &args.regressions else {
        return Ok(Vec::new());
    };
    let all = stored::load(folder).map_err(|e| e.to_string())?;
    let ours = all.iter().filter(|s| s.is_for(args.api_version)).count();
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

fn execute(args: &Args, plan: Plan) -> u8 {
    let options = &plan.options;
    let selected = rule::catalogue().filter(|c| plan::selects(options, c));
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
    let outcome = match plan::run(&*plan.target.endpoint, options, &bar, &stop) {
        Ok(outcome) => outcome,
        Err(error) => {
            print::error(&format!("{}: {error}", ledger::LEDGER));
            return print::USAGE;
        }
    };
    drop(bar);
    present(args, &outcome, plan)
}

fn present(args: &Args, outcome: &Outcome, plan: Plan) -> u8 {
    let Plan {
        target,
        baseline,
        outputs,
        ..
    } = plan;
    let (name, auth) = (&target.endpoint.name(), target.auth);
    let (mut report, evidence) = outcome.report(name, args.seed, args.level.into());
    ruling::apply(&args.rulings, &mut report);
    if let Some(baseline) = &baseline {
        baseline.apply(&mut report, baseline::today());
    }
    let mut status = report.exit_status;
    let kept = keep(args, &evidence).and_then(|()| keep_smallest(args, &report, &evidence));
    if let Err(message) = kept {
        status = print::unwritten(status, &message);
    }
    report.part = (!args.shard.is_whole()).then(|| Part {
        shard: args.shard,
        cases: args.cases,
        auth: auth.map(|scheme| scheme.name().to_owned()),
        rulings: args.rulings.clone(),
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
    // What the report does not count as left: the target does not answer like EC2.
    let silent = outcome.unanswered.saturating_sub(report.resources.open);
    let is_foreign = |halt: &Halt| matches!(halt, Halt::Foreign(_));
    if silent > 0 && !outcome.evidence.halts.values().any(is_foreign) {
        print::note(&format!(
            "{silent} creates got no usable answer and may have made something; `vpnconform sweep {}` looks for it",
            args.target
        ));
    }
    for note in &report.resources.notes {
        print::note(note);
    }
    if let Some(hint) = hint(args, outcome) {
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
pub(super) fn on_interrupt(stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    // Without a handler Ctrl-C ends the program at once, and `vpnconform sweep` does the rest.
    let _ = signal::on_interrupt(true, move || {
        stop.store(true, Ordering::Relaxed);
        print::note("interrupted: deleting what was made; again to leave it to `vpnconform sweep`");
    });
}

/// The embedded endpoint of every part has ids of its own, as if all were one.
fn seed_of_part(seed: u64, shard: Shard) -> u64 {
    let index = u64::try_from(shard.index()).unwrap_or(0);
    seed.wrapping_add(index.wrapping_mul(0x9e37_79b9))
}

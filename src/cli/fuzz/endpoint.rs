//! `vpnconform fuzz endpoint`.

use vpnconform::rule;
use vpnconform::run::{Options, stored};
use vpnconform::suite::fuzz;
use vpnconform::suite::fuzz::{Defect, Session, Shown};
use vpnconform::suite::report::Invocation;

use crate::cli::endpoint::{Gateways, Known, Pace, Scope};
use crate::cli::fuzz::voice::{Voice, command};
use crate::cli::fuzz::{Fuzzing, Refusal, usage};
use crate::cli::target::Reach;
use crate::cli::{print, target};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A URL, a name from `vpnconform.toml`, or `reference`: the embedded endpoint, for which nothing has to be set up
    #[arg(value_name = "TARGET")]
    target: String,
    /// How long
    #[command(flatten)]
    fuzzing: Fuzzing,
    /// Which checks, of which version
    #[command(flatten)]
    scope: Scope,
    /// What is decided and known
    #[command(flatten)]
    known: Known,
    /// Gateways
    #[command(flatten)]
    gateways: Gateways,
    /// How fast
    #[command(flatten)]
    pace: Pace,
    /// Reaching the target
    #[command(flatten)]
    reach: Reach,
}

/// Fuzzes: the exit status of the program.
pub(super) fn run(args: &Args, invocation: &Invocation) -> u8 {
    fuzz(args, invocation).unwrap_or_else(|(status, message)| {
        print::error(&message);
        status
    })
}

fn fuzz(args: &Args, invocation: &Invocation) -> Result<u8, Refusal> {
    let ids = rule::catalogue().map(|check| check.id);
    let selected = args.scope.selection.of(ids)?;
    let target = args
        .reach
        .target(&args.target, args.fuzzing.seed)
        .map_err(usage)?;
    let mut ready = args.fuzzing.prepare(&args.known)?;
    let stored = match ready.corpus.folder().map(stored::load) {
        Some(stored) => stored.map_err(usage)?,
        None => Vec::new(),
    };
    let options = Options {
        api_version: args.scope.api_version,
        only: selected.only,
        skip: selected.skip,
        seed: args.fuzzing.seed,
        stored,
        pace: args.pace.rate.unwrap_or_default(),
        ..args.reach.options(&target)
    };
    let options = args.gateways.fill(options).map_err(usage)?;
    let name = target.endpoint.name();
    let reach = || invocation.reach.iter().map(String::as_str);
    let again = |defect: &Defect| {
        let path = defect
            .file
            .as_deref()
            .map(|file| file.display().to_string());
        let path = path.as_deref().unwrap_or_default();
        let check = defect
            .checks
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        let words: Vec<&str> = match defect.shown {
            Shown::Request => ["replay", path, "--target", &args.target]
                .into_iter()
                .chain(reach())
                .collect(),
            Shown::Answer => vec!["check", path, "--only", check],
            Shown::Check => ["endpoint", &args.target, "--only", check]
                .into_iter()
                .chain(reach())
                .collect(),
        };
        command(words)
    };
    let voice = Voice::new(&args.fuzzing, "requests", &name, &again);
    args.fuzzing.start(&ready.stop);
    let accepted = ready.accepts();
    let session = Session {
        cases: args.fuzzing.cases,
        stop: &ready.stop.clone(),
        rulings: &args.known.rulings,
        accepted: &accepted,
        tell: &voice,
    };
    let level = args.scope.level.into();
    let report = fuzz::endpoint::run(
        &*target.endpoint,
        &options,
        level,
        &session,
        &mut ready.corpus,
    );
    let report = report.map_err(usage)?;
    if report.requests == 0 {
        return Err((target::UNREACHABLE, format!("{name}: nothing was sent")));
    }
    for note in &report.resources.notes {
        print::note(note);
    }
    Ok(args.fuzzing.finish(&args.known, ready, report, &voice))
}

//! `vpnconform snapshot record TARGET --as NAME@VERSION`.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use vpnconform::evidence::Evidence;
use vpnconform::evidence::halt::Halt;
use vpnconform::evidence::redact::Redacted;
use vpnconform::finding::Level;
use vpnconform::glob::GlobSet;
use vpnconform::run::{Options, ledger};
use vpnconform::snapshot::name::Name;
use vpnconform::snapshot::normaliser::{Normaliser, Place};
use vpnconform::snapshot::record::Subject;
use vpnconform::snapshot::{Snapshot, folder, left_out};
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::plan;

use crate::cli::endpoint::bar::Bar;
use crate::cli::endpoint::{on_interrupt, rate};
use crate::cli::target::Reach;
use crate::cli::{print, target};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Two recordings of one version are byte-equal if the target begins afresh for each. Ids are told as vpn-#1, cgw-#1 and vgw-#1, \
pre-shared keys as key-#1; addresses, numbers, request ids and times only where answers to equal requests differ in them, so \
that constants stay to be seen.

Exit status: 0 recorded, 2 usage, or there is a recording already, 3 unreachable or interrupted: nothing is written, \
7 recorded, but resources are left behind.")]
pub struct Args {
    /// A URL, a name from `vpnconform.toml`, or `reference`
    #[arg(value_name = "TARGET", required_unless_present = "exchanges")]
    target: Option<String>,
    /// What to call it
    #[arg(long = "as", value_name = "NAME@VERSION")]
    name: Name,
    /// Where recordings are kept
    #[arg(long, value_name = "FOLDER", default_value = folder::TARGETS)]
    folder: PathBuf,
    /// Put it in the place of one that is there
    #[arg(long)]
    replace: bool,
    /// Take these exchanges of `endpoint --record` and send nothing
    #[arg(long, value_name = "PATH", conflicts_with = "target")]
    exchanges: Option<PathBuf>,
    /// The API version to ask for
    #[arg(long, value_name = "V", default_value_t)]
    api_version: ApiVersion,
    /// Leave out a header (header:NAME) or the elements with this path at their end; may be repeated
    #[arg(long, value_name = "PLACE", help_heading = "Normalisers")]
    normalise_drop: Vec<Place>,
    /// Tell what stands there as made up (value-#1), though it does not vary within a run; may be repeated
    #[arg(long, value_name = "PLACE", help_heading = "Normalisers")]
    normalise_name: Vec<Place>,
    /// The most requests in a second
    #[arg(long, value_name = "N/s", value_parser = rate, help_heading = "Reaching the target")]
    rate: Option<Duration>,
    /// Reaching the target
    #[command(flatten)]
    reach: Reach,
}

/// Records and writes: the exit status.
pub(super) fn run(args: &Args) -> Result<u8, String> {
    let path = args.folder.join(args.name.to_string());
    if Snapshot::is_at(&path) && !args.replace {
        return Err(folder::Error::Exists(path).to_string());
    }
    let seed = Options::default().seed;
    let (evidence, left) = match (&args.exchanges, &args.target) {
        (Some(exchanges), _) => (
            Redacted::<Evidence>::read(exchanges).map_err(|e| e.to_string())?,
            0,
        ),
        (None, Some(target)) => match send(args, target, seed)? {
            Sent::Whole(evidence, left) => (*evidence, left),
            Sent::Broken(status, why) => {
                print::error(&format!("{target}: {why}; nothing is recorded"));
                return Ok(status);
            }
        },
        (None, None) => return Err("give a target".to_owned()),
    };
    let drops = args.normalise_drop.iter().cloned().map(Normaliser::Drop);
    let names = args.normalise_name.iter().cloned().map(Normaliser::Name);
    let subject = Subject {
        name: args.name.clone(),
        seed,
        normalisers: drops.chain(names).collect(),
    };
    let snapshot = Snapshot::of(evidence, &subject);
    snapshot
        .write(&path, args.replace)
        .map_err(|e| e.to_string())?;
    print::out(&format!(
        "{}: {} cases, {} documents\n",
        path.display(),
        snapshot.facts.cases,
        snapshot.facts.documents
    ));
    if left > 0 {
        print::error(&format!(
            "{left} resources are left at the target; `vpnconform sweep` deletes them"
        ));
        return Ok(7);
    }
    Ok(0)
}

/// What came of a run.
enum Sent {
    /// The exchanges, and how many resources are left.
    Whole(Box<Redacted<Evidence>>, usize),
    /// Status and reason.
    Broken(u8, String),
}

fn send(args: &Args, name: &str, seed: u64) -> Result<Sent, String> {
    let target = args.reach.target(name, seed)?;
    let options = Options {
        api_version: args.api_version,
        skip: GlobSet::new(left_out()).map_err(|e| e.to_string())?,
        seed,
        pace: args.rate.unwrap_or_default(),
        ..args.reach.options(&target)
    };
    let stop = Arc::new(AtomicBool::new(false));
    on_interrupt(&stop, None);
    let bar = Bar::new(false);
    let outcome = plan::run(&*target.endpoint, &options, &bar, &stop)
        .map_err(|e| format!("{}: {e}", ledger::LEDGER))?;
    drop(bar);
    if let Some(reason) = outcome.unreachable() {
        return Ok(Sent::Broken(target::UNREACHABLE, reason.to_owned()));
    }
    for halt in outcome.evidence.halts.values() {
        match halt {
            Halt::Setup(_) | Halt::Without(_) => {}
            Halt::Harness(_) => return Ok(Sent::Broken(70, halt.to_string())),
            _ => return Ok(Sent::Broken(target::UNREACHABLE, halt.to_string())),
        }
    }
    let left = outcome.resources.left;
    let (_, evidence) = outcome.report(name, seed, Level::Should);
    Ok(Sent::Whole(Box::new(evidence), left))
}

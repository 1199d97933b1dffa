//! `vpnconform sweep`: deletes what the ledger says is left of ours.

use crate::cli::print;
use crate::cli::target::Reach;
use crate::run;
use crate::run::Options;
use crate::run::ledger;
use crate::version::ApiVersion;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target to sweep; without it, those with leftovers are listed
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// The API version to ask for
    #[arg(long, value_name = "V", default_value_t)]
    api_version: ApiVersion,
    /// Reaching the target
    #[command(flatten)]
    reach: Reach,
}

/// Sweeps or lists; status 7 says that something is left.
pub fn run(args: &Args) -> u8 {
    let done = match &args.target {
        Some(target) => sweep(args, target),
        None => list(),
    };
    done.unwrap_or_else(|message| {
        print::error(&message);
        print::USAGE
    })
}

fn list() -> Result<u8, String> {
    let targets = ledger::targets(&ledger::path()).map_err(|e| e.to_string())?;
    for (target, count) in &targets {
        print::out(&format!(
            "{target}: {count} left; `vpnconform sweep {target}` deletes them\n"
        ));
    }
    if targets.is_empty() {
        print::out("nothing is left\n");
        return Ok(0);
    }
    Ok(7)
}

fn sweep(args: &Args, name: &str) -> Result<u8, String> {
    let target = args.reach.target(name, 0)?;
    let options = Options {
        api_version: args.api_version,
        auth: target.auth,
        signer: target.signer.clone(),
        ..Options::default()
    };
    let swept = run::sweep(&*target.endpoint, &options, &ledger::path())
        .map_err(|e| format!("{}: {e}", ledger::LEDGER))?;
    if swept.left.is_empty() {
        print::out(&format!("{} deleted, nothing is left\n", swept.found));
        return Ok(0);
    }
    let ids = swept.left.join(", ");
    print::out(&format!(
        "{} of {} are left: {ids}\n",
        swept.left.len(),
        swept.found
    ));
    Ok(7)
}

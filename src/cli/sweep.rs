//! `vpnconform sweep`: deletes what the ledger says is left of ours.
use std::io;

use vpnconform::run::{Options, ledger};
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::plan;
use vpnconform::untrusted::Untrusted;

use crate::cli::print;
use crate::cli::target::{Reach, UNREACHABLE};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target to sweep; without it, those with leftovers are listed
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// The API version to ask for
    #[arg(long, value_name = "V", default_value_t)]
    api_version: ApiVersion,
    /// Delete new VPN gateways too that may be what a create without an answer made: nobody else works at the target.
    /// Always so on this machine
    #[arg(long)]
    claim: bool,
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
    let (targets, unreadable) = ledger::targets(&ledger::path()).map_err(|e| failed(&e))?;
    for left in &targets {
        let open = match left.unanswered {
            0 => String::new(),
            count => format!(", and perhaps what {count} creates without an answer made"),
        };
        print::out(&format!(
            "{}: {} left{open}; `vpnconform sweep {}` deletes them\n",
            left.target.terminal(),
            left.known,
            left.target.shell_word()
        ));
    }
    Ok(match (targets.is_empty(), warn(&unreadable)) {
        (false, _) => 7,
        (true, true) => UNREACHABLE,
        (true, false) => {
            print::out("nothing is left\n");
            0
        }
    })
}

/// Names the lines that cannot be read, if there are any: they may tell of something that is left.
fn warn(lines: &[usize]) -> bool {
    const MOST: usize = 10;
    if lines.is_empty() {
        return false;
    }
    let mut named: Vec<String> = lines.iter().take(MOST).map(usize::to_string).collect();
    if lines.len() > MOST {
        named.push(format!("and {} more", lines.len() - MOST));
    }
    print::out(&format!(
        "{} lines of {} cannot be read and may tell of something that is left: {}; look at them, and take them out when they are settled\n",
        lines.len(),
        ledger::LEDGER,
        named.join(", ")
    ));
    true
}

fn failed(error: &io::Error) -> String {
    format!("{}: {error}", ledger::LEDGER)
}

fn sweep(args: &Args, name: &str) -> Result<u8, String> {
    let target = args.reach.target(name, 0)?;
    let options = Options {
        api_version: args.api_version,
        auth: target.auth,
        signer: target.signer.clone(),
        claim: args.claim || target.loopback,
        timeout: args.reach.timeout,
        patience: args.reach.patience,
        ..Options::default()
    };
    let swept = match plan::sweep(&*target.endpoint, &options, &ledger::path()) {
        Ok(swept) => swept,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            print::error(&failed(&error));
            return Ok(3);
        }
        Err(error) => return Err(failed(&error)),
    };
    if !swept.left.is_empty() {
        let ids = Untrusted::list(&swept.left);
        print::out(&format!(
            "{} of {} are left: {ids}\n",
            swept.left.len(),
            swept.found
        ));
    }
    if swept.unresolved > 0 {
        print::out(&format!(
            "{} of {} creates without an answer may have made something that could not be found, or not told from what others made; if nobody else works there, --claim deletes it\n",
            swept.unresolved, swept.open
        ));
    }
    for note in &swept.notes {
        print::note(note);
    }
    let unreadable = warn(&swept.unreadable);
    if !swept.left.is_empty() || swept.unresolved > 0 {
        return Ok(7);
    }
    if unreadable {
        print::out(&format!("{} deleted\n", swept.deleted));
        return Ok(UNREACHABLE);
    }
    print::out(&format!("{} deleted, nothing is left\n", swept.deleted));
    Ok(0)
}

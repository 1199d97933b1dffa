//! `vpnconform snapshot`: recordings of a target, version by version.

mod diff;
mod record;

use std::path::PathBuf;

use vpnconform::finding::Verdict;
use vpnconform::snapshot::folder;
use vpnconform::suite::report::word;

use crate::cli::print;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Record what a target answers to a fixed set of requests
    Record(Box<record::Args>),
    /// Say what two recordings differ in, and which checks mind
    Diff(diff::Args),
    /// List the recordings
    List(ListArgs),
}

/// The arguments of `list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Where the recordings are
    #[arg(long, value_name = "FOLDER", default_value = folder::TARGETS)]
    folder: PathBuf,
}

/// Runs it: the exit status of the program.
pub fn run(command: &Command) -> u8 {
    let done = match command {
        Command::Record(args) => record::run(args),
        Command::Diff(args) => diff::run(args),
        Command::List(args) => list(args),
    };
    done.unwrap_or_else(|message| {
        print::error(&message);
        print::USAGE
    })
}

fn list(args: &ListArgs) -> Result<u8, String> {
    let folders = folder::list(&args.folder).map_err(|e| e.to_string())?;
    let mut unreadable = 0;
    for path in &folders {
        match folder::facts(path) {
            Ok(facts) => {
                let count = |verdict| facts.verdicts.get(&verdict).copied().unwrap_or(0);
                let verdicts = [Verdict::Pass, Verdict::Fail, Verdict::Blocked]
                    .map(|verdict| format!("{} {}", count(verdict), word(verdict)));
                print::out(&format!(
                    "{}@{}  API version {}, {} cases, {} documents; {}; seed {}, {} {}\n",
                    facts.name,
                    facts.version,
                    facts.api_version,
                    facts.cases,
                    facts.documents,
                    verdicts.join(", "),
                    facts.seed,
                    facts.tool.name.terminal(),
                    facts.tool.version.terminal()
                ));
            }
            Err(error) => {
                print::error(&error);
                unreadable += 1;
            }
        }
    }
    if folders.is_empty() {
        print::out(&format!("{} holds no recording\n", args.folder.display()));
    }
    Ok(if unreadable > 0 { print::USAGE } else { 0 })
}

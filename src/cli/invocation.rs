//! The words with which a run can be repeated, in the commands that it prints.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};
use vpnconform::evidence::redact::redact;
use vpnconform::suite::report::Invocation;

use crate::cli::Cli;

/// Options that say what of a run is shown or kept, or how much of it is run.
const NOT_REPEATED: &[&str] = &[
    "color",
    "config",
    "dry-run",
    "fail-fast",
    "max-failures",
    "only",
    "output-format",
    "quiet",
    "record",
    "regressions",
    "repeat",
    "report",
    "shard",
    "skip",
    "url",
    "verbose",
    "wait",
];

/// The invocation behind these arguments of a command with a target; names of `vpnconform.toml` were expanded before.
pub fn of(arguments: &[OsString]) -> Invocation {
    let cli = Cli::command();
    let replay = cli.find_subcommand("replay").cloned().unwrap_or_default();
    let Ok(matches) = cli.clone().try_get_matches_from(arguments) else {
        return Invocation::default();
    };
    let (mut command, mut inner) = (&cli, &matches);
    while let Some((name, matches)) = inner.subcommand()
        && let Some(found) = command.find_subcommand(name)
    {
        (command, inner) = (found, matches);
    }
    let text = |id: &str| inner.try_get_one::<String>(id).ok().flatten().cloned();
    let mut invocation = Invocation {
        target: text("url").or_else(|| text("target")).unwrap_or_default(),
        ..Invocation::default()
    };
    for arg in command.get_arguments() {
        let Some(long) = arg.get_long().filter(|long| !NOT_REPEATED.contains(long)) else {
            continue;
        };
        let id = arg.get_id().as_str();
        if inner.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        let words = match replay.get_arguments().any(|a| a.get_long() == Some(long)) {
            true => &mut invocation.reach,
            false => &mut invocation.run,
        };
        match arg.get_action().takes_values() {
            true => {
                for value in values(inner, id) {
                    words.extend([format!("--{long}"), value]);
                }
            }
            false => words.push(format!("--{long}")),
        }
    }
    invocation
}

fn values(matches: &ArgMatches, id: &str) -> Vec<String> {
    let raw = matches.try_get_raw(id).ok().flatten();
    let raw = raw.into_iter().flatten();
    raw.map(|value| redact(&value.to_string_lossy())).collect()
}

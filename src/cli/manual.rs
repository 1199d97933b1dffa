//! `vpnconform completions` and `vpnconform man`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use vpnconform::parser::builtin;
use vpnconform::rule;
use vpnconform::rule::parser::catalogue;

use crate::cli::{Cli, print, target};

/// For which shell.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// The shell
    shell: Shell,
}

/// Where the pages go.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// A folder for a page of each command; without it the page of the program goes to standard output
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints the completions.
pub fn completions(args: &CompletionArgs) -> u8 {
    let mut text = Vec::new();
    let mut command = with_values(Cli::command(), "");
    clap_complete::generate(args.shell, &mut command, "vpnconform", &mut text);
    print::out(&String::from_utf8_lossy(&text));
    0
}

/// The command with the values of its arguments that are names. Help would be long with them.
fn with_values(mut command: Command, above: &str) -> Command {
    let path = format!("{above} {}", command.get_name());
    let arguments: Vec<String> = command
        .get_arguments()
        .map(|argument| argument.get_id().to_string())
        .collect();
    for argument in arguments {
        let values = values(&path, &argument);
        if !values.is_empty() {
            let parser = PossibleValuesParser::new(values);
            command = command.mut_arg(argument, |known| known.value_parser(parser));
        }
    }
    let subcommands: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in subcommands {
        command = command.mut_subcommand(name, |sub| with_values(sub, &path));
    }
    command
}

/// What an argument of a command can be, where that is a list of names.
fn values(command: &str, argument: &str) -> Vec<&'static str> {
    let is_of_parsers = command.contains(" parser");
    let parsers = catalogue().iter().map(|rule| rule.id);
    let servers = rule::catalogue().chain(rule::client_rules()).map(|r| r.id);
    let with_families = |ids: Vec<&'static str>| {
        let families = ids.iter().filter_map(|id| id.split_once('/'));
        let families: BTreeSet<&str> = families.map(|(family, _)| family).collect();
        families.into_iter().chain(ids).collect()
    };
    match argument {
        "only" | "skip" if is_of_parsers => with_families(parsers.collect()),
        "id" | "only" | "skip" => with_families(servers.chain(parsers).collect()),
        "fault" => rule::faults().iter().map(|f| f.id).collect(),
        "variant" => rule::variants().map(|v| v.id).collect(),
        "builtin" => builtin::ALL.iter().map(|(name, ..)| *name).collect(),
        "target" if command.ends_with(" endpoint") => vec![target::REFERENCE],
        _ => Vec::new(),
    }
}

/// Prints or writes the manual.
pub fn man(args: &ManArgs) -> u8 {
    let done = match &args.out {
        Some(folder) => std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
            .map_err(|e| format!("{}: {e}", folder.display())),
        None => {
            let mut text = Vec::new();
            Man::new(Cli::command())
                .render(&mut text)
                .map(|()| print::out(&String::from_utf8_lossy(&text)))
                .map_err(|e| e.to_string())
        }
    };
    match done {
        Ok(()) => 0,
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}

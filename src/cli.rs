//! The command line: one file for each subcommand.

pub mod baseline;
pub mod check;
pub mod clause;
pub mod coverage;
pub(crate) mod distinct;
pub mod endpoint;
pub mod explain;
pub mod fuzz;
pub mod generate;
pub(crate) mod help;
pub mod init;
pub(crate) mod invocation;
pub(crate) mod judging;
pub mod list;
pub mod manual;
pub(crate) mod mistake;
pub(crate) mod named;
pub mod parser;
pub mod print;
pub mod proxy;
pub mod replay;
pub mod report;
pub mod select;
pub mod selftest;
pub mod serve;
pub(crate) mod signal;
pub mod snapshot;
pub mod sweep;
pub mod target;
pub mod write;

use std::panic;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use vpnconform::evidence::redact::{panicked, process_secrets};
use vpnconform::parser::process::guard;
use vpnconform::secret::Secret;

/// Conformance and fuzz test harness for the Amazon EC2 Query API action CreateVpnConnection.
#[derive(Debug, Parser)]
#[command(name = "vpnconform", version, max_term_width = 100, after_help = help::PROGRAM)]
pub struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// The file with named targets [default: vpnconform.toml in this folder or the nearest above it]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the suite against an endpoint
    Endpoint(Box<endpoint::Args>),
    /// Run responses and configurations against a parser
    Parser(parser::Args),
    /// Fuzz a parser or an endpoint for as long as wanted
    #[command(subcommand)]
    Fuzz(fuzz::Command),
    /// Judge responses and documents that were saved, and send nothing
    Check(Box<check::Args>),
    /// Pass a client's traffic through to a server, and judge it
    Proxy(Box<proxy::Args>),
    /// List the checks, or the API versions
    List(list::Args),
    /// Explain a check with an example, or list those of a family or glob
    Explain(explain::Args),
    /// Requirement coverage: which checks verify each requirement, or why none can
    Coverage(coverage::Args),
    /// Serve the embedded endpoint on loopback, also with a fault
    Serve(serve::Args),
    /// Run one recorded case again, or print it as a script, a curl command or a test
    Replay(replay::Args),
    /// Render a saved report again, compare several, or merge shards
    Report(report::Args),
    /// Record what a target answers, compare recordings of two versions, list them
    #[command(subcommand)]
    Snapshot(snapshot::Command),
    /// Keep the list of known failures of a target
    #[command(subcommand)]
    Baseline(baseline::Command),
    /// Write a commented vpnconform.toml
    Init(init::Args),
    /// List the targets of vpnconform.toml
    Targets,
    /// Export the parser test corpus with expected results
    Generate(generate::Args),
    /// Delete what earlier runs have left at a target
    Sweep(sweep::Args),
    /// Mutation-test the suite against the faults of the embedded endpoint
    Selftest(selftest::Args),
    /// Print completions for a shell
    Completions(manual::CompletionArgs),
    /// Print the manual page, or write one for each command
    Man(manual::ManArgs),
    /// Serves a parser of ours.
    #[command(name = vpnconform::parser::child::COMMAND, hide = true)]
    ParserChild(parser::ChildArgs),
}

impl Cli {
    /// Reads the arguments and runs the command: the exit status of the program.
    ///
    /// Errors of usage and `--help` end the program here, with the status that clap gives: 2 and 0.
    pub fn main() -> u8 {
        let words: Vec<_> = std::env::args_os().collect();
        if let [_, first, command @ ..] = words.as_slice()
            && first == guard::COMMAND
        {
            std::process::exit(guard::run(command));
        }
        known_secrets();
        signal::survive_full_files();
        panic::set_hook(Box::new(|info| print::error(&panicked(info))));
        let arguments = match named::expand(words) {
            Ok(arguments) => arguments,
            Err(message) => {
                print::error(&message);
                return print::USAGE;
            }
        };
        let invocation = invocation::of(&arguments);
        let cli = match Self::try_parse_from(arguments) {
            Ok(cli) => cli,
            Err(error) => return mistake::explain(&error),
        };
        match cli.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        match cli.command {
            Command::Endpoint(args) => endpoint::run(&args, invocation),
            Command::Check(args) => check::run(&args),
            Command::Fuzz(command) => fuzz::run(&command, &invocation),
            Command::Coverage(args) => coverage::run(&args),
            Command::Proxy(args) => proxy::run(&args),
            Command::Sweep(args) => sweep::run(&args),
            Command::List(args) => list::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Replay(args) => replay::run(&args),
            Command::Report(args) => report::run(&args),
            Command::Baseline(command) => baseline::run(&command),
            Command::Snapshot(command) => snapshot::run(&command),
            Command::Init(args) => init::run(&args),
            Command::Targets => init::targets(cli.config.as_deref()),
            Command::Completions(args) => manual::completions(&args),
            Command::Man(args) => manual::man(&args),
            Command::Selftest(args) => selftest::run(&args),
            Command::Parser(args) => parser::run(&args),
            Command::Generate(args) => generate::run(&args),
            Command::ParserChild(args) => parser::child(&args),
            Command::Serve(args) => serve::run(&args),
        }
    }
}

/// Keys and tokens stand under these names, whatever a command does with them: an adapter or a target may say them back.
fn known_secrets() {
    for name in [
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "VPNCONFORM_SECRET_ACCESS_KEY",
        "VPNCONFORM_SESSION_TOKEN",
    ] {
        if let Ok(secret) = std::env::var(name) {
            process_secrets::remember(&Secret::new(secret));
        }
    }
}

//! `vpnconform init`: a commented `vpnconform.toml`; `vpnconform targets`: what stands in it.

mod fuzz;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Arg;

use crate::cli::{named, print, write};
use crate::config::{FILE, Kind, Rules};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; it must not exist
    #[arg(long, value_name = "FILE", default_value = FILE)]
    out: PathBuf,
    /// Write instead the fuzz targets of the crate in this folder: fuzz/ with seeds and dictionary, ClusterFuzzLite files and
    /// a nightly workflow
    #[arg(long, conflicts_with = "out")]
    fuzz: bool,
}

/// Writes the file.
pub fn run(args: &Args) -> u8 {
    if args.fuzz {
        return targets_of_crate();
    }
    if args.out.exists() {
        print::error(&format!(
            "{} exists and is left as it is",
            args.out.display()
        ));
        return print::USAGE;
    }
    match write::replace(&args.out, &text(&named::rules())) {
        Ok(()) => {
            print::out(&format!(
                "{} written; `vpnconform targets` lists what it names\n",
                args.out.display()
            ));
            0
        }
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}

fn targets_of_crate() -> u8 {
    match fuzz::write(Path::new(".")) {
        Ok(files) => {
            let files: String = files.iter().map(|file| format!("{file}\n")).collect();
            print::out(&files);
            print::note(
                "call your parser in fuzz/fuzz_targets/parser.rs, then: cargo +nightly fuzz run parser fuzz/corpus/parser fuzz/seeds/parser",
            );
            0
        }
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}

/// Lists the targets with what they are.
pub fn targets(config: Option<&Path>) -> u8 {
    let config = match named::config(config) {
        Ok(Some(config)) => config,
        Ok(None) => {
            print::error(&format!(
                "there is no {FILE} here or above: `vpnconform init` writes one"
            ));
            return print::USAGE;
        }
        Err(message) => {
            print::error(&message);
            return print::USAGE;
        }
    };
    for name in config.names() {
        if let Some(target) = config.target(name) {
            let what = target.url.unwrap_or_else(|| target.command.join(" "));
            print::out(&format!("{name}  {what}\n"));
        }
    }
    0
}

/// The file: every key with what it means, commented out but for one target that works at once.
fn text(rules: &Rules) -> String {
    let mut out = String::from(
        "# Targets of vpnconform by name: `vpnconform endpoint moto`, `vpnconform parser botocore`.\n\
         # A key is a long option of the command line; what is given there takes its place.\n\
         # Secrets do not belong here: access-key-env, secret-key-env and session-token-env name environment variables.\n\n\
         [targets.moto]\n\
         url = \"http://127.0.0.1:5000\"\n",
    );
    // Writing to a String cannot fail.
    let _ = keys(&mut out, &rules.options(Kind::Endpoint));
    out.push_str("\n# [targets.botocore]\n# command = [\"python3\", \"adapters/python/botocore_adapter.py\"]\n");
    let _ = keys(&mut out, &rules.options(Kind::Parser));
    out.push_str(
        "\n# For every target that does not say otherwise.\n# [defaults]\n# timeout = \"10s\"\n\n\
         # What is right where nothing public says so: the check then decides, and counts as `should`. Also as\n\
         # [targets.NAME.rulings].\n# [rulings]\n# \"request/duplicate-parameter\" = \"reject\"\n",
    );
    out
}

fn keys(out: &mut String, options: &[&Arg]) -> std::fmt::Result {
    for arg in options {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let key = arg.get_long().unwrap_or_default();
        let default = arg.get_default_values().first().and_then(|v| v.to_str());
        let names: Vec<&str> = arg
            .get_value_names()
            .into_iter()
            .flatten()
            .map(clap::builder::Str::as_str)
            .collect();
        let value = match (arg.get_action().takes_values(), default) {
            (false, _) => "true".to_owned(),
            (true, Some(number)) if number.parse::<u64>().is_ok() => number.to_owned(),
            (true, Some(text)) => format!("\"{text}\""),
            (true, None) if matches!(arg.get_action(), clap::ArgAction::Append) => {
                format!("[\"{}\"]", names.join(" "))
            }
            (true, None) => format!("\"{}\"", names.join(" ")),
        };
        writeln!(out, "# {help}\n# {key} = {value}")?;
    }
    Ok(())
}

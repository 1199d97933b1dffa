//! Named targets: a name from `vpnconform.toml` stands for its options, as if they had been typed.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory};

use crate::cli::explain::nearest;
use crate::cli::target::REFERENCE;
use crate::cli::{Cli, mistake};
use crate::config::{Config, FILE, Rules, Target};

/// What may stand in the file.
pub fn rules() -> Rules {
    let cli = Cli::command();
    let find = |path: &[&str]| {
        path.iter()
            .try_fold(&cli, |command, name| command.find_subcommand(name))
            .cloned()
    };
    let endpoint = [&["endpoint"][..], &["snapshot", "record"], &["sweep"]];
    let all = |paths: &[&[&str]]| paths.iter().filter_map(|path| find(path)).collect();
    Rules::new(all(&endpoint), all(&[&["parser"]]))
}

/// The file that counts, if there is one.
pub fn config(given: Option<&Path>) -> Result<Option<Config>, String> {
    let found = || {
        env::current_dir()
            .ok()
            .and_then(|folder| Config::find(&folder))
    };
    let path = given.map(PathBuf::from).or_else(found);
    path.map(|path| Config::read(&path, &rules()).map_err(|e| e.to_string()))
        .transpose()
}

/// The arguments with the options of the named target put in behind the command; those given stand as they are.
pub fn expand(arguments: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let command = Cli::command();
    // What is wrong with the arguments themselves is told by clap, here as without names.
    let Ok(matches) = command.clone().try_get_matches_from(&arguments) else {
        return Ok(arguments);
    };
    let (mut command, mut matches) = (&command, &matches);
    let mut depth = 0;
    while let Some((name, inner)) = matches.subcommand() {
        let Some(found) = command.find_subcommand(name) else {
            break;
        };
        (command, matches, depth) = (found, inner, depth + 1);
    }
    let name = matches.try_get_one::<String>("target").ok().flatten();
    let Some(name) = name.filter(|name| !name.contains("://") && *name != REFERENCE) else {
        return Ok(arguments);
    };
    let given = matches.try_get_one::<PathBuf>("config").ok().flatten();
    let Some(config) = config(given.map(PathBuf::as_path))? else {
        if let Some(hint) = mistake::of_target(name).filter(|_| command.get_name() != "parser") {
            return Err(format!("{name:?} is not a URL; {hint}"));
        }
        return Err(format!(
            "{name:?} is not a URL, and there is no {FILE} that says what it is: give a URL, or write one with `vpnconform init`"
        ));
    };
    let Some(target) = config.target(name) else {
        let near = match nearest(name, config.names()).as_slice() {
            [] => config.names().collect::<Vec<_>>().join(", "),
            names => format!("did you mean {}?", names.join(" or ")),
        };
        return Err(format!(
            "{}: there is no target {name:?}; {near}",
            config.path().display()
        ));
    };
    if target.url.is_none() == (command.get_name() != "parser") {
        let what = if target.url.is_some() {
            "an endpoint"
        } else {
            "a parser"
        };
        return Err(format!("{}: {name} is {what}", config.path().display()));
    }
    Ok(insert(arguments, depth, command, matches, target))
}

fn insert(
    mut arguments: Vec<OsString>,
    depth: usize,
    command: &Command,
    matches: &ArgMatches,
    target: Target,
) -> Vec<OsString> {
    let mut options: Vec<OsString> = Vec::new();
    let words = command_words(&arguments, depth);
    let is_fuzz = words.len() > 1
        && words
            .first()
            .is_some_and(|at| arguments.get(*at).is_some_and(|w| w == "fuzz"));
    for setting in target.settings {
        let Some(arg) = command
            .get_arguments()
            .find(|a| a.get_long() == Some(setting.option.as_str()))
        else {
            continue;
        };
        if matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        // Those of a run of the suite; a fuzzer ends when it is told to, and never gives the same twice.
        if is_fuzz && ["cases", "seed"].contains(&setting.option.as_str()) {
            continue;
        }
        let option = format!("--{}", setting.option);
        match setting.values.as_slice() {
            [] if arg.get_action().takes_values() => {}
            [] => options.push(option.into()),
            values => options.extend(
                values
                    .iter()
                    .map(|value| format!("{option}={value}").into()),
            ),
        }
    }
    options.extend(target.url.map(|url| format!("--url={url}").into()));
    // Behind the word of the command: options before it belong to the program.
    let mut names = words;
    let at = names.pop().map_or(arguments.len(), |at| at + 1);
    let has_command = matches
        .try_get_many::<String>("command")
        .is_ok_and(|c| c.is_some());
    if !target.command.is_empty() && !has_command {
        arguments.push("--".into());
        arguments.extend(target.command.into_iter().map(OsString::from));
    }
    arguments.splice(at..at, options);
    arguments
}

/// The places of the words that name the command.
fn command_words(arguments: &[OsString], depth: usize) -> Vec<usize> {
    let mut command = &Cli::command();
    let mut places = Vec::new();
    for (place, word) in arguments.iter().enumerate().skip(1) {
        if places.len() == depth {
            break;
        }
        if let Some(found) = word.to_str().and_then(|word| command.find_subcommand(word)) {
            command = found;
            places.push(place);
        }
    }
    places
}

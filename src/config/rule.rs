//! What may stand in the file: the options of the commands say it themselves.

use std::ops::Range;

use clap::error::ErrorKind;
use clap::{Arg, Command};
use toml_edit::{Item, TableLike};
use vpnconform::finding::Level;
use vpnconform::rule::{by_id, parser};
use vpnconform::suite::ruling::Ruling;

use crate::cli::explain::nearest;
use crate::cli::target::{NO_VARIABLE, is_variable};
use crate::config::{Config, Mistake, words};

/// Keys of a target that are no options.
pub(super) const OTHERS: [&str; 3] = ["url", "command", "rulings"];

/// Options that say what to do once, not what a target is.
const NEVER: [&str; 10] = [
    "config", "color", "help", "version", "dry-run", "quiet", "verbose", "ruling", "shard", "url",
];

/// Names under which someone may try to write a secret down.
const SECRETS: [&str; 9] = [
    "access-key",
    "access-key-id",
    "secret",
    "secret-key",
    "secret-access-key",
    "session-token",
    "token",
    "password",
    "pre-shared-key",
];

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It has a URL.
    Endpoint,
    /// It has a command.
    Parser,
}

/// The commands whose options a target may have.
pub struct Rules {
    endpoint: Vec<Command>,
    parser: Vec<Command>,
}

impl Rules {
    /// With the commands that take a named endpoint, and a named parser.
    pub fn new(endpoint: Vec<Command>, parser: Vec<Command>) -> Self {
        Self { endpoint, parser }
    }

    /// Every option that a target of this kind may have, each once.
    pub fn options(&self, kind: Kind) -> Vec<&Arg> {
        let mut options: Vec<&Arg> = Vec::new();
        for arg in self.commands(kind).iter().flat_map(Command::get_arguments) {
            let Some(long) = arg.get_long() else { continue };
            let known = options.iter().any(|o| o.get_long() == Some(long));
            if !known && !NEVER.contains(&long) && !arg.is_hide_set() {
                options.push(arg);
            }
        }
        options
    }

    fn commands(&self, kind: Kind) -> &[Command] {
        match kind {
            Kind::Endpoint => &self.endpoint,
            Kind::Parser => &self.parser,
        }
    }

    pub(super) fn check(&self, config: &Config) -> Result<(), Mistake> {
        for (key, item) in config.document.iter() {
            let at = place(config, key);
            match key {
                "targets" => self.targets(config, item)?,
                "defaults" => {
                    let table = table(config, key, item)?;
                    self.settings(config, key, table, &[Kind::Endpoint, Kind::Parser])?;
                }
                "rulings" => rulings(config, key, table(config, key, item)?)?,
                _ => {
                    let known = ["targets", "defaults", "rulings"];
                    return Err(config.mistake(key, at, unknown(key, known.into_iter())));
                }
            }
        }
        Ok(())
    }

    fn targets(&self, config: &Config, item: &Item) -> Result<(), Mistake> {
        let all = table(config, "targets", item)?;
        for (name, item) in all.iter() {
            let path = format!("targets.{name}");
            let target = table(config, &path, item)?;
            let wrong = |what: &str| Err(config.mistake(&path, item.span(), what));
            let kind = match (target.contains_key("url"), target.contains_key("command")) {
                (true, false) => Kind::Endpoint,
                (false, true) => Kind::Parser,
                (true, true) => return wrong("has url and command: it is an endpoint or a parser"),
                (false, false) => {
                    return wrong("has neither url (an endpoint) nor command (a parser)");
                }
            };
            if name.contains("://") || name == crate::cli::target::REFERENCE {
                return wrong(
                    "is no name for a target: the command line means something else by it",
                );
            }
            self.settings(config, &path, target, &[kind])?;
        }
        Ok(())
    }

    fn settings(
        &self,
        config: &Config,
        path: &str,
        table: &dyn TableLike,
        kinds: &[Kind],
    ) -> Result<(), Mistake> {
        for (key, item) in table.iter() {
            let full = format!("{path}.{key}");
            let at = table.key(key).and_then(toml_edit::Key::span);
            let wrong = |what: String| config.mistake(&full, at.clone(), what);
            if SECRETS.contains(&key.replace('_', "-").as_str()) {
                return Err(wrong(
                    "no secret stands in this file: name environment variables with access-key-env, secret-key-env and \
                     session-token-env"
                        .to_owned(),
                ));
            }
            match key {
                "rulings" => {
                    let table = item.as_table_like();
                    rulings(
                        config,
                        &full,
                        table.ok_or_else(|| wrong("is a table".to_owned()))?,
                    )?;
                }
                "url" | "command" if path != "defaults" => {
                    let good = match key {
                        "url" => item.as_str().is_some_and(|url| !url.is_empty()),
                        _ => item.as_array().is_some_and(|a| {
                            !a.is_empty() && a.iter().all(toml_edit::Value::is_str)
                        }),
                    };
                    let form = if key == "url" {
                        "is a text"
                    } else {
                        "is an array of texts"
                    };
                    good.then_some(()).ok_or_else(|| wrong(form.to_owned()))?;
                }
                _ => self.option(key, item, kinds).map_err(wrong)?,
            }
        }
        Ok(())
    }

    /// An option must exist, and its value be one that the command would take.
    fn option(&self, key: &str, item: &Item, kinds: &[Kind]) -> Result<(), String> {
        let all = || kinds.iter().flat_map(|kind| self.options(*kind));
        let Some(arg) = all().find(|arg| arg.get_long() == Some(key)) else {
            let names: Vec<&str> = all().filter_map(Arg::get_long).chain(OTHERS).collect();
            return Err(unknown(key, names.into_iter()));
        };
        if !arg.get_action().takes_values() {
            return match item.as_bool() {
                Some(_) => Ok(()),
                None => Err("is true or false".to_owned()),
            };
        }
        let values = words(item);
        if values.is_empty() && !item.is_array() {
            return Err("is a text or a number, or an array of them".to_owned());
        }
        if key.ends_with("-env") && !values.iter().all(|name| is_variable(name)) {
            return Err(NO_VARIABLE.to_owned());
        }
        if values.len() > 1 && !matches!(arg.get_action(), clap::ArgAction::Append) {
            return Err("has one value".to_owned());
        }
        let takes = |c: &&Command| c.get_arguments().any(|a| a.get_long() == Some(key));
        let command = kinds
            .iter()
            .flat_map(|kind| self.commands(*kind))
            .find(takes);
        for value in values {
            let arguments = ["vpnconform".to_owned(), format!("--{key}={value}")];
            let parsed = command.map(|c| c.clone().try_get_matches_from(arguments));
            if let Some(Err(error)) = parsed
                && matches!(
                    error.kind(),
                    ErrorKind::ValueValidation | ErrorKind::InvalidValue
                )
            {
                let text = error.to_string();
                let first = text.lines().next().unwrap_or_default();
                return Err(first.trim_start_matches("error: ").to_owned());
            }
        }
        Ok(())
    }
}

fn table<'c>(config: &Config, path: &str, item: &'c Item) -> Result<&'c dyn TableLike, Mistake> {
    item.as_table_like()
        .ok_or_else(|| config.mistake(path, place(config, path).or(item.span()), "is a table"))
}

fn place(config: &Config, key: &str) -> Option<Range<usize>> {
    config
        .document
        .as_table()
        .key(key)
        .and_then(toml_edit::Key::span)
}

fn unknown<'n>(key: &str, names: impl Iterator<Item = &'n str>) -> String {
    match nearest(key, names).as_slice() {
        [] => "is no key: `vpnconform init` writes a file with all keys".to_owned(),
        names => format!("is no key, did you mean {}?", names.join(" or ")),
    }
}

fn rulings(config: &Config, path: &str, table: &dyn TableLike) -> Result<(), Mistake> {
    for (id, item) in table.iter() {
        let full = format!("{path}.{id}");
        let at = table.key(id).and_then(toml_edit::Key::span);
        let wrong = |what: String| Err(config.mistake(&full, at, what));
        let level = by_id(id)
            .map(|check| check.level)
            .or_else(|| parser::find(id).map(|check| check.level));
        match level {
            None => return wrong("names no check: see `vpnconform list`".to_owned()),
            Some(Level::Advisory) => {}
            Some(_) => {
                return wrong(
                    "is decided by the check itself: only advisory checks are ruled on".to_owned(),
                );
            }
        }
        if item
            .as_str()
            .and_then(|text| text.parse::<Ruling>().ok())
            .is_none()
        {
            return wrong(format!("is {}", Ruling::NAMES.join(" or ")));
        }
    }
    Ok(())
}

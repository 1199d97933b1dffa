//! `vpnconform.toml`: named targets with their options, and rulings.
//!
//! A key of a target is a long option of the command line without its dashes, and means the same; what is given on the
//! command line takes its place. Secrets are never in the file, only the names of environment variables.

mod rule;

pub use rule::{Kind, Rules};

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, TableLike};
use vpnconform::bounded_file;

/// The name of the file.
pub const FILE: &str = "vpnconform.toml";

/// A file that was read and in which every key and value is known to be good.
#[derive(Clone, Debug)]
pub struct Config {
    path: PathBuf,
    document: Document<String>,
}

/// What is wrong, and where: file, line, column, key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {key}: {what}", file = path.display())]
pub struct Mistake {
    path: PathBuf,
    line: usize,
    column: usize,
    key: String,
    what: String,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// It is not TOML; the message has line and column.
    #[error("{0}: {1}")]
    Form(PathBuf, String),
    /// A key or a value cannot be meant.
    #[error(transparent)]
    Mistake(#[from] Mistake),
}

/// One option of a target: its name without dashes and the values it has, none for a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The long option.
    pub option: String,
    /// Each value; empty for a switch that is on.
    pub values: Vec<String>,
}

/// A named target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it is, of an endpoint.
    pub url: Option<String>,
    /// How it is started, of a parser.
    pub command: Vec<String>,
    /// Its options, the defaults among them.
    pub settings: Vec<Setting>,
}

impl Config {
    /// The file in this folder or the nearest above it.
    pub fn find(folder: &Path) -> Option<PathBuf> {
        folder
            .ancestors()
            .map(|folder| folder.join(FILE))
            .find(|path| path.is_file())
    }

    /// Reads a file and holds it against the rules.
    ///
    /// # Errors
    /// [`ConfigError`]: the first thing that is wrong.
    pub fn read(path: &Path, rules: &Rules) -> Result<Self, ConfigError> {
        let text = bounded_file::text(path, bounded_file::WRITTEN)
            .map_err(|e| ConfigError::Io(path.to_owned(), e))?;
        Self::parse(path, text, rules)
    }

    /// As [`Config::read`], of a text.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn parse(path: &Path, text: String, rules: &Rules) -> Result<Self, ConfigError> {
        let document = Document::parse(text)
            .map_err(|e| ConfigError::Form(path.to_owned(), e.to_string().trim().to_owned()))?;
        let config = Self {
            path: path.to_owned(),
            document,
        };
        rules.check(&config)?;
        Ok(config)
    }

    /// Where it was read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names of the targets, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let targets = self.document.get("targets").and_then(Item::as_table_like);
        targets
            .into_iter()
            .flat_map(|t| t.iter().map(|(name, _)| name))
    }

    /// The target of this name, with the defaults for what it does not say itself.
    pub fn target(&self, name: &str) -> Option<Target> {
        let table = self.document.get("targets")?.get(name)?.as_table_like()?;
        let text = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
        let command = table.get("command").map(words).unwrap_or_default();
        let mut settings = options_of(table);
        let defaults = self.document.get("defaults").and_then(Item::as_table_like);
        for setting in defaults.map(options_of).unwrap_or_default() {
            if !settings.iter().any(|s| s.option == setting.option) {
                settings.push(setting);
            }
        }
        settings.extend(self.rulings(table));
        Some(Target {
            url: text("url"),
            command,
            settings,
        })
    }

    /// The rulings of the file, and those of the target, which come first.
    fn rulings(&self, target: &dyn TableLike) -> Option<Setting> {
        let own = target.get("rulings").and_then(Item::as_table_like);
        let all = self.document.get("rulings").and_then(Item::as_table_like);
        let mut values: Vec<(String, String)> = Vec::new();
        for (id, ruling) in own.into_iter().chain(all).flat_map(|t| t.iter()) {
            if let (Some(ruling), false) =
                (ruling.as_str(), values.iter().any(|(known, _)| known == id))
            {
                values.push((id.to_owned(), ruling.to_owned()));
            }
        }
        let values: Vec<String> = values
            .iter()
            .map(|(id, ruling)| format!("{id}={ruling}"))
            .collect();
        (!values.is_empty()).then(|| Setting {
            option: "ruling".to_owned(),
            values,
        })
    }

    fn mistake(&self, key: &str, at: Option<Range<usize>>, what: impl fmt::Display) -> Mistake {
        let before = self
            .document
            .raw()
            .get(..at.map_or(0, |at| at.start))
            .unwrap_or_default();
        Mistake {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
            key: key.to_owned(),
            what: what.to_string(),
        }
    }
}

/// The options in a table, without what is no option.
fn options_of(table: &dyn TableLike) -> Vec<Setting> {
    table
        .iter()
        .filter(|(key, item)| !rule::OTHERS.contains(key) && item.as_bool() != Some(false))
        .map(|(key, item)| Setting {
            option: key.to_owned(),
            values: words(item),
        })
        .collect()
}

/// The value as the words of a command line: one, several of an array, none of a switch.
fn words(item: &Item) -> Vec<String> {
    match item.as_value() {
        Some(toml_edit::Value::Array(array)) => array.iter().filter_map(word).collect(),
        Some(value) => word(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn word(value: &toml_edit::Value) -> Option<String> {
    match value {
        toml_edit::Value::String(text) => Some(text.value().clone()),
        toml_edit::Value::Integer(number) => Some(number.value().to_string()),
        toml_edit::Value::Float(number) => Some(number.value().to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

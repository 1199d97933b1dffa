//! `--report FORMAT=PATH`: which rendering goes where.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{fmt, io};

use crate::atomic_file::{can_replace, replace};
use crate::report::input::Subject;
use crate::report::printable::{Commands, is_direction};
use crate::report::{annotation, badge, html, issue, junit, markdown, matrix, ndjson, sarif, tap};

/// A form of the report for programs, or for a page of a CI job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The whole report; see `schema/report.schema.json`.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// JUnit XML.
    Junit,
    /// Markdown.
    Markdown,
    /// Test Anything Protocol 14.
    Tap,
    /// SARIF 2.1.0.
    Sarif,
    /// A page for people, in one file.
    Html,
    /// A badge, as JSON.
    Badge,
    /// A line for each failure.
    Concise,
    /// Annotations of GitHub Actions.
    Github,
    /// A Code Quality report of GitLab.
    Gitlab,
    /// A Markdown file for each cause, in a folder.
    Issue,
}

/// One `FORMAT=PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// What is written.
    pub format: Format,
    /// Where; `None` is standard output.
    pub path: Option<PathBuf>,
}

/// An [`Output`] whose file can be written, so that a run is not made in vain.
#[derive(Debug)]
pub struct Opened {
    output: Output,
}

/// Why a report is not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// Not of the form `FORMAT=PATH`.
    #[error("{0:?} is not FORMAT=PATH")]
    Form(String),
    /// The format does not exist.
    #[error("unknown report format {0:?}: give one of {list}", list = Format::list())]
    Format(String),
    /// The file cannot be written.
    #[error("cannot write the report {0}: {1}")]
    Io(Output, io::Error),
    /// The report cannot be expressed in this format.
    #[error("cannot make the report {0}: {1}")]
    Render(Format, String),
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 12] = [
        Self::Json,
        Self::Ndjson,
        Self::Junit,
        Self::Markdown,
        Self::Tap,
        Self::Sarif,
        Self::Html,
        Self::Badge,
        Self::Concise,
        Self::Github,
        Self::Gitlab,
        Self::Issue,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Tap => "tap",
            Self::Sarif => "sarif",
            Self::Html => "html",
            Self::Badge => "badge",
            Self::Concise => "concise",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Issue => "issue",
        }
    }

    /// All names, for messages.
    pub fn list() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The report in this format.
    ///
    /// # Errors
    /// [`OutputError::Render`] when a name in the report has no form in the format.
    pub fn render(self, subject: &Subject<'_>) -> Result<String, OutputError> {
        let failed = |error: &dyn fmt::Display| OutputError::Render(self, error.to_string());
        let report = subject.run;
        let text = match self {
            Self::Json => report.to_json().map_err(|e| failed(&e)),
            Self::Ndjson => ndjson::render(report).map_err(|e| failed(&e)),
            Self::Junit => junit::render(report).map_err(|e| failed(&e)),
            Self::Markdown => Ok(markdown::render(report)),
            Self::Tap => Ok(tap::render(report)),
            Self::Sarif => sarif::render(report).map_err(|e| failed(&e)),
            Self::Html => Ok(html::render(subject)),
            Self::Badge => Ok(badge::render(report)),
            Self::Concise => Ok(annotation::concise(report)),
            Self::Github => Ok(annotation::github(report)),
            Self::Gitlab => annotation::gitlab(report).map_err(|e| failed(&e)),
            Self::Issue => Ok(issue::files(report, subject.evidence)
                .into_iter()
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
                .join("\n")),
        };
        text.map(|text| self.visible(&text))
    }

    /// The report with an escape of the format in place of each character that acts on a terminal or begins a command of a
    /// workflow, shows text in another order or is shown as nothing: what a target says may hold any.
    fn visible(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut commands = Commands::new();
        for (at, c) in text.char_indices() {
            let begins = commands.at(c, text.get(at..).unwrap_or_default());
            // The lines of this format are commands.
            let is_command = begins && (self != Self::Github || c == '#');
            let is_plain = matches!(c, '\n' | '\t') || !(c.is_control() || is_direction(c));
            if is_plain && !is_command {
                out.push(c);
                continue;
            }
            let code = u32::from(c);
            out.push_str(&match self {
                Self::Json | Self::Ndjson | Self::Sarif | Self::Badge | Self::Gitlab => {
                    format!("\\u{code:04x}")
                }
                Self::Junit | Self::Html => format!("&#x{code:x};"),
                Self::Markdown | Self::Tap | Self::Concise | Self::Github | Self::Issue => {
                    match is_command {
                        true => c.escape_unicode().to_string(),
                        false => c.escape_default().to_string(),
                    }
                }
            });
        }
        out
    }

    /// Several reports side by side, in the formats that can show them.
    pub fn render_matrix(self, columns: Vec<Subject<'_>>) -> Option<String> {
        match self {
            Self::Html => Some(html::matrix::render(columns)),
            Self::Markdown => Some(matrix::markdown(columns)),
            _ => None,
        }
    }
}

impl Output {
    /// Finds out whether the file can be written, and changes nothing; call it before the run.
    ///
    /// # Errors
    /// [`OutputError::Io`] when the file cannot be written.
    pub fn open(self) -> Result<Opened, OutputError> {
        let possible = match self.path.as_deref() {
            None => Ok(()),
            Some(path) if self.format == Format::Issue => std::fs::create_dir_all(path),
            Some(path) => can_replace(path),
        };
        match possible {
            Ok(()) => Ok(Opened { output: self }),
            Err(error) => Err(OutputError::Io(self, error)),
        }
    }
}

impl Opened {
    /// Whether this goes to standard output, where nothing else should then go.
    pub fn is_stdout(&self) -> bool {
        self.output.path.is_none()
    }

    /// Writes the report in place of what the file held, whole or not at all.
    ///
    /// # Errors
    /// [`OutputError::Io`], [`OutputError::Render`].
    pub fn write(self, subject: &Subject<'_>) -> Result<(), OutputError> {
        if let (Format::Issue, Some(folder)) = (self.output.format, self.output.path.clone()) {
            return self.put_all(&folder, issue::files(subject.run, subject.evidence));
        }
        let text = self.output.format.render(subject)?;
        self.put(&text)
    }

    /// Writes files into a folder.
    fn put_all(self, folder: &Path, files: Vec<(String, String)>) -> Result<(), OutputError> {
        let format = self.output.format;
        let write = |(name, text): &(String, String)| {
            replace(&folder.join(name), format.visible(text).as_bytes())
        };
        let written = files.iter().try_for_each(write);
        written.map_err(|e| OutputError::Io(self.output, e))
    }

    /// The format that was asked for.
    pub fn format(&self) -> Format {
        self.output.format
    }

    /// Writes a rendered report in place of what the file held, whole or not at all.
    ///
    /// # Errors
    /// [`OutputError::Io`].
    pub fn put(self, text: &str) -> Result<(), OutputError> {
        let written = match &self.output.path {
            None => io::stdout().write_all(text.as_bytes()),
            Some(path) => replace(path, text.as_bytes()),
        };
        written.map_err(|e| OutputError::Io(self.output, e))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = OutputError;

    fn from_str(text: &str) -> Result<Self, OutputError> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| OutputError::Format(text.to_owned()))
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}={}", self.format, path.display()),
            None => write!(f, "{}=-", self.format),
        }
    }
}

impl FromStr for Output {
    type Err = OutputError;

    fn from_str(text: &str) -> Result<Self, OutputError> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or_else(|| OutputError::Form(text.to_owned()))?;
        Ok(Self {
            format: format.parse()?,
            path: (path != "-").then(|| PathBuf::from(path)),
        })
    }
}

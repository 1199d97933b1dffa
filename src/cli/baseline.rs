//! `vpnconform baseline`: writing and keeping the list of known defects.
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use vpnconform::baseline::edit::Note;
use vpnconform::baseline::{Baseline, edit};
use vpnconform::glob::GlobSet;
use vpnconform::suite::report::RunReport;
use vpnconform::{bounded_file, clock};

use crate::cli::{print, report, write};

/// What to do with it.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write one that waives everything that fails in a saved run
    Init {
        /// A report made with `--report json=FILE`, or exchanges kept with `--record`
        #[arg(value_name = "REPORT")]
        report: PathBuf,
        /// The file to write; it must not exist
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// What new entries say
        #[command(flatten)]
        note: NoteArgs,
    },
    /// Hold a saved run against it: status 0, 1 or 5
    Check {
        /// The two files
        #[command(flatten)]
        files: Files,
    },
    /// Take out what the run shows to be no longer needed
    Prune {
        /// The two files
        #[command(flatten)]
        files: Files,
    },
    /// Add what fails in the run and is not waived yet
    Accept {
        /// The two files
        #[command(flatten)]
        files: Files,
        /// Only checks whose id matches; may be repeated
        #[arg(long, value_name = "GLOB")]
        only: Vec<String>,
        /// What new entries say
        #[command(flatten)]
        note: NoteArgs,
    },
}

/// The baseline, and the run it is held against.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// The baseline
    #[arg(value_name = "BASELINE")]
    baseline: PathBuf,
    /// A report made with `--report json=FILE`, or exchanges kept with `--record`
    #[arg(value_name = "REPORT")]
    report: PathBuf,
}

/// What new entries say.
#[derive(Debug, clap::Args)]
pub struct NoteArgs {
    /// Why this is accepted
    #[arg(long)]
    reason: String,
    /// Who looks after it
    #[arg(long)]
    owner: Option<String>,
    /// Where it is followed
    #[arg(long, value_name = "URL")]
    issue: Option<String>,
    /// The last day on which it is accepted: 2027-01-31
    #[arg(long, value_name = "DAY")]
    expires: Option<Date>,
}

/// Runs it: the exit status of the program.
pub fn run(command: &Command) -> u8 {
    let done = match command {
        Command::Init { report, out, note } => init(report, out, note),
        Command::Check { files } => check(files),
        Command::Prune { files } => prune(files),
        Command::Accept { files, only, note } => accept(files, only, note),
    };
    done.unwrap_or_else(|message| {
        print::error(&message);
        print::USAGE
    })
}

/// Reads a baseline; the message names file and line.
pub fn read(path: &Path) -> Result<Baseline, String> {
    parse(path, &text(path)?)
}

/// This day in UTC, so that a baseline expires everywhere at once.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(clock::now()).date()
}

fn text(path: &Path) -> Result<String, String> {
    bounded_file::text(path, bounded_file::WRITTEN).map_err(|e| {
        let hint = match e.kind() {
            std::io::ErrorKind::NotFound => "; `vpnconform baseline init` writes one",
            _ => "",
        };
        format!("cannot read the baseline {}: {e}{hint}", path.display())
    })
}

fn parse(path: &Path, text: &str) -> Result<Baseline, String> {
    Baseline::parse(text).map_err(|e| format!("{}: {e}", path.display()))
}

fn init(from: &Path, out: &Path, note: &NoteArgs) -> Result<u8, String> {
    if out.exists() {
        return Err(format!(
            "{} exists: `vpnconform baseline accept` adds to it",
            out.display()
        ));
    }
    let (text, count) = edit::init(&report::load(from)?, &note.note()?);
    write::replace(out, &text)?;
    print::out(&format!("{}: {count} findings waived\n", out.display()));
    Ok(0)
}

fn check(files: &Files) -> Result<u8, String> {
    let mut report = files.run()?;
    report.waived_by = Some(files.baseline.display().to_string());
    read(&files.baseline)?.apply(&mut report, today());
    print::out(&crate::cli::report::shown(&report, None));
    Ok(report.exit_status)
}

fn prune(files: &Files) -> Result<u8, String> {
    let report = files.run()?;
    let old = text(&files.baseline)?;
    let named = |e| format!("{}: {e}", files.baseline.display());
    let (new, gone) = edit::prune(&old, &report, today()).map_err(named)?;
    for problem in &gone {
        print::out(&format!("{problem}\n"));
    }
    if new != old {
        write::replace(&files.baseline, &new)?;
    }
    print::out(&format!(
        "{}: {} changed\n",
        files.baseline.display(),
        gone.len()
    ));
    Ok(0)
}

fn accept(files: &Files, only: &[String], note: &NoteArgs) -> Result<u8, String> {
    let report = files.run()?;
    let old = text(&files.baseline)?;
    let only = GlobSet::new(only).map_err(|e| e.to_string())?;
    let selects = |id: &str| only.is_empty() || only.is_match(id);
    let named = |e| format!("{}: {e}", files.baseline.display());
    let (new, count) =
        edit::accept(&old, &report, &note.note()?, today(), selects).map_err(named)?;
    if new != old {
        write::replace(&files.baseline, &new)?;
    }
    print::out(&format!(
        "{}: {count} findings accepted\n",
        files.baseline.display()
    ));
    Ok(0)
}

impl Files {
    fn run(&self) -> Result<RunReport, String> {
        report::load(&self.report)
    }
}

impl NoteArgs {
    fn note(&self) -> Result<Note, String> {
        if self.reason.trim().is_empty() {
            return Err("--reason is empty: say why this is accepted".to_owned());
        }
        Ok(Note {
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            issue: self.issue.clone(),
            expires: self.expires,
        })
    }
}

//! `vpnconform snapshot diff A B`.

use std::path::{Path, PathBuf};

use vpnconform::report::output::{Format, Output};
use vpnconform::snapshot::diff::{Diff, Kind, html, markdown, text};
use vpnconform::snapshot::name::Name;
use vpnconform::snapshot::{Snapshot, folder};

use crate::cli::{clause, print};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Cases are paired by their ids. A change is a regression (a check that passed fails or is blocked, or a failing check has a new \
finding), still wrong (wrong in both, in another way), a repair, or variance (no check minds).

Exit status: 0 no regression, 1 a regression or another change that is denied, 2 usage, or no recording.")]
pub struct Args {
    /// The earlier recording: NAME@VERSION, or its folder
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The later one
    #[arg(value_name = "B")]
    after: PathBuf,
    /// Where recordings are kept
    #[arg(long, value_name = "FOLDER", default_value = folder::TARGETS)]
    folder: PathBuf,
    /// More kinds of change that make the exit status 1; may be repeated
    #[arg(long, value_enum, value_name = "KIND")]
    deny: Vec<Deny>,
    /// Write a report: json, markdown or html; may be repeated, and `-` is standard output
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<Output>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Deny {
    /// Wrong in both, in another way
    StillWrong,
    /// What was wrong and is right
    Repair,
    /// What no check minds
    Variance,
    /// Everything
    Any,
}

impl Deny {
    fn kinds(self) -> &'static [Kind] {
        match self {
            Self::StillWrong => &[Kind::StillWrong],
            Self::Repair => &[Kind::Repair],
            Self::Variance => &[Kind::Variance],
            Self::Any => &Kind::ALL,
        }
    }
}

/// Compares, prints and writes: the exit status.
pub(super) fn run(args: &Args) -> Result<u8, String> {
    if let Some(output) = args.reports.iter().find(|o| !FORMATS.contains(&o.format)) {
        let names = FORMATS.map(Format::name).join(", ");
        return Err(format!(
            "a comparison has no report {}: give one of {names}",
            output.format
        ));
    }
    let before = read(&args.folder, &args.before)?;
    let after = read(&args.folder, &args.after)?;
    let mut opened = Vec::new();
    for output in &args.reports {
        opened.push(output.clone().open().map_err(|e| e.to_string())?);
    }
    let denied: Vec<Kind> = args
        .deny
        .iter()
        .flat_map(|deny| deny.kinds())
        .copied()
        .collect();
    let diff = Diff::of(&before, &after, &denied).map_err(|e| e.to_string())?;
    let piped = opened
        .iter()
        .any(vpnconform::report::output::Opened::is_stdout);
    let mut status = diff.exit_status;
    for output in opened {
        let text = match output.format() {
            Format::Json => diff.to_json().map_err(|e| e.to_string())?,
            Format::Html => html::render(&diff),
            _ => markdown::render(&diff),
        };
        if let Err(error) = output.put(&text) {
            status = print::unwritten(status, &error);
        }
    }
    if !piped {
        print::out(&text::render(&diff, &clause::text));
    }
    Ok(status)
}

const FORMATS: [Format; 3] = [Format::Json, Format::Markdown, Format::Html];

fn read(folder: &Path, given: &Path) -> Result<Snapshot, String> {
    let is_name = given
        .to_str()
        .is_some_and(|text| text.parse::<Name>().is_ok());
    let named = folder.join(given);
    let path = if is_name && !Snapshot::is_at(given) {
        &named
    } else {
        given
    };
    Snapshot::read(path).map_err(|e| e.to_string())
}

//! `vpnconform report FILE...`: renders a saved JSON report again, compares several, or merges the parts of a run.

mod merge;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::clause;
use crate::cli::print;
use crate::finding::Verdict;
use crate::report::RunReport;
use crate::report::output::Output;
use crate::report::terminal;
use crate::report::terminal::Detail;
use crate::report::word;
use crate::run::outcome;
use crate::run::saved::SavedEvidence;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reports made with `--report json=FILE`, or exchanges kept with `--record`, which are judged again; several are
    /// compared, check by check
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Put the parts of one run (`--shard`) together; the exit status is that of the run
    #[arg(long)]
    merge: bool,
    /// Render the first one as FORMAT to PATH (`-` is standard output)
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    outputs: Vec<Output>,
    /// The saved exchanges of the run, for what was sent and what came
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
}

/// Renders, compares or merges. The status tells whether that could be done; of a merged run, what it says.
pub fn run(args: &Args) -> u8 {
    let done = if args.merge {
        merge::run(&args.files, &args.outputs)
    } else {
        render(args).map(|()| 0)
    };
    match done {
        Ok(status) => status,
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}

fn render(args: &Args) -> Result<(), String> {
    let mut reports = Vec::new();
    for file in &args.files {
        reports.push(load(file)?);
    }
    let evidence = match &args.evidence {
        Some(path) => Some(SavedEvidence::read(path).map_err(|e| e.to_string())?),
        None => None,
    };
    let Some(first) = reports.first() else {
        return Ok(());
    };
    for output in &args.outputs {
        let opened = output.clone().open().map_err(|e| e.to_string())?;
        opened.write(first).map_err(|e| e.to_string())?;
    }
    if reports.len() > 1 {
        print::out(&compare(&reports));
    } else if args.outputs.is_empty() {
        print::out(&terminal::render(
            first,
            evidence.as_ref(),
            &clause::text,
            Detail::Ordinary,
        ));
    }
    Ok(())
}

/// A saved report, or saved exchanges, which are judged again.
pub(super) fn load(path: &Path) -> Result<RunReport, String> {
    if !path.is_dir() {
        let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let report = RunReport::from_json(&text);
        if report.is_ok() || !text.contains("\"records\"") {
            return report.map_err(|e| format!("{}: {e}", path.display()));
        }
    }
    let saved = SavedEvidence::read(path).map_err(|e| e.to_string())?;
    let target = saved.target.clone();
    let evidence = saved
        .restore()
        .map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(outcome::rejudge(&evidence, &target))
}

/// The checks whose verdict is not the same in all reports, a column for each report.
fn compare(reports: &[RunReport]) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for check in reports.iter().flat_map(|r| &r.checks) {
        if !ids.contains(&check.id.as_str()) {
            ids.push(&check.id);
        }
    }
    let row = |id: &str| -> Vec<Option<Verdict>> {
        let verdict = |r: &RunReport| r.checks.iter().find(|c| c.id == id).map(|c| c.verdict);
        reports.iter().map(verdict).collect()
    };
    let differ: Vec<(&str, Vec<Option<Verdict>>)> = ids
        .iter()
        .map(|id| (*id, row(id)))
        .filter(|(_, row)| row.iter().any(|v| Some(v) != row.first()))
        .collect();
    let mut out = String::new();
    // Writing to a String cannot fail.
    for (number, report) in reports.iter().enumerate() {
        let (target, version) = (&report.target, &report.api_version);
        let _ = writeln!(out, "{}: {target} (API version {version})", number + 1);
    }
    let width = differ.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
    for (id, row) in &differ {
        let _ = write!(out, "{id:<width$}");
        for verdict in row {
            let _ = write!(out, "  {:<14}", verdict.map_or("-", word));
        }
        let _ = writeln!(out);
    }
    let same = ids.len() - differ.len();
    let _ = writeln!(out, "{} checks differ, {same} do not", differ.len());
    out
}

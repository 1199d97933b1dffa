//! `vpnconform report FILE...`: renders a saved JSON report again, compares several, or merges the parts of a run.

mod merge;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use vpnconform::bounded_file;
use vpnconform::evidence::Evidence;
use vpnconform::evidence::redact::Redacted;
use vpnconform::finding::Verdict;
use vpnconform::report::command::Commands;
use vpnconform::report::input;
use vpnconform::report::input::Subject;
use vpnconform::report::output::Output;
use vpnconform::report::terminal;
use vpnconform::report::terminal::Detail;
use vpnconform::suite::outcome;
use vpnconform::suite::report::{Invocation, RunReport, word};

use crate::cli::{clause, help, print};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = help::REPORT)]
pub struct Args {
    /// Reports made with `--report json=FILE`, of endpoints or of parsers, or exchanges kept with `--record`, which are
    /// judged again; several are compared, check by check
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Put the parts of one run (`--shard`) together; the exit status is that of the run
    #[arg(long)]
    merge: bool,
    /// Render as FORMAT to PATH (`-` is standard output): of several reports, html and markdown show all side by side,
    /// and other formats the first
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    outputs: Vec<Output>,
    /// The saved exchanges of the run, for what was sent and what came
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// What a report is called in html and markdown, in the order of the files [default: its target]
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,
}

/// Renders, compares or merges. The status is that of the run; of several that are compared, whether that could be done.
pub fn run(args: &Args) -> u8 {
    let done = if args.merge {
        merge::run(&args.files, &args.outputs)
    } else {
        render(args)
    };
    match done {
        Ok(status) => status,
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}

fn render(args: &Args) -> Result<u8, String> {
    if args.names.len() > args.files.len() {
        return Err("there are more names than files".to_owned());
    }
    let mut reports = Vec::new();
    for file in &args.files {
        reports.push(Loaded::read(file)?);
    }
    for (report, name) in reports.iter_mut().zip(&args.names) {
        report.name = Some(name.clone());
    }
    if let (Some(path), Some(first)) = (&args.evidence, reports.first_mut()) {
        first.evidence = Some(Redacted::<Evidence>::read(path).map_err(|e| e.to_string())?);
        first.run.invocation.get_or_insert_default().evidence = Some(path.display().to_string());
    }
    let Some(first) = reports.first() else {
        return Ok(0);
    };
    let status = match reports.len() {
        1 => first.run.exit_status,
        _ => 0,
    };
    for output in &args.outputs {
        let opened = output.clone().open().map_err(|e| e.to_string())?;
        let together = (reports.len() > 1)
            .then(|| {
                opened
                    .format()
                    .render_matrix(reports.iter().map(Loaded::subject).collect())
            })
            .flatten();
        let written = match together {
            Some(text) => opened.put(&text),
            None => opened.write(&first.subject()),
        };
        written.map_err(|e| e.to_string())?;
    }
    if !args.outputs.is_empty() {
        return Ok(status);
    }
    if reports.len() > 1 {
        let runs: Vec<&RunReport> = reports.iter().map(|r| &r.run).collect();
        print::out(&compare(&runs));
    } else {
        print::out(&shown(&first.run, first.evidence.as_ref()));
    }
    Ok(status)
}

/// A saved run as it is printed after the run. Its commands replay cases where the exchanges are at hand.
pub(super) fn shown(run: &RunReport, evidence: Option<&Redacted<Evidence>>) -> String {
    let replays = run
        .invocation
        .as_ref()
        .is_some_and(|i| i.evidence.is_some());
    let commands = Commands::of(run, replays);
    let how = terminal::Style {
        detail: Detail::Ordinary,
        columns: print::columns(),
        clauses: &clause::text,
        commands: &commands,
    };
    terminal::render(run, evidence, how)
}

/// A report out of a file, with what else the file holds.
struct Loaded {
    name: Option<String>,
    run: RunReport,
    evidence: Option<Redacted<Evidence>>,
}

impl Loaded {
    /// A saved report, or saved exchanges, which are judged again.
    fn read(path: &Path) -> Result<Self, String> {
        let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
        if !path.is_dir() {
            let text = bounded_file::text(path, bounded_file::RECORDED).map_err(|e| failed(&e))?;
            let report = RunReport::from_json(&text);
            if report.is_ok() || !text.contains("\"records\"") {
                let wanted = |e| {
                    let kind = input::kind(text.as_bytes());
                    format!(
                        "{}; it is {kind}, and --report json=FILE or --record FILE is read",
                        failed(&e)
                    )
                };
                return Ok(Self {
                    name: None,
                    run: report.map_err(wanted)?,
                    evidence: None,
                });
            }
        }
        let saved = Redacted::<Evidence>::read(path).map_err(|e| e.to_string())?;
        Ok(Self {
            name: None,
            run: RunReport {
                invocation: Some(Invocation {
                    target: saved.target.clone(),
                    reach: saved
                        .auth
                        .iter()
                        .flat_map(|how| ["--auth".to_owned(), how.clone()])
                        .collect(),
                    run: Vec::new(),
                    evidence: Some(path.display().to_string()),
                }),
                ..outcome::rejudge(&saved, &saved.target)
            },
            evidence: Some(saved),
        })
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            name: self.name.as_deref().unwrap_or(self.run.target.expose()),
            run: &self.run,
            evidence: self.evidence.as_ref(),
        }
    }
}

/// A saved report, or the one that saved exchanges give.
pub(super) fn load(path: &Path) -> Result<RunReport, String> {
    Loaded::read(path).map(|loaded| loaded.run)
}

/// The checks whose verdict is not the same in all reports, a column for each report.
fn compare(reports: &[&RunReport]) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for check in reports.iter().flat_map(|r| &r.checks) {
        if !ids.contains(&check.id.as_str()) {
            ids.push(&check.id);
        }
    }
    let row = |id: &str| -> Vec<Option<Verdict>> {
        let verdict = |r: &&RunReport| r.checks.iter().find(|c| c.id == id).map(|c| c.verdict);
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
        let (target, version) = (report.target.terminal(), report.api_version.terminal());
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

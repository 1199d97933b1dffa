//! What `check`, `proxy` and `serve --judge` share: which rules judge, and what becomes of the result.

use std::path::PathBuf;

use vpnconform::baseline::Baseline;
use vpnconform::report::command::Commands;
use vpnconform::report::input::Subject;
use vpnconform::report::output::{Opened, Output};
use vpnconform::report::terminal;
use vpnconform::report::terminal::Detail;
use vpnconform::rule;
use vpnconform::rule::Rule;
use vpnconform::suite::check::Checker;

use crate::cli::endpoint::{Gate, Known};
use crate::cli::select::Selection;
use crate::cli::{clause, distinct, print};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Judging {
    /// The lowest level whose failures count
    #[arg(long, value_enum, default_value_t = Gate::Should)]
    level: Gate,
    /// Which checks
    #[command(flatten)]
    selection: Selection,
    /// Write a report; may be repeated, and `-` is standard output
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<Output>,
    /// What is decided and known
    #[command(flatten)]
    known: Known,
    /// Keep what was judged, without keys, as a capture
    #[arg(long, value_name = "PATH")]
    record: Option<PathBuf>,
    /// Print the last line only
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print every check
    #[arg(short, long)]
    verbose: bool,
}

/// Where what was judged comes from.
#[derive(Clone, Copy)]
pub enum Source<'s> {
    /// Files, with the options that bear on the judgement.
    Files(&'s [String]),
    /// What has passed by, with the URL to which its requests can be sent again.
    Traffic(Option<&'s str>),
}

/// Everything that can be wrong before anything is judged.
pub struct Ready<'a> {
    judging: &'a Judging,
    /// The rules that are selected.
    pub rules: Vec<&'static Rule>,
    baseline: Option<Baseline>,
    outputs: Vec<Opened>,
}

impl Judging {
    /// Reads what the options name, with the rules for requests of `clients` or without. If something is wrong: the exit
    /// status and why.
    pub fn prepare(&self, clients: bool) -> Result<Ready<'_>, (u8, String)> {
        let usage = |message: String| (print::USAGE, message);
        let all = rule::client_rules()
            .filter(|_| clients)
            .chain(rule::catalogue());
        let selected = self.selection.of(all.clone().map(|rule| rule.id))?;
        let files = distinct::files(&self.reports).chain(self.record.as_deref());
        distinct::distinct(files).map_err(usage)?;
        let opened = self.reports.iter().map(|output| output.clone().open());
        Ok(Ready {
            judging: self,
            rules: all.filter(|rule| selected.selects(rule.id)).collect(),
            baseline: self.known.read().map_err(usage)?,
            outputs: opened
                .collect::<Result<_, _>>()
                .map_err(|e| usage(e.to_string()))?,
        })
    }

    /// Whether everything that was judged is to be kept.
    pub fn keeps(&self) -> bool {
        self.record.is_some()
    }
}

impl Ready<'_> {
    /// Prints and writes the result: the exit status.
    pub fn present(self, checker: Checker, target: &str, source: Source<'_>) -> Result<u8, String> {
        let judging = self.judging;
        let options = match source {
            Source::Files(options) => options.to_vec(),
            Source::Traffic(_) => Vec::new(),
        };
        let (mut report, mut evidence) = checker.report(target, judging.level.into(), options);
        if let (Source::Traffic(upstream), Some(saved)) = (source, &mut report.saved) {
            saved.traffic = true;
            saved.kept = judging.record.as_ref().map(|p| p.display().to_string());
            evidence = evidence.of_target(upstream.unwrap_or_default());
        }
        judging.known.apply(self.baseline.as_ref(), &mut report);
        if let Some(path) = &judging.record {
            evidence.write(path).map_err(|e| e.to_string())?;
        }
        let piped = self.outputs.iter().any(Opened::is_stdout);
        let subject = Subject::new(&report, Some(&evidence));
        for output in self.outputs {
            output.write(&subject).map_err(|e| e.to_string())?;
        }
        let detail = Detail::of(judging.quiet, judging.verbose);
        if !piped {
            let commands = Commands::of(&report, false);
            let how = terminal::Style {
                detail,
                columns: print::columns(),
                clauses: &clause::text,
                commands: &commands,
            };
            let text = terminal::render(&report, Some(&evidence), how);
            print::out(&text);
        }
        Ok(report.exit_status)
    }
}

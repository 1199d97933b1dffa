//! What `check`, `proxy` and `serve --judge` share: which rules judge, and what becomes of the result.

use std::path::PathBuf;

use vpnconform::baseline::Baseline;
use vpnconform::report::command::Commands;
use vpnconform::report::input::Subject;
use vpnconform::report::output::{Opened, Output};
use vpnconform::report::terminal;
use vpnconform::report::terminal::Detail;
use vpnconform::rule;
use vpnconform::rule::{Rule, Selector};
use vpnconform::suite::check::Checker;
use vpnconform::suite::ruling;
use vpnconform::suite::ruling::Pinned;

use crate::cli::endpoint::Gate;
use crate::cli::{baseline, clause, distinct, print, select};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Judging {
    /// The lowest level whose failures count
    #[arg(long, value_enum, default_value_t = Gate::Should)]
    level: Gate,
    /// Only checks whose id matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// No checks whose id matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    skip: Vec<String>,
    /// Write a report; may be repeated, and `-` is standard output
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<Output>,
    /// Decide what an advisory check only observes; may be repeated
    #[arg(long = "ruling", value_name = "ID=accept|reject")]
    rulings: Vec<Pinned>,
    /// What is known to be wrong, and accepted; see `vpnconform baseline`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
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

/// Everything that can be wrong before anything is judged.
pub struct Ready<'a> {
    judging: &'a Judging,
    /// The rules that are selected.
    pub rules: Vec<&'static Rule>,
    baseline: Option<Baseline>,
    outputs: Vec<Opened>,
}

impl Judging {
    /// Reads what the options name, with the rules for requests of `clients` or without. The error is the message, and the exit status that goes with it.
    pub fn prepare(&self, clients: bool) -> Result<Ready<'_>, (String, u8)> {
        let usage = |message: String| (message, print::USAGE);
        let (only, skip) = (selectors(&self.only)?, selectors(&self.skip)?);
        let all = rule::client_rules()
            .filter(|_| clients)
            .chain(rule::catalogue());
        let ids = all.clone().map(|rule| rule.id);
        select::known(&only, &skip, ids).map_err(usage)?;
        let any = |selectors: &[Selector], rule: &Rule| selectors.iter().any(|s| s.matches(rule));
        let rules: Vec<&'static Rule> = all
            .filter(|rule| (only.is_empty() || any(&only, rule)) && !any(&skip, rule))
            .collect();
        if rules.is_empty() {
            let message = "no check is selected: see `vpnconform list`";
            return Err((message.to_owned(), 4));
        }
        let files = distinct::files(&self.reports).chain(self.record.as_deref());
        distinct::distinct(files).map_err(usage)?;
        let baseline = self.baseline.as_deref().map(baseline::read).transpose();
        let opened = self.reports.iter().map(|output| output.clone().open());
        Ok(Ready {
            judging: self,
            rules,
            baseline: baseline.map_err(usage)?,
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
    pub fn present(
        self,
        checker: Checker,
        target: &str,
        options: Vec<String>,
    ) -> Result<u8, String> {
        let judging = self.judging;
        let (mut report, evidence) = checker.report(target, judging.level.into(), options);
        ruling::apply(&judging.rulings, &mut report);
        if let Some(baseline) = &self.baseline {
            baseline.apply(&mut report, baseline::today());
        }
        if let Some(path) = &judging.record {
            evidence.write(path).map_err(|e| e.to_string())?;
        }
        let piped = self.outputs.iter().any(Opened::is_stdout);
        let subject = Subject::new(&report, Some(&evidence));
        for output in self.outputs {
            output.write(&subject).map_err(|e| e.to_string())?;
        }
        let detail = match (judging.quiet, judging.verbose) {
            (true, _) => Detail::Quiet,
            (_, true) => Detail::Verbose,
            _ => Detail::Ordinary,
        };
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

fn selectors(patterns: &[String]) -> Result<Vec<Selector>, (String, u8)> {
    let each = patterns.iter().map(|pattern| Selector::new(pattern));
    each.collect::<Result<_, _>>()
        .map_err(|e| (e.to_string(), print::USAGE))
}

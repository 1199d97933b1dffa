//! `vpnconform report --merge PART...`: one report of all parts of a run.

use std::fs;
use std::path::PathBuf;

use vpnconform::report::input::Subject;
use vpnconform::report::output::{Opened, Output};
use vpnconform::report::terminal;
use vpnconform::report::terminal::Detail;
use vpnconform::suite;
use vpnconform::suite::merge;
use vpnconform::suite::merge::PartReport;
use vpnconform::suite::parser::report::ParserReport;

use crate::cli::{clause, print};

/// Merges and renders: the exit status of the run as a whole.
pub(super) fn run(files: &[PathBuf], outputs: &[Output]) -> Result<u8, String> {
    let mut texts = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        texts.push((file.display().to_string(), text));
    }
    let of_parsers = texts.first().is_some_and(|(_, text)| is_of_parser(text));
    let mut opened = Vec::new();
    for output in outputs {
        opened.push(output.clone().open().map_err(|e| e.to_string())?);
    }
    if of_parsers {
        parsers(&texts, opened)
    } else {
        endpoint(&texts, opened)
    }
}

fn endpoint(texts: &[(String, String)], outputs: Vec<Opened>) -> Result<u8, String> {
    let parts = read::<PartReport>(texts)?;
    let (report, evidence) = merge::merge(parts).map_err(|e| e.to_string())?;
    let silent = !outputs.is_empty();
    for output in outputs {
        output
            .write(&Subject::endpoint(&report, Some(&evidence)))
            .map_err(|e| e.to_string())?;
    }
    if !silent {
        let text = terminal::render(&report, Some(&evidence), &clause::text, Detail::Ordinary);
        print::out(&text);
    }
    Ok(report.exit_status)
}

fn parsers(texts: &[(String, String)], outputs: Vec<Opened>) -> Result<u8, String> {
    let parts = read::<ParserReport>(texts)?;
    let report = suite::parser::part::merge(parts).map_err(|e| e.to_string())?;
    let silent = !outputs.is_empty();
    for output in outputs {
        output
            .write(&Subject::parser(&report))
            .map_err(|e| e.to_string())?;
    }
    if !silent {
        print::out(&report.to_text(false));
    }
    Ok(report.run.exit_status)
}

fn read<T: serde::de::DeserializeOwned>(texts: &[(String, String)]) -> Result<Vec<T>, String> {
    let mut parts = Vec::new();
    for (name, text) in texts {
        let part = serde_json::from_str(text)
            .map_err(|e| format!("{name}: not the JSON report of a part (--shard): {e}"))?;
        parts.push(part);
    }
    Ok(parts)
}

fn is_of_parser(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|v| v.get("adapter").is_some())
}

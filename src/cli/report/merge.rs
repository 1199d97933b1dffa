//! `vpnconform report --merge PART...`: one report of all shards of a run.

use std::path::PathBuf;

use vpnconform::baseline::Baseline;
use vpnconform::bounded_file;
use vpnconform::report::input::Subject;
use vpnconform::report::output::Output;
use vpnconform::suite::merge;
use vpnconform::suite::report::RunReport;

use crate::cli::{baseline, print};

/// Merges and renders: the exit status of the run as a whole.
pub(super) fn run(files: &[PathBuf], outputs: &[Output]) -> Result<u8, String> {
    let mut opened = Vec::new();
    for output in outputs {
        opened.push(output.clone().open().map_err(|e| e.to_string())?);
    }
    let mut parts = Vec::new();
    for file in files {
        let named = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
        let text = bounded_file::text(file, bounded_file::RECORDED).map_err(|e| named(&e))?;
        let report = RunReport::from_json(&text).map_err(|e| named(&e))?;
        if report.part.is_none() {
            return Err(named(&"not the JSON report of a part (--shard)"));
        }
        parts.push(report);
    }
    let whole = merge::merge(parts).map_err(|e| e.to_string())?;
    let (mut report, evidence) = (whole.report, whole.evidence.as_ref());
    if let Some(text) = &whole.baseline {
        let known = Baseline::parse(text).map_err(|e| format!("the baseline of the parts: {e}"))?;
        known.apply(&mut report, baseline::today());
    }
    let silent = !opened.is_empty();
    let mut status = report.exit_status;
    for output in opened {
        if let Err(error) = output.write(&Subject::new(&report, evidence)) {
            status = print::unwritten(status, &error);
        }
    }
    if !silent {
        print::out(&super::shown(&report, evidence));
    }
    Ok(status)
}

//! What a run leaves behind, besides its reports.
use std::path::Path;
use std::{fs, io};

use vpnconform::evidence::redact::Redacted;
use vpnconform::evidence::{Evidence, file};
use vpnconform::rule;
use vpnconform::rule::Rule;
use vpnconform::run::stored;
use vpnconform::suite::report::{CheckResult, RunReport};

use crate::cli::endpoint::Args;
use crate::cli::print;

/// Keeps the exchanges where they were asked for, and for `vpnconform replay` if that can be.
pub(super) fn keep(args: &Args, evidence: &Redacted<Evidence>) -> Result<(), String> {
    let last = Path::new(file::LAST);
    if let Err(why) = keep_last(last, evidence) {
        // Everything else works; but what an older run has left must not be taken for this one.
        let removed = match fs::remove_file(last) {
            Ok(()) => true,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        print::note(&format!(
            "{} cannot be written, so `vpnconform replay` {}: {why}",
            last.display(),
            match removed {
                true => "knows nothing of this run",
                false => "would send an older run again, which could not be removed",
            }
        ));
    }
    let Some(path) = &args.record else {
        return Ok(());
    };
    let as_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
    let written = if as_folder {
        evidence.write_folder(path)
    } else {
        evidence.write(path)
    };
    written.map_err(|e| e.to_string())
}

fn keep_last(last: &Path, evidence: &Redacted<Evidence>) -> Result<(), String> {
    if let Some(folder) = last.parent() {
        fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    }
    evidence.write(last).map_err(|e| e.to_string())
}

/// Writes the smallest request of each defect that is not in the folder yet.
pub(super) fn keep_smallest(
    args: &Args,
    report: &RunReport,
    evidence: &Redacted<Evidence>,
) -> Result<(), String> {
    let Some(folder) = &args.regressions else {
        return Ok(());
    };
    // The other rules send the same requests in every run.
    let seeded = |check: &&CheckResult| rule::by_id(&check.id).is_some_and(Rule::is_seeded);
    let findings = report.checks.iter().filter(seeded);
    let findings = findings.flat_map(|check| &check.findings);
    let written = stored::save(folder, findings, evidence).map_err(|e| e.to_string())?;
    if written > 0 {
        print::note(&format!(
            "{written} of the smallest requests written to {}",
            folder.display()
        ));
    }
    Ok(())
}

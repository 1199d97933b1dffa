//! JUnit XML: a suite for each family, a case for each check.

use std::fmt::Write;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::finding::Verdict;
use crate::report::command::Commands;
use crate::spec::clause;
use crate::suite::report::{CheckResult, RunReport, level_word, word};

/// Blocked is an error; not applicable, waived, and failures below the level are skipped; advisory passes with its
/// observation as output.
///
/// # Errors
/// As [`Report::to_string`].
pub fn render(report: &RunReport) -> Result<String, SerializeError> {
    let mut junit = Report::new(format!("vpnconform {}", report.target.expose()));
    let sentence = report.counts.sentence(report.level);
    junit.set_time(Duration::from_millis(report.elapsed_ms.unwrap_or(0)));
    for (family, checks) in report.families() {
        let mut suite = TestSuite::new(family);
        suite.add_property(("api_version", report.api_version.expose()));
        suite.add_property(("seed", report.seed.to_string().as_str()));
        suite.add_property(("counts", sentence.as_str()));
        for check in checks {
            suite.add_test_case(case(check, report));
        }
        junit.add_test_suite(suite);
    }
    if !report.stale.is_empty() {
        junit.add_test_suite(stale(report));
    }
    junit.to_string()
}

/// A failing case for each entry of the baseline that is no longer true.
fn stale(report: &RunReport) -> TestSuite {
    let mut suite = TestSuite::new("baseline");
    for line in &report.stale {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type("stale").set_message(line.as_str());
        let mut case = TestCase::new(line.as_str(), status);
        case.set_classname("vpnconform.baseline");
        case.set_time(Duration::ZERO);
        suite.add_test_case(case);
    }
    suite
}

fn case(check: &CheckResult, report: &RunReport) -> TestCase {
    let status = match check.verdict {
        Verdict::Pass | Verdict::Advisory => TestCaseStatus::success(),
        Verdict::Fail if check.level >= report.level => failure(check, report),
        Verdict::Blocked => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type("blocked").set_message(check.why());
            status
        }
        Verdict::Fail => {
            let mut status = TestCaseStatus::skipped();
            let level = level_word(check.level);
            status.set_message(format!(
                "fails at level {level}, not counted: {}",
                message(check)
            ));
            status
        }
        Verdict::NotApplicable | Verdict::Waived => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("{}: {}", word(check.verdict), check.why()));
            status
        }
    };
    let mut case = TestCase::new(check.id.as_str(), status);
    case.set_classname(format!("vpnconform.{}", check.family()));
    case.set_time(Duration::from_millis(check.elapsed_ms.unwrap_or(0)));
    if check.verdict == Verdict::Advisory {
        case.set_system_out(details(check));
    }
    case
}

fn message(check: &CheckResult) -> String {
    check.findings.first().map_or_else(
        || check.summary.clone(),
        |f| format!("expected {}; actual {}", f.expected, f.found),
    )
}

fn failure(check: &CheckResult, report: &RunReport) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_type(level_word(check.level))
        .set_message(message(check))
        .set_description(described(check, report));
    status
}

/// The findings, with the rule, the cause and the commands.
fn described(check: &CheckResult, report: &RunReport) -> String {
    let mut out = details(check);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "rule: {}", check.summary);
    for id in &check.clauses {
        if let Some(clause) = clause::find(id) {
            let _ = writeln!(
                out,
                "requires: {} ({}, {})",
                clause.text,
                clause.source,
                clause.source.url()
            );
        }
    }
    for cause in report
        .causes
        .iter()
        .filter(|c| c.rules.len() > 1 && c.rules.contains(&check.id))
    {
        let _ = writeln!(out, "cause: {}", cause.summary);
    }
    let commands = Commands::of(report, true);
    let case = check
        .findings
        .first()
        .and_then(|f| commands.replay(&f.case));
    for command in case.into_iter().chain(commands.only(&check.id)) {
        let _ = writeln!(out, "{command}");
    }
    out
}

fn details(check: &CheckResult) -> String {
    let mut out = String::new();
    for f in &check.findings {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\n  expected: {}\n  actual:   {}",
            f.case, f.expected, f.found
        );
        if let Some(p) = &f.position {
            let _ = writeln!(
                out,
                "  at:     byte {}, line {}, column {}",
                p.offset, p.line, p.column
            );
        }
        let _ = writeln!(out, "  fingerprint: {}", f.fingerprint);
    }
    out
}

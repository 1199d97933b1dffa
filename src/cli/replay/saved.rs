//! What `check`, `proxy` and `serve --judge` have found: the document is read again, or the request sent again, and judged
//! again by the rules that failed.

use std::path::Path;

use vpnconform::evidence::file::LAST;
use vpnconform::evidence::redact::Redacted;
use vpnconform::evidence::{Evidence, Record};
use vpnconform::finding::{Level, Verdict};
use vpnconform::rule::Rule;
use vpnconform::run::{Options, ledger, replay};
use vpnconform::saved::{Found, Saved};
use vpnconform::suite::check::{Checker, Given, PROBE};
use vpnconform::untrusted::Untrusted;
use vpnconform::{rule, saved};

use crate::cli::replay::again::{Now, said};
use crate::cli::replay::{Args, again};
use crate::cli::{explain, print};

/// What was kept, if it is of these commands.
pub(super) fn read(args: &Args) -> Result<Option<Redacted<Evidence>>, String> {
    let is_given = args.evidence.as_path() != Path::new(LAST);
    if !args.evidence.exists() || (Path::new(&args.case).is_file() && !is_given) {
        return Ok(None);
    }
    let evidence = Redacted::<Evidence>::read(&args.evidence).map_err(|e| e.to_string())?;
    let is_saved =
        !evidence.records.is_empty() && evidence.records.iter().all(|r| &*r.probe == PROBE);
    Ok(is_saved.then_some(evidence))
}

/// Judges a case again, or that in which a check failed first: the exit status.
pub(super) fn run(args: &Args, evidence: &Redacted<Evidence>) -> Result<u8, String> {
    let given = Given::from_options(&evidence.options);
    let records = &evidence.records;
    let rules: Vec<&'static Rule> = rule::client_rules().chain(rule::catalogue()).collect();
    let by_id = rules.iter().find(|rule| rule.id == args.case).copied();
    let case = match by_id {
        Some(rule) => first(rule, evidence, &given)?,
        None => args.case.clone(),
    };
    let Some(record) = records.iter().find(|record| record.case.id == case) else {
        let ids = evidence.records.iter().map(|r| r.case.id.as_str());
        let near = explain::nearest(&case, ids);
        let hint = match near.is_empty() {
            true => String::new(),
            false => format!("; did you mean {}?", near.join(" or ")),
        };
        return Err(format!("nothing that was kept is called {case:?}{hint}"));
    };
    // Of a recording the exchanges are compared with each other.
    let together = match record.extent.request {
        true => records
            .iter()
            .filter(|r| r.extent.request)
            .cloned()
            .collect(),
        false => vec![record.clone()],
    };
    let before = judged(&rules, &given, evidence, together)?;
    let failed: Vec<&'static Rule> = match by_id {
        Some(rule) => vec![rule],
        None => before
            .judged()
            .filter(|(_, j)| {
                j.verdict == Verdict::Fail
                    && j.findings
                        .iter()
                        .any(|f| f.case == case || f.sightings.iter().any(|s| s.case == case))
            })
            .map(|(rule, _)| rule)
            .collect(),
    };
    if failed.is_empty() {
        print::out(&format!("{case}\n  passes      nothing failed in it\n"));
        return Ok(0);
    }
    let (how, now) = match source(&case) {
        Some(file) => ("read again", again_from(file, &case, &failed, given)),
        None if record.extent.request => {
            ("sent again", sent(args, evidence, record, &failed, given)?)
        }
        None => ("", Err("the file is not there any more".to_owned())),
    };
    Ok(tell(&case, how, &failed, now))
}

/// The case in which a rule failed first.
fn first(rule: &'static Rule, evidence: &Evidence, given: &Given) -> Result<String, String> {
    let checker = judged(&[rule], given, evidence, evidence.records.clone())?;
    let case = checker
        .judged()
        .find_map(|(_, judgement)| Some(judgement.findings.first()?.case.clone()));
    case.ok_or_else(|| format!("{} did not fail in what was kept", rule.id))
}

/// What these rules say of records.
fn judged(
    rules: &[&'static Rule],
    given: &Given,
    evidence: &Evidence,
    records: Vec<Record>,
) -> Result<Checker, String> {
    let mut part = Evidence::new(evidence.api_version);
    part.target.clone_from(&evidence.target);
    part.records = records;
    let mut checker = Checker::new(rules.iter().copied(), given.clone()).without_templates();
    checker.add(Found::Capture(Box::new(part)));
    Ok(checker)
}

/// The file that a case was read from: its id without what says where in the file it stands.
fn source(case: &str) -> Option<&Path> {
    let ends = case
        .char_indices()
        .filter(|(_, c)| *c == '#')
        .map(|(at, _)| at);
    let names = [case.len()]
        .into_iter()
        .chain(ends.rev().collect::<Vec<_>>());
    names
        .filter_map(|end| case.get(..end))
        .map(Path::new)
        .find(|path| path.is_file())
}

/// What the rules say of the case in its file now, or why it is not there.
fn again_from(
    file: &Path,
    case: &str,
    rules: &[&'static Rule],
    given: Given,
) -> Result<Checker, String> {
    let mut checker = Checker::new(rules.iter().copied(), given).without_templates();
    let is_case = |saved: &Saved| {
        let rest = case.strip_prefix(saved.name.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
    };
    let read = saved::file(file, &mut |_, found| {
        let holds = matches!(&found, Found::Documents(all) if all.iter().any(is_case));
        if holds {
            checker.add(found);
        }
    });
    read.map_err(|error| error.to_string())?;
    match checker.documents_judged() {
        0 => Err(format!("{} does not hold it any more", file.display())),
        _ => Ok(checker),
    }
}

/// Sends the request to the target with gateways of its own, and judges the answer. What the client has made of its request
/// only the client can make again.
fn sent(
    args: &Args,
    evidence: &Evidence,
    record: &Record,
    rules: &[&'static Rule],
    given: Given,
) -> Result<Result<Checker, String>, String> {
    if rules.iter().all(|rule| rule.family() == "client") {
        return Ok(Err(
            "it is about what the client sends: let the client send it again".to_owned(),
        ));
    }
    let name = args.target.as_deref().unwrap_or(&evidence.target);
    if !name.contains("://") {
        return Err("it is not known where to send it: give --target URL".to_owned());
    }
    let target = args.reach.target(name, 0)?;
    let options = Options {
        api_version: evidence.api_version,
        ..args.reach.options(&target)
    };
    let done = replay::again(&*target.endpoint, &options, record, None);
    let done = done.map_err(|e| format!("{}: {e}", ledger::LEDGER))?;
    if !done.left.is_empty() {
        print::note(&format!("left behind: {}", Untrusted::list(&done.left)));
    }
    let now = done.record.map_err(|halt| halt.to_string());
    let rules: Vec<_> = rules
        .iter()
        .copied()
        .filter(|rule| rule.family() != "client")
        .collect();
    Ok(now.and_then(|now| judged(&rules, &given, evidence, vec![now])))
}

/// Prints what became of each rule: the exit status.
fn tell(case: &str, how: &str, rules: &[&'static Rule], now: Result<Checker, String>) -> u8 {
    let mut lines: Vec<(Now, String)> = Vec::new();
    match now {
        Ok(checker) => {
            let (report, _) = checker.report(case, Level::Should, Vec::new());
            lines.extend(
                report
                    .checks
                    .iter()
                    .map(|check| match said(check, case, true) {
                        // Of what it was about nothing is there now.
                        (Now::Observed, text) if check.verdict == Verdict::NotApplicable => (
                            Now::Blocked,
                            format!("{text}: {}", check.cause.as_deref().unwrap_or_default()),
                        ),
                        said => said,
                    }),
            );
            lines.extend(
                rules
                    .iter()
                    .filter(|rule| !report.checks.iter().any(|check| check.id == rule.id))
                    .map(|rule| {
                        (
                            Now::Blocked,
                            format!("{}: let the client send it again", rule.id),
                        )
                    }),
            );
        }
        Err(why) => lines.extend(
            rules
                .iter()
                .map(|rule| (Now::Blocked, format!("{}: {why}", rule.id))),
        ),
    }
    let mut out = match how {
        "" => format!("{case}\n"),
        how => format!("{case}, {how}\n"),
    };
    for (now, text) in &lines {
        out.push_str(&format!("  {:<11} {text}\n", now.word()));
    }
    print::out(&out);
    again::status(&lines)
}

//! Sends a recorded case again and judges the new answer.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use vpnconform::endpoint::Endpoint;
use vpnconform::evidence::Record;
use vpnconform::evidence::redact::{Redacted, Redactor};
use vpnconform::finding::{Finding, Level, Verdict};
use vpnconform::glob::GlobSet;
use vpnconform::report::failure;
use vpnconform::report::printable::printable_text;
use vpnconform::request::expectation::Expectation;
use vpnconform::rule::Rule;
use vpnconform::run::{Options, replay};
use vpnconform::suite::plan;
use vpnconform::suite::report::CheckResult;
use vpnconform::untrusted::Untrusted;

use crate::cli::endpoint::on_interrupt;
use crate::cli::replay::Found;

/// What came of it.
pub(super) struct Again {
    twin: Option<Redacted<Record>>,
    /// The case, or why it was not sent.
    record: Result<Redacted<Record>, String>,
    /// What each rule says of it.
    said: Vec<(Now, String)>,
    /// What could not be deleted.
    left: Vec<Untrusted>,
}

/// What became of a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Now {
    Fails,
    Fixed,
    /// It holds, and nothing says that it did not.
    Passes,
    /// It fails, and nothing says that it did before.
    NewlyFails,
    Blocked,
    /// Nothing that could fail.
    Observed,
}

/// Runs these rules alone: they say what they would say in a whole run.
pub(super) fn by_rules(
    endpoint: &dyn Endpoint,
    options: Options,
    rules: &[&'static Rule],
    case: &str,
    failed: bool,
) -> io::Result<Again> {
    let ids = rules.iter().map(|rule| rule.id);
    let options = Options {
        // Ids have no wildcards.
        only: GlobSet::new(ids).unwrap_or_default(),
        cases: 0,
        ..options
    };
    let stop = Arc::new(AtomicBool::new(false));
    on_interrupt(&stop, None);
    let outcome = plan::run(endpoint, &options, &(), &stop)?;
    let unreachable = outcome.unreachable();
    let (report, evidence) = outcome.report(&endpoint.name(), options.seed, Level::Should);
    let record = evidence.find(case).map(Redacted::cloned);
    let twin = record.as_ref().and_then(|record| record.case.twin.clone());
    let why = || {
        let halt = evidence.halts.values().next().map(ToString::to_string);
        let unsent = || "the case was not sent".to_owned();
        unreachable.or(halt).unwrap_or_else(unsent)
    };
    Ok(Again {
        twin: twin.and_then(|twin| evidence.find(&twin).map(Redacted::cloned)),
        record: record.ok_or_else(why),
        said: report
            .checks
            .iter()
            .map(|check| said(check, case, failed))
            .collect(),
        left: report.resources.left_ids,
    })
}

/// What a rule says, of which it is known whether it `failed` before.
pub(super) fn said(check: &CheckResult, case: &str, failed: bool) -> (Now, String) {
    let is_here =
        |f: &&Finding| f.case == case || f.sightings.iter().any(|sighting| sighting.case == case);
    let findings = &check.findings;
    let finding = findings.iter().find(is_here).or(findings.first());
    let cause = check.cause.as_deref().unwrap_or_default();
    match (check.verdict, finding) {
        (Verdict::Fail, Some(finding)) => {
            let place = match is_here(&finding) {
                true => String::new(),
                false => format!(" in {}", finding.case),
            };
            let (expected, found) = (&finding.expected, &finding.found);
            let text = format!("{}{place}: expected {expected}, found {found}", check.id);
            (Now::of(false, failed), text)
        }
        (Verdict::Pass | Verdict::Waived, _) => (Now::of(true, failed), check.id.clone()),
        (Verdict::Blocked, _) => (Now::Blocked, format!("{}: {cause}", check.id)),
        _ => (Now::Observed, check.id.clone()),
    }
}

/// Sends its control and the case alone: the judge of requests says what must become of it.
pub(super) fn alone(
    endpoint: &dyn Endpoint,
    options: &Options,
    found: &Found,
) -> io::Result<Again> {
    let twin = found.twin.as_deref();
    let done = replay::again(endpoint, options, &found.record, twin)?;
    let mut redactor = Redactor::new();
    // A key of the twin may be said back in the answer to the case.
    if let Some(Ok(answer)) = done.twin.as_ref().map(|twin| &twin.exchange.response) {
        redactor.learn(&answer.body);
    }
    let record = match &done.record {
        Ok(record) => Ok(redactor.record(record)),
        Err(halt) => Err(halt.to_string()),
    };
    let mut now = Vec::new();
    if let Ok(record) = &record {
        let (held, wanted) = held(record.as_ref());
        let what = match (held, record.case.expectation) {
            (true, Expectation::Unspecified(_)) => Now::Observed,
            (holds, _) => Now::of(holds, !self::held(found.record.as_ref()).0),
        };
        now.push((what, format!("{}: expected {wanted}", found.record.case.id)));
        let others = found.rules.iter().filter(|rule| {
            let own = found.record.case.id.strip_prefix(rule.id);
            !own.is_some_and(|rest| rest.starts_with('/'))
        });
        now.extend(others.map(|rule| {
            let why = "one generated request alone does not tell; run the check with --only";
            (Now::Blocked, format!("{}: {why}", rule.id))
        }));
    }
    Ok(Again {
        twin: done.twin.map(|twin| redactor.record(&twin)),
        record,
        said: now,
        left: done.left,
    })
}

/// Whether the answer is what the judge says of the request, in words too.
pub(super) fn held(record: Redacted<&Record>) -> (bool, &'static str) {
    let response = record.exchange.response.as_ref();
    let status = response.map_or(0, |response| response.status);
    match record.case.expectation {
        Expectation::MustAccept => ((200..300).contains(&status), "success"),
        Expectation::MustReject(_) => ((400..500).contains(&status), "a client error"),
        Expectation::Unspecified(_) => (true, "nothing that the API reference decides"),
    }
}

impl Again {
    /// For the terminal.
    pub(super) fn text(&self, recorded: Redacted<&Record>, target: &str) -> String {
        let mut out = format!("{} at {target}\n", recorded.case.id);
        let mut line = |label: &str, text: &str| out.push_str(&format!("  {label:<11} {text}\n"));
        if let Ok(record) = &self.record {
            line("sent", &failure::request_line(record.as_ref()));
        }
        if let Some(twin) = &self.twin {
            line("control", &failure::answer_line(twin.as_ref().exchange()));
        }
        line("recorded", &failure::answer_line(recorded.exchange()));
        match &self.record {
            Ok(record) => line("now", &failure::answer_line(record.as_ref().exchange())),
            Err(why) => line("blocked", why),
        }
        if let Ok(record) = &self.record
            && let Ok(response) = &record.exchange.response
        {
            for text in String::from_utf8_lossy(&response.body).lines().take(40) {
                line("", &printable_text(text));
            }
        }
        for (now, text) in &self.said {
            line(now.word(), text);
        }
        if !self.left.is_empty() {
            line("left", &Untrusted::list(&self.left));
        }
        out
    }

    /// The exit status.
    pub(super) fn status(&self) -> u8 {
        match status(&self.said) {
            1 => 1,
            _ if !self.left.is_empty() => 7,
            _ if self.record.is_err() => 3,
            status => status,
        }
    }
}

/// The exit status of what the rules say.
pub(super) fn status(said: &[(Now, String)]) -> u8 {
    let any = |now| said.iter().any(|(said, _)| *said == now);
    match (any(Now::Fails) || any(Now::NewlyFails), any(Now::Blocked)) {
        (true, _) => 1,
        (false, true) => 3,
        (false, false) => 0,
    }
}

impl Now {
    pub(super) fn of(holds: bool, failed: bool) -> Self {
        match (holds, failed) {
            (true, true) => Self::Fixed,
            (true, false) => Self::Passes,
            (false, true) => Self::Fails,
            (false, false) => Self::NewlyFails,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fails => "still fails",
            Self::Fixed => "fixed",
            Self::Passes => "passes",
            Self::NewlyFails => "fails",
            Self::Blocked => "blocked",
            Self::Observed => "observed",
        }
    }
}

//! Baselines: what is known to be wrong with a target, and accepted for a reason.
//!
//! A file per target. Each entry waives one defect of one check, by the fingerprint of the finding, and only the ways of
//! it that it names (`covers`): what breaks further, or breaks anew, fails as if there were no baseline. An entry that is
//! no longer needed, has expired, or names no check is a [`Problem`], so that a baseline can only get shorter.

pub mod edit;

use std::collections::HashMap;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use toml_edit::{Datetime, Document};

use crate::finding::{Finding, Verdict};
use crate::rule;
use crate::suite::report::{CheckResult, RunReport};

/// The waivers of one target.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// What it is about, for the reader.
    #[serde(default)]
    pub target: Option<String>,
    /// One entry for each known defect.
    #[serde(default, rename = "waiver")]
    pub waivers: Vec<Waiver>,
    #[serde(skip)]
    text: String,
}

/// One defect that is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The check that fails.
    pub check: String,
    /// [`Finding::fingerprint`].
    pub fingerprint: String,
    /// The ways in which the defect may show ([`Finding::members`]).
    #[serde(default)]
    pub covers: Vec<String>,
    /// Why that is accepted.
    pub reason: String,
    /// Who looks after it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Where it is followed.
    #[serde(default)]
    pub issue: Option<String>,
    /// The last day on which it holds.
    #[serde(default)]
    pub expires: Option<Datetime>,
    /// The line of the file at which the entry begins, counted from 1.
    #[serde(skip)]
    pub line: usize,
}

/// What is wrong with an entry after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the entry.
    pub line: usize,
    /// The check it names.
    pub check: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// See [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// There is no check of this id.
    Unknown,
    /// Its time is over.
    Expired(Date),
    /// The check was decided, and the defect is gone.
    Gone,
    /// The defect no longer shows in these ways.
    Fewer(Vec<String>),
}

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Not TOML of this form; the message has line and column.
    #[error("{0}")]
    Form(String),
    /// An entry that cannot be meant.
    #[error("line {line}: {what}")]
    Entry {
        /// The line at which the entry begins.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// [`ReadError`] when it is not TOML, has a key that is not known, or an entry that cannot be meant.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        let form = |error: &dyn fmt::Display| ReadError::Form(error.to_string().trim().to_owned());
        let mut baseline: Self = toml_edit::de::from_str(text).map_err(|e| form(&e))?;
        let document = Document::parse(text).map_err(|e| form(&e))?;
        let tables = document
            .get("waiver")
            .and_then(|item| item.as_array_of_tables())
            .into_iter()
            .flatten();
        let (mut line, mut counted) = (1, 0);
        for (waiver, table) in baseline.waivers.iter_mut().zip(tables) {
            let start = table.span().map_or(counted, |span| span.start);
            let between = text.as_bytes().get(counted..start).unwrap_or_default();
            line += memchr::memchr_iter(b'\n', between).count();
            counted = start;
            waiver.line = line;
        }
        baseline.validate()?;
        text.clone_into(&mut baseline.text);
        Ok(baseline)
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn validate(&self) -> Result<(), ReadError> {
        let mut known = HashMap::new();
        for waiver in &self.waivers {
            let wrong = |what: String| {
                let line = waiver.line;
                Err(ReadError::Entry { line, what })
            };
            if waiver.reason.trim().is_empty() {
                return wrong("the reason is empty: say why this is accepted".to_owned());
            }
            if let Some(expires) = waiver.expires
                && date(expires).is_none()
            {
                return wrong(format!("expires = {expires} is no day: write 2027-01-31"));
            }
            let defect = (&waiver.check, &waiver.fingerprint);
            if let Some(first) = known.insert(defect, waiver.line) {
                return wrong(format!(
                    "{} {} is waived in line {first} already",
                    waiver.check, waiver.fingerprint
                ));
            }
        }
        Ok(())
    }

    /// Marks what it waives in the report, counts anew, and says what of it is no longer true on this day. What an
    /// earlier baseline has marked is forgotten first.
    pub fn apply(&self, report: &mut RunReport, today: Date) -> Vec<Problem> {
        self.mark(report, |waiver, finding| {
            !waiver.is_expired(today) && waiver.spans(finding)
        });
        let problems: Vec<Problem> = self
            .waivers
            .iter()
            .filter_map(|waiver| waiver.problem(report, today))
            .collect();
        report.stale = problems.iter().map(Problem::to_string).collect();
        report.settle();
        problems
    }

    /// As [`Baseline::apply`] to what shows by chance: a known defect is waived in whatever cases it shows, and no entry is stale.
    pub fn waive(&self, report: &mut RunReport, today: Date) {
        self.mark(report, |waiver, _| !waiver.is_expired(today));
        report.settle();
    }

    /// Whether it has an entry for a defect of this fingerprint that holds on this day.
    pub fn knows(&self, fingerprint: &str, today: Date) -> bool {
        let mut waivers = self.waivers.iter();
        waivers.any(|waiver| waiver.fingerprint == fingerprint && !waiver.is_expired(today))
    }

    fn mark(&self, report: &mut RunReport, waives: impl Fn(&Waiver, &Finding) -> bool) {
        for check in &mut report.checks {
            check.unwaive();
            for finding in &mut check.findings {
                let waiver = self.waiver(&check.id, finding);
                let waiver = waiver.filter(|waiver| waives(waiver, finding));
                finding.waived = waiver.map(|waiver| waiver.reason.clone());
            }
            check.waive();
        }
    }

    fn waiver(&self, check: &str, finding: &Finding) -> Option<&Waiver> {
        self.waivers
            .iter()
            .find(|waiver| waiver.is_for(check, &finding.fingerprint))
    }
}

impl Waiver {
    fn is_for(&self, check: &str, fingerprint: &str) -> bool {
        self.fingerprint == fingerprint && self.check == check
    }

    fn is_expired(&self, today: Date) -> bool {
        self.expires.and_then(date).is_some_and(|last| last < today)
    }

    /// Whether it covers every way in which the finding shows.
    fn spans(&self, finding: &Finding) -> bool {
        finding.members.iter().all(|m| self.covers.contains(m))
    }

    fn problem(&self, report: &RunReport, today: Date) -> Option<Problem> {
        let problem = |kind| Problem {
            line: self.line,
            check: self.check.clone(),
            fingerprint: self.fingerprint.clone(),
            kind,
        };
        let id = &self.check;
        if rule::by_id(id).is_none() && rule::parser::find(id).is_none() {
            return Some(problem(ProblemKind::Unknown));
        }
        if let Some(last) = self.expires.and_then(date).filter(|last| *last < today) {
            return Some(problem(ProblemKind::Expired(last)));
        }
        let check = report.checks.iter().find(|c| c.id == *id)?;
        if matches!(check.verdict, Verdict::Blocked | Verdict::NotApplicable) {
            return None;
        }
        let shown = |f: &&Finding| f.fingerprint == self.fingerprint;
        let Some(finding) = check.findings.iter().find(shown) else {
            return Some(problem(ProblemKind::Gone));
        };
        let gone = |m: &&String| !finding.members.contains(m);
        let fewer: Vec<String> = self.covers.iter().filter(gone).cloned().collect();
        (!fewer.is_empty()).then(|| problem(ProblemKind::Fewer(fewer)))
    }
}

impl CheckResult {
    fn unwaive(&mut self) {
        if self.verdict == Verdict::Waived {
            self.verdict = Verdict::Fail;
            self.cause = None;
        }
        for finding in &mut self.findings {
            finding.waived = None;
        }
    }

    /// Waived when all that is wrong is.
    fn waive(&mut self) {
        let mut reasons: Vec<&str> = self
            .findings
            .iter()
            .filter_map(|f| f.waived.as_deref())
            .collect();
        if self.verdict != Verdict::Fail
            || reasons.is_empty()
            || reasons.len() < self.findings.len()
        {
            return;
        }
        reasons.dedup();
        self.cause = Some(reasons.join("; "));
        self.verdict = Verdict::Waived;
    }
}

/// The day of a TOML date.
fn date(value: Datetime) -> Option<Date> {
    let date = value.date.filter(|_| value.time.is_none())?;
    let (year, month, day) = (
        date.year.try_into(),
        date.month.try_into(),
        date.day.try_into(),
    );
    Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            check,
            fingerprint,
            kind,
        } = self;
        write!(f, "line {line}: {check} {fingerprint} ")?;
        match kind {
            ProblemKind::Unknown => f.write_str("names no check: see `vpnconform list`"),
            ProblemKind::Expired(last) => write!(f, "has expired on {last}"),
            ProblemKind::Gone => {
                f.write_str("is no longer found: `vpnconform baseline prune` takes it out")
            }
            ProblemKind::Fewer(gone) => write!(
                f,
                "is no longer found with {}: `vpnconform baseline prune` takes that out",
                gone.join(", ")
            ),
        }
    }
}

#[cfg(test)]
mod tests;

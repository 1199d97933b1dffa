//! A report read from a file: nothing in it is a command, and nothing that stands for a name is an option.

use crate::suite::report::{FORMAT_VERSION, RunReport};
use crate::untrusted::{Untrusted, in_a_line};

/// Whether this can be the id of a rule, of a requirement or of a finding.
fn is_id(text: &str) -> bool {
    const LONGEST: usize = 200;
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"/-_.:#@+".contains(&b);
    text.len() <= LONGEST && text.bytes().all(letter)
}

/// Whether this can be what a rule for parsers rests on: the name of a document with a section.
fn is_source(text: &str) -> bool {
    text.split([' ', ',', '(', ')']).all(is_id)
}

impl RunReport {
    /// Reads a JSON report.
    ///
    /// # Errors
    /// [`ReadError`] when it is no report, or one of another format version.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        let mut report: Self = serde_json::from_str(text)?;
        if let Some(invocation) = &mut report.invocation {
            invocation.distrust();
        }
        if report.format_version != FORMAT_VERSION {
            return Err(ReadError::FormatVersion(report.format_version));
        }
        let wrong = report.ids().find(|id| !is_id(id));
        let wrong = wrong.or_else(|| report.sources().find(|source| !is_source(source)));
        // No word of a command may be taken for an option.
        let wrong = wrong.or_else(|| report.names().find(|name| name.starts_with('-')));
        let wrong = wrong.map(Untrusted::from);
        match wrong {
            Some(id) => Err(ReadError::Id(id)),
            None => Ok(report),
        }
    }

    /// What is given to commands by name.
    fn names(&self) -> impl Iterator<Item = &str> {
        let of_invocation = self.invocation.iter().flat_map(|invocation| {
            let evidence = invocation.evidence.as_deref();
            evidence.into_iter().chain([invocation.target.as_str()])
        });
        let of_checks = self.checks.iter().flat_map(|check| &check.findings);
        let of_causes = self.causes.iter().map(|cause| cause.case.as_str());
        let target = [self.target.expose()];
        let cases = of_checks
            .map(|finding| finding.case.as_str())
            .chain(of_causes);
        of_invocation.chain(cases).chain(target)
    }

    /// What stands in lines of its own, in tables and in commands as it is.
    fn ids(&self) -> impl Iterator<Item = &str> {
        let of_checks = self.checks.iter().flat_map(|check| {
            let prints = check.findings.iter().map(|finding| &finding.fingerprint);
            let clauses = check.clauses.iter().filter(|_| self.parser.is_none());
            clauses.chain(prints).chain([&check.id])
        });
        let of_causes = self.causes.iter().flat_map(|cause| &cause.rules);
        of_checks.chain(of_causes).map(String::as_str)
    }

    /// What the rules for parsers rest on, in words.
    fn sources(&self) -> impl Iterator<Item = &str> {
        let of_parsers = self.checks.iter().filter(|_| self.parser.is_some());
        of_parsers.flat_map(|check| check.clauses.iter().map(String::as_str))
    }
}

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Not JSON of this form.
    #[error("not a JSON report of vpnconform: {}", in_a_line(.0))]
    Form(#[from] serde_json::Error),
    /// Of another time.
    #[error("format_version {0} is unknown; this program reads {FORMAT_VERSION}")]
    FormatVersion(u32),
    /// An id with other characters than ids have.
    #[error("not a report of vpnconform: {0:?} is no id")]
    Id(Untrusted),
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::suite::report::{Facts, Invocation};

    #[test]
    fn a_report_of_others_gives_no_command_that_runs_another() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let mut report = RunReport::new(Facts::default(), Vec::new());
        report.invocation = Some(Invocation {
            target: "http://127.0.0.1:1".to_owned(),
            reach: words(&["--auth", "v4", "--reset-command=touch x"]),
            run: words(&[
                "--reset-command",
                "touch x",
                "--seed",
                "3",
                "--reset-command",
            ]),
            evidence: None,
        });
        let read = RunReport::from_json(&report.to_json().unwrap()).unwrap();
        let invocation = read.invocation.unwrap();
        assert_eq!(invocation.reach, ["--auth", "v4"]);
        assert_eq!(invocation.run, ["--seed", "3"]);
        for option in ["--reset-command=touch x", "-x"] {
            report.target = option.into();
            let error = RunReport::from_json(&report.to_json().unwrap()).unwrap_err();
            assert!(error.to_string().contains("is no id"), "{error}");
            report.target = "mine".into();
            report.invocation.as_mut().unwrap().target = option.to_owned();
            assert!(RunReport::from_json(&report.to_json().unwrap()).is_err());
            report.invocation.as_mut().unwrap().target = "mine".to_owned();
        }
    }
}

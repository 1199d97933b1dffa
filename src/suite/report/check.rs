//! What one rule says.

use serde::{Deserialize, Serialize};

use crate::evidence::redact::Redactor;
use crate::finding::{Finding, Judgement, Level, Position, Verdict};
use crate::rule::Rule;
use crate::rule::parser::ParserRule;

/// What one check says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckResult {
    /// The id.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// What holds, in one sentence.
    pub summary: String,
    /// The clauses it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is blocked, not applicable or waived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What is wrong, or what was observed.
    pub findings: Vec<Finding>,
    /// How long its own requests took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u64>,
}

impl CheckResult {
    /// What a rule for servers says. Whatever the redactor has learnt from the evidence is removed from every text.
    pub fn of_server(rule: &Rule, judgement: &Judgement, redactor: &mut Redactor) -> Self {
        Self {
            id: rule.id.to_owned(),
            level: rule.level,
            summary: rule.summary.to_owned(),
            clauses: rule.requirements.iter().map(|c| (*c).to_owned()).collect(),
            verdict: judgement.verdict,
            cause: judgement.cause.as_ref().map(|cause| redactor.text(cause)),
            findings: judgement
                .findings
                .iter()
                .map(|finding| redacted(finding, redactor))
                .collect(),
            elapsed_ms: None,
        }
    }

    /// What a rule for parsers says. Documents are judged without secrets.
    pub fn of_parser(rule: &ParserRule, judgement: Judgement) -> Self {
        Self {
            id: rule.id.to_owned(),
            level: rule.level,
            summary: rule.summary.to_owned(),
            clauses: vec![rule.source.to_owned()],
            verdict: judgement.verdict,
            cause: judgement.cause,
            findings: judgement.findings,
            elapsed_ms: None,
        }
    }

    /// The cause, or what was found first, or else the rule.
    pub fn why(&self) -> &str {
        let found = self.findings.first().map(|f| f.found.as_str());
        self.cause.as_deref().or(found).unwrap_or(&self.summary)
    }

    /// The part of the id before the slash.
    pub fn family(&self) -> &str {
        self.id
            .split_once('/')
            .map_or(&self.id, |(family, _)| family)
    }
}

fn redacted(finding: &Finding, redactor: &mut Redactor) -> Finding {
    Finding {
        expected: redactor.text(&finding.expected),
        found: redactor.text(&finding.found),
        members: finding.members.iter().map(|m| redactor.text(m)).collect(),
        position: finding.position.as_ref().map(|position| Position {
            excerpt: redactor.text(&position.excerpt),
            ..position.clone()
        }),
        ..finding.clone()
    }
}

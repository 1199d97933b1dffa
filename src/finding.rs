//! What a check says.

pub(crate) mod normalize;

use serde::{Deserialize, Serialize};

/// How binding a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Unknowable or contradictory in public: observed and printed, never failed.
    Advisory,
    /// Weak evidence.
    May,
    /// Strong evidence from several independent observations.
    Should,
    /// The page, or the schema of that version, says it.
    Must,
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// Observed; nothing public says what is right.
    Advisory,
    /// It could not be decided; the cause says why.
    Blocked,
    /// It does not apply to this target or API version.
    NotApplicable,
    /// It fails, and the baseline says that this is known.
    Waived,
}

/// A place in the body of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Position {
    /// Byte offset in the body on the wire, counted from 0.
    pub offset: usize,
    /// Line of `excerpt` in the document it lies in (the decoded inner one where it lies there), counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Whether line and column count in the decoded `customerGatewayConfiguration`.
    pub inner: bool,
    /// That line of the document, redacted; of a long line only the part around the place.
    pub excerpt: String,
    /// Where in `excerpt` the place is, in characters, counted from 1: the same as `column` unless the line is long.
    pub caret: usize,
}

/// One non-conformance, or one advisory observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The id of the check.
    pub check: String,
    /// The id of the case whose exchange shows it.
    pub case: String,
    /// What the clause asks for, redacted.
    pub expected: String,
    /// What came, redacted.
    pub found: String,
    /// Where it lies in the response body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The deviation that was sent, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<String>,
    /// Stable across runs for the same defect: made of the check and `cause`, not of ids, keys or times.
    pub fingerprint: String,
    /// How many times the evidence shows this defect; `case` is the first.
    pub count: usize,
    /// In which ways it shows, the first [`MEMBERS`] of them, in words that are the same in every run: the deviations, or
    /// what came without ids, addresses and times. A waiver covers those it names and no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// Why it is known and accepted, where a baseline says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
    /// Every place where the evidence shows it, but for generated requests. Only while the evidence is at hand.
    #[serde(skip)]
    pub sightings: Vec<Sighting>,
}

/// One place where the evidence shows a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// The id of the case.
    pub case: String,
    /// The byte of the body, or of the inner document; none where the answer as a whole is wrong.
    pub place: Option<Place>,
}

/// A byte of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Of the body, counted from 0.
    Body(usize),
    /// Of the inner document, as its elements count.
    Inner(usize),
}

/// So many ways in which a defect shows are named in a finding.
pub const MEMBERS: usize = 64;

/// What a check concludes from the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is blocked or not applicable.
    pub cause: Option<String>,
    /// The findings of a failed or advisory check; notes of a passed one.
    pub findings: Vec<Finding>,
}

impl Finding {
    /// A finding of `check` in the exchange of `case`. `cause` names the kind of defect in words that hold for every
    /// run: two findings with one check and one cause are the same defect.
    pub fn new(
        check: &str,
        case: &str,
        cause: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            check: check.to_owned(),
            case: case.to_owned(),
            expected: expected.into(),
            found: found.into(),
            position: None,
            deviation: None,
            fingerprint: fingerprint(check, cause),
            count: 1,
            members: Vec::new(),
            waived: None,
            sightings: Vec::new(),
        }
    }

    /// Notes more ways in which the defect shows.
    pub fn add_members(&mut self, members: impl IntoIterator<Item = String>) {
        for member in members {
            if self.members.len() < MEMBERS && !self.members.contains(&member) {
                self.members.push(member);
            }
        }
        self.members.sort();
    }
}

impl Judgement {
    /// Pass, without notes.
    pub fn pass() -> Self {
        Self {
            verdict: Verdict::Pass,
            cause: None,
            findings: Vec::new(),
        }
    }

    /// Blocked for this cause.
    pub fn blocked(cause: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Blocked,
            cause: Some(cause.into()),
            findings: Vec::new(),
        }
    }

    /// Not applicable for this cause.
    pub fn not_applicable(cause: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::NotApplicable,
            cause: Some(cause.into()),
            findings: Vec::new(),
        }
    }

    /// Fail with these findings, or pass where there are none.
    pub fn from_findings(findings: Vec<Finding>) -> Self {
        Self::unless_empty(Verdict::Fail, findings)
    }

    /// Advisory with these observations, or pass where there are none.
    pub fn from_observations(observations: Vec<Finding>) -> Self {
        Self::unless_empty(Verdict::Advisory, observations)
    }

    fn unless_empty(verdict: Verdict, findings: Vec<Finding>) -> Self {
        Self {
            verdict: if findings.is_empty() {
                Verdict::Pass
            } else {
                verdict
            },
            cause: None,
            findings,
        }
    }
}

/// Sixteen hexadecimal digits of SHA-256 over check and cause.
fn fingerprint(check: &str, cause: &str) -> String {
    let digest = hmac_sha256::Hash::hash(format!("{check}\n{cause}").as_bytes());
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

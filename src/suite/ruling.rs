//! Rulings: what a user holds to be right where nothing public says so.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Level, Verdict};
use crate::suite::report::RunReport;

/// What is right, in the view of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// What the check observes is right. For a kind of request: the target has to accept it.
    Accept,
    /// What the check observes is wrong. For a kind of request: the target has to refuse it.
    Reject,
}

impl Ruling {
    /// The words for them.
    pub const NAMES: [&str; 2] = ["accept", "reject"];

    fn name(self) -> &'static str {
        let [accept, reject] = Self::NAMES;
        match self {
            Self::Accept => accept,
            Self::Reject => reject,
        }
    }
}

impl FromStr for Ruling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "accept" => Ok(Self::Accept),
            "reject" => Ok(Self::Reject),
            _ => Err(format!("give {}", Self::NAMES.join(" or "))),
        }
    }
}

/// One advisory check with a ruling: `ID=accept` or `ID=reject`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pinned {
    /// The check.
    pub check: String,
    /// What is right.
    pub ruling: Ruling,
}

impl fmt::Display for Pinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.check, self.ruling.name())
    }
}

impl From<Pinned> for String {
    fn from(pinned: Pinned) -> Self {
        pinned.to_string()
    }
}

impl TryFrom<String> for Pinned {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Pinned {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (check, ruling) = text
            .split_once('=')
            .ok_or_else(|| "give ID=accept or ID=reject".to_owned())?;
        let ruling = ruling.parse()?;
        let level = crate::rule::by_id(check)
            .map(|check| check.level)
            .or_else(|| crate::rule::parser::find(check).map(|check| check.level));
        match level {
            Some(Level::Advisory) => Ok(Self {
                check: check.to_owned(),
                ruling,
            }),
            Some(_) => Err(format!("{check} is not advisory: it decides by itself")),
            None => Err(format!("there is no check {check}")),
        }
    }
}

/// Lets the rulings decide what the checks only observe; such a check counts as `should`.
pub fn apply(pinned: &[Pinned], report: &mut RunReport) {
    for Pinned { check: id, ruling } in pinned {
        let Some(check) = report.checks.iter_mut().find(|check| check.id == *id) else {
            continue;
        };
        match (ruling, check.verdict) {
            (Ruling::Reject, Verdict::Advisory) => check.verdict = Verdict::Fail,
            (Ruling::Accept, Verdict::Advisory) => check.verdict = Verdict::Pass,
            // Such a check passes when the target has refused everything.
            (Ruling::Accept, Verdict::Pass) if check.family() == "request" => {
                check.verdict = Verdict::Fail;
                let wanted = "accepted, by the ruling of the user";
                let finding = Finding::new(
                    id,
                    id,
                    "refused against the ruling",
                    wanted,
                    "it was refused",
                );
                check.findings = vec![finding];
            }
            _ => {}
        }
        check.level = Level::Should;
    }
    report.settle();
}

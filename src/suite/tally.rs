//! How many rules fail, and what of that counts: one function of verdicts, levels and waivers, for every output.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::finding::{Level, Verdict};
use crate::suite::report::{RunReport, level_word};

/// The counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The failed rules that count: they are at or above the level of the run, and make it fail.
    pub failed: usize,
    /// The failed rules below the level of the run.
    pub not_counted: usize,
    /// Failed rules of each level, the highest first; levels without any are left out.
    pub levels: Vec<(Level, usize)>,
    /// Rules whose failures are all known.
    pub waived: usize,
    /// Where that is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived_by: Option<String>,
    /// Rules that could not be decided.
    pub blocked: usize,
    /// The causes of the failures that count.
    pub causes: usize,
}

impl Tally {
    /// Counts.
    pub fn of(report: &RunReport) -> Self {
        let of_level = |level| {
            report
                .with(Verdict::Fail)
                .filter(|c| c.level == level)
                .count()
        };
        let levels = [Level::Must, Level::Should, Level::May, Level::Advisory];
        let levels = levels.map(|level| (level, of_level(level)));
        let failed = report.failures().count();
        Self {
            failed,
            not_counted: report.total(Verdict::Fail).saturating_sub(failed),
            levels: levels.into_iter().filter(|(_, count)| *count > 0).collect(),
            waived: report.total(Verdict::Waived),
            waived_by: report.waived_by.clone(),
            blocked: report.total(Verdict::Blocked),
            causes: report.counted_causes().count(),
        }
    }

    /// "16 must, 16 should from 16 causes; 2 of level may, not counted".
    pub fn sentence(&self, level: Level) -> String {
        let mut parts = Vec::new();
        let counting: Vec<String> = self
            .levels
            .iter()
            .filter(|(of, _)| *of >= level)
            .map(|(of, count)| format!("{count} {}", level_word(*of)))
            .collect();
        if !counting.is_empty() {
            let causes = counted(self.causes, "cause");
            parts.push(format!("{} from {causes}", counting.join(", ")));
        }
        for (of, count) in self.levels.iter().filter(|(of, _)| *of < level) {
            parts.push(format!("{count} of level {}, not counted", level_word(*of)));
        }
        if self.waived > 0 {
            parts.push(self.waivers());
        }
        if self.blocked > 0 {
            parts.push(format!("{} blocked", self.blocked));
        }
        parts.join("; ")
    }

    /// "27 waived by mine.toml".
    pub fn waivers(&self) -> String {
        let by = self.waived_by.as_deref().map(|by| format!(" by {by}"));
        format!("{} waived{}", self.waived, by.unwrap_or_default())
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed", self.failed)?;
        if self.not_counted > 0 {
            write!(
                f,
                " ({} more below the level of the run, not counted)",
                self.not_counted
            )?;
        }
        if self.waived > 0 {
            write!(f, ", {}", self.waivers())?;
        }
        write!(f, ", {} blocked", self.blocked)
    }
}

/// A number with its noun.
pub fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

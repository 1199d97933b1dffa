//! Systematic differences of the embedded endpoint that conform: no rule may fail on one, or be blocked.

use std::fmt::Write as _;

use crate::finding::Verdict;
use crate::reference::mutant::Mutant;
use crate::reference::{Reference, ReferenceOptions};
use crate::spec::version::ApiVersion;
use crate::suite::selftest::server_mutants::conformance;
use crate::suite::selftest::{in_parallel, said};

/// What became of one systematic difference.
#[derive(Clone, Debug)]
pub struct Calm {
    /// The id of the difference.
    pub id: String,
    /// How often the endpoint did something else than the reference.
    pub changed: usize,
    /// The rules that failed or were blocked, and what they said. Empty is right.
    pub alarms: Vec<String>,
}

/// Runs the rules against each, and tells `done` of each one that is through.
pub fn run(variants: &[Mutant], version: ApiVersion, done: &(dyn Fn(&str) + Sync)) -> Vec<Calm> {
    in_parallel(variants, &|calm: &Calm| done(&calm.id), |variant| {
        trial(variant, version)
    })
}

fn trial(variant: &Mutant, version: ApiVersion) -> Calm {
    let reference = Reference::new(ReferenceOptions {
        mutant: Some(variant.clone()),
        ..ReferenceOptions::default()
    });
    let alarms = match conformance(&reference, version) {
        Err(error) => vec![error.to_string()],
        Ok(outcome) => {
            let wrong = outcome.judged.iter().filter(|(_, judgement)| {
                matches!(
                    judgement.verdict,
                    Verdict::Fail | Verdict::Waived | Verdict::Blocked
                )
            });
            wrong
                .map(|(rule, judgement)| format!("{}: {}", rule.id, said(judgement)))
                .collect()
        }
    };
    Calm {
        id: variant.to_string(),
        changed: reference.changed(),
        alarms,
    }
}

/// Those with an alarm, then the figures.
pub fn text(all: &[Calm]) -> String {
    let mut out = String::new();
    for calm in all {
        for alarm in &calm.alarms {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "false alarm  {}  {alarm}", calm.id);
        }
    }
    let wrong = all.iter().filter(|calm| !calm.alarms.is_empty()).count();
    let unreached = all.iter().filter(|calm| calm.changed == 0).count();
    let _ = writeln!(
        out,
        "{} systematic differences that conform: {wrong} with a false alarm, {unreached} never showed",
        all.len()
    );
    out
}

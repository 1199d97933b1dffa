//! Failing cases again: whether a defect shows every time, or only now and then.

use std::sync::Arc;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Origin, Record, Role};
use crate::finding::{Finding, Judgement, Verdict};
use crate::request::Case;
use crate::rule::Rule;
use crate::run::context::{Context, Order};
use crate::run::probe::Phase;
use crate::suite::outcome;

/// The probe under which repetitions are recorded. No check reads them but to say how often its finding shows.
pub const REPEAT: &str = "repeat";

/// Sends the case of each finding up to so many times again, its valid twin before it. A case that shows the same twice is
/// not sent again.
pub(crate) fn repeat(context: &Context<'_>, checks: &[&'static Rule], evidence: &mut Evidence) {
    for check in checks {
        if context.is_over() {
            return;
        }
        let hostile: Vec<&str> = check
            .probes()
            .filter(|probe| probe.phase == Phase::Hostile)
            .map(|probe| probe.id)
            .collect();
        for finding in outcome::judge(check, evidence).findings {
            let known = id(1, &finding.case);
            let is_known = evidence.records.iter().any(|r| r.case.id == known);
            // Where more than one exchange makes the finding, one of them alone does not show it.
            let is_hostile =
                original(evidence, &finding).is_some_and(|r| hostile.contains(&&*r.probe));
            if is_known || is_hostile || shows(check, &finding, evidence, None) != Some(true) {
                continue;
            }
            for number in 1..=context.options.repeat {
                let Ok(records) = again(context, evidence, &finding, number) else {
                    return;
                };
                evidence.records.extend(records);
                let (shown, of) = rate(check, &finding, evidence);
                if of < 2 || (of == 3 && shown == 3) {
                    break;
                }
            }
        }
    }
}

/// Says of each finding of a failed check in how many tries it showed, where that is not every one.
pub(crate) fn note_rates(check: &'static Rule, evidence: &Evidence, judgement: &mut Judgement) {
    if judgement.verdict != Verdict::Fail
        || !evidence.records.iter().any(|r| r.origin == Origin::Repeat)
    {
        return;
    }
    for finding in &mut judgement.findings {
        let (shown, of) = rate(check, finding, evidence);
        if shown < of {
            let found = &finding.found;
            finding.found = format!("{found}; intermittent: in {shown} of {of} tries");
        }
    }
}

/// In how many tries, the first included, the finding showed.
fn rate(check: &'static Rule, finding: &Finding, evidence: &Evidence) -> (usize, usize) {
    let tries = (1..).map_while(|number| {
        let wanted = id(number, &finding.case);
        let tried = evidence.records.iter().any(|r| r.case.id == wanted);
        tried.then(|| shows(check, finding, evidence, Some(number)))
    });
    let mut rate = (1, 1);
    for shown in tries.flatten() {
        rate = (rate.0 + usize::from(shown), rate.1 + 1);
    }
    rate
}

fn id(number: usize, case: &str) -> String {
    format!("{REPEAT}/{}", name(number, case))
}

fn name(number: usize, case: &str) -> String {
    format!("{number}/{case}")
}

/// Whether the case shows the finding where it and its twin are all that is seen: in the run itself, or in this repetition of
/// it. `None` where that cannot be told.
fn shows(
    check: &'static Rule,
    finding: &Finding,
    evidence: &Evidence,
    number: Option<usize>,
) -> Option<bool> {
    let case = original(evidence, finding)?;
    let mut alone = Evidence::new(evidence.api_version);
    for record in evidence.twin(case).into_iter().chain([case]) {
        let exchange = match number {
            None => &record.exchange,
            Some(number) => {
                let wanted = id(number, &record.case.id);
                let again = evidence.records.iter().rfind(|r| r.case.id == wanted);
                &again?.exchange
            }
        };
        alone.records.push(Record::new(
            Arc::clone(&record.probe),
            record.origin,
            record.role,
            record.case.clone(),
            record.fixtures.clone(),
            exchange.clone(),
        ));
    }
    let judgement = (check.judge)(check, &alone);
    let same = |f: &Finding| f.fingerprint == finding.fingerprint;
    match judgement.verdict {
        Verdict::Fail => Some(judgement.findings.iter().any(same)),
        Verdict::Pass => Some(false),
        _ => None,
    }
}

/// The exchange that a finding is of.
fn original<'e>(evidence: &'e Evidence, finding: &Finding) -> Option<&'e Record> {
    let mut records = evidence.records.iter();
    records.find(|r| r.case.id == finding.case && !r.is_generated())
}

/// The twin and the case, in this order.
fn again(
    context: &Context<'_>,
    evidence: &Evidence,
    finding: &Finding,
    number: usize,
) -> Result<Vec<Record>, Halt> {
    let Some(case) = original(evidence, finding) else {
        return Ok(Vec::new());
    };
    let mut records = Vec::new();
    for record in evidence.twin(case).into_iter().chain([case]) {
        let Case { id, draft, .. } = &record.case;
        records.push(context.deliver(Order {
            probe: REPEAT,
            origin: Origin::Repeat,
            role: Role::Observe,
            name: &name(number, id),
            deviation: record.case.deviation.as_deref(),
            twin: None,
            auth: None,
            draft: draft.clone(),
            fixtures: &record.fixtures,
        })?);
    }
    Ok(records)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::glob::GlobSet;

    use crate::run::Options;
    use crate::suite::plan;

    fn found(fault: &str, check: &str) -> String {
        let options = Options {
            only: GlobSet::new([check]).unwrap(),
            repeat: 4,
            ..Options::default()
        };
        let endpoint = crate::rule::faulty_reference(fault).unwrap();
        let outcome = plan::run(&endpoint, &options, &(), &AtomicBool::new(false)).unwrap();
        assert_eq!(outcome.resources.left, 0);
        let (_, judgement) = outcome.judged.first().unwrap();
        assert_eq!(judgement.verdict, Verdict::Fail, "{fault}");
        judgement.findings.first().unwrap().found.clone()
    }

    #[test]
    fn what_shows_now_and_then_is_told_from_what_always_shows() {
        for (fault, check, words) in [
            (
                "cut-now-and-then",
                "response/well-formed",
                Some("in 2 of 5 tries"),
            ),
            ("response-cut", "response/well-formed", None),
            (
                "namespace-2016-now-and-then",
                "response/namespace",
                Some("in 2 of 5 tries"),
            ),
            ("type-defaulted", "request/type-required", None),
        ] {
            let found = found(fault, check);
            match words {
                Some(words) => assert!(found.contains(words), "{fault}: {found}"),
                None => assert!(!found.contains("intermittent"), "{fault}: {found}"),
            }
        }
    }
}

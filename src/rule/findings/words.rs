//! What findings and blocked rules say of what a target did.

use crate::evidence::redact::known::Known;
use crate::evidence::{Evidence, Outcome, Record};
use crate::finding::Judgement;
use crate::rule::Rule;

/// Blocked: there is no accepted create, and why.
pub(crate) fn nothing_accepted(evidence: &Evidence) -> Judgement {
    Judgement::blocked(match evidence.creates().find(|r| r.is_valid()) {
        Some(record) => format!("no create was accepted: {}", outcome(record)),
        None => match evidence.halts.iter().next() {
            Some((probe, halt)) => format!("no create was sent: {probe}: {halt}"),
            None => "no create was sent".to_owned(),
        },
    })
}

/// Blocked: nothing that these rules ask for could be read, and why.
pub(crate) fn nothing_for(evidence: &Evidence, what: &str, rules: &[&Rule]) -> Judgement {
    let mut halts = rules.iter().filter_map(|rule| evidence.halts.get(rule.id));
    match halts.next() {
        Some(halt) => Judgement::blocked(halt.to_string()),
        None => nothing_to_read(evidence, &format!("connection at {what}")),
    }
}

/// Blocked: no accepted create has this part.
pub(crate) fn nothing_to_read(evidence: &Evidence, part: &str) -> Judgement {
    if evidence.accepted_creates().next().is_none() {
        return nothing_accepted(evidence);
    }
    let article = match part.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    Judgement::blocked(format!(
        "no accepted create carries {article} {part} that can be read"
    ))
}

/// What became of a request, in a few words.
pub(crate) fn outcome(record: &Record) -> String {
    match &record.view().outcome {
        Outcome::Accepted => "it was accepted".to_owned(),
        Outcome::Rejected {
            code: Some(code), ..
        } => format!("{} was rejected with {}", record.case.id, quote(code)),
        Outcome::Rejected { code: None, .. } => {
            format!("{} was rejected without a code", record.case.id)
        }
        Outcome::ServerError { status } => {
            format!("{} was answered with status {status}", record.case.id)
        }
        Outcome::Other {
            status,
            root: Some(root),
        } => format!(
            "{} was answered with status {status} and the root element {}",
            record.case.id,
            quote(root)
        ),
        Outcome::Other { status, root: None } => format!(
            "{} was answered with status {status} and no XML",
            record.case.id
        ),
        Outcome::NoResponse => match &record.exchange.response {
            Err(error) => format!("{} was not answered: {error}", record.case.id),
            Ok(_) => format!("{} was not answered", record.case.id),
        },
    }
}

/// That the target refuses for the sake of a quota, which is no defect.
pub(crate) fn quota(record: &Record) -> Option<String> {
    match &record.view().outcome {
        Outcome::Rejected {
            code: Some(code), ..
        } if code.contains("LimitExceeded") || code.contains("Throttl") => Some(format!(
            "{}, a quota of the target: raise it, or limit the run with --budget live=N",
            outcome(record)
        )),
        _ => None,
    }
}

/// The text with every key blotted out that it happens to hold, cropped.
pub(super) fn hide(text: &str, known: &Known) -> String {
    const SHOWN: usize = 200;
    let hidden = known.blot(text);
    match hidden.chars().count() {
        0..=SHOWN => hidden,
        // Only now: half of a key would not be recognised.
        all => format!(
            "{}... ({all} characters)",
            hidden.chars().take(SHOWN).collect::<String>()
        ),
    }
}

/// A value of the server in quotation marks, without control characters.
pub(crate) fn quote(value: &str) -> String {
    format!("{value:?}")
}

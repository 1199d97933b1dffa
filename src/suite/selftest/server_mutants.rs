//! Systematic faults of the embedded endpoint, and which rules detect them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::finding::Verdict;
use crate::glob::Glob;
use crate::reference::mutant::Mutant;
use crate::reference::{Reference, ReferenceOptions};
use crate::run::Options;
use crate::spec::version::ApiVersion;
use crate::suite::outcome::Outcome;
use crate::suite::plan;
use crate::suite::selftest::in_parallel;

/// What became of one systematic fault.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The id of the fault.
    pub id: String,
    /// What was found.
    pub detection: Detection,
    /// The rules that found it.
    pub found_by: Vec<&'static str>,
}

/// How a systematic fault was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detection {
    /// By a rule that says something about its place.
    Named,
    /// By rules about something else.
    Elsewhere,
    /// No rule found it, and it is known why.
    Explained(&'static str),
    /// The run never came to where it differs.
    Unreached,
    /// No rule found it.
    Survived,
    /// The run did not end.
    Trouble,
}

/// Ids of mutants that no rule detects, and why: they conform as far as anything public says, or nothing outside the
/// server shows them.
const EXPLAINED: &[(&str, &str)] = &[
    (
        "{created,described,deleted} requestId:{raised,halved,take*,constant*,previous:after-refusal}",
        "a request id is any text; that it is another one each time is looked at where no create was refused before",
    ),
    (
        "{created requestId,described requestId,deleted requestId,refused RequestID}:padded:*",
        "a request id is any text, and white space is text",
    ),
    (
        "{created requestId,described requestId,deleted requestId,refused RequestID}:{raised,halved}:*",
        "a request id is any text",
    ),
    (
        "{created requestId,described requestId,deleted requestId,refused RequestID}:previous:*",
        "only the server knows which request an id is of, and the first two are alike only where nothing came before",
    ),
    (
        "created vpnConnection/type:absent:*",
        "every schema allows to leave type out, and the service does since 2018",
    ),
    (
        "{created,described} status:status(503):*",
        "who is busy decides nothing: the run is inconclusive",
    ),
    (
        "*/tagSet:absent:*",
        "every schema allows to leave tagSet out",
    ),
    (
        "refused Errors/Error/Message:{padded,halved,raised,take*}:*",
        "a message is text for people",
    ),
    (
        "refused Errors/Error:twice:*",
        "Errors may hold several errors",
    ),
    (
        "parameter Version:cut(10):every-third",
        "no third request is one with more behind the version",
    ),
    (
        "parameter VpnGatewayId:ignored:other-gateway",
        "what is to be refused is sent beside its control, with one pair of gateways",
    ),
    (
        "refused RequestID:{padded,raised,halved}:*",
        "a request id is any text",
    ),
    (
        "refused status:status(4*):*",
        "the reference says that errors of the client have a status of the 400s, and not which",
    ),
    ("parameter Version:folded:*", "no version has letters"),
    (
        "parameter Version:controls-dropped:*",
        "the embedded endpoint refuses control characters in any value before it reads the version",
    ),
    (
        "parameter {Type,Version}:*:other-gateway",
        "what is to be refused is sent beside its control, with one pair of gateways",
    ),
    (
        "deleted return:padded:*",
        "XML Schema allows white space around a boolean",
    ),
    (
        "*/tunnel_outside_address/ip_address:{constant,previous}:*",
        "connections may share the addresses of the gateway",
    ),
    (
        "*/vpn_gateway/bgp/asn:{more,halved,constant,take*}:*",
        "the number of the network at the other end is its own affair, and nothing else shows it",
    ),
    (
        "*/ipsec/clear_df_bit:absent:*",
        "the style sheets of the service treat clear_df_bit as optional",
    ),
    (
        "*/pre_shared_key:{raised,halved}:*",
        "the key is still one of the documented form, at both places where it stands",
    ),
    (
        "transition describe:*:{later-connection,other-gateway,every-third,after-refusal}",
        "descriptions are counted with one connection",
    ),
];

/// Runs the rules of a version against each, and tells `done` of each one that is through.
pub fn run(mutants: &[Mutant], version: ApiVersion, done: &(dyn Fn(&str) + Sync)) -> Vec<Trial> {
    let usual = observations(conformance(&Reference::default(), version).ok().as_ref());
    in_parallel(mutants, &|trial: &Trial| done(&trial.id), |mutant| {
        trial(mutant, version, &usual)
    })
}

pub(super) fn conformance(reference: &Reference, version: ApiVersion) -> io::Result<Outcome> {
    let options = Options {
        api_version: version,
        patience: Duration::ZERO,
        // One that puts everything off is asked again once.
        timeout: Duration::from_millis(250),
        ..Options::default()
    };
    plan::run(reference, &options, &(), &AtomicBool::new(false))
}

fn trial(
    mutant: &Mutant,
    version: ApiVersion,
    usual: &BTreeMap<&'static str, BTreeSet<String>>,
) -> Trial {
    let reference = Reference::new(ReferenceOptions {
        mutant: Some(mutant.clone()),
        ..ReferenceOptions::default()
    });
    let id = mutant.to_string();
    let Ok(outcome) = conformance(&reference, version) else {
        return Trial {
            id,
            detection: Detection::Trouble,
            found_by: Vec::new(),
        };
    };
    let seen = observations(Some(&outcome));
    let differs = |rule: &&str| {
        let before = usual.get(rule);
        seen.get(rule)
            .is_some_and(|now| before.is_none_or(|before| !now.is_subset(before)))
    };
    let found_by: Vec<&'static str> = seen.keys().copied().filter(differs).collect();
    let explained = || {
        let is_of = |pattern: &str| Glob::new(pattern).is_ok_and(|glob| glob.is_match(&id));
        let mut all = EXPLAINED.iter();
        all.find(|(pattern, _)| is_of(pattern))
            .map(|(_, reason)| Detection::Explained(reason))
    };
    let detection = if found_by.iter().any(|rule| mutant.is_named_by(rule)) {
        Detection::Named
    } else if !found_by.is_empty() {
        Detection::Elsewhere
    } else if reference.changed() == 0 {
        Detection::Unreached
    } else {
        explained().unwrap_or(Detection::Survived)
    };
    Trial {
        id,
        detection,
        found_by,
    }
}

/// What rules found or observed, by the fingerprints of the findings.
fn observations(outcome: Option<&Outcome>) -> BTreeMap<&'static str, BTreeSet<String>> {
    let judged = outcome.into_iter().flat_map(|outcome| &outcome.judged);
    judged
        .filter(|(_, judgement)| matches!(judgement.verdict, Verdict::Fail | Verdict::Advisory))
        .map(|(rule, judgement)| {
            let all = judgement.findings.iter();
            (rule.id, all.map(|f| f.fingerprint.clone()).collect())
        })
        .collect()
}

impl Trial {
    /// Whether it was not found and there is no reason for that.
    pub fn is_problem(&self) -> bool {
        matches!(self.detection, Detection::Survived | Detection::Trouble)
    }
}

/// Those that were not found by a rule that names them, then the figures.
pub fn text(trials: &[Trial]) -> String {
    let mut out = String::new();
    let of = |wanted: fn(&Detection) -> bool| trials.iter().filter(move |t| wanted(&t.detection));
    for trial in of(|d| *d != Detection::Named) {
        // Writing to a String cannot fail.
        let _ = match trial.detection {
            Detection::Explained(reason) => writeln!(out, "explained  {}  {reason}", trial.id),
            Detection::Elsewhere => writeln!(
                out,
                "elsewhere  {}  {}",
                trial.id,
                trial.found_by.join(", ")
            ),
            Detection::Unreached => writeln!(out, "unreached  {}", trial.id),
            Detection::Trouble => writeln!(out, "trouble    {}", trial.id),
            Detection::Survived | Detection::Named => writeln!(out, "survived   {}", trial.id),
        };
    }
    let named = of(|d| *d == Detection::Named).count();
    let elsewhere = of(|d| *d == Detection::Elsewhere).count();
    let explained = of(|d| matches!(d, Detection::Explained(_))).count();
    let unreached = of(|d| *d == Detection::Unreached).count();
    let problems = trials.iter().filter(|t| t.is_problem()).count();
    let _ = writeln!(
        out,
        "{} systematic faults: {named} found by a rule about their place, {elsewhere} by another, {explained} explained, \
         {unreached} never showed, {problems} not found",
        trials.len()
    );
    out
}

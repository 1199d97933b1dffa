//! Planning and running the rules against an endpoint.
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use std::{io, panic};

use crate::endpoint::Endpoint;
use crate::evidence::halt::Halt;
use crate::evidence::redact::process_secrets;
use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Verdict};
use crate::reference::query::is_clean;
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::rule::Rule;
use crate::run::context::Context;
use crate::run::ledger::Ledger;
use crate::run::probe::Phase;
use crate::run::{Options, Probe, Session, cleanup, fixture};
use crate::spec::version::ApiVersion;
use crate::suite::outcome::Outcome;
use crate::suite::{flaky, outcome};
use crate::{clock, rule};

/// Is told how far a run is.
pub trait Observer: Sync {
    /// So many probes will run.
    fn begin(&self, _probes: usize) {}
    /// This one begins.
    fn probe(&self, _id: &str) {}
    /// It has ended.
    fn done(&self) {}
    /// What was made is being deleted.
    fn clean(&self) {}
}

impl Observer for () {}

/// Runs the selected checks and deletes what was made for them.
///
/// # Errors
/// When the ledger cannot be opened: then nothing was sent. What the target does is never an error.
pub fn run(
    endpoint: &dyn Endpoint,
    options: &Options,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> io::Result<Outcome> {
    let checks: Vec<&'static Rule> = rule::catalogue()
        .filter(|check| selects(options, check))
        .collect();
    if let Some(signer) = &options.signer {
        process_secrets::remember_credentials(&signer.credentials);
    }
    let started = clock::now();
    let begin = Instant::now();
    let ledger = Ledger::open(options.ledger.as_deref(), &endpoint.name())?;
    let context = Context::new(endpoint, options, stop, ledger);
    let probes = plan(&checks, options);
    observer.begin(probes.len());
    let mut evidence = Evidence::new(options.api_version);
    let mut failures = 0;
    for probe in &probes {
        observer.probe(probe.id);
        let mut session = Session::new(&context, *probe);
        // What was made before a panic, an endpoint's own included, is still deleted.
        let ended = panic::catch_unwind(AssertUnwindSafe(|| (probe.run)(&mut session)));
        let ended = ended.unwrap_or_else(|_| {
            Err(Halt::Harness(
                "the probe or the endpoint panicked".to_owned(),
            ))
        });
        if let Err(halt) = ended {
            evidence.halts.insert(probe.id.into(), halt);
        }
        evidence.records.extend(session.into_records());
        context.state().probe_ended();
        evidence.others = context.state().others.iter().cloned().collect();
        observer.done();
        if let Some(halt) = foreign(&context, &evidence.records) {
            evidence.halts.insert(probe.id.into(), halt.clone());
            context.state().watch.give_up(halt);
        }
        if let Some(most) = options.max_failures
            && begin.elapsed() < options.max_time
        {
            failures += failed(&checks, &probes, probe, &evidence);
            stop.fetch_or(failures >= most, Ordering::Relaxed);
        }
    }
    if options.repeat > 0 {
        flaky::repeat(&context, &checks, &mut evidence);
    }
    let left = options.max_time.saturating_sub(begin.elapsed());
    observer.clean();
    cleanup::clean(&context);
    let mut state = context.state();
    evidence.records.append(&mut state.housekeeping);
    evidence.set_unsent_aside();
    let until = Instant::now() + left.max(outcome::OWN_WORK);
    let judged = outcome::judge_until(&checks, &evidence, options.shard, until);
    evidence.forget_parsed();
    Ok(Outcome::new(
        judged,
        evidence,
        &state,
        options.shard,
        started,
        begin.elapsed(),
        until,
    ))
}

/// Why the target is none of this service, where nothing that it has answered so far looks like it. Set-up finds that out by
/// itself; with given gateways, or none, there is no set-up.
fn foreign(context: &Context<'_>, records: &[Record]) -> Option<Halt> {
    let state = context.state();
    if state.is_ec2 || state.watch.gone().is_some() {
        return None;
    }
    let answers = || {
        records
            .iter()
            .filter_map(|r| Some((r, r.exchange.response.as_ref().ok()?)))
    };
    let names_it = |body: &[u8]| memchr::memmem::find(body, b"vpnConnection").is_some();
    if answers().any(|(_, response)| names_it(&response.body)) {
        return None;
    }
    let (record, response) = answers().next()?;
    let action = record.action().unwrap_or("a request without Action");
    let said = fixture::refusal(action, response);
    Some(Halt::Foreign(format!("{action} {said}")))
}

/// What the rules of generated requests say of the requests of a run, without the single changes that they stand beside in a
/// whole one: an accepted mutation is then told also where the check of that mutation tells it. What was made is deleted.
///
/// # Errors
/// As [`run`].
pub fn run_seeded(
    endpoint: &dyn Endpoint,
    options: &Options,
    stop: &AtomicBool,
) -> io::Result<Vec<(&'static Rule, Judgement)>> {
    let ledger = Ledger::open(options.ledger.as_deref(), &endpoint.name())?;
    let context = Context::new(endpoint, options, stop, ledger);
    let mut evidence = Evidence::new(options.api_version);
    let rules: Vec<_> = rule::catalogue().filter(|rule| rule.is_seeded()).collect();
    for probe in rules
        .iter()
        .flat_map(|rule| rule.probes())
        .filter(|probe| probe.divisible)
    {
        let mut session = Session::new(&context, probe);
        if let Err(halt) = (probe.run)(&mut session) {
            evidence.halts.insert(probe.id.into(), halt);
        }
        evidence.records.extend(session.into_records());
    }
    cleanup::clean(&context);
    Ok(Outcome::judged(&rules, &evidence))
}

/// Deletes what the ledger says is left at this target. Gives what is still there afterwards.
///
/// # Errors
/// When the ledger cannot be read or written.
pub fn sweep(
    endpoint: &dyn Endpoint,
    options: &Options,
    path: &std::path::Path,
) -> io::Result<outcome::Swept> {
    let stop = AtomicBool::new(false);
    let ledger = Ledger::resume(path, &endpoint.name())?;
    let found = ledger.live().count();
    let gone = ledger.entries().len() - found;
    let open = ledger.unanswered().len();
    let context = Context::new(endpoint, options, &stop, ledger);
    cleanup::clean(&context);
    let state = context.state();
    let left = state
        .ledger
        .live()
        .map(|entry| entry.id.as_str().into())
        .collect();
    Ok(outcome::Swept {
        found,
        deleted: state.ledger.entries().iter().filter(|e| e.deleted).count() - gone,
        left,
        open,
        unresolved: state.ledger.unanswered().len(),
        notes: outcome::notes(&state),
        unreadable: state.ledger.unreadable().to_vec(),
    })
}

/// Whether the rule is asked for, whatever version it applies to.
pub fn selects(options: &Options, check: &Rule) -> bool {
    (options.only.is_empty() || options.only.is_match(check.id)) && !options.skip.is_match(check.id)
}

/// The probes of this shard of the run. Which they are depends on their places in the whole catalogue alone.
fn plan(rules: &[&'static Rule], options: &Options) -> Vec<Probe> {
    let mut probes = whole_plan(rules, options.api_version);
    if !options.shard.is_whole() {
        let mut all: Vec<&str> = Vec::new();
        for probe in rule::catalogue().flat_map(Rule::probes) {
            if !all.contains(&probe.id) {
                all.push(probe.id);
            }
        }
        let place = |id: &str| all.iter().position(|known| *known == id).unwrap_or(0);
        probes.retain(|probe| probe.divisible || options.shard.takes(place(probe.id)));
    }
    probes
}

/// The probes of the rules that apply, the hostile ones last.
pub(crate) fn whole_plan(rules: &[&'static Rule], version: ApiVersion) -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    let applying = rules.iter().filter(|rule| rule.applies_to(version));
    for probe in applying.flat_map(|rule| rule.probes()) {
        if !probes.iter().any(|known| known.id == probe.id) {
            probes.push(probe);
        }
    }
    // A rule may read what another one sends, but not in a version in which there is no such thing.
    probes.retain(|probe| rule::by_id(probe.id).is_none_or(|rule| rule.applies_to(version)));
    // The order is that of the whole catalogue, whatever is selected.
    let mut all: Vec<&str> = Vec::new();
    for probe in rule::catalogue().flat_map(Rule::probes) {
        if !all.contains(&probe.id) {
            all.push(probe.id);
        }
    }
    probes.sort_by_cached_key(|probe| {
        let place = all.iter().position(|id| *id == probe.id);
        (phase(probe, version), place)
    });
    probes
}

/// When a probe runs: later than it says itself if it sends a megabyte, markup, characters that XML cannot hold, no
/// parameters at all, or what was generated. A faulty server may stumble over such things ever after, so those that ask for
/// something ordinary come before.
fn phase(probe: &Probe, version: ApiVersion) -> Phase {
    let fixtures = Fixtures::default();
    let is_odd = |value: &[u8]| {
        let text = std::str::from_utf8(value);
        text.is_err() || text.is_ok_and(|text| text.contains('<') || !is_clean(text))
    };
    let mutations = probe.mutations.iter().filter(|m| m.applies_to(version));
    let of_mutations = mutations.map(|mutation| {
        let mut draft = Draft::create_vpn_connection(version, "", "");
        if mutation.heavy {
            return Phase::Hostile;
        }
        mutation.change(&mut draft, &fixtures);
        let mut values = draft.parameters.iter().filter_map(|p| p.value.as_deref());
        match draft.parameters.is_empty() || values.any(is_odd) {
            true => Phase::Poisonous,
            false => Phase::Ordinary,
        }
    });
    let generated = match probe.divisible {
        true => Phase::Poisonous,
        false => probe.phase,
    };
    of_mutations.fold(generated, Phase::max)
}

/// How many checks fail whose last probe this is.
fn failed(checks: &[&'static Rule], probes: &[Probe], last: &Probe, evidence: &Evidence) -> usize {
    let place = |id: &str| probes.iter().position(|p| p.id == id);
    let is_complete = |check: &&&'static Rule| {
        let places = check.probes().map(|probe| place(probe.id));
        places.max().flatten() == place(last.id)
    };
    checks
        .iter()
        .filter(is_complete)
        .filter(|check| outcome::judge(check, evidence).verdict == Verdict::Fail)
        .count()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::exchange::{HttpRequest, HttpResponse, TransportError};
    use crate::glob::GlobSet;
    use crate::reference::{Reference, ReferenceOptions};

    struct PanicsAtConnections(Reference);

    impl Endpoint for PanicsAtConnections {
        fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
            if String::from_utf8_lossy(&request.target).contains("CreateVpnConnection") {
                panic!("an endpoint under test");
            }
            self.0.send(request)
        }

        fn name(&self) -> String {
            self.0.name()
        }
    }

    #[test]
    fn what_there_is_no_time_to_judge_is_blocked() {
        let only = GlobSet::new(["response/*"]).unwrap();
        let options = Options {
            only,
            ..Options::default()
        };
        let endpoint = Reference::new(ReferenceOptions::default());
        let outcome = run(&endpoint, &options, &(), &AtomicBool::new(false)).unwrap();
        let rules: Vec<_> = outcome.judged.iter().map(|(rule, _)| *rule).collect();
        let judged = |until| {
            let judged = outcome::judge_until(&rules, &outcome.evidence, options.shard, until);
            judged.into_iter().map(|(_, judgement)| judgement)
        };
        let whole: Vec<Judgement> = judged(Instant::now() + outcome::OWN_WORK * 60).collect();
        assert!(
            whole
                .iter()
                .eq(outcome.judged.iter().map(|(_, judgement)| judgement))
        );
        for judgement in judged(Instant::now()) {
            assert_eq!(judgement.verdict, Verdict::Blocked);
            assert!(judgement.cause.unwrap().contains("--max-time"));
        }
    }

    #[test]
    fn a_panic_is_reported_and_leaves_nothing_behind() {
        let only = GlobSet::new(["request/minimal-accepted"]).unwrap();
        let options = Options {
            only,
            ..Options::default()
        };
        let endpoint = PanicsAtConnections(Reference::new(ReferenceOptions::default()));
        let outcome = run(&endpoint, &options, &(), &AtomicBool::new(false)).unwrap();
        let halts: Vec<&Halt> = outcome.evidence.halts.values().collect();
        assert!(matches!(halts.as_slice(), [Halt::Harness(_)]), "{halts:?}");
        assert_eq!(outcome.resources.created, 2);
        assert_eq!(outcome.resources.left, 0);
    }
}

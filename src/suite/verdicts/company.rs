//! A rule says alone what it says in company.

use super::*;

/// Holds every rule on this fault, alone, against the same rule in the whole run.
fn alone_as_in_company(fault: &'static rule::Seeded, rules: impl Fn(&str) -> bool) -> Vec<String> {
    let options = |only: GlobSet| Options {
        only,
        api_version: fault.version(),
        auth: fault.needs_auth().then_some(Scheme::V4),
        signer: Some(signer()),
        ..quick()
    };
    let endpoint = || {
        Reference::new(ReferenceOptions {
            faults: vec![fault.fault],
            auth: fault.needs_auth().then(|| signer().credentials),
            ..ReferenceOptions::default()
        })
    };
    let whole = said(&play(&endpoint(), &options(GlobSet::default())));
    let mut differences = Vec::new();
    for rule in rule::catalogue().filter(|rule| rules(rule.id)) {
        let only = GlobSet::new([rule.id]).unwrap();
        let alone = said(&play(&endpoint(), &options(only)));
        if alone[rule.id] != whole[rule.id] {
            differences.push(format!(
                "{} on {}: alone {:?}, in company {:?}",
                rule.id, fault.fault.id, alone[rule.id], whole[rule.id]
            ));
        }
    }
    differences
}

/// Faults that come and go with the number of requests show what they do by how many came before. Where all connections have
/// one id, or are described with one, a description shows, and a deletion takes, whichever was made first in the run. Of keys of
/// two characters repeated two may be alike by chance, by which were drawn before.
fn is_steady(fault: &rule::Seeded) -> bool {
    const BY_THE_RUN: [&str; 3] = [
        "connection-id-constant",
        "described-as-the-first",
        "key-repeats",
    ];
    let id = fault.fault.id;
    !id.contains("now-and-then") && !BY_THE_RUN.contains(&id)
}

#[test]
fn a_rule_says_alone_what_it_says_in_company() {
    let sample = rule::faults().iter().filter(|f| is_steady(f)).step_by(58);
    let differences: Vec<String> = sample
        .enumerate()
        .flat_map(|(number, fault)| {
            let mut place = 0;
            let rules: BTreeSet<&str> = rule::catalogue()
                .filter(|_| {
                    place += 1;
                    (place + number) % 17 == 0
                })
                .map(|rule| rule.id)
                .chain(fault.detected_by.iter().copied())
                .collect();
            alone_as_in_company(fault, |id| rules.contains(id))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn what_poisons_a_server_is_sent_after_all_else() {
    let poisoned = |fault: &&rule::Seeded| fault.fault.id.starts_with("poisoned-");
    let faults: Vec<_> = rule::faults().iter().filter(poisoned).collect();
    assert!(faults.len() >= 3);
    let differences: Vec<String> = faults
        .iter()
        .flat_map(|fault| alone_as_in_company(fault, |id| id.starts_with("state/")))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
#[ignore = "the whole matrix takes minutes: run at night"]
fn every_rule_says_alone_what_it_says_in_company() {
    let faults: Vec<_> = rule::faults().iter().filter(|f| is_steady(f)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let differences = std::sync::Mutex::new(Vec::new());
    // They mostly wait.
    let threads = 5 * std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = alone_as_in_company(fault, |_| true);
                    differences.lock().unwrap().extend(found);
                }
            });
        }
    });
    let differences = differences.into_inner().unwrap();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Holds a real server to the same: `VPNCONFORM_TARGET` is its URL, on this machine.
#[cfg(feature = "cli")]
#[test]
#[ignore = "needs a server, whose URL is in VPNCONFORM_TARGET"]
fn a_real_server_is_judged_alone_as_in_company() {
    use crate::endpoint::http::{HttpEndpoint, HttpOptions};

    let url = std::env::var("VPNCONFORM_TARGET").unwrap();
    let endpoint = HttpEndpoint::new(url.parse().unwrap(), HttpOptions::default()).unwrap();
    let options = |only: GlobSet| Options {
        only,
        auth: Some(Scheme::V4),
        signer: Some(signer()),
        ..quick()
    };
    let whole = said(&play(&endpoint, &options(GlobSet::default())));
    let mut differences = Vec::new();
    for rule in rule::catalogue() {
        let only = GlobSet::new([rule.id]).unwrap();
        let alone = said(&play(&endpoint, &options(only)));
        if alone[rule.id] != whole[rule.id] {
            differences.push(format!(
                "{}: alone {:?}, in company {:?}",
                rule.id, alone[rule.id], whole[rule.id]
            ));
        }
    }
    let failed = whole
        .iter()
        .filter(|(_, (verdict, _))| *verdict == Verdict::Fail);
    let failed: Vec<_> = failed.map(|(id, (_, prints))| (id, prints)).collect();
    println!("{} rules fail: {failed:#?}", failed.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

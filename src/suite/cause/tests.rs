//! Seeded faults, alone and in pairs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::*;
use crate::finding::Level;
use crate::reference::{Reference, ReferenceOptions};
use crate::run::Options;
use crate::suite::plan;
use crate::suite::report::RunReport;
use crate::{glob, rule};

/// The report of a run against the reference with these faults.
fn report(faults: &[&str], only: &[&str]) -> RunReport {
    let mut options = ReferenceOptions::default();
    for name in faults {
        options.faults.push(rule::fault(name).unwrap().fault);
    }
    let run = Options {
        only: glob::GlobSet::new(only).unwrap(),
        patience: Duration::ZERO,
        cases: 0,
        ..Options::default()
    };
    let stop = AtomicBool::new(false);
    let outcome = plan::run(&Reference::new(options), &run, &(), &stop).unwrap();
    outcome.report("reference", 1, Level::May).0
}

/// Faults that several rules detect.
#[test]
fn a_fault_that_fails_several_rules_is_one_cause() {
    for (fault, only) in [
        ("type-anything", "request/*"),
        ("values-trimmed", "request/*"),
        ("vpn-gateway-unchecked", "request/*"),
        ("tunnels-identical", "*"),
    ] {
        let report = report(&[fault], &[only]);
        let failing: Vec<&str> = report.with(Verdict::Fail).map(|c| c.id.as_str()).collect();
        assert!(failing.len() > 1, "{fault}: {failing:?}");
        assert_eq!(report.causes.len(), 1, "{fault}: {:#?}", report.causes);
        assert_eq!(report.causes[0].rules, failing, "{fault}");
    }
}

#[test]
fn independent_faults_are_never_one_cause() {
    for (one, other) in [
        ("type-anything", "vpn-gateway-unchecked"),
        ("customer-gateway-unchecked", "vpn-gateway-unchecked"),
        ("tunnels-identical", "configuration-vpn-gateway-padded"),
        ("type-anything", "tunnels-identical"),
    ] {
        let named = |fault: &str| rule::fault(fault).unwrap().detected_by[0];
        let only = [named(one), named(other), "request/*"];
        let report = report(&[one, other], &only);
        let both = |cause: &&Cause| {
            only[..2]
                .iter()
                .all(|id| cause.rules.iter().any(|rule| rule == id))
        };
        let fails = |id: &str| report.with(Verdict::Fail).any(|check| check.id == id);
        assert!(fails(only[0]) && fails(only[1]), "{one} and {other}");
        let shared: Vec<&Cause> = report.causes.iter().filter(both).collect();
        assert!(shared.is_empty(), "{one} and {other}: {shared:#?}");
    }
}

#[test]
fn a_rule_can_fail_from_two_causes() {
    let faults = ["vpn-gateway-unchecked", "deleted-customer-gateway-accepted"];
    let report = report(&faults, &["request/*"]);
    let of_rule = |cause: &&Cause| {
        cause
            .rules
            .iter()
            .any(|id| id == "request/deleted-gateway-rejected")
    };
    assert_eq!(report.causes.len(), 2, "{:#?}", report.causes);
    assert_eq!(report.causes.iter().filter(of_rule).count(), 2);
}

#[test]
fn only_what_differs_on_the_wire_counts() {
    let faults = ["type-anything", "deleted-customer-gateway-accepted"];
    let report = report(&faults, &["request/*"]);
    let deleted = "request/deleted-gateway-rejected".to_owned();
    let of_gateway = report.causes.iter().find(|c| c.rules.contains(&deleted));
    assert_eq!(of_gateway.unwrap().rules, [deleted.as_str()]);
}

#[test]
fn an_empty_value_belongs_to_its_parameter() {
    let report = report(&["empty-type-accepted", "type-anything"], &["request/*"]);
    let empty = "request/empty-type-rejected".to_owned();
    assert_eq!(report.causes.len(), 1, "{:#?}", report.causes);
    assert!(report.causes[0].rules.contains(&empty));
}

#[test]
fn every_failure_has_a_cause_after_verdicts_have_changed() {
    let mut report = report(&["type-anything"], &["request/type-ipsec1-only"]);
    assert_eq!(report.causes.len(), 1);
    report.checks[0].verdict = Verdict::Pass;
    report.settle();
    assert!(report.causes.is_empty());
    report.checks[0].verdict = Verdict::Fail;
    report.settle();
    assert_eq!(report.causes[0].rules, [report.checks[0].id.clone()]);
}

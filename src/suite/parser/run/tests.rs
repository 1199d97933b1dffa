use std::collections::BTreeSet;

use super::*;
use crate::finding::{Finding, Verdict};
use crate::parser::builtin::Builtin;
use crate::parser::{Hello, Input, Outcome};

/// Everything but how long it took.
fn shown(results: &Results) -> Vec<String> {
    let untimed = |text: &str| match text.rsplit_once(", after ") {
        Some((text, _)) => text.to_owned(),
        None => text.to_owned(),
    };
    let finding = |f: &Finding| format!("{} {} {}", f.case, untimed(&f.found), f.count);
    let cases = results.cases.iter().map(|c| {
        let detail = untimed(&c.detail);
        format!("{} {} {:?} {detail}", c.id, c.outcome, c.verdict)
    });
    let judged = results.judged.iter().map(|(check, judgement)| {
        let findings: Vec<_> = judgement.findings.iter().map(finding).collect();
        format!(
            "{} {:?} {:?} {findings:?}",
            check.id, judgement.verdict, judgement.cause
        )
    });
    let total = std::iter::once(results.bodies.to_string());
    cases.chain(judged).chain(total).collect()
}

fn options(selects: &(dyn Fn(&str) -> bool + Sync)) -> Options<'_> {
    Options {
        cases: 60,
        cut_every: 7,
        selects,
        ..Options::default()
    }
}

fn light(id: &str) -> bool {
    !["parser/size-survived", "parser/entity-expansion-survived"].contains(&id)
}

#[test]
fn several_processes_report_what_one_does() {
    for fault in [
        "deep-recursion",
        "text-trimmed",
        "left-open-is-closed",
        "answer-flickers",
    ] {
        for fail_fast in [None, Some(Level::Must)] {
            let options = Options {
                fail_fast,
                ..options(&light)
            };
            let one = run(&mut crate::rule::parser_fault(fault).unwrap(), &options);
            let mut three: Vec<Box<dyn Parser + Send>> = Vec::new();
            for _ in 0..3 {
                three.push(Box::new(crate::rule::parser_fault(fault).unwrap()));
            }
            let all = run_all(&mut three, &options);
            let (one, all) = (shown(&one), shown(&all));
            let differs = one.iter().zip(&all).find(|(one, all)| one != all);
            assert_eq!(differs, None, "{fault} {fail_fast:?}");
            assert_eq!(one.len(), all.len(), "{fault} {fail_fast:?}");
        }
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    let whole = run(&mut Builtin::own(), &options(&light));
    let names = |r: &Results| -> Vec<String> {
        let own = r.cases.iter().filter(|c| !c.id.contains("truncation"));
        own.map(|c| format!("{} {}", c.id, c.target.as_str()))
            .collect()
    };
    let mut parts = Vec::new();
    for index in 0..3 {
        let options = Options {
            shard: Shard::new(index, 3).unwrap(),
            ..options(&light)
        };
        let part = run(&mut Builtin::own(), &options);
        assert!(part.cases.len() < whole.cases.len());
        parts.extend(names(&part));
    }
    let distinct: BTreeSet<_> = parts.iter().cloned().collect();
    assert_eq!(distinct.len(), parts.len(), "nothing is given twice");
    assert_eq!(distinct, names(&whole).into_iter().collect());
}

#[test]
fn the_list_is_what_is_given() {
    let options = options(&light);
    let given = run(&mut Builtin::own().over_http(), &options);
    let targets = [Target::Response, Target::Configuration];
    let listed: BTreeSet<_> = list(&targets, true, &options)
        .into_iter()
        .map(|(id, target)| format!("{id} {}", target.as_str()))
        .collect();
    let given: BTreeSet<_> = given
        .cases
        .iter()
        .map(|c| format!("{} {}", c.id, c.target.as_str()))
        .collect();
    assert_eq!(listed, given);
}

#[test]
fn our_own_reader_fails_nothing_in_any_version() {
    for version in ApiVersion::ALL {
        let options = Options {
            api_version: *version,
            cut_every: 97,
            ..options(&light)
        };
        let results = run(&mut Builtin::own().over_http(), &options);
        let wrong: Vec<_> = results
            .judged
            .iter()
            .filter(|(_, j)| matches!(j.verdict, Verdict::Fail | Verdict::Blocked))
            .map(|(c, j)| (c.id, j))
            .collect();
        assert!(wrong.is_empty(), "{version}: {wrong:?}");
    }
}

/// Notes the namespace of every root element.
struct Namespaces(Hello, BTreeSet<String>);

impl Parser for Namespaces {
    fn hello(&self) -> &Hello {
        &self.0
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        let text = String::from_utf8_lossy(input.body);
        let after = text.split("CreateVpnConnectionResponse xmlns=\"").nth(1);
        self.1
            .extend(after.and_then(|a| a.split('"').next()).map(str::to_owned));
        Builtin::own().parse(input)
    }
}

#[test]
fn the_version_that_is_asked_for_is_what_is_given() {
    let mut parser = Namespaces(Builtin::own().hello().clone(), BTreeSet::new());
    let options = Options {
        api_version: ApiVersion::V2016_11_15,
        ..options(&|id| id == "parser/valid-accepted")
    };
    run(&mut parser, &options);
    let wanted = BTreeSet::from([ApiVersion::V2016_11_15.namespace()]);
    assert_eq!(parser.1, wanted);
}

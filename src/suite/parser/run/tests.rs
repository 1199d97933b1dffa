use std::collections::BTreeSet;

mod pipeline;

use super::*;
use crate::finding::{Finding, Verdict};
use crate::generate::document::field::Value;
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
    for (fault, fail_fast) in [
        ("deep-recursion", None),
        ("text-trimmed", Some(Level::Must)),
        ("left-open-is-closed", Some(Level::Must)),
        ("answer-flickers", None),
    ] {
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
    let mut parser = Builtin::own().over_http().in_pieces();
    let given = run(&mut parser, &options);
    let listed: BTreeSet<_> = list(parser.hello(), &options)
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
            places: *version == ApiVersion::default(),
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

/// Our own parser with another hello and another answer.
struct Other<F> {
    hello: Hello,
    answer: F,
}

impl<F: FnMut(&Input<'_>, Outcome) -> Outcome> Parser for Other<F> {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        let outcome = Builtin::own().parse(input);
        (self.answer)(input, outcome)
    }
}

fn judged(
    hello: Hello,
    options: &Options<'_>,
    answer: impl FnMut(&Input<'_>, Outcome) -> Outcome,
) -> Vec<(&'static str, crate::finding::Judgement)> {
    let results = run(&mut Other { hello, answer }, options);
    let judged = results.judged.into_iter();
    judged
        .map(|(rule, judgement)| (rule.id, judgement))
        .collect()
}

fn one<'j>(
    judged: &'j [(&'static str, crate::finding::Judgement)],
    id: &str,
) -> &'j crate::finding::Judgement {
    &judged.iter().find(|(rule, _)| *rule == id).unwrap().1
}

/// Leaves the key of each tunnel alone in an answer, changed.
fn key_alone(outcome: Outcome, change: fn(&str) -> String) -> Outcome {
    let Outcome::Accept(mut fields) = outcome else {
        return outcome;
    };
    fields.retain(|name, _| name == "tunnels");
    if let Some(Value::List(tunnels)) = fields.get_mut("tunnels") {
        for tunnel in tunnels {
            tunnel.retain(|path, _| path == "ike/pre_shared_key");
            for value in tunnel.values_mut() {
                if let Value::Text(text) = value {
                    *text = change(text).into();
                }
            }
        }
    }
    Outcome::Accept(fields)
}

#[test]
fn mutations_sit_in_what_the_adapter_names() {
    let options = options(&light);
    for names in [Some("tunnels/ike/pre_shared_key"), None] {
        let mut hello = Builtin::own().hello().clone();
        hello.targets = vec![Target::Configuration];
        hello.fields.clear();
        hello
            .fields
            .extend(names.map(|name| (Target::Configuration, vec![name.to_owned()])));
        let judged = judged(hello, &options, |_, outcome| {
            key_alone(outcome, |key| {
                key.chars()
                    .filter(|c| *c <= '\u{FFFF}' && *c != '\n')
                    .collect()
            })
        });
        for id in ["parser/line-ends-normalised", "parser/text-kept"] {
            assert_eq!(one(&judged, id).verdict, Verdict::Fail, "{names:?} {id}");
        }
    }
}

#[test]
fn what_is_not_read_is_not_applicable() {
    let mut hello = Builtin::own().hello().clone();
    hello.targets = vec![Target::Configuration];
    let names = vec!["id".to_owned()];
    hello.fields = [(Target::Configuration, names)].into();
    let options = options(&light);
    let judged = judged(hello, &options, |_, outcome| match outcome {
        Outcome::Accept(mut fields) => {
            fields.retain(|name, _| name == "id");
            Outcome::Accept(fields)
        }
        other => other,
    });
    let kept = one(&judged, "parser/line-ends-normalised");
    assert_eq!(kept.verdict, Verdict::NotApplicable);
    assert_eq!(
        one(&judged, "parser/truncation-rejected").verdict,
        Verdict::Pass
    );
}

#[test]
fn crash_beside_a_crashing_control_is_not_told_again() {
    let hello = Builtin::own().hello().clone();
    let options = Options {
        cases: 300,
        ..options(&light)
    };
    let judged = judged(hello, &options, |_, outcome| match &outcome {
        Outcome::Accept(fields) if matches!(fields.get("tunnels"), Some(Value::List(tunnels)) if tunnels.len() > 2) => {
            Outcome::Crash("signal: 6".to_owned())
        }
        _ => outcome,
    });
    let about_tunnels = [
        "parser/valid-accepted",
        "parser/any-number-of-tunnels",
        "parser/each-field-its-own",
    ];
    for (id, judgement) in &judged {
        let is_failed = judgement.verdict == Verdict::Fail;
        assert_eq!(is_failed, about_tunnels.contains(id), "{id}: {judgement:?}");
    }
}

#[test]
fn documents_that_were_not_given_are_said() {
    let hello = Builtin::own().hello().clone();
    let options = options(&light);
    let judged = judged(hello, &options, |input, outcome| {
        let text = String::from_utf8_lossy(input.body);
        let breaks = text.contains("<!-- x -->")
            || (input.body.len() > 900
                && input.body.len() % 5 == 0
                && !matches!(outcome, Outcome::Accept(_)));
        match breaks {
            true => Outcome::Hang("no answer within 2.0 s".to_owned()),
            false => outcome,
        }
    });
    let said = |id: &str, what: &str| {
        let judgement = one(&judged, id);
        assert!(
            judgement.findings.iter().any(|f| f.found.contains(what)),
            "{judgement:?}"
        );
    };
    said(
        "parser/comments-ignored",
        "no more documents of this check were given",
    );
    said(
        "parser/truncation-rejected",
        "those that follow were not given",
    );
}

#[test]
fn error_code_is_compared_where_it_is_said() {
    for (code, verdict) in [
        (None, Verdict::Pass),
        (Some("InternalError"), Verdict::Fail),
    ] {
        let hello = Builtin::own().hello().clone();
        let options = options(&|id| id == "parser/error-code-read");
        let judged = judged(hello, &options, |_, outcome| match outcome {
            Outcome::ServiceError { .. } => Outcome::ServiceError {
                code: code.map(str::to_owned),
            },
            other => other,
        });
        assert_eq!(
            one(&judged, "parser/error-code-read").verdict,
            verdict,
            "{code:?}"
        );
    }
}

#[test]
fn empty_for_absent_fails_its_own_rule_alone() {
    let hello = Builtin::own().hello().clone();
    let judged = judged(hello, &options(&light), |_, outcome| match outcome {
        Outcome::Accept(mut fields) => {
            for value in fields.values_mut().filter(|value| **value == Value::Absent) {
                *value = Value::text("");
            }
            Outcome::Accept(fields)
        }
        other => other,
    });
    let failed: Vec<_> = judged
        .iter()
        .filter(|(_, judgement)| judgement.verdict == Verdict::Fail)
        .map(|(id, _)| *id)
        .collect();
    assert_eq!(failed, ["parser/empty-is-not-absent"]);
}

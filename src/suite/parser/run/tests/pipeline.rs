//! Pipelines: what goes wrong between the parser of the response and that of the string in it.

use crate::document::parse;
use crate::finding::Verdict;
use crate::generate::document::field::Target;
use crate::parser::pipeline::{self, Pipeline};
use crate::parser::{Input, Outcome, builtin, from_fn};
use crate::rule;
use crate::suite::parser::run::{self, Options};
use crate::xml::Limits;

/// The rules that fail on a pipeline which does this to the string before it reads it.
fn fails_on(between: impl Fn(String) -> String) -> Vec<&'static str> {
    let read = |input: &Input<'_>| {
        let limits = Limits::default();
        let text = parse::response(input.body, &limits)
            .ok()
            .and_then(|response| {
                let connection = response.vpn_connection?;
                let carried = connection.customer_gateway_configuration?;
                Some(carried.expose().into_owned())
            });
        let Some(text) = text else {
            return Outcome::Reject {
                class: "no configuration".to_owned(),
            };
        };
        builtin::TYPED(&Input {
            body: between(text).as_bytes(),
            ..*input
        })
    };
    let parser = from_fn("pipeline", &[Target::Configuration], read).pipeline();
    let mut parser = Pipeline::new(parser).unwrap();
    let options = Options {
        cases: 30,
        cut_every: 64,
        heavy: false,
        ..Options::default()
    };
    let results = run::run(&mut parser, &options);
    assert!(results.bodies > 100, "{}", results.bodies);
    let failed = results.judged.iter();
    failed
        .filter(|(_, judgement)| judgement.verdict == Verdict::Fail)
        .map(|(rule, _)| rule.id)
        .collect()
}

#[test]
fn one_that_is_right_fails_nothing() {
    assert_eq!(fails_on(|text| text), Vec::<&str>::new());
    let mut own = pipeline::of(rule::find_parser("vpnconform-pipeline").unwrap()).unwrap();
    let results = run::run(&mut own, &Options::default());
    let failed = results
        .judged
        .iter()
        .filter(|(_, j)| j.verdict == Verdict::Fail);
    assert_eq!(
        failed.map(|(rule, _)| rule.id).collect::<Vec<_>>(),
        Vec::<&str>::new()
    );
}

#[test]
fn what_goes_wrong_between_the_two_parsers_is_found() {
    let twice = fails_on(|text| text.replace("&lt;", "<").replace("&amp;", "&"));
    assert!(twice.contains(&"parser/decoded-once"), "{twice:?}");
    let declared = fails_on(|text| match text.starts_with("<?xml") {
        true => String::new(),
        false => text,
    });
    assert!(declared.contains(&"parser/valid-accepted"), "{declared:?}");
    let cut = fails_on(|text| text.chars().take(4096).collect());
    assert!(cut.contains(&"parser/ordinary-sizes-read"), "{cut:?}");
}

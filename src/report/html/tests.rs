#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::sync::atomic::AtomicBool;

use super::*;
use crate::evidence::Evidence;
use crate::evidence::redact::{Redacted, Redactor};
use crate::finding::Level;
use crate::glob::GlobSet;
use crate::parser::{Parser, faulty};
use crate::reference::{Reference, ReferenceOptions};
use crate::report::html::text::difference;
use crate::run::Options;
use crate::suite;
use crate::suite::plan;
use crate::suite::report::{Facts, RunReport};

fn run_with(fault: &str, only: &str) -> (RunReport, Redacted<Evidence>) {
    let run_options = Options {
        only: GlobSet::new([only]).unwrap(),
        cases: 0,
        ..Options::default()
    };
    let options = ReferenceOptions {
        faults: vec![crate::rule::fault(fault).unwrap().fault],
        ..ReferenceOptions::default()
    };
    let stop = AtomicBool::new(false);
    let outcome = plan::run(&Reference::new(options), &run_options, &(), &stop).unwrap();
    outcome.report("http://127.0.0.1:5000", 7, Level::Should)
}

fn page_of(fault: &str, only: &str) -> String {
    let (report, evidence) = run_with(fault, only);
    render(&Subject::new(&report, Some(&evidence)))
}

/// The text of a page without its tags.
fn text_of(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let mut out = String::new();
    for piece in body.split('<') {
        out.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[test]
fn a_finding_shows_what_was_left_out_what_came_and_how_to_see_it_again() {
    let page = page_of("type-defaulted", "request/type-required");
    assert!(page.contains("<del>Type=ipsec.1&amp;</del>"), "{page}");
    let text = text_of(&page);
    for words in [
        "vpnconform: http://127.0.0.1:5000 does not conform",
        "1 of 1 checks fail: 1 of level must; 0 pass.",
        "Type is a string, is required, and has no default.",
        "The same request without the deviation, sent before: status 200",
        "a client error (status 400 to 499)",
        "vpnconform replay request/type-required/absent",
        "curl -sS -i -m 60 -X GET",
        "VPNCONFORM_TARGET=http://127.0.0.1:5000 cargo test --test trials -- request/type-required",
        "vpnconform endpoint reference --fault",
        "Not in this run: ",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_place_in_the_inner_document_has_its_lines_and_a_caret_under_it() {
    let (report, evidence) = run_with(
        "configuration-vpn-gateway-padded",
        "configuration/no-padding",
    );
    let position = report.checks[0].findings[0].position.clone().unwrap();
    assert!(position.inner);
    let page = text_of(&render(&Subject::new(&report, Some(&evidence))));
    let lines: Vec<&str> = page.lines().collect();
    let caret = lines.iter().position(|l| l.trim() == "^").unwrap();
    let above: Vec<char> = lines[caret - 1].chars().collect();
    let number = format!("{}  ", position.line);
    let line: String = above.iter().collect();
    assert!(line.trim_start().starts_with(&number), "{line}");
    let column = lines[caret].find('^').unwrap() - line.find(&number).unwrap() - number.len() + 1;
    assert_eq!(column, position.column);
    assert!(lines[caret - 2].contains('<'), "the lines before are there");
}

#[test]
fn hostile_bodies_stay_text() {
    for (fault, only) in [
        ("zone-echoed-raw", "response/markup-escaped"),
        ("error-message-raw", "error/markup-escaped"),
    ] {
        let page = page_of(fault, only);
        assert_eq!(page.matches("<script").count(), 1, "{fault}");
        assert!(
            page.chars()
                .all(|c| !c.is_control() || c == '\n' || c == '\t')
        );
    }
}

#[test]
fn a_long_body_is_cut_and_says_so_and_the_same_body_is_there_once() {
    let (report, evidence) = run_with("type-defaulted", "request/type-required");
    let mut evidence = evidence.into_inner();
    let body = "<a>".to_owned() + &"0123456789".repeat(100_000) + "</a>";
    for record in &mut evidence.records {
        let mut exchange = (*record.exchange).clone();
        if let Ok(response) = &mut exchange.response {
            response.body = body.clone().into_bytes();
        }
        record.exchange = exchange.into();
    }
    let evidence = Redactor::new().evidence(&evidence, report.target.expose());
    let page = render(&Subject::new(&report, Some(&evidence)));
    assert!(page.len() < 200_000, "{}", page.len());
    let text = text_of(&page);
    assert!(text.contains("[996007 more characters left out]"));
    assert_eq!(text.matches("The same body as that of ").count(), 1);
}

#[test]
fn without_the_exchanges_the_excerpt_and_its_caret_remain() {
    let (report, _) = run_with(
        "configuration-vpn-gateway-padded",
        "configuration/no-padding",
    );
    let text = text_of(&render(&Subject::new(&report, None)));
    let excerpt = &report.checks[0].findings[0]
        .position
        .as_ref()
        .unwrap()
        .excerpt;
    assert!(text.contains(excerpt.trim()));
    assert!(text.lines().any(|line| line.trim() == "^"));
    assert!(!text.contains("Requests and responses"));
}

/// Of a parser that takes elements of other namespaces for those of the service.
fn parser_report() -> RunReport {
    let fault = crate::rule::parser_faults()
        .iter()
        .find(|fault| fault.detected_by.contains(&"parser/foreign-namespace"))
        .unwrap();
    let mut parser = faulty::Faulty::new(fault.fault);
    let options = suite::parser::run::Options {
        cases: 0,
        cut_every: 0,
        selects: &|id| id.starts_with("parser/f"),
        ..suite::parser::run::Options::default()
    };
    let results = suite::parser::run::run(&mut parser, &options);
    let facts = Facts {
        target: "botocore".to_owned(),
        api_version: options.api_version.to_string(),
        seed: options.seed,
        ..Facts::default()
    };
    results.report(parser.hello(), facts)
}

#[test]
fn of_a_parser_the_document_is_shown_with_what_deviates() {
    let report = parser_report();
    let page = render(&Subject::new(&report, None));
    let text = text_of(&page);
    assert!(text.contains("vpnconform: botocore does not conform"));
    assert!(text.contains("vpnconform parser --only parser/foreign-namespace -- CMD..."));
    let given = text
        .matches("; marked is what it has in place of what is struck out")
        .count();
    let failed = report
        .with(Verdict::Fail)
        .map(|c| c.findings.len())
        .sum::<usize>();
    assert!(given >= failed, "{given} documents for {failed} findings");
}

#[test]
fn a_document_of_another_version_is_not_shown_as_the_one_that_was_given() {
    let mut report = parser_report();
    report.tool.version = "0.0.1".into();
    let text = text_of(&render(&Subject::new(&report, None)));
    assert!(!text.contains("in place of what is struck out"));
    assert!(text.contains("The document is not shown: the report was made by vpnconform"));
}

#[test]
fn the_matrix_has_a_row_for_each_check_and_a_column_for_each_report() {
    let (one, _) = run_with("type-defaulted", "request/type-*");
    let mut other = one.clone();
    for check in &mut other.checks {
        check.verdict = Verdict::Pass;
        check.findings.clear();
    }
    other.settle();
    let parser = parser_report();
    let mut second = Subject::new(&other, None);
    second.name = "fixed";
    let page = matrix::render(vec![
        Subject::new(&one, None),
        second,
        Subject::new(&parser, None),
    ]);
    let rows = page.matches("<tr class=\"item\"").count();
    assert_eq!(rows, one.checks.len() + parser.checks.len());
    assert_eq!(page.matches(" data-differs").count(), 1);
    let text = text_of(&page);
    assert!(text.contains("3 targets side by side"));
    assert!(text.contains("Endpoints: 1 of 2 checks are not the same everywhere."));
    assert!(text.contains("it was accepted"));
}

#[test]
fn differences_are_whole_words() {
    let edge = |c| matches!(c, '&' | '?' | ' ');
    let of = |text: &str, other: &str| {
        let difference = difference(text, other, edge)?;
        let chars: Vec<char> = text.chars().collect();
        Some((
            chars[difference.here].iter().collect::<String>(),
            difference.instead_of,
        ))
    };
    let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    assert_eq!(of("GET /?a=1&b=2", "GET /?a=1&b=2"), None);
    assert_eq!(of("/?a=1&b=2&c=3", "/?a=1&b=7&c=3"), pair("b=2", "b=7"));
    assert_eq!(of("/?a=1&c=3", "/?a=1&b=7&c=3"), pair("", "b=7&"));
    assert_eq!(of("/?a=1&b=7&c=3", "/?a=1&c=3"), pair("b=7&", ""));
    assert_eq!(of("/?a=1", "/?a=1&b=2"), pair("a=1", "a=1&b=2"));
    assert_eq!(of("/?a=1&b=2x", "/?a=1&b=2"), pair("b=2x", "b=2"));
    assert_eq!(of("", "/?a"), pair("", "/?a"));
}

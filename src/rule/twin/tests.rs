#![allow(clippy::unwrap_used)]

use std::time::Duration;

use super::*;
use crate::evidence::halt::Halt;
use crate::evidence::{Origin, Role};
use crate::exchange::{Exchange, HttpRequest, HttpResponse};
use crate::finding::Verdict;
use crate::request::{Case, Draft};
use crate::rule::sample::{answer, fixtures, refusal};
use crate::spec::version::ApiVersion;

const CHECK: &str = "request/type-required";

const RULE_OF_TEST: Rule = Rule {
    id: CHECK,
    ..Rule::SERVER
};

static RULE: Rule = RULE_OF_TEST;

static ADVISORY: Rule = Rule {
    level: crate::finding::Level::Advisory,
    ..RULE_OF_TEST
};

type Answer = Result<HttpResponse, TransportError>;

fn accepted_answer() -> Answer {
    Ok(answer(200, "<CreateVpnConnectionResponse/>"))
}

fn refused_answer() -> Answer {
    Ok(answer(400, refusal("MissingParameter", "one")))
}

fn record(name: &str, deviation: bool, response: Answer) -> Record {
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: b"/".to_vec(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let case = Case {
        id: format!("{CHECK}/{name}"),
        draft: Draft::create_vpn_connection(ApiVersion::V2012_04_01, "cgw-1", "vgw-1"),
        deviation: deviation.then(|| name.to_owned()),
        twin: deviation.then(|| format!("{CHECK}/twin")),
        request: request.clone(),
        expectation: match deviation {
            true => Expectation::MustReject(Reason::Missing),
            false => Expectation::MustAccept,
        },
    };
    let exchange = Exchange {
        request,
        response,
        elapsed: Duration::ZERO,
        attempts: 1,
    };
    let role = if deviation {
        Role::Deviation
    } else {
        Role::Twin
    };
    Record::new(CHECK, Origin::Catalogue, role, case, fixtures(), exchange)
}

fn seen(twin: Answer, deviations: Vec<Answer>) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.records.push(record("twin", false, twin));
    for (number, response) in deviations.into_iter().enumerate() {
        let name = format!("deviation-{number}");
        evidence.records.push(record(&name, true, response));
    }
    evidence
}

fn closed() -> Answer {
    Err(TransportError::Closed("reset".to_owned()))
}

#[test]
fn a_deviation_is_judged_beside_its_twin() {
    for (twin, deviation, expected) in [
        (accepted_answer(), refused_answer(), Verdict::Pass),
        (accepted_answer(), Ok(answer(404, "")), Verdict::Pass),
        (accepted_answer(), accepted_answer(), Verdict::Fail),
        (accepted_answer(), Ok(answer(500, "")), Verdict::Fail),
        (accepted_answer(), Ok(answer(302, "")), Verdict::Fail),
        (
            accepted_answer(),
            Ok(answer(200, "<ListAllMyBucketsResult/>")),
            Verdict::Fail,
        ),
        (accepted_answer(), closed(), Verdict::Fail),
        (refused_answer(), refused_answer(), Verdict::Blocked),
        (refused_answer(), accepted_answer(), Verdict::Blocked),
        (Ok(answer(500, "")), refused_answer(), Verdict::Blocked),
    ] {
        let evidence = seen(twin, vec![deviation]);
        assert_eq!(rejected(&RULE, &evidence).verdict, expected, "{evidence:?}");
    }
}

#[test]
fn one_kind_of_answer_is_one_finding_that_names_the_deviations() {
    let answers = vec![
        accepted_answer(),
        refused_answer(),
        accepted_answer(),
        closed(),
    ];
    let judgement = rejected(&RULE, &seen(accepted_answer(), answers));
    let found: Vec<_> = judgement
        .findings
        .iter()
        .map(|f| (f.count, f.found.as_str()))
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found.first().unwrap().0, 2);
    assert!(
        found
            .first()
            .unwrap()
            .1
            .ends_with("the same with deviation-2"),
        "{found:?}"
    );
    assert_eq!(
        judgement.findings.first().unwrap().deviation.as_deref(),
        Some("deviation-0")
    );
}

#[test]
fn what_cannot_be_sent_unchanged_is_blocked() {
    let altered = Err(TransportError::Altered("tab".to_owned()));
    let judgement = rejected(&RULE, &seen(accepted_answer(), vec![altered]));
    assert_eq!(judgement.verdict, Verdict::Blocked);
}

#[test]
fn a_probe_that_was_halted_passes_nothing() {
    let mut evidence = seen(accepted_answer(), vec![refused_answer()]);
    evidence
        .halts
        .insert(CHECK.into(), Halt::Budget("none left".to_owned()));
    assert_eq!(rejected(&RULE, &evidence).verdict, Verdict::Blocked);
}

#[test]
fn a_transformation_must_be_accepted_as_its_twin_is() {
    let verdict = |answer| accepted(&RULE, &seen(accepted_answer(), vec![answer])).verdict;
    assert_eq!(verdict(accepted_answer()), Verdict::Pass);
    assert_eq!(verdict(refused_answer()), Verdict::Fail);
    assert_eq!(verdict(closed()), Verdict::Fail);
}

#[test]
fn survival_is_any_answer_but_a_server_error_and_health_afterwards() {
    let verdict = |answer, after| {
        let mut evidence = seen(accepted_answer(), vec![answer]);
        evidence.records.push(record(AFTER, false, after));
        survived(&RULE, &evidence).verdict
    };
    let timeout = || Err(TransportError::Timeout(Duration::from_secs(1)));
    assert_eq!(verdict(refused_answer(), accepted_answer()), Verdict::Pass);
    // Every reading of it refuses the request.
    assert_eq!(verdict(accepted_answer(), accepted_answer()), Verdict::Fail);
    assert_eq!(
        verdict(Ok(answer(503, "")), accepted_answer()),
        Verdict::Fail
    );
    assert_eq!(verdict(timeout(), accepted_answer()), Verdict::Fail);
    assert_eq!(
        verdict(refused_answer(), Ok(answer(500, ""))),
        Verdict::Fail
    );
}

#[test]
fn what_nobody_says_is_never_failed() {
    let evidence = seen(accepted_answer(), vec![accepted_answer()]);
    assert_eq!(rejected(&ADVISORY, &evidence).verdict, Verdict::Advisory);
}

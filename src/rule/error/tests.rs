#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::evidence::Record;
use crate::exchange::HttpResponse;
use crate::finding::Verdict;
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::rule::sample::*;

const FAIL: Verdict = Verdict::Fail;
const PASS: Verdict = Verdict::Pass;

fn error(reason: Reason, response: HttpResponse) -> Record {
    refused("wrong", reason, response, |_| {})
}

/// What a check says of one error with status 400 and this body.
fn of(check: &str, status: u16, body: &str) -> Verdict {
    judged(check, vec![error(Reason::Type, answer(status, body))]).verdict
}

fn good() -> String {
    refusal("InvalidParameterValue", "1")
}

#[test]
fn the_envelope_is_complete() {
    let check = "error/envelope";
    assert_eq!(of(check, 400, &good()), PASS);
    assert_eq!(
        of(
            check,
            400,
            &good().replace("<Message>no</Message>", "<Message/>")
        ),
        PASS
    );
    for body in [
        String::new(),
        "InvalidParameterValue".to_owned(),
        "{\"Code\": \"InvalidParameterValue\"}".to_owned(),
        "<!doctype html>\n<html lang=en><title>500</title>".to_owned(),
        "<ErrorResponse><Error><Code>a</Code><Message/></Error></ErrorResponse>".to_owned(),
        good().replace("Errors>", "Failures>"),
        good().replace("<Code>InvalidParameterValue</Code>", ""),
        good().replace("InvalidParameterValue", " "),
        good().replace("<Message>no</Message>", ""),
        good().replace("</Response>", ""),
    ] {
        assert_eq!(of(check, 400, &body), FAIL, "{body}");
    }
    // A server that fails owes its envelope too.
    assert_eq!(of(check, 500, "<!doctype html>"), FAIL);
}

#[test]
fn what_the_http_server_refuses_is_no_error_of_the_service() {
    for (expectation, status) in [
        (Expectation::Unspecified(Ambiguity::Bytes), 400),
        (Expectation::MustReject(Reason::Type), 414),
        (Expectation::MustReject(Reason::Type), 431),
    ] {
        let records = vec![record(
            "odd",
            expectation,
            answer(status, "Bad Request"),
            |_| {},
        )];
        assert_eq!(judged("error/envelope", records).verdict, Verdict::Blocked);
    }
}

#[test]
fn the_envelope_is_in_no_namespace() {
    assert_eq!(of("error/no-namespace", 400, &good()), PASS);
    let namespaced = good().replace(
        "<Response>",
        "<Response xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\">",
    );
    assert_eq!(of("error/no-namespace", 400, &namespaced), FAIL);
    assert_eq!(of("error/envelope", 400, &namespaced), PASS);
}

#[test]
fn the_request_id_is_there_under_its_own_name_and_differs() {
    let check = "error/request-id";
    assert_eq!(of(check, 400, &good()), PASS);
    assert_eq!(
        of(check, 400, &good().replace("RequestID", "requestId")),
        FAIL
    );
    assert_eq!(
        of(
            check,
            400,
            &good().replace("<RequestID>1</RequestID>", "<RequestID/>")
        ),
        FAIL
    );
    assert_eq!(
        of(check, 400, &good().replace("<RequestID>1</RequestID>", "")),
        FAIL
    );
    let twice = |second: &str| {
        let body = refusal("InvalidParameterValue", second);
        vec![
            error(Reason::Type, answer(400, good())),
            error(Reason::Type, answer(400, body)),
        ]
    };
    assert_eq!(judged("error/request-id-unique", twice("2")).verdict, PASS);
    assert_eq!(judged("error/request-id-unique", twice("1")).verdict, FAIL);
}

#[test]
fn the_status_says_whose_error_it_is() {
    let check = "error/status-4xx";
    for (status, code, verdict) in [
        (400, "InvalidParameterValue", PASS),
        (401, "AuthFailure", PASS),
        (404, "InvalidCustomerGatewayID.NotFound", PASS),
        (503, "RequestLimitExceeded", PASS),
        (500, "InvalidParameterValue", FAIL),
        (500, "InternalError", FAIL),
        (200, "InvalidParameterValue", FAIL),
        (302, "InvalidParameterValue", FAIL),
    ] {
        assert_eq!(
            of(check, status, &refusal(code, "1")),
            verdict,
            "{status} {code}"
        );
    }
    let failure = create("first", answer(500, refusal("InternalError", "1")));
    assert_eq!(judged(check, vec![failure]).verdict, PASS);
}

#[test]
fn the_code_fits_the_reason() {
    for (reason, code, verdict) in [
        (Reason::Missing, "MissingParameter", PASS),
        (Reason::Missing, "InvalidCustomerGatewayID.NotFound", FAIL),
        (Reason::NotFound, "InvalidCustomerGatewayID.NotFound", PASS),
        (Reason::NotFound, "MissingParameter", FAIL),
        (
            Reason::Malformed,
            "InvalidCustomerGatewayId.Malformed",
            PASS,
        ),
        (Reason::Malformed, "InvalidVpnGatewayID.NotFound", PASS),
        (Reason::Deleted, "InvalidVpnGatewayState", PASS),
        (Reason::UnknownParameter, "UnknownParameter", PASS),
        (Reason::UnknownParameter, "MadeUp", FAIL),
        (Reason::Action, "InvalidAction", PASS),
        (Reason::Version, "NoSuchVersion", PASS),
        (Reason::Padded, "InternalError", FAIL),
        (Reason::Type, "400", FAIL),
        (Reason::Type, "AuthFailure", Verdict::Blocked),
    ] {
        let record = error(reason, answer(400, refusal(code, "1")));
        let judgement = judged("error/code-plausible", vec![record]);
        assert_eq!(judgement.verdict, verdict, "{reason:?} {code}");
        // One code for everything is poor, and nothing public forbids it.
        let record = error(reason, answer(400, good()));
        assert_eq!(judged("error/code-plausible", vec![record]).verdict, PASS);
    }
}

#[test]
fn an_error_is_labelled_as_xml() {
    let labelled = |label: &str| {
        let mut answer = answer(400, good());
        answer.headers = vec![("content-type".to_owned(), label.as_bytes().to_vec())];
        judged("error/content-type", vec![error(Reason::Type, answer)]).verdict
    };
    assert_eq!(labelled("text/xml"), PASS);
    assert_eq!(labelled("text/html"), FAIL);
    assert_eq!(labelled("text/plain;charset=UTF-8"), FAIL);
}

#[test]
fn markup_of_a_request_stays_text() {
    let check = "error/markup-escaped";
    let with = |message: &str| {
        let body = good().replace("<Message>no<", &format!("<Message>{message}<"));
        let record = refused("markup", Reason::Malformed, answer(400, body), |d| {
            d.set("CustomerGatewayId", "cgw-<vpnconform>&");
        });
        let plain = error(Reason::Missing, answer(400, good()));
        judged(check, vec![plain, record]).verdict
    };
    assert_eq!(with("no"), PASS);
    assert_eq!(
        with("the id cgw-&lt;vpnconform&gt;&amp; is malformed"),
        PASS
    );
    assert_eq!(
        with("<![CDATA[the id cgw-<vpnconform>& is malformed]]>"),
        PASS
    );
    assert_eq!(with("the id <vpnconform/> is malformed"), FAIL);
    assert_eq!(with("the id cgw-<vpnconform>& is malformed"), FAIL);
    assert_eq!(with("the id & is malformed"), FAIL);
    let page = refused(
        "markup",
        Reason::Malformed,
        answer(400, "<!doctype html><p>cgw-<vpnconform>"),
        |d| {
            d.set("CustomerGatewayId", "cgw-<vpnconform>&");
        },
    );
    assert_eq!(judged(check, vec![page]).verdict, FAIL);
    assert_eq!(judged(check, conforming()).verdict, Verdict::NotApplicable);
}

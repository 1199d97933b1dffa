use std::cell::Cell;
use std::ffi::OsString;
use std::rc::Rc;

use super::*;
use crate::exchange::{HttpRequest, HttpResponse, TransportError};
use crate::finding::Verdict as Of;
use crate::reference::Reference;
use crate::rule;

const ID: &str = "response/namespace";
const FAULT: &str = "namespace-2016";

fn faulty() -> Harness<ServerUnderTest> {
    Harness::try_endpoint(|| rule::faulty_reference(FAULT).ok_or_else(|| FAULT.to_owned()))
        .only("response/*")
}

fn output<T: Subject>(harness: Harness<T>, arguments: &[&str]) -> (i32, String) {
    let mut out = Vec::new();
    let status = harness.trials(arguments.iter().map(OsString::from), &mut out);
    (status, String::from_utf8(out).unwrap())
}

#[test]
fn a_fault_fails_its_rule_alone() {
    let report = faulty().run();
    assert_eq!(report.exit_status(), 1);
    let failed: Vec<&str> = report.failures().map(|result| result.id.as_str()).collect();
    assert_eq!(failed, [ID]);
    let text = report.to_string();
    assert!(
        text.contains(&format!("FAIL {ID}")) && text.contains("1 failed"),
        "{text}"
    );
    assert!(report.to_json().unwrap().contains("\"not-applicable\""));
}

#[test]
fn known_failures_are_strict() {
    let known = faulty().known([(ID, "issue 12")]).run();
    assert!(known.conforms(), "{known}");
    let result = known.check(ID).unwrap();
    assert_eq!((result.verdict, result.why()), (Of::Waived, "issue 12"));

    let mended = faulty()
        .known([(ID, "issue 12"), ("response/root-element", "was wrong")])
        .run();
    assert_eq!(mended.exit_status(), 5, "{mended}");
    assert!(
        mended
            .to_string()
            .contains("response/root-element no longer fails"),
        "{mended}"
    );
    // What is not selected says nothing.
    let other = faulty()
        .known([(ID, "issue 12"), ("secret/present", "was wrong")])
        .run();
    assert_eq!(
        other.problems(),
        ["known failure \"secret/present\" is not a rule"]
    );
}

#[test]
fn settings_that_cannot_be_meant_end_the_run() {
    for (harness, problem) in [
        (
            faulty().only("responce/*"),
            "no rule matches \"responce/*\"",
        ),
        (
            faulty().skip("["),
            "invalid pattern \"[\": a bracket is not closed",
        ),
        (faulty().skip("response/*"), "no rule is selected"),
        (
            faulty().version("2012-04-02"),
            "unknown API version \"2012-04-02\"",
        ),
        (
            faulty().known([("response/nothing", "")]),
            "known failure \"response/nothing\"",
        ),
        (
            Harness::try_endpoint(|| Err::<Reference, _>("no server".to_owned())),
            "no server",
        ),
    ] {
        let report = harness.run();
        assert_eq!(report.exit_status(), 2);
        assert!(!report.conforms());
        assert!(report.to_string().starts_with(problem), "{report}");
    }
}

#[test]
fn a_trial_has_the_same_verdict_with_a_filter() {
    let (status, all) = output(faulty(), &[]);
    assert_eq!(status, 101);
    let lines = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter(|line| line.starts_with("test response/"));
        lines.map(str::to_owned).collect()
    };
    let all = lines(&all);
    assert!(all.len() > 20);
    for filter in [ID, "well-formed", "response/echoes"] {
        let (status, some) = output(faulty(), &[filter]);
        let some = lines(&some);
        assert!(!some.is_empty() && some.len() < all.len());
        assert!(some.iter().all(|line| all.contains(line)), "{some:?}");
        assert_eq!(status, if filter == ID { 101 } else { 0 });
    }
}

#[test]
fn nothing_is_made_before_a_trial_runs() {
    let made = Rc::new(Cell::new(0));
    let harness = || {
        let made = Rc::clone(&made);
        Harness::endpoint(move || {
            made.set(made.get() + 1);
            Reference::default()
        })
        .only("error/*")
    };
    let (status, list) = output(harness(), &["--list", "--format", "terse"]);
    assert_eq!((status, made.get()), (0, 0));
    assert!(
        list.contains("error/envelope: test\n") && list.ends_with("clean-up: test\n"),
        "{list}"
    );
    // nextest asks for the ignored ones beside.
    assert_eq!(
        output(harness(), &["--list", "--format", "terse", "--ignored"]),
        (0, String::new())
    );
    let (status, text) = output(harness(), &["--exact", "error/envelope", "--nocapture"]);
    assert_eq!((status, made.get()), (0, 1), "{text}");
    assert!(
        text.contains("running 1 test\ntest error/envelope ... ok\n"),
        "{text}"
    );
    let (status, text) = output(harness(), &["--skip=error/", "-q"]);
    assert_eq!((status, made.get()), (0, 2), "{text}");
    assert!(
        text.contains("\n.\ntest result: ok. 1 passed; 0 failed; 0 ignored"),
        "{text}"
    );
}

#[test]
fn events_are_json_where_asked_for() {
    let (status, text) = output(faulty(), &["--format=json", "-Z", "unstable-options"]);
    assert_eq!(status, 101);
    let events: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |key: &str, value: &str| {
        let same = |e: &&serde_json::Value| e.get(key).is_some_and(|v| v == value);
        events.iter().filter(same).cloned().collect::<Vec<_>>()
    };
    let failed = of("event", "failed");
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert!(
        failed
            .iter()
            .any(|e| e.get("name").is_some_and(|n| n == ID) && e.get("stdout").is_some())
    );
    assert!(
        failed
            .iter()
            .any(|e| e.get("failed").is_some_and(|n| n == 1))
    );
}

#[test]
fn arguments_that_are_not_known_are_refused() {
    for wrong in ["--no-such-thing", "--skip", "--format=xml"] {
        assert_eq!(output(faulty(), &[wrong]), (101, String::new()), "{wrong}");
    }
}

/// Cannot carry a request whose target has this text.
struct Narrow(Reference, &'static str);

impl Endpoint for Narrow {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        match String::from_utf8_lossy(&request.target).contains(self.1) {
            true => Err(TransportError::Altered("the request target".to_owned())),
            false => self.0.send(request),
        }
    }

    fn name(&self) -> String {
        "narrow".to_owned()
    }
}

#[test]
fn requests_that_cannot_be_sent_decide_nothing() {
    let run = |text| Harness::endpoint(move || Narrow(Reference::default(), text)).run();
    let all = run("\u{0}never");
    assert_eq!((all.exit_status(), all.not_sendable()), (0, 0), "{all}");
    // In no valid request: the mutations of Type are left out, and their rules have nothing to judge.
    let narrow = run("Type=ipsec.2");
    assert!(narrow.conforms(), "{narrow}");
    assert!(narrow.not_sendable() > 0);
    assert!(narrow.to_json().unwrap().contains("\"not_sendable\""));
    for result in narrow.checks() {
        assert_ne!(result.verdict, Of::Blocked, "{result:?}");
    }
}

#[test]
fn resources_that_are_left_fail_the_clean_up() {
    struct Keeps(Reference);
    impl Endpoint for Keeps {
        fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
            let sent = [request.target.as_slice(), &request.body].concat();
            let deletes = String::from_utf8_lossy(&sent).contains("Action=Delete");
            match deletes {
                true => Err(TransportError::Timeout(std::time::Duration::ZERO)),
                false => self.0.send(request),
            }
        }
        fn name(&self) -> String {
            "keeps".to_owned()
        }
    }
    let harness = Harness::endpoint(|| Keeps(Reference::default()))
        .only("request/minimal-accepted")
        .patience(std::time::Duration::ZERO);
    let (status, text) = output(harness, &[]);
    assert_eq!(status, 101, "{text}");
    assert!(text.contains("test clean-up ... FAILED"), "{text}");
    assert!(text.contains("the run could not delete cgw-"), "{text}");
}

#[test]
fn a_parser_is_run_here_by_run() {
    let report = Harness::parser(crate::parser::builtin::Builtin::own)
        .only("parser/comments-ignored")
        .cases(5)
        .run();
    assert!(report.conforms(), "{report}");
    assert!(report.total(Of::Pass) > 0);
}

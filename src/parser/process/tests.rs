#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::generate::document::Document;
use crate::generate::document::field::Target;

/// Says hello, then does this for each byte it gets.
fn adapter(script: &str) -> Vec<String> {
    let hello = r#"{"protocol":"vpnconform-adapter/1","name":"t","targets":["response"]}"#;
    let length = format!("\\{:o}\\0\\0\\0", hello.len());
    vec![
        "sh".to_owned(),
        "-c".to_owned(),
        format!("printf '{length}%s' '{hello}'; head -c 40 >/dev/null; {script}"),
    ]
}

fn outcome(script: &str) -> Outcome {
    let limits = Limits {
        case: Duration::from_millis(400),
        memory: 300 << 20,
        ..Limits::default()
    };
    let mut parser = Process::start(&adapter(script), limits).unwrap_or_else(|e| panic!("{e}"));
    let example = Document::example(Target::Response);
    parser.parse(&Input::new(Target::Response, 200, example.body()))
}

#[test]
fn a_process_that_hangs_is_a_hang() {
    assert!(matches!(outcome("exec sleep 20"), Outcome::Hang(_)));
}

#[test]
fn a_process_that_ends_is_a_crash() {
    assert!(matches!(outcome("exit 3"), Outcome::Crash(_)));
    assert!(matches!(outcome("kill -SEGV $$"), Outcome::Crash(_)));
}

#[test]
fn garbage_and_truncated_frames_are_errors_of_the_adapter() {
    assert!(matches!(
        outcome("echo Traceback; exec sleep 20"),
        Outcome::AdapterError(_)
    ));
    assert!(matches!(
        outcome(r"printf '\100\0\0\0{}'; exit"),
        Outcome::AdapterError(_)
    ));
    assert!(matches!(outcome("exec yes"), Outcome::AdapterError(_)));
}

#[test]
fn a_wrong_id_is_an_error_of_the_adapter() {
    let reply = r#"{"id":99,"outcome":"reject"}"#;
    let script = format!(
        r"printf '\{:o}\0\0\0%s' '{reply}'; exec sleep 20",
        reply.len()
    );
    assert!(matches!(outcome(&script), Outcome::AdapterError(why) if why.contains("99")));
}

#[test]
fn endless_frames_do_not_fill_memory() {
    let script = r"while :; do printf '\2\0\0\0{}'; done";
    assert!(matches!(outcome(script), Outcome::AdapterError(_)));
}

#[test]
fn memory_is_watched() {
    let script =
        r#"exec awk 'BEGIN { s = "x"; while (length(s) < 1500000000) s = s s; while (1) {} }'"#;
    assert!(matches!(
        outcome(script),
        Outcome::Crash(_) | Outcome::Hang(_)
    ));
}

#[test]
fn a_command_that_is_no_adapter_is_refused_at_once() {
    let limits = Limits {
        hello: Duration::from_millis(300),
        ..Limits::default()
    };
    for command in [["cat", "/dev/null"], ["sleep", "20"], ["echo", "usage: x"]] {
        let command = command.map(str::to_owned);
        assert!(matches!(
            Process::start(&command, limits),
            Err(StartError::Hello { .. })
        ));
    }
    let missing = ["/no/such/program".to_owned()];
    assert!(matches!(
        Process::start(&missing, limits),
        Err(StartError::Spawn { .. })
    ));
}

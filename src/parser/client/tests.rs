#![allow(clippy::unwrap_used)]

use std::time::Duration;

use super::*;
use crate::generate::document::Document;
use crate::parser::framing::Framing;

fn ask(arguments: &[&str], framing: Framing) -> (Outcome, Client) {
    let command: Vec<_> = arguments.iter().map(|a| (*a).to_owned()).collect();
    let limits = Limits {
        case: Duration::from_millis(1500),
        ..Limits::default()
    };
    let mut client = Client::each(&command, limits).unwrap();
    let example = Document::example(Target::Response);
    let outcome = client.parse(&Input {
        framing,
        ..Input::new(Target::Response, 200, example.body())
    });
    (outcome, client)
}

#[test]
fn a_client_that_never_asks_has_said_nothing() {
    for script in ["exit 0", "exit 1", "echo '{}'"] {
        let (outcome, _) = ask(&["sh", "-c", script], Framing::Length);
        let Outcome::AdapterError(why) = outcome else {
            unreachable!("{script}: {outcome:?}");
        };
        assert!(why.contains("without a request"), "{why}");
    }
}

#[test]
fn a_client_that_hangs_or_dies_is_reported_as_that() {
    assert!(matches!(
        ask(&["sleep", "20"], Framing::Length).0,
        Outcome::Hang(_)
    ));
    assert!(matches!(
        ask(&["sh", "-c", "kill -SEGV $$"], Framing::Length).0,
        Outcome::Crash(_)
    ));
    assert!(matches!(
        ask(&["/no/such/client"], Framing::Length).0,
        Outcome::AdapterError(_)
    ));
}

/// A whole client in shell: it asks, and prints what came as a field if the rest of the script likes it.
#[test]
fn the_exit_status_of_a_client_is_its_verdict() {
    const BASH: &str = "exec 3<>/dev/tcp/127.0.0.1/$(echo $VPNCONFORM_URL | tr -dc 0-9: | cut -d: -f3); \
        printf 'GET / HTTP/1.1\\r\\nHost: x\\r\\nUser-Agent: shell/7 (test)\\r\\nConnection: close\\r\\n\\r\\n' >&3; \
        answer=$(cat <&3);";
    if std::process::Command::new("bash")
        .arg("-c")
        .arg("true")
        .status()
        .is_err()
    {
        return;
    }
    let run = |then: &str| ask(&["bash", "-c", &format!("{BASH} {then}")], Framing::Close);
    let (outcome, client) = run(
        "case $answer in *'<CreateVpnConnectionResponse'*) echo '{\"state\":\"x\"}';; *) exit 1;; esac",
    );
    assert!(matches!(outcome, Outcome::Accept(fields) if fields.len() == 1));
    assert_eq!(
        (
            client.hello().version.as_str(),
            client.hello().name.as_str()
        ),
        ("7", "bash")
    );
    assert!(matches!(run("exit 0").0, Outcome::Accept(fields) if fields.is_empty()));
    assert!(matches!(run("exit 254").0, Outcome::Reject { .. }));
    assert!(matches!(run("exit 134").0, Outcome::Crash(_)));
    assert!(matches!(run("exit 89").0, Outcome::Unsupported(_)));
}

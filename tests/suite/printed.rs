//! What this program writes, kept word for word: every version of a response, every way of escaping, every surface of the
//! command line. `cargo insta review` shows what has changed.

use std::process::{Command, Stdio};

use vpnconform::Endpoint;
use vpnconform::evidence::redact::Redactor;
use vpnconform::reference::Reference;
use vpnconform::request::{Draft, encoding};
use vpnconform::run::extract::element_text;
use vpnconform::spec::version::ApiVersion;

/// Compares with `snapshots/output/NAME.snap`.
fn keep(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/output");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn ask(
    reference: &Reference,
    version: ApiVersion,
    action: &str,
    parameters: &[(&str, &str)],
) -> String {
    let draft = Draft::action(action, version, parameters);
    let request = encoding::encode(&draft, "localhost", "/");
    let response = reference.send(&request).unwrap();
    let body = Redactor::new().body(&response.body);
    String::from_utf8(body).unwrap()
}

#[test]
fn a_response_of_each_api_version() {
    for version in ApiVersion::ALL {
        let reference = Reference::default();
        let gateway = ask(
            &reference,
            *version,
            "CreateCustomerGateway",
            &[
                ("Type", "ipsec.1"),
                ("IpAddress", "203.0.113.7"),
                ("BgpAsn", "64620"),
            ],
        );
        let customer = element_text(&gateway, "customerGatewayId").unwrap();
        let gateway = ask(
            &reference,
            *version,
            "CreateVpnGateway",
            &[("Type", "ipsec.1")],
        );
        let virtual_private = element_text(&gateway, "vpnGatewayId").unwrap();
        let created = ask(
            &reference,
            *version,
            "CreateVpnConnection",
            &[
                ("Type", "ipsec.1"),
                ("CustomerGatewayId", &customer),
                ("VpnGatewayId", &virtual_private),
            ],
        );
        keep(&format!("create@{version}"), &created);
    }
}

/// What a command prints, with its exit status. It runs in a folder of its own.
fn printed(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(arguments)
        .current_dir(folder.path())
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!(
        "$ vpnconform {}\n{}{}[status {}]\n",
        arguments.join(" "),
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap()
    )
}

#[test]
fn the_help_of_each_command() {
    let help = printed(&["--help"]);
    keep("help", &help);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands = commands.split("\n\n").next().unwrap();
    let names: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        keep(&format!("help@{name}"), &printed(&[name, "--help"]));
    }
    for name in ["parser", "endpoint"] {
        keep(
            &format!("help@fuzz-{name}"),
            &printed(&["fuzz", name, "--help"]),
        );
    }
}

#[test]
fn what_the_commands_print_that_send_nothing() {
    for (name, arguments) in [
        // A selection: the next rule changes no snapshot.
        ("list", &["list", "secret/*", "parser/decoded-once"][..]),
        ("list@versions", &["list", "--api-versions"]),
        ("explain", &["explain", "request/type-required"]),
        ("explain@parser", &["explain", "parser/decoded-once"]),
        (
            "endpoint@dry-run",
            &["endpoint", "--dry-run", "--only", "secret/*"],
        ),
        ("init", &["init"]),
    ] {
        keep(name, &printed(arguments));
    }
    let coverage = printed(&["coverage"]);
    let head: Vec<&str> = coverage.lines().take(4).collect();
    keep("coverage", &head.join("\n"));
}

#[test]
fn what_a_user_is_told_who_gets_something_wrong() {
    for (name, arguments) in [
        ("unknown-command", &["endpiont"][..]),
        ("unknown-check", &["explain", "request/type-require"]),
        ("unknown-target", &["endpoint", "staging"]),
        ("unknown-format", &["endpoint", "--report", "pdf=x"]),
        ("no-such-check", &["endpoint", "--only", "nothing/*"]),
        (
            "the-service-itself",
            &["endpoint", "https://ec2.amazonaws.com"],
        ),
        ("no-report", &["report", "absent.json"]),
        (
            "no-recorded-run",
            &["replay", "request/type-required/absent"],
        ),
        ("no-parser", &["parser"]),
    ] {
        keep(&format!("error@{name}"), &printed(arguments));
    }
}

//! Suggestions for mistyped commands, options and URLs.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::explain::nearest;
use crate::cli::{Cli, print};

/// Words for commands in other tools, each with ours.
const COMMANDS: &[(&str, &str)] = &[
    ("audit", "endpoint"),
    ("diff", "snapshot diff"),
    ("docs", "explain"),
    ("export", "generate"),
    ("lint", "check"),
    ("mock", "serve"),
    ("rule", "explain"),
    ("rules", "list"),
    ("run", "endpoint"),
    ("scan", "endpoint"),
    ("server", "endpoint"),
    ("start", "serve"),
    ("test", "endpoint"),
    ("validate", "check"),
    ("verify", "endpoint"),
];

/// Options of other tools, each with what does the same here.
const OPTIONS: &[(&str, &str)] = &[
    (
        "--base-url",
        "give the URL as TARGET: vpnconform endpoint URL",
    ),
    ("--checks", "--only GLOB"),
    (
        "--endpoint-url",
        "give the URL as TARGET: vpnconform endpoint URL",
    ),
    ("--exclude", "--skip GLOB"),
    ("--exclude-checks", "--skip GLOB"),
    ("--exitfirst", "--fail-fast"),
    ("--filter", "--only GLOB"),
    ("--format", "--report FORMAT=PATH"),
    ("--host", "give the URL as TARGET: vpnconform endpoint URL"),
    ("--html", "--report html=PATH"),
    ("--ignore", "--skip GLOB"),
    ("--include", "--only GLOB"),
    ("--json", "--report json=PATH; json=- is standard output"),
    ("--junit", "--report junit=PATH"),
    ("--junit-xml", "--report junit=PATH"),
    ("--junitxml", "--report junit=PATH"),
    ("--list", "vpnconform list"),
    ("--markdown", "--report markdown=PATH"),
    ("--max-examples", "--cases N"),
    ("--maxfail", "--fail-fast"),
    ("--no-color", "--color never"),
    ("--output", "--report FORMAT=PATH"),
    ("--output-file", "--report FORMAT=PATH"),
    ("--region-name", "--region NAME"),
    ("--reporter", "--report FORMAT=PATH"),
    ("--request-timeout", "--timeout 30s"),
    ("--retries", "--repeat N"),
    ("--sarif", "--report sarif=PATH"),
    ("--tap", "--report tap=PATH"),
    (
        "--target",
        "give the URL as TARGET: vpnconform endpoint URL",
    ),
    ("--url", "give the URL as TARGET: vpnconform endpoint URL"),
    ("--wait-for-schema", "--wait 60s"),
    ("-f", "--report FORMAT=PATH"),
    ("-k", "--only GLOB"),
    ("-n", "--cases N"),
    ("-o", "--report FORMAT=PATH"),
    ("-x", "--fail-fast"),
];

/// Prints what clap says of the arguments, with what may have been meant: the exit status.
pub fn explain(error: &clap::Error) -> u8 {
    let _ = error.print();
    let found = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let hint = match error.kind() {
        ErrorKind::InvalidSubcommand => found(ContextKind::InvalidSubcommand).and_then(command),
        ErrorKind::UnknownArgument => found(ContextKind::InvalidArg).and_then(argument),
        ErrorKind::MissingRequiredArgument if is_of_parser() => Some(
            "give the command of an adapter behind --, --builtin NAME, or the NAME of a parser in vpnconform.toml"
                .to_owned(),
        ),
        _ => None,
    };
    if let Some(hint) = hint {
        print::note(&hint);
    }
    u8::try_from(error.exit_code()).unwrap_or(print::USAGE)
}

fn command(word: &str) -> Option<String> {
    let known = COMMANDS.iter().find(|(other, _)| *other == word);
    let ours = known.map(|(_, ours)| (*ours).to_owned());
    let is_url = word.contains("://") || word.contains(':');
    let ours = ours.or_else(|| is_url.then(|| format!("endpoint {word}")))?;
    let exists = |name: &str| Cli::command().find_subcommand(name).is_some();
    let first = ours.split(' ').next().unwrap_or_default();
    exists(first).then(|| format!("did you mean `vpnconform {ours}`?"))
}

/// Whether the command is `parser`.
fn is_of_parser() -> bool {
    std::env::args().nth(1).as_deref() == Some("parser")
}

fn argument(word: &str) -> Option<String> {
    let name = word.split(['=', ' ']).next().unwrap_or(word);
    if let Some((_, ours)) = OPTIONS.iter().find(|(other, _)| *other == name) {
        return Some(format!("{name} is of other tools; here: {ours}"));
    }
    if is_of_parser() && !word.starts_with('-') {
        let words: Vec<String> = std::env::args().skip(2).collect();
        return Some(format!(
            "the command of the parser stands behind --: vpnconform parser -- {}",
            words.join(" ")
        ));
    }
    None
}

/// What is likely meant by a word that is no target.
pub fn of_target(word: &str) -> Option<String> {
    let (host, port) = word.rsplit_once(':').unwrap_or((word, ""));
    let port_only = port.split('/').next().unwrap_or_default();
    let is_port = !port_only.is_empty() && port_only.bytes().all(|b| b.is_ascii_digit());
    let is_host = host == "localhost" || host.starts_with('[') || host.split('.').count() > 1;
    let is_word = !host.is_empty() && !word.contains(char::is_whitespace);
    ((is_port || is_host && !word.ends_with(".toml")) && is_word)
        .then(|| format!("did you mean http://{word}?"))
}

/// What a failed connection is likely to come from.
pub fn of_connection(url: &str, reason: &str) -> Option<String> {
    let other = |from: &str, to: &str| url.strip_prefix(from).map(|rest| format!("{to}{rest}"));
    if reason.contains("InvalidContentType") {
        let plain = other("https://", "http://")?;
        return Some(format!(
            "the server does not speak TLS; did you mean {plain}?"
        ));
    }
    let is_alert = reason.contains("\\u{15}\\u{3}") || reason.contains("\\x15\\x03");
    if is_alert || reason.contains("HTTPS port") || reason.contains("HTTP request to an HTTPS") {
        let tls = other("http://", "https://")?;
        return Some(format!("the server speaks TLS; did you mean {tls}?"));
    }
    None
}

/// The message for a name that is none of these.
pub fn unknown<'n>(
    what: &str,
    name: &str,
    names: impl Iterator<Item = &'n str>,
    see: &str,
) -> String {
    let near = match nearest(name, names).as_slice() {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(" or ")),
    };
    format!("there is no {what} {name:?}{near} ({see} prints all)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_a_port_is_a_url_without_its_scheme() {
        for word in [
            "127.0.0.1:5000",
            "localhost:80",
            "localhost",
            "moto:5000",
            "[::1]:80",
        ] {
            let expected = format!("did you mean http://{word}?");
            assert_eq!(of_target(word), Some(expected), "{word}");
        }
        assert_eq!(of_target("staging"), None);
    }

    #[test]
    fn tls_and_plain_are_told_apart() {
        let tls = "TLS: received corrupt message of type InvalidContentType";
        let hint = of_connection("https://127.0.0.1:1", tls).unwrap_or_default();
        assert!(hint.contains("http://127.0.0.1:1"), "{hint}");
        let plain = r#"the answer is not HTTP: it has no status line: "\u{15}\u{3}\u{3}""#;
        let hint = of_connection("http://127.0.0.1:1", plain).unwrap_or_default();
        assert!(hint.contains("https://127.0.0.1:1"), "{hint}");
        assert_eq!(
            of_connection("http://127.0.0.1:1", "connection refused"),
            None
        );
    }

    #[test]
    fn every_command_that_is_proposed_is_one() {
        let cli = Cli::command();
        for (other, ours) in COMMANDS.iter().filter(|(_, ours)| *ours != "check") {
            assert!(cli.find_subcommand(other).is_none(), "{other}");
            let first = ours.split(' ').next().unwrap_or_default();
            assert!(cli.find_subcommand(first).is_some(), "{ours}");
        }
    }

    #[test]
    fn options_of_other_tools_are_none_of_ours() {
        let cli = Cli::command();
        let endpoint = cli.find_subcommand("endpoint").into_iter();
        let ours: Vec<String> = endpoint
            .flat_map(|command| command.get_arguments())
            .filter_map(|arg| {
                arg.get_long()
                    .filter(|_| !arg.is_hide_set())
                    .map(|long| format!("--{long}"))
            })
            .collect();
        for (other, _) in OPTIONS {
            assert!(!ours.contains(&(*other).to_owned()), "{other}");
        }
    }
}

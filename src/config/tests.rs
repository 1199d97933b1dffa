#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;

use super::*;
use crate::cli::named::rules;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(Path::new("vpnconform.toml"), text.to_owned(), &rules())
}

#[test]
fn a_target_has_its_own_options_and_the_defaults() {
    let config = parse(
        "[defaults]\ntimeout = \"9s\"\nrate = 5\n[targets.moto]\nurl = 'http://127.0.0.1:5000'\ntimeout = \"1s\"\n\
         only = ['a/*', 'b/*']\nfail-fast = true\nallow-plaintext = false\nrulings.\"request/empty-value\" = \"accept\"\n\
         [rulings]\n\"request/empty-value\" = \"reject\"\n\"parser/dtd\" = \"reject\"\n",
    )
    .unwrap();
    assert_eq!(config.names().collect::<Vec<_>>(), ["moto"]);
    let target = config.target("moto").unwrap();
    assert_eq!(target.url.as_deref(), Some("http://127.0.0.1:5000"));
    let values = |option: &str| {
        target
            .settings
            .iter()
            .find(|s| s.option == option)
            .map(|s| s.values.join(" "))
    };
    assert_eq!(values("timeout").unwrap(), "1s");
    assert_eq!(values("rate").unwrap(), "5");
    assert_eq!(values("only").unwrap(), "a/* b/*");
    assert_eq!(values("fail-fast").unwrap(), "");
    assert_eq!(values("allow-plaintext"), None);
    assert_eq!(
        values("ruling").unwrap(),
        "request/empty-value=accept parser/dtd=reject"
    );
    assert!(config.target("other").is_none());
}

#[test]
fn a_mistake_names_file_line_column_and_key() {
    let of = |line: &str| format!("[targets.a]\nurl = \"http://127.0.0.1:1\"\n{line}\n");
    for (text, says) in [
        (
            of("tiemout = \"5s\""),
            "vpnconform.toml:3:1: targets.a.tiemout: is no key, did you mean timeout?",
        ),
        (of("timeout = \"5x\""), "targets.a.timeout: invalid value"),
        (
            of("timeout = [\"5s\", \"6s\"]"),
            "targets.a.timeout: has one value",
        ),
        (
            of("timeout = true"),
            "targets.a.timeout: is a text or a number",
        ),
        (
            of("insecure = \"yes\""),
            "targets.a.insecure: is true or false",
        ),
        (
            of("secret_access_key = \"x\""),
            "no secret stands in this file",
        ),
        (
            of("baseline = 1979-05-27"),
            "targets.a.baseline: is a text or a number",
        ),
        (of("rulings = 3"), "targets.a.rulings: is a table"),
        (of("url = \"x\""), "duplicate key"),
        (of("command = ['x']"), "has url and command"),
        (of("jobs = 3"), "targets.a.jobs: is no key"),
        ("[targets.a]\ntimeout = \"5s\"\n".to_owned(), "neither url"),
        (
            "[targets.a]\nurl = 5\n".to_owned(),
            "targets.a.url: is a text",
        ),
        (
            "[targets.a]\ncommand = []\n".to_owned(),
            "is an array of texts",
        ),
        (
            "[targets.reference]\nurl = 'x'\n".to_owned(),
            "is no name for a target",
        ),
        ("targets = 3\n".to_owned(), "targets: is a table"),
        ("[target.a]\n".to_owned(), "did you mean targets?"),
        (
            "[rulings]\n\"request/never\" = \"accept\"\n".to_owned(),
            "vpnconform.toml:2:1: rulings.request/never: names no check",
        ),
        (
            "[rulings]\n\"request/minimal-accepted\" = \"accept\"\n".to_owned(),
            "only advisory checks",
        ),
        (
            "[rulings]\n\"request/empty-value\" = \"yes\"\n".to_owned(),
            "is accept or reject",
        ),
        ("[targets.a\n".to_owned(), "line 1"),
    ] {
        let error = parse(&text).unwrap_err().to_string();
        assert!(error.contains(says), "{text}: {error}");
        assert!(error.starts_with("vpnconform.toml:"), "{error}");
    }
}

#[test]
fn a_secret_in_place_of_a_name_is_not_repeated() {
    let secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";
    let text =
        format!("[targets.a]\nurl = \"http://127.0.0.1:1\"\nsecret-key-env = \"{secret}\"\n");
    let error = parse(&text).unwrap_err().to_string();
    assert!(
        error.contains("never the key itself") && !error.contains(secret),
        "{error}"
    );
}

#[test]
fn the_nearest_file_above_counts() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::write(folder.path().join(FILE), "").unwrap();
    assert_eq!(Config::find(&inner).unwrap(), folder.path().join(FILE));
    assert!(matches!(
        Config::read(&inner, &rules()),
        Err(ConfigError::Io(..))
    ));
}

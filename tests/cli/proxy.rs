//! `vpnconform proxy` and `vpnconform serve --judge`, with a client that they start.

use std::sync::Arc;

use vpnconform::reference::Reference;
use vpnconform::reference::serve::serve;
use vpnconform::rule;

use crate::shared::run;

/// The client: a probe of the suite, which creates, describes and deletes; signed or not.
fn client(signed: bool) -> String {
    let auth = if signed { "--auth v4" } else { "" };
    let binary = env!("CARGO_BIN_EXE_vpnconform");
    format!(
        "export AWS_ACCESS_KEY_ID=\"${{AWS_ACCESS_KEY_ID:-id}}\" AWS_SECRET_ACCESS_KEY=\"${{AWS_SECRET_ACCESS_KEY:-key}}\"; \
        '{binary}' endpoint \"$VPNCONFORM_URL\" {auth} --only response/namespace -q >client.txt"
    )
}

fn go(arguments: &[&str], signed: bool) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let client = client(signed);
    let command = ["--listen", "127.0.0.1:0", "--", "sh", "-c", client.as_str()];
    let (status, text) = run(folder.path(), &[arguments, &command].concat());
    let said = std::fs::read_to_string(folder.path().join("client.txt")).unwrap();
    assert!(
        said.contains(" checks, ") || said.contains(" conforms"),
        "{said} {text}"
    );
    (status, text)
}

#[test]
fn the_embedded_endpoint_judges_the_requests_of_a_client() {
    let (status, text) = go(&["serve", "--judge"], true);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("exchange-1 200: ok"), "{text}");
    let (status, text) = go(&["serve", "--judge"], false);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("FAIL client/signed (should)"), "{text}");
    let (status, text) = go(&["serve", "--judge", "--skip", "client/signed"], false);
    assert_eq!(status, Some(0), "{text}");
}

#[test]
fn the_proxy_names_the_fault_of_a_server() {
    let fault = rule::faulty_reference("configuration-id-changed").unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let faulty = serve(Arc::new(fault), any).unwrap();
    let url = faulty.url();
    let (status, text) = go(
        &["proxy", "--upstream", &url, "--record", "kept.json"],
        true,
    );
    assert_eq!(status, Some(1), "{text}");
    assert!(
        text.contains("FAIL configuration/connection-id-matches (must)"),
        "{text}"
    );
    let sound = serve(Arc::new(Reference::default()), any).unwrap();
    let (status, text) = go(&["proxy", "--upstream", &sound.url()], true);
    assert_eq!(status, Some(0), "{text}");
    assert!(
        text.contains("exchanges of other actions passed unjudged"),
        "{text}"
    );
}

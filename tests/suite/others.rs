//! What stands at a target before a run: its keys are looked for like those of the run, and its names are text of others.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::Reference;
use vpnconform::reference::serve::{Server, serve};

use crate::hostile::server::action;
use crate::shared::stock::{ask, furnish};
use crate::shared::{run, told, vpnconform};

/// A reference behind a change of its answers, and of what it is asked.
struct Changed<F> {
    reference: Reference,
    change: F,
}

impl<F> Endpoint for Changed<F>
where
    F: Fn(&Reference, &HttpRequest) -> Result<HttpResponse, TransportError> + Send + Sync,
{
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        (self.change)(&self.reference, request)
    }

    fn name(&self) -> String {
        self.reference.name()
    }
}

fn start<F>(reference: Reference, change: F) -> Server
where
    F: Fn(&Reference, &HttpRequest) -> Result<HttpResponse, TransportError> + Send + Sync + 'static,
{
    let endpoint = Arc::new(Changed { reference, change });
    serve(endpoint, SocketAddr::from(([127, 0, 0, 1], 0))).unwrap()
}

fn set_body(response: &mut HttpResponse, body: Vec<u8>) {
    let headers = &mut response.headers;
    headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
    let length = body.len().to_string().into_bytes();
    headers.push(("Content-Length".to_owned(), length));
    response.body = body;
}

#[test]
fn keys_of_others_are_keys() {
    let forms: [fn(&str) -> String; 4] = [
        |key| key.to_owned(),
        |key| key.bytes().map(|b| format!("&#{b};")).collect(),
        |key| STANDARD.encode(key),
        |key| key.bytes().map(|b| format!("%25{b:02x}")).collect(),
    ];
    for form in forms {
        let reference = Reference::default();
        furnish(&reference);
        let text = ask(&reference, "Action=DescribeVpnConnections");
        let keys: Vec<String> = text
            .split("&lt;pre_shared_key&gt;")
            .skip(1)
            .map(|rest| rest.split("&lt;").next().unwrap().to_owned())
            .collect();
        assert_eq!(keys.len(), 2, "{text}");
        let said = form(&keys[1]);
        let shown = said.clone();
        let server = start(reference, move |reference, request| {
            let mut response = reference.send(request)?;
            if response.status >= 400 {
                let body = String::from_utf8(response.body.clone()).unwrap();
                let body = body.replace("</Message>", &format!(" ({said})</Message>"));
                set_body(&mut response, body.into_bytes());
            }
            Ok(response)
        });
        let url = server.url();
        let folder = tempfile::tempdir().unwrap();
        let rules = [
            "--only",
            "secret/absent-from-errors",
            "--only",
            "request/type-required",
        ];
        let mut arguments = vec!["endpoint", &url, "-v", "--report", "json=report.json"];
        arguments.extend(rules);
        arguments.extend(["--report", "html=report.html", "--record", "evidence.json"]);
        let (status, text) = run(folder.path(), &arguments);
        assert_eq!(status, Some(1), "{shown}: {text}");
        assert!(text.contains("secret/absent-from-errors"), "{text}");
        let mut written = text.into_bytes();
        for file in [
            "report.json",
            "report.html",
            "evidence.json",
            ".vpnconform/last.json",
        ] {
            written.extend(std::fs::read(folder.path().join(file)).unwrap());
        }
        let written = String::from_utf8_lossy(&written);
        assert!(written.contains("InvalidParameter") || written.contains("MissingParameter"));
        for secret in keys.iter().chain([&shown]) {
            assert!(!written.contains(secret.as_str()), "{secret} was written");
        }
    }
}

/// What acts on a terminal, as far as a percent-encoded parameter can bring it back.
const ACTS: &str =
    "\u{1b}]0;PWNED\u{7}\u{1b}[31m\u{9b}31m\u{202e}\u{61c}\u{2066}\n ::error::x ##[error]x";

#[test]
fn ids_that_a_server_chose_act_on_nothing() {
    let encode = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    let encoded: String = ACTS.bytes().map(encode).collect();
    let server = start(Reference::default(), move |reference, request| {
        let plain = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.replace(&encoded, "").into_bytes()
        };
        let request = HttpRequest {
            target: plain(&request.target),
            body: plain(&request.body),
            headers: request
                .headers
                .iter()
                .filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"))
                .cloned()
                .collect(),
            ..request.clone()
        };
        let mut response = match action(&request).starts_with("Delete") {
            true => HttpResponse {
                status: 500,
                headers: Vec::new(),
                body: format!("<Response><Errors><Error><Code>Internal{ACTS}</Code><Message>{ACTS}</Message></Error></Errors><RequestID>{ACTS}</RequestID></Response>").into_bytes(),
            },
            false => reference.send(&request)?,
        };
        let mut body = String::from_utf8(response.body.clone()).unwrap();
        for element in ["vpnConnectionId", "customerGatewayId", "vpnGatewayId"] {
            body = body.replace(&format!("</{element}>"), &format!("{ACTS}</{element}>"));
        }
        set_body(&mut response, body.into_bytes());
        Ok(response)
    });
    let url = server.url();
    let folder = tempfile::tempdir().unwrap();
    let quick = ["--timeout", "1s", "--patience", "1s"];
    let acting = |text: &str| {
        let mut acts = text.chars().filter(|c| {
            let hides = vpnconform::untrusted::is_direction(*c);
            hides || c.is_control() && !matches!(c, '\n' | '\t')
        });
        acts.next().is_some() || text.lines().any(|line| line.trim_start().starts_with("::"))
    };
    let rules = ["--only", "request/minimal-accepted"];
    for (arguments, status) in [
        ([&["endpoint", &url][..], &quick, &rules].concat(), 7),
        ([&["sweep", &url][..], &quick].concat(), 7),
        (vec!["sweep"], 7),
    ] {
        let output = vpnconform(folder.path()).args(&arguments).output().unwrap();
        let (ended, text) = told(&output);
        assert!(text.contains("left"), "{arguments:?}: {text}");
        assert!(!acting(&text), "{arguments:?}: {text:?}");
        assert_eq!(ended, Some(status), "{arguments:?}: {text}");
    }
}

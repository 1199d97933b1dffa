//! Runs against targets that do odd things with resources: nothing of others is deleted, nothing of ours is forgotten, and
//! a verdict does not depend on how soon, in which form or how often something is shown.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may")]
mod cleanup;
mod ids;
mod setup;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::endpoint::Endpoint;
use crate::evidence::halt::Halt;
use crate::exchange::{HttpRequest, HttpResponse, TransportError};
use crate::finding::{Level, Verdict};
use crate::glob::GlobSet;
use crate::reference::Reference;
use crate::request::{Draft, Form, encoding};
use crate::run::{Options, context, options};
use crate::spec::version::ApiVersion;
use crate::suite::outcome::Outcome;
use crate::suite::plan::{run, sweep};

/// What came of one request.
type Sent = Result<HttpResponse, TransportError>;

/// The reference behind something that changes what it is asked or answers.
struct Odd<'f> {
    reference: Reference,
    requests: AtomicUsize,
    act: Box<dyn Fn(&Ask<'_>) -> Sent + Send + Sync + 'f>,
}

impl<'f> Odd<'f> {
    fn new(act: impl Fn(&Ask<'_>) -> Sent + Send + Sync + 'f) -> Self {
        Self {
            reference: Reference::default(),
            requests: AtomicUsize::new(0),
            act: Box::new(act),
        }
    }
}

/// One request.
struct Ask<'a> {
    reference: &'a Reference,
    request: &'a HttpRequest,
    action: String,
    /// How many came before.
    number: usize,
}

impl Endpoint for Odd<'_> {
    fn send(&self, request: &HttpRequest) -> Sent {
        (self.act)(&Ask {
            reference: &self.reference,
            request,
            action: parameter(request, "Action").unwrap_or_default(),
            number: self.requests.fetch_add(1, Ordering::Relaxed),
        })
    }

    fn name(&self) -> String {
        "odd".to_owned()
    }
}

impl Ask<'_> {
    fn honest(&self) -> Sent {
        self.reference.send(self.request)
    }

    fn is(&self, beginning: &str) -> bool {
        self.action.starts_with(beginning)
    }

    fn names(&self, name: &str) -> Option<String> {
        parameter(self.request, name)
    }

    fn is_list(&self) -> bool {
        let kinds = ["VpnConnectionId.1", "CustomerGatewayId.1", "VpnGatewayId.1"];
        self.is("Describe") && kinds.iter().all(|name| self.names(name).is_none())
    }

    /// The honest answer with one text in place of another.
    fn with(&self, old: &str, new: &str) -> Sent {
        let mut answer = self.honest()?;
        answer.body = text(&answer).replace(old, new).into_bytes();
        Ok(answer)
    }
}

/// The reference under the name of the odd target.
struct Named<'r>(&'r Reference);

impl Endpoint for Named<'_> {
    fn send(&self, request: &HttpRequest) -> Sent {
        self.0.send(request)
    }

    fn name(&self) -> String {
        "odd".to_owned()
    }
}

fn text(answer: &HttpResponse) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    let pairs = encoding::decode(request).ok()?;
    let pair = pairs
        .into_iter()
        .find(|pair| pair.name == name.as_bytes())?;
    Some(String::from_utf8_lossy(&pair.value.unwrap_or_default()).into_owned())
}

fn answer(status: u16, body: &str) -> Sent {
    Ok(HttpResponse {
        status,
        headers: vec![("Content-Type".to_owned(), b"text/xml".to_vec())],
        body: body.as_bytes().to_vec(),
    })
}

fn refusal(status: u16, code: &str) -> Sent {
    answer(
        status,
        &format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>"
        ),
    )
}

fn ask(endpoint: &dyn Endpoint, action: &str, parameters: &[(&str, &str)]) -> String {
    ask_in(ApiVersion::default(), endpoint, action, parameters)
}

fn ask_in(
    version: ApiVersion,
    endpoint: &dyn Endpoint,
    action: &str,
    parameters: &[(&str, &str)],
) -> String {
    let draft = Draft::action(action, version, parameters);
    text(&endpoint.send(&encoding::encode(&draft, "h", "/")).unwrap())
}

fn between(text: &str, element: &str) -> Vec<String> {
    let open = format!("<{element}>");
    let pieces = text.split(&open).skip(1);
    pieces
        .map(|p| p.split('<').next().unwrap().to_owned())
        .collect()
}

/// A customer gateway, a VPN gateway and a connection of somebody else.
fn furnish(reference: &Reference) -> Vec<String> {
    let address = [
        ("Type", "ipsec.1"),
        ("IpAddress", "203.0.113.77"),
        ("BgpAsn", "65001"),
    ];
    let first = |text: &str, name: &str| between(text, name)[0].clone();
    let customer = first(
        &ask(reference, "CreateCustomerGateway", &address),
        "customerGatewayId",
    );
    let vpn = first(
        &ask(reference, "CreateVpnGateway", &address[..1]),
        "vpnGatewayId",
    );
    let gateways = [
        ("Type", "ipsec.1"),
        ("CustomerGatewayId", &*customer),
        ("VpnGatewayId", &*vpn),
    ];
    let connection = first(
        &ask(reference, "CreateVpnConnection", &gateways),
        "vpnConnectionId",
    );
    vec![customer, vpn, connection]
}

/// Everything that exists.
fn existing(reference: &Reference) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (action, element) in [
        ("DescribeCustomerGateways", "customerGatewayId"),
        ("DescribeVpnGateways", "vpnGatewayId"),
        ("DescribeVpnConnections", "vpnConnectionId"),
    ] {
        let list = ask(reference, action, &[]);
        for item in list.split(&format!("<{element}>")).skip(1) {
            let is_gone = between(item, "state")
                .first()
                .is_some_and(|state| state == "deleted");
            if !is_gone {
                ids.insert(item.split('<').next().unwrap().to_owned());
            }
        }
    }
    ids
}

fn options(only: &[&str]) -> Options {
    Options {
        only: GlobSet::new(only).unwrap(),
        patience: Duration::from_millis(300),
        timeout: Duration::from_secs(1),
        cases: 2,
        claim: true,
        ..Options::default()
    }
}

fn play(endpoint: &dyn Endpoint, options: &Options) -> Outcome {
    run(endpoint, options, &(), &AtomicBool::new(false)).unwrap()
}

fn verdicts(outcome: &Outcome) -> BTreeMap<&'static str, Verdict> {
    let judged = outcome.judged.iter();
    judged
        .map(|(check, judgement)| (check.id, judgement.verdict))
        .collect()
}

const FEW: [&str; 2] = ["request/minimal-accepted", "request/type-required"];

#[test]
fn an_ordinary_run_leaves_nothing_and_asks_about_everything() {
    let odd = Odd::new(|ask| ask.honest());
    let foreign: BTreeSet<String> = furnish(&odd.reference).into_iter().collect();
    let outcome = play(&odd, &options(&FEW));
    assert_eq!(existing(&odd.reference), foreign);
    assert_eq!(
        outcome.exit_status(Level::Should),
        0,
        "{:?}",
        outcome.resources
    );
    assert_eq!(outcome.resources.notes, Vec::<String>::new());
}

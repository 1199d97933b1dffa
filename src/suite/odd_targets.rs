//! Runs against targets that do odd things with resources: nothing of others is deleted, nothing of ours is forgotten, and
//! a verdict does not depend on how soon, in which form or how often something is shown.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may")]
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
    let draft = Draft::action(action, ApiVersion::default(), parameters);
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

#[test]
fn nothing_of_others_is_deleted_whatever_an_answer_calls_it() {
    type Act = fn(&Ask<'_>, &[String]) -> Sent;
    fn page(ask: &Ask<'_>, foreign: &[String]) -> Sent {
        // What is foreign is on the second page, which never comes.
        let mut answer = ask.honest()?;
        let whole = text(&answer);
        let items = whole.split_inclusive("</item>");
        let kept: String = items
            .filter(|item| !foreign.iter().any(|id| item.contains(id)))
            .collect();
        let root = format!("</{}Response>", ask.action);
        let kept = kept.replace(&root, "");
        answer.body = format!("{kept}<nextToken>more</nextToken>{root}").into_bytes();
        Ok(answer)
    }
    let lists: [(&str, Act); 5] = [
        ("honest", |ask, _| ask.honest()),
        ("paged", page),
        ("failing", |_, _| refusal(500, "InternalError")),
        ("missing", |_, _| refusal(400, "InvalidAction")),
        ("empty at first", |ask, _| match ask.number {
            0..2 => answer(200, &format!("<{0}Response><x/></{0}Response>", ask.action)),
            _ => ask.honest(),
        }),
    ];
    for (name, list) in lists {
        for (kind, action, element) in [
            (2, "CreateVpnConnection", "vpnConnectionId"),
            (0, "CreateCustomerGateway", "customerGatewayId"),
            (1, "CreateVpnGateway", "vpnGatewayId"),
        ] {
            let foreign: Mutex<Vec<String>> = Mutex::default();
            let odd = Odd::new(|ask| {
                let foreign = foreign.lock().unwrap().clone();
                if ask.is_list() {
                    return list(ask, &foreign);
                }
                let mut answer = ask.honest()?;
                if ask.action == action && answer.status == 200 {
                    let body = text(&answer);
                    let made = between(&body, element)[0].clone();
                    answer.body = body.replace(&made, &foreign[kind]).into_bytes();
                }
                Ok(answer)
            });
            *foreign.lock().unwrap() = furnish(&odd.reference);
            let theirs: BTreeSet<String> = foreign.lock().unwrap().iter().cloned().collect();
            let outcome = play(&odd, &options(&FEW));
            let left = existing(&odd.reference);
            assert!(
                left.is_superset(&theirs),
                "{name}, {action}: {theirs:?} {left:?}"
            );
            let status = outcome.exit_status(Level::Should);
            let named: BTreeSet<String> = outcome.resources.left_ids.iter().cloned().collect();
            let unnamed = left
                .difference(&theirs)
                .filter(|id| !named.contains(*id))
                .count();
            // The one that was given another name can be found by a list alone.
            assert!(
                unnamed <= outcome.unanswered || name != "honest",
                "{name}, {action}: {left:?} {named:?}"
            );
            assert!(matches!(status, 0 | 3 | 7), "{name}, {action}: {status}");
        }
    }
}

#[test]
fn a_deletion_is_believed_when_a_description_agrees() {
    type Act = fn(&Ask<'_>) -> Sent;
    let lies: [(&str, Act); 3] = [
        ("return false", |ask| {
            answer(
                200,
                &format!(
                    "<{0}Response><return>false</return></{0}Response>",
                    ask.action
                ),
            )
        }),
        ("return true", |ask| {
            answer(
                200,
                &format!(
                    "<{0}Response><return>true</return></{0}Response>",
                    ask.action
                ),
            )
        }),
        ("server error", |_| refusal(500, "InternalError")),
    ];
    for (name, lie) in lies {
        let odd = Odd::new(|ask| {
            if ask.is("Delete") {
                lie(ask)
            } else {
                ask.honest()
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.ndjson");
        let options = Options {
            ledger: Some(path.clone()),
            ..options(&FEW)
        };
        let outcome = play(&odd, &options);
        let left: BTreeSet<String> = outcome.resources.left_ids.iter().cloned().collect();
        assert_eq!(left, existing(&odd.reference), "{name}");
        assert!(left.len() >= 4, "{name}: {left:?}");
        assert_eq!(outcome.exit_status(Level::Should), 7, "{name}");
        assert!(!outcome.resources.notes.is_empty(), "{name}");
        assert!(outcome.requests < 300, "{name}: {}", outcome.requests);
        // A sweep knows them, and deletes them when that can be done.
        let swept = sweep(&odd, &options, &path).unwrap();
        assert_eq!(swept.left.len(), left.len(), "{name}");
        let server = &odd.reference;
        let named = Named(server);
        let swept = sweep(&named, &options, &path).unwrap();
        assert_eq!(
            swept.left,
            Vec::<String>::new(),
            "{name}: {:?}",
            swept.notes
        );
        assert_eq!(existing(server).len(), 0, "{name}");
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

#[test]
fn what_no_description_shows_is_left_and_named() {
    let odd = Odd::new(|ask| match ask.is("Describe") {
        true => answer(200, &format!("<{0}Response><x/></{0}Response>", ask.action)),
        false => ask.honest(),
    });
    let outcome = play(&odd, &options(&FEW));
    let left: BTreeSet<String> = outcome.resources.left_ids.iter().cloned().collect();
    assert_eq!(left, existing(&odd.reference));
    assert_eq!(outcome.exit_status(Level::Should), 7);
    // The rules say what they would say otherwise.
    assert!(
        verdicts(&outcome)
            .values()
            .all(|verdict| *verdict == Verdict::Pass)
    );
}

#[test]
fn ids_with_markup_are_deleted_too() {
    // Every id is shown with markup, escaped, and known by it.
    for (shown, sent) in [
        ("vpn-&lt;b>", "vpn-<b>"),
        ("vpn-<!-- c -->", "vpn-"),
        ("<![CDATA[vpn-]]>", "vpn-"),
    ] {
        let odd = Odd::new(|ask| {
            let mut request = ask.request.clone();
            let decoded = |bytes: &[u8]| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                text.replace("vpn-%3Cb%3E", "vpn-").into_bytes()
            };
            request.target = decoded(&request.target);
            request.body = decoded(&request.body);
            let mut answer = ask.reference.send(&request)?;
            answer.body = text(&answer)
                .replace(">vpn-", &format!(">{shown}"))
                .into_bytes();
            Ok(answer)
        });
        let outcome = play(
            &odd,
            &options(&["request/minimal-accepted", "state/described-after-create"]),
        );
        assert_eq!(existing(&odd.reference).len(), 0, "{shown} {sent}");
        assert_eq!(outcome.resources.left_ids, Vec::<String>::new(), "{shown}");
        assert_eq!(
            outcome.exit_status(Level::Should),
            0,
            "{shown}: {:?}",
            verdicts(&outcome)
        );
    }
}

#[test]
fn a_comment_in_the_id_of_a_gateway_is_no_part_of_it() {
    let odd = Odd::new(|ask| {
        let mut answer = ask.with(">cgw-", ">cgw-<!-- c -->")?;
        answer.body = text(&answer)
            .replace(">vgw-", "><![CDATA[vgw-]]>")
            .into_bytes();
        Ok(answer)
    });
    let outcome = play(
        &odd,
        &options(&[
            "request/minimal-accepted",
            "request/customer-gateway-exists",
        ]),
    );
    assert_eq!(
        outcome.exit_status(Level::Should),
        0,
        "{:?}",
        outcome.evidence.halts
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn an_id_that_cannot_be_read_back_stays_open_until_a_list_shows_it() {
    let odd = Odd::new(|ask| match ask.is("CreateVpnConnection") {
        true => ask.with(">vpn-", ">vpn-<b/>"),
        false => ask.honest(),
    });
    let outcome = play(&odd, &options(&FEW));
    assert_eq!(existing(&odd.reference).len(), 0);
    assert_eq!((outcome.resources.left, outcome.unanswered), (0, 0));

    // Nor can the list be read.
    let odd = Odd::new(|ask| ask.with(">vpn-", ">vpn-<b/>"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let options = Options {
        ledger: Some(path.clone()),
        ..options(&FEW)
    };
    let outcome = play(&odd, &options);
    assert!(outcome.resources.open > 0);
    assert_eq!(outcome.resources.open, outcome.unanswered);
    assert!(matches!(outcome.exit_status(Level::Should), 1 | 7));
    let swept = sweep(&Named(&odd.reference), &options, &path).unwrap();
    assert_eq!(
        (swept.left.len(), swept.unresolved),
        (0, 0),
        "{:?}",
        swept.notes
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn what_was_made_in_spite_of_a_refusal_is_found() {
    for status in [401, 407, 404, 500] {
        let odd = Odd::new(|ask| {
            let answer = ask.honest()?;
            match ask.is("Create") && answer.status == 200 {
                true => self::answer(status, "<html>no</html>"),
                false => Ok(answer),
            }
        });
        let foreign: BTreeSet<String> = furnish(&odd.reference).into_iter().collect();
        let outcome = play(&odd, &options(&FEW));
        assert_eq!(existing(&odd.reference), foreign, "{status}");
        assert_eq!(
            (outcome.resources.left, outcome.unanswered),
            (0, 0),
            "{status}"
        );
        assert_eq!(outcome.exit_status(Level::Should), 3, "{status}");
    }
}

#[test]
fn the_third_run_is_like_the_first() {
    // It keeps what is deleted for ever, and was filled by others before; an item has 6 kB.
    let filler = {
        let one = |n: usize| {
            format!(
                "<item><vpnConnectionId>vpn-f{n:07}</vpnConnectionId><state>available</state><customerGatewayId>cgw-f{n:07}</customerGatewayId>\
                 <customerGatewayConfiguration>{}</customerGatewayConfiguration></item>",
                "a".repeat(6_000)
            )
        };
        (0..150).map(one).collect::<String>()
    };
    let odd = Odd::new(
        |ask| match ask.is_list() && ask.is("DescribeVpnConnections") {
            true => ask.with("<vpnConnectionSet>", &format!("<vpnConnectionSet>{filler}")),
            false => ask.honest(),
        },
    );
    let options = options(&[
        "state/*",
        "request/minimal-accepted",
        "request/type-required",
    ]);
    let mut seen = Vec::new();
    for number in 1..=3 {
        let outcome = play(&odd, &options);
        let kept: usize = outcome
            .evidence
            .records
            .iter()
            .filter_map(|record| record.exchange.response.as_ref().ok())
            .map(|response| response.body.len())
            .sum();
        assert!(kept < 700_000, "run {number} keeps {kept} bytes");
        assert_eq!(outcome.resources.left, 0, "run {number}");
        seen.push((verdicts(&outcome), outcome.requests));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    assert!(
        seen[0]
            .0
            .values()
            .all(|verdict| matches!(verdict, Verdict::Pass | Verdict::NotApplicable)),
        "{seen:?}"
    );
}

#[test]
fn what_becomes_visible_after_a_while_is_waited_for() {
    let made: Mutex<HashMap<String, Instant>> = Mutex::default();
    let after = Duration::from_millis(150);
    let odd = Odd::new(|ask| {
        let is_new = |id: &String| {
            made.lock()
                .unwrap()
                .get(id)
                .is_some_and(|at| at.elapsed() < after)
        };
        for (name, code) in [
            ("CustomerGatewayId", "InvalidCustomerGatewayID.NotFound"),
            ("VpnGatewayId", "InvalidVpnGatewayID.NotFound"),
            ("VpnConnectionId", "InvalidVpnConnectionID.NotFound"),
        ] {
            let named = [ask.names(name), ask.names(&format!("{name}.1"))];
            if named.iter().flatten().any(is_new) {
                return refusal(400, code);
            }
        }
        let answer = ask.honest()?;
        if ask.is("Create") && answer.status == 200 {
            for name in ["vpnConnectionId", "customerGatewayId", "vpnGatewayId"] {
                for id in between(&text(&answer), name) {
                    made.lock().unwrap().entry(id).or_insert_with(Instant::now);
                }
            }
        }
        Ok(answer)
    });
    let patient = Options {
        patience: Duration::from_secs(20),
        ..options(&[
            "request/minimal-accepted",
            "state/described-after-create",
            "state/deleted-gone",
        ])
    };
    let outcome = play(&odd, &patient);
    assert_eq!(
        outcome.exit_status(Level::Should),
        0,
        "{:?}",
        verdicts(&outcome)
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn a_target_that_takes_one_form_is_set_up_in_that_form() {
    for (method, failing) in [
        ("POST", "request/get-accepted"),
        ("GET", "request/post-accepted"),
    ] {
        let odd = Odd::new(|ask| match ask.request.method == method {
            true => ask.honest(),
            false => refusal(400, "MissingAction"),
        });
        let outcome = play(
            &odd,
            &options(&[
                "request/minimal-accepted",
                failing,
                "state/deleted-gone",
                "request/type-required",
            ]),
        );
        let failed: Vec<&str> = verdicts(&outcome)
            .into_iter()
            .filter(|(_, verdict)| *verdict == Verdict::Fail)
            .map(|(id, _)| id)
            .collect();
        assert!(failed.contains(&failing), "{method}: {failed:?}");
        assert_eq!(
            verdicts(&outcome)["state/deleted-gone"],
            Verdict::Pass,
            "{method}"
        );
        assert_eq!(existing(&odd.reference).len(), 0, "{method}");
        let said = format!("are sent by {method}");
        assert!(
            outcome
                .resources
                .notes
                .iter()
                .any(|note| note.contains(&said)),
            "{method}"
        );
    }
}

#[test]
fn a_target_that_wants_more_than_the_reference_gets_it() {
    let odd = Odd::new(|ask| {
        if ask.is("CreateCustomerGateway") && ask.names("BgpAsn").as_deref() != Some("65000") {
            return refusal(400, "Unsupported");
        }
        let mut request = ask.request.clone();
        if ask.is("CreateVpnConnection") {
            let extra = "&Options.StaticRoutesOnly=true";
            let is_there = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(extra);
            if !is_there(&request.target) && !is_there(&request.body) {
                return refusal(400, "Unsupported");
            }
            let plain = |bytes: &[u8]| {
                String::from_utf8_lossy(bytes)
                    .replace(extra, "")
                    .into_bytes()
            };
            (request.target, request.body) = (plain(&request.target), plain(&request.body));
        }
        ask.reference.send(&request)
    });
    let wanted = [
        "request/minimal-accepted",
        "request/type-required",
        "configuration/customer-asn-matches",
    ];
    assert_eq!(play(&odd, &options(&wanted)).exit_status(Level::Should), 3);
    let outcome = play(
        &odd,
        &Options {
            customer_asn: Some(65_000),
            create_parameters: vec![("Options.StaticRoutesOnly".to_owned(), "true".to_owned())],
            ..options(&wanted)
        },
    );
    assert_eq!(
        outcome.exit_status(Level::Should),
        0,
        "{:?}",
        outcome.evidence.halts
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn set_up_that_fails_is_tried_once_and_says_what_to_do() {
    type Act = fn(&Ask<'_>) -> Sent;
    let page = r#"<CreateVpnConnectionResponse><vpnConnection><vpnConnectionId>vpn-44a8938f</vpnConnectionId><state>pending</state><customerGatewayId>cgw-b4dc3961</customerGatewayId><vpnGatewayId>vgw-8db04f81</vpnGatewayId></vpnConnection></CreateVpnConnectionResponse>"#;
    static PAGE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    PAGE.get_or_init(|| page.to_owned());
    let cases: [(&str, &str, usize, Act); 4] = [
        ("hangs", "was not answered", 1, |ask| {
            match ask.is("CreateCustomerGateway") {
                true => Err(TransportError::Timeout(Duration::from_secs(30))),
                false => ask.honest(),
            }
        }),
        ("is missing", "--provision fixed", 2, |ask| {
            match ask.is("CreateCustomerGateway") {
                true => refusal(400, "InvalidAction"),
                false => ask.honest(),
            }
        }),
        ("is canned", "the answer to another action", 2, |_| {
            answer(200, PAGE.get().unwrap())
        }),
        ("is no service", "names no id", 2, |_| {
            answer(200, "<html>hello</html>")
        }),
    ];
    for (name, words, most, act) in cases {
        let creates = AtomicUsize::new(0);
        let odd = Odd::new(|ask| {
            creates.fetch_add(usize::from(ask.is("Create")), Ordering::Relaxed);
            act(ask)
        });
        let begin = Instant::now();
        let patient = Options {
            patience: Duration::from_secs(60),
            ..options(&["request/*", "state/*", "configuration/*"])
        };
        let outcome = play(&odd, &patient);
        assert!(begin.elapsed() < Duration::from_secs(20), "{name}");
        assert!(creates.load(Ordering::Relaxed) <= most, "{name}");
        let causes: BTreeSet<String> = outcome
            .evidence
            .halts
            .values()
            .map(Halt::to_string)
            .collect();
        assert_eq!(causes.len(), 1, "{name}: {causes:?}");
        assert!(
            causes.iter().all(|cause| cause.contains(words)),
            "{name}: {causes:?}"
        );
        assert_eq!(outcome.exit_status(Level::Should), 3, "{name}");
    }
}

#[test]
fn given_gateways_stay_and_only_new_connections_go() {
    let odd = Odd::new(|ask| ask.honest());
    let foreign = furnish(&odd.reference);
    let theirs: BTreeSet<String> = foreign.iter().cloned().collect();
    let outcome = play(
        &odd,
        &Options {
            provision: options::Provision::Fixed {
                customer_gateway_id: foreign[0].clone(),
                vpn_gateway_id: foreign[1].clone(),
            },
            ..options(&FEW)
        },
    );
    assert_eq!(existing(&odd.reference), theirs);
    assert_eq!(outcome.exit_status(Level::Should), 0);
}

#[test]
fn a_ledger_of_a_sweep_is_emptied() {
    let odd = Odd::new(|ask| ask.honest());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let options = Options {
        ledger: Some(path.clone()),
        ..options(&FEW)
    };
    let size = |path: &Path| std::fs::metadata(path).unwrap().len();
    play(&odd, &options);
    let one = size(&path);
    for _ in 0..3 {
        play(&odd, &options);
        assert!(size(&path) < one + one / 2, "{} {one}", size(&path));
    }
    sweep(&odd, &options, &path).unwrap();
    assert_eq!(size(&path), 0);
}

#[test]
fn forms_follow_what_was_answered() {
    let mut forms = context::Forms::default();
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Post, Form::Get)
    );
    forms.learn(Form::Post, false);
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Post, Form::Get)
    );
    forms.learn(Form::Get, true);
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Get, Form::Get)
    );
    forms.learn(Form::Post, true);
    forms.learn(Form::Get, false);
    assert_eq!(
        (forms.housekeeping(), forms.ordinary()),
        (Form::Post, Form::Post)
    );
}

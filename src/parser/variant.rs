//! Parsers that conform, made of our own with one difference each that the protocol and XML leave free: no rule may fail
//! them, alone or in pairs.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::generate::document::field::{TUNNEL, Target, Value};
use crate::parser::builtin::TYPED;
use crate::parser::faulty::Make;
use crate::parser::faulty::answer::{absent, contains, refuse_if, reject};
use crate::parser::faulty::body::{is_wide, replace};
use crate::parser::{Hello, Outcome};

/// One difference.
#[derive(Debug)]
pub struct Variant {
    /// A stable name.
    pub id: &'static str,
    /// What is different, in a line.
    pub summary: &'static str,
    /// How it is made.
    pub makes: &'static [Make],
    /// Whether bodies of megabytes are given to it too: it is about them.
    pub heavy: bool,
}

/// Every variant.
pub static VARIANTS: &[Variant] = &[
    variant(
        "typed-reader",
        "reads events into a type for each element, and no tree",
        &[Make::Reader(TYPED)],
    ),
    variant(
        "error-class-of-java",
        "names its errors after a class with dots",
        &[Make::Answer(|_, _, outcome| {
            class(outcome, |_| "org.xml.sax.SAXParseException".to_owned());
        })],
    ),
    variant(
        "error-class-per-document",
        "has another error class for each document",
        &[Make::Answer(|_, input, outcome| {
            let bytes = input.body.iter();
            let sum = bytes.fold(7_u32, |sum, b| sum.rotate_left(5) ^ u32::from(*b));
            class(outcome, |_| format!("Error{sum:08x}"));
        })],
    ),
    variant(
        "error-class-absent",
        "says no class of its errors",
        &[Make::Answer(|_, _, outcome| {
            class(outcome, |_| String::new())
        })],
    ),
    variant(
        "absent-fields-left-out",
        "leaves absent fields out where others say null",
        &[Make::Answer(|_, _, outcome| {
            if let Outcome::Accept(fields) = outcome {
                fields.retain(|_, value| *value != Value::Absent);
            }
        })],
    ),
    variant(
        "unknown-fields-returned",
        "returns fields of its own as well",
        &[Make::Answer(|_, _, outcome| {
            if let Outcome::Accept(fields) = outcome {
                if let Some(Value::List(tunnels)) = fields.get_mut("tunnels") {
                    for tunnel in tunnels {
                        tunnel.insert("status/last_change".into(), Value::text("never"));
                    }
                }
                fields.insert("elapsed".into(), Value::WrongType("number".to_owned()));
            }
        })],
    ),
    variant(
        "fields-named-backwards",
        "names its fields in another order",
        &[Make::Hello(|hello| {
            for names in hello.fields.values_mut() {
                names.reverse();
            }
        })],
    ),
    variant(
        "fields-not-named",
        "does not say which fields it reads",
        &[Make::Hello(|hello| hello.fields.clear())],
    ),
    variant(
        "tunnel-fields-named-one-by-one",
        "names each path of a tunnel",
        &[Make::Hello(|hello| {
            let paths = TUNNEL.iter().map(|path| format!("tunnels/{path}"));
            if let Some(names) = hello.fields.get_mut(&Target::Configuration) {
                names.retain(|name| name != "tunnels");
                names.extend(paths);
            }
        })],
    ),
    variant(
        "keys-alone",
        "reads the pre-shared keys and nothing else of a configuration",
        &[
            Make::Hello(|hello| {
                let names = vec!["tunnels/ike/pre_shared_key".to_owned()];
                hello.fields.insert(Target::Configuration, names);
            }),
            Make::Answer(|_, input, outcome| {
                if let (Outcome::Accept(fields), Target::Configuration) = (outcome, input.target) {
                    fields.retain(|name, _| name == "tunnels");
                    if let Some(Value::List(tunnels)) = fields.get_mut("tunnels") {
                        for tunnel in tunnels {
                            tunnel.retain(|path, _| path == "ike/pre_shared_key");
                        }
                    }
                }
            }),
        ],
    ),
    variant(
        "ids-alone",
        "reads the id of the connection and nothing else of a response",
        &[
            Make::Hello(|hello| {
                let names = vec!["vpnConnectionId".to_owned()];
                hello.fields.insert(Target::Response, names);
            }),
            Make::Answer(|_, input, outcome| {
                if let (Outcome::Accept(fields), Target::Response) = (outcome, input.target) {
                    fields.retain(|name, _| name == "vpnConnectionId");
                }
            }),
        ],
    ),
    variant(
        "tunnels-unordered",
        "keeps its tunnels in a map, and says so",
        &[
            Make::Hello(|hello| hello.unordered.push("tunnels".to_owned())),
            Make::Answer(|_, _, outcome| {
                if let Outcome::Accept(fields) = outcome
                    && let Some(Value::List(tunnels)) = fields.get_mut("tunnels")
                {
                    tunnels.reverse();
                }
            }),
        ],
    ),
    variant(
        "responses-alone",
        "reads responses only",
        &[Make::Hello(|hello| only(hello, Target::Response))],
    ),
    variant(
        "configurations-alone",
        "reads configurations only",
        &[Make::Hello(|hello| only(hello, Target::Configuration))],
    ),
    variant(
        "configurations-unsupported",
        "says of each configuration that it does not read such documents",
        &[Make::Answer(|_, input, outcome| {
            if input.target == Target::Configuration {
                *outcome = Outcome::Unsupported("no configurations".to_owned());
            }
        })],
    ),
    variant(
        "errors-alone",
        "reads error envelopes, and no field of a success",
        &[
            Make::Hello(|hello| {
                only(hello, Target::Response);
                hello.fields.insert(Target::Response, Vec::new());
            }),
            Make::Answer(|_, _, outcome| {
                if matches!(outcome, Outcome::Accept(_)) {
                    absent(outcome);
                }
            }),
        ],
    ),
    variant(
        "successes-unsupported",
        "reads error envelopes, and says of all else that it does not read such documents",
        &[
            Make::Hello(|hello| only(hello, Target::Response)),
            Make::Answer(|_, _, outcome| {
                if matches!(outcome, Outcome::Accept(_)) {
                    *outcome = Outcome::Unsupported("errors only".to_owned());
                }
            }),
        ],
    ),
    variant(
        "service-errors-rejected",
        "rejects an error envelope as any other document that is no success",
        &[Make::Answer(|_, _, outcome| {
            if matches!(outcome, Outcome::ServiceError { .. }) {
                *outcome = reject("ServiceError");
            }
        })],
    ),
    variant(
        "service-errors-without-code",
        "does not say the code of a service error",
        &[Make::Answer(|_, _, outcome| {
            if let Outcome::ServiceError { code } = outcome {
                *code = None;
            }
        })],
    ),
    variant(
        "status-is-service-error",
        "reports any answer with another status than 200 as a service error",
        &[Make::Answer(|_, input, outcome| {
            if input.status != 200 && matches!(outcome, Outcome::Reject { .. }) {
                *outcome = Outcome::ServiceError { code: None };
            }
        })],
    ),
    variant(
        "line-ends-first",
        "normalises line ends before it reads anything else",
        &[Make::Body(|body| {
            if !is_wide(body) {
                replace(body, "\r\n", "\n");
                replace(body, "\r", "\n");
            }
        })],
    ),
    variant(
        "internal-entities-expanded",
        "expands entities of an internal subset",
        &[Make::Body(|body| {
            let before = body.len();
            for root in ["CreateVpnConnectionResponse", "vpn_connection"] {
                let declared = format!("<!DOCTYPE {root} [<!ENTITY e \"pending\">]>\n");
                replace(body, &declared, "");
            }
            if body.len() < before {
                replace(body, "&e;", "pending");
            }
        })],
    ),
    variant(
        "empty-subset-read",
        "reads a document type declaration that declares nothing",
        &[Make::Body(|body| {
            for root in ["CreateVpnConnectionResponse", "vpn_connection"] {
                replace(body, &format!("<!DOCTYPE {root} []>\n"), "");
            }
        })],
    ),
    variant(
        "latin-1-read",
        "reads ISO-8859-1 where it is declared",
        &[Make::Body(|body| {
            const DECLARED: &[u8] = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
            if let Some(rest) = body.strip_prefix(DECLARED) {
                let text: String = rest.iter().map(|byte| char::from(*byte)).collect();
                *body = text.into_bytes();
            }
        })],
    ),
    variant(
        "duplicates-refused",
        "refuses an element that is given twice",
        &[Make::Answer(|_, input, outcome| {
            let twice = ["<state>", "<customer_gateway_id>"]
                .iter()
                .any(|tag| memchr::memmem::find_iter(input.body, tag.as_bytes()).count() > 1);
            let direct = !contains(input, "<later") && !contains(input, "<peer");
            if twice && direct && (contains(input, ">first<") || contains(input, ">same<")) {
                refuse_if(outcome, "duplicate", |_| true);
            }
        })],
    ),
    variant(
        "namespace-required",
        "refuses a response without a namespace",
        &[Make::Answer(|_, input, outcome| {
            if input.target == Target::Response && !is_wide(input.body) && !contains(input, "xmlns")
            {
                refuse_if(outcome, "namespace", |_| true);
            }
        })],
    ),
    variant(
        "depth-bounded",
        "refuses more than five hundred levels",
        &[Make::Answer(|_, input, outcome| {
            if memchr::memmem::find_iter(input.body, b"<d>").count() > 500 {
                *outcome = reject("depth");
            }
        })],
    )
    .heavy(),
    variant(
        "size-bounded",
        "refuses more than 512 KiB",
        &[Make::Answer(|_, input, outcome| {
            if input.body.len() > 512 << 10 {
                *outcome = reject("size");
            }
        })],
    )
    .heavy(),
    variant(
        "slow",
        "takes fifty microseconds for a document, and a millisecond more for each 100 kB",
        &[Make::Answer(|_, input, _| {
            let begin = Instant::now();
            let time = Duration::from_micros(50 + input.body.len() as u64 / 100);
            while begin.elapsed() < time {
                std::hint::spin_loop();
            }
        })],
    )
    .heavy(),
];

const fn variant(id: &'static str, summary: &'static str, makes: &'static [Make]) -> Variant {
    Variant {
        id,
        summary,
        makes,
        heavy: false,
    }
}

impl Variant {
    const fn heavy(mut self) -> Self {
        self.heavy = true;
        self
    }
}

/// The variant of this name.
pub fn find(name: &str) -> Option<&'static Variant> {
    VARIANTS.iter().find(|variant| variant.id == name)
}

fn class(outcome: &mut Outcome, change: impl FnOnce(&str) -> String) {
    if let Outcome::Reject { class } = outcome {
        *class = change(class);
    }
}

fn only(hello: &mut Hello, target: Target) {
    hello.targets = vec![target];
    let fields = std::mem::take(&mut hello.fields).into_iter();
    hello.fields = fields
        .filter(|(of, _)| *of == target)
        .collect::<BTreeMap<_, _>>();
}

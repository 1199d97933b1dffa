//! Faults of what is made of a document that was read.

use std::borrow::Cow;
use std::io::Read;
use std::net::TcpStream;

use memchr::memmem;

use crate::generate::document::field::{Fields, Target, Value};
use crate::parser::builtin::OWN;
use crate::parser::framing::Framing;
use crate::parser::{Input, Outcome, builtin};
use crate::suite::parser::faulty::{Fault, answer as fault};

const KEY: &str = "ike/pre_shared_key";

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "text-trimmed",
        "text is trimmed",
        &["parser/text-kept", "parser/key-byte-for-byte"],
        |_, _, o| {
            texts(o, |_, t| Some(t.trim().to_owned()));
        },
    ),
    fault(
        "spaces-collapsed",
        "white space is collapsed",
        &["parser/text-kept"],
        |_, _, o| {
            texts(o, |name, t| {
                (name != "customerGatewayConfiguration")
                    .then(|| t.split_whitespace().collect::<Vec<_>>().join(" "))
            });
        },
    ),
    fault(
        "digits-are-numbers",
        "text of digits is a number",
        &["parser/valid-accepted", "parser/key-byte-for-byte"],
        |_, _, o| {
            values(o, |_, v| {
                if matches!(v, Value::Text(t) if !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()))
                {
                    *v = Value::WrongType("number".to_owned());
                }
            });
        },
    ),
    fault(
        "key-loses-zeros",
        "leading zeros of a key are lost",
        &["parser/key-byte-for-byte"],
        |_, _, o| {
            texts(o, |name, t| {
                (name == KEY && t.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| t.trim_start_matches('0').to_owned())
            });
        },
    ),
    fault(
        "key-lower-case",
        "the key is made lower case",
        &["parser/key-byte-for-byte"],
        |_, _, o| {
            texts(o, |name, t| (name == KEY).then(|| t.to_ascii_lowercase()));
        },
    ),
    fault(
        "key-cut-at-64",
        "a key is cut after 64 characters",
        &["parser/key-byte-for-byte"],
        |_, _, o| {
            texts(o, |name, t| {
                (name == KEY).then(|| t.chars().take(64).collect())
            });
        },
    ),
    fault(
        "beyond-basic-plane-lost",
        "characters beyond the basic plane are lost",
        &["parser/text-kept"],
        |_, _, o| {
            texts(o, |_, t| {
                Some(
                    t.chars()
                        .map(|c| if c > '\u{FFFF}' { '?' } else { c })
                        .collect(),
                )
            });
        },
    ),
    fault(
        "empty-is-absent",
        "an empty element is taken for an absent one",
        &["parser/empty-is-not-absent"],
        |_, _, o| {
            values(o, |_, v| {
                if *v == Value::text("") {
                    *v = Value::Absent;
                }
            });
        },
    ),
    fault(
        "type-required",
        "a response without `type` is refused",
        &["parser/optional-elements"],
        |_, _, o| {
            refuse_if(o, "KeyError", |f| f.get("type") == Some(&Value::Absent));
        },
    ),
    fault(
        "unknown-refused",
        "an unknown element is refused",
        &["parser/unknown-elements-ignored"],
        |_, i, o| {
            if contains(i, "<later") {
                *o = reject("unknown element");
            }
        },
    ),
    fault(
        "nested-overwrites",
        "an element counts wherever it stands",
        &["parser/unknown-elements-ignored"],
        |_, i, o| {
            if let Some(text) = last_text(i, "state") {
                set(o, "state", Value::Text(text.into()));
            }
            if let Some(text) = last_text(i, "customer_gateway_id") {
                set(o, "customer_gateway_id", Value::Text(text.into()));
            }
        },
    ),
    fault(
        "request-id-first",
        "`requestId` must come first",
        &["parser/element-order-irrelevant"],
        |_, i, o| {
            let at = |name: &[u8]| memmem::find(i.body, name);
            if at(b"<vpnConnection>") < at(b"<requestId>") {
                *o = reject("unexpected order");
            }
        },
    ),
    fault(
        "one-tunnel-is-no-list",
        "one tunnel is no list",
        &["parser/any-number-of-tunnels"],
        |_, _, o| {
            refuse_if(
                o,
                "TypeError",
                |f| matches!(f.get("tunnels"), Some(Value::List(t)) if t.len() == 1),
            );
        },
    ),
    fault(
        "two-tunnels-at-most",
        "the third tunnel is dropped",
        &["parser/any-number-of-tunnels"],
        |_, _, o| {
            if let Outcome::Accept(fields) = o
                && let Some(Value::List(tunnels)) = fields.get_mut("tunnels")
            {
                tunnels.truncate(2);
            }
        },
    ),
    fault(
        "bgp-required",
        "a tunnel without BGP is refused",
        &["parser/static-routing-read"],
        |_, _, o| {
            refuse_if(o, "IndexError", |f| {
                matches!(f.get("tunnels"), Some(Value::List(t))
            if t.iter().any(|t| !t.contains_key("customer_gateway/bgp/asn")))
            });
        },
    ),
    fault(
        "gateway-required",
        "an empty `vpn_gateway_id` is refused",
        &["parser/modern-forms-read"],
        |_, _, o| {
            refuse_if(o, "ValueError", |f| {
                f.get("vpn_gateway_id") == Some(&Value::text(""))
            });
        },
    ),
    fault(
        "prefix-matched-by-text",
        "`ec2:state` is not `state`",
        &["parser/namespace-prefix-read"],
        |_, i, o| {
            if contains(i, "<ec2:") {
                absent(o);
            }
        },
    ),
    fault(
        "version-fixed",
        "another version's namespace is refused",
        &["parser/namespace-of-other-version"],
        |_, i, o| {
            if i.target == Target::Response
                && !contains(i, "doc/2012-04-01")
                && i.body.starts_with(b"<?xml")
                && contains(i, "http://ec2")
            {
                *o = reject("namespace");
            }
        },
    ),
    fault(
        "text-limit",
        "a text of 10 kB is refused",
        &["parser/ordinary-sizes-read"],
        |_, i, o| {
            if i.body.len() > 40_000 {
                *o = reject("too long");
            }
        },
    ),
    fault(
        "envelope-is-success",
        "an error envelope with status 200 is a success",
        &["parser/error-envelope-recognised"],
        |_, i, o| {
            if i.status == 200 && matches!(o, Outcome::ServiceError { .. }) {
                absent(o);
            }
        },
    ),
    fault(
        "status-ignored",
        "the status is ignored",
        &["parser/error-status-recognised"],
        |_, i, o| {
            if i.status != 200 {
                absent(o);
            }
        },
    ),
    fault(
        "root-ignored",
        "any root element will do",
        &["parser/unexpected-document-rejected"],
        |_, _, o| {
            if matches!(o, Outcome::Reject { class } if class == "unexpected document") {
                absent(o);
            }
        },
    ),
    fault(
        "nothing-is-success",
        "an empty body is an empty answer",
        &["parser/no-document-rejected"],
        |_, i, o| {
            if !i.body.contains(&b'>') && i.body.len() < 64 {
                absent(o);
            }
        },
    ),
    fault(
        "duplicate-is-list",
        "an element given twice gives a list",
        &["parser/duplicate-element-one-value"],
        |_, i, o| {
            for leaf in ["state", "customer_gateway_id"] {
                if memmem::find_iter(i.body, format!("<{leaf}>").as_bytes()).count() > 1
                    && !contains(i, "<later")
                {
                    set(o, leaf, Value::WrongType("list".to_owned()));
                }
            }
        },
    ),
    fault(
        "mark-refused",
        "a UTF-8 byte order mark is refused",
        &["parser/byte-order-mark-read"],
        |_, i, o| {
            if i.body.starts_with(b"\xEF\xBB\xBF") {
                *o = reject("mark");
            }
        },
    ),
    fault(
        "utf-16-refused",
        "UTF-16 is refused",
        &["parser/utf-16-read"],
        |_, i, o| {
            if i.body.starts_with(b"\xFF\xFE") || i.body.starts_with(b"\xFE\xFF") {
                *o = reject("encoding");
            }
        },
    ),
    fault(
        "external-entity-read",
        "external entities are fetched",
        &["parser/external-entity-not-read"],
        |_, i, o| {
            if contains(i, "SYSTEM \"file:") {
                let leaf = leaf(i);
                absent(o);
                set(o, leaf, Value::text("aroot:x:0:0b"));
            }
        },
    ),
    fault(
        "entities-expanded",
        "entities are expanded without end",
        &["parser/entity-expansion-survived"],
        |_, i, o| {
            if contains(i, "&l29;") {
                *o = Outcome::Hang("expanding".to_owned());
            }
        },
    ),
    fault(
        "deep-recursion",
        "nesting is followed by recursion",
        &["parser/depth-survived"],
        |_, i, o| {
            if memmem::find_iter(i.body, b"<d>").count() >= 10_000 {
                *o = Outcome::Crash("stack overflow".to_owned());
            }
        },
    ),
    fault(
        "quadratic-time",
        "eleven megabytes take minutes",
        &["parser/size-survived"],
        |_, i, o| {
            if i.body.len() > 10 << 20 {
                *o = Outcome::Hang("counting".to_owned());
            }
        },
    ),
    fault(
        "poisoned-by-control",
        "after a control character everything is refused",
        &["parser/not-poisoned"],
        |poisoned, i, o| {
            *poisoned |= i.body.contains(&7);
            if *poisoned {
                *o = reject("broken");
            }
        },
    ),
    fault(
        "entity-fetched",
        "what an external entity names is fetched before the document is refused",
        &["parser/external-entity-not-read"],
        |_, i, _| {
            let text = String::from_utf8_lossy(i.body);
            let mut parts = text.split("SYSTEM \"http://");
            if let Some(host) = parts.nth(1).and_then(|rest| rest.split('/').next())
                && let Ok(mut stream) = TcpStream::connect(host)
            {
                let _ = stream.read(&mut [0]);
            }
        },
    ),
    fault(
        "cut-body-read",
        "a body that did not arrive whole is read as if it had",
        &["parser/broken-framing-rejected"],
        |_, i, o| {
            let whole = Input {
                framing: Framing::Length,
                ..*i
            };
            *o = builtin::parse(OWN, &whole);
        },
    ),
    fault(
        "chunks-unknown",
        "a chunked body is refused",
        &["parser/framing-read"],
        |_, i, o| {
            if !matches!(i.framing, Framing::Length | Framing::Close) {
                *o = reject("chunks");
            }
        },
    ),
    fault(
        "answer-flickers",
        "every second document of one kind is refused",
        &["parser/not-poisoned"],
        |odd, i, o| {
            if contains(i, "<later") {
                *odd = !*odd;
                if *odd {
                    *o = reject("busy");
                }
            }
        },
    ),
    fault(
        "keeps-the-first",
        "the first answer is given again after an error",
        &["parser/not-poisoned"],
        |poisoned, i, o| {
            if *poisoned && i.target == Target::Response {
                absent(o);
            }
            *poisoned |= contains(i, "&nbsp;");
        },
    ),
];

fn reject(class: &str) -> Outcome {
    Outcome::Reject {
        class: class.to_owned(),
    }
}

fn contains(input: &Input<'_>, what: &str) -> bool {
    memmem::find(input.body, what.as_bytes()).is_some()
}

fn leaf(input: &Input<'_>) -> &'static str {
    match input.target {
        Target::Configuration => "customer_gateway_id",
        Target::Response => "state",
    }
}

fn refuse_if(outcome: &mut Outcome, class: &str, when: impl Fn(&Fields) -> bool) {
    if matches!(outcome, Outcome::Accept(fields) if when(fields)) {
        *outcome = reject(class);
    }
}

/// Success with nothing in it.
fn absent(outcome: &mut Outcome) {
    *outcome = Outcome::Accept(Fields::new());
}

fn set(outcome: &mut Outcome, name: &'static str, value: Value) {
    if let Outcome::Accept(fields) = outcome
        && (fields.contains_key(name) || fields.is_empty())
    {
        fields.insert(name.into(), value);
    }
}

fn last_text(input: &Input<'_>, name: &str) -> Option<String> {
    let start = memmem::rfind(input.body, format!("<{name}>").as_bytes())? + name.len() + 2;
    let rest = input.body.get(start..)?;
    let text = rest.get(..memchr::memchr(b'<', rest)?)?;
    let text = std::str::from_utf8(text).ok()?;
    (!text.is_empty() && !text.contains(['&', '\r'])).then(|| text.to_owned())
}

fn values(outcome: &mut Outcome, change: impl Fn(&str, &mut Value) + Copy) {
    fn each(fields: &mut Fields, change: impl Fn(&str, &mut Value) + Copy) {
        for (name, value) in fields {
            match value {
                Value::List(items) => items.iter_mut().for_each(|item| each(item, change)),
                value => change(name, value),
            }
        }
    }
    if let Outcome::Accept(fields) = outcome {
        each(fields, change);
    }
}

fn texts(outcome: &mut Outcome, change: impl Fn(&str, &str) -> Option<String> + Copy) {
    values(outcome, |name, value| {
        if let Value::Text(text) = value
            && let Some(new) = change(name, text)
        {
            *value = Value::Text(Cow::Owned(new));
        }
    });
}

//! A malformed or hostile request is not answered with a server error.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::fault::request::closed;
use crate::reference::hook::{Hook, Scope};
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Encoding, Form, Parameter};
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/hostile-bytes-survived",
    level: Level::Should,
    summary: "A malformed or hostile request is not answered with a server error.",
    requirements: &["error/status", "state/robust"],
    explain: "Control characters, invalid UTF-8, broken percent-encoding, markup, thousands of parameters. \
            A client error has a status of 400 to 499. What every reading of the request refuses must not be accepted. \
            An ordinary request afterwards must still be accepted.\n\
            Passes: 400, or 200, and the ordinary request is accepted.\n\
            Fails: 200 for ipsec.1 with a NUL behind it, 500, a closed connection, no answer in time, or an ordinary request that fails \
            afterwards.",
    dialogue: Dialogue::HostileMutations,
    mutations: &[
        kind("nul", |d, _| d.set("Type", "ipsec.1\0")),
        kind("nul-and-more", |d, _| d.set("Type", "ipsec.1\0x")),
        kind("control", |d, _| {
            d.set("Type", "\u{1}\u{8}\u{B}\u{1B}\u{7F}")
        }),
        Mutation::reject("customer-gateway-before-nul", Reason::Malformed, |d, f| {
            d.set("CustomerGatewayId", format!("{}\0", f.customer_gateway_id));
        }),
        Mutation::reject("vpn-gateway-before-nul", Reason::Malformed, |d, f| {
            d.set("VpnGatewayId", format!("{}\0", f.vpn_gateway_id));
        }),
        kind("c1-control", |d, _| d.set("Type", "\u{85}\u{9F}")),
        kind("not-a-character", |d, _| {
            d.set("Type", "\u{FFFE}\u{FFFF}\u{1FFFF}")
        }),
        kind("byte-order-mark", |d, _| d.set("Type", "\u{FEFF}ipsec.1")),
        kind("right-to-left", |d, _| d.set("Type", "\u{202E}1.cespi")),
        kind("header-injection", |d, _| {
            d.set("Type", "ipsec.1\r\nX-Injected: 1\r\n\r\n<html>")
        }),
        kind("markup", |d, _| d.set("Type", "<a href='x'>&amp;</a>]]>")),
        kind("entity", |d, _| d.set("Type", "&xxe;")),
        kind("template", |d, _| {
            d.set("Type", "{{7*7}}${jndi:ldap://127.0.0.1/x}")
        }),
        kind("format", |d, _| d.set("Type", "%s%n%x{0}")),
        kind("sql", |d, _| d.set("Type", "' OR '1'='1'; --")),
        kind("path", |d, _| d.set("Type", "../../../../etc/passwd")),
        kind("shell", |d, _| d.set("Type", "$(true);`true`|true")),
        kind("json", |d, _| d.set("Type", "{\"$ne\":null}")),
        bytes("invalid-utf8", |d, _| {
            d.set("Type", b"ipsec.1\xFF\xFE".as_slice())
        }),
        bytes("overlong-utf8", |d, _| {
            d.set("Type", b"\xC0\xAE\xE0\x80\xAF".as_slice())
        }),
        bytes("surrogate", |d, _| {
            d.set("Type", b"\xED\xA0\x80".as_slice())
        }),
        bytes("cut-utf8", |d, _| {
            d.set("CustomerGatewayId", b"cgw-\xF0\x9F\x8C".as_slice())
        }),
        bytes("name-not-utf8", |d, _| {
            d.parameters
                .push(Parameter::new(b"\xFF\xFE\0".as_slice(), "1"));
        }),
        bytes("percent-alone", |d, _| raw(d, "Type", b"ipsec.1%")),
        bytes("percent-not-hexadecimal", |d, _| {
            raw(d, "Type", b"ipsec%zz1")
        }),
        bytes("percent-one-digit", |d, _| {
            raw(d, "VpnGatewayId", b"vgw-%4")
        }),
        bytes("percent-unicode", |d, _| raw(d, "Type", b"ipsec%u002E1")),
        bytes("raw-quotes", |d, _| raw(d, "Type", b"\"<ipsec.1>\"")),
        bytes("raw-high-bytes", |d, _| raw(d, "Type", b"\xC3\xA4\xFF")),
        bytes("raw-tab", |d, _| raw(d, "Type", b"ipsec\t.1")),
        bytes("raw-blank-form", |d, _| {
            raw(d, "Type", b"ipsec .1\0");
            d.form = Form::Post;
        }),
        bytes("raw-control-form", |d, _| {
            raw(d, "Type", b"\x00\x01\x1B\xFF");
            d.form = Form::Post;
        }),
        Mutation::new(
            "empty-names",
            Expectation::Unspecified(Ambiguity::Other),
            |d, _| {
                d.parameters.push(Parameter::new("", "1"));
            },
        ),
        Mutation::reject("name-markup", Reason::UnknownParameter, |d, _| {
            d.parameters.push(Parameter::new("<Vpnconform>&", "1"));
        }),
        Mutation::reject("many-parameters", Reason::UnknownParameter, |d, _| {
            for number in 0..2000 {
                d.parameters
                    .push(Parameter::new(format!("Vpnconform.{number}"), "1"));
            }
            d.form = Form::Post;
        })
        .heavy(),
        Mutation::reject("deep-name", Reason::UnknownParameter, |d, _| {
            d.parameters
                .push(Parameter::new(["A."; 1000].concat(), "1"));
        }),
        Mutation::reject("huge-index", Reason::UnknownParameter, |d, _| {
            d.parameters
                .push(Parameter::new("Vpnconform.99999999999999999999", "1"));
        }),
    ],
    judge: twin::survived,
    faults: &[
        Fault::new(
            "type-cut-at-nul",
            "reads Type up to its first NUL",
            Hook::Rules(|r| {
                r.clean = |_| true;
                r.type_taken = |kind| kind.split('\0').next().unwrap_or_default().to_owned();
            }),
        ),
        Fault::new(
            "hostile-bytes-500",
            "answers bytes that cannot be in a query with status 500",
            Hook::Wire(Scope::Refused, |mut response, context| {
                if context.query.pairs.is_empty() {
                    response.status = 500;
                }
                Ok(response)
            }),
        ),
        Fault::new(
            "hostile-bytes-close",
            "closes the connection on bytes that cannot be in a query",
            Hook::Wire(Scope::Refused, |response, context| {
                if context.query.pairs.is_empty() {
                    return Err(closed());
                }
                Ok(response)
            }),
        ),
    ],
    ..Rule::SERVER
};

const fn kind(id: &'static str, apply: fn(&mut Draft, &Fixtures)) -> Mutation {
    Mutation::reject(id, Reason::Type, apply)
}

const fn bytes(id: &'static str, apply: fn(&mut Draft, &Fixtures)) -> Mutation {
    Mutation::unspecified(id, Ambiguity::Bytes, apply)
}

fn raw(draft: &mut Draft, name: &str, value: &[u8]) {
    for parameter in &mut draft.parameters {
        if parameter.name == name.as_bytes() {
            parameter.value = Some(value.to_vec());
            parameter.encoding = Encoding::Raw;
        }
    }
}

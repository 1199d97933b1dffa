//! What no honest client sends: a server may refuse it in any way, but it must live on.

use super::Deviation;
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::request::fixtures::Fixtures;
use crate::request::{Draft, Encoding, Form, Parameter};
use crate::spec::version::ApiVersion;

pub(super) const BYTES: &str = "request/hostile-bytes-survived";
pub(super) const SIZE: &str = "request/oversized-value-survived";
pub(super) const POISON: &str = "state/not-poisoned";

pub(super) const DEVIATIONS: &[Deviation] = &[
    kind("nul", |d, _| d.set("Type", "ipsec.1\0")),
    kind("control", |d, _| {
        d.set("Type", "\u{1}\u{8}\u{B}\u{1B}\u{7F}")
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
    Deviation::new(
        BYTES,
        "empty-names",
        Expectation::Unspecified(Ambiguity::Other),
        |d, _| {
            d.parameters.push(Parameter::new("", "1"));
        },
    ),
    Deviation::reject(BYTES, "name-markup", Reason::UnknownParameter, |d, _| {
        d.parameters.push(Parameter::new("<Vpnconform>&", "1"));
    }),
    Deviation::reject(
        BYTES,
        "many-parameters",
        Reason::UnknownParameter,
        |d, _| {
            for number in 0..2000 {
                d.parameters
                    .push(Parameter::new(format!("Vpnconform.{number}"), "1"));
            }
            d.form = Form::Post;
        },
    ),
    Deviation::reject(BYTES, "deep-name", Reason::UnknownParameter, |d, _| {
        d.parameters
            .push(Parameter::new(["A."; 1000].concat(), "1"));
    }),
    Deviation::reject(BYTES, "huge-index", Reason::UnknownParameter, |d, _| {
        d.parameters
            .push(Parameter::new("Vpnconform.99999999999999999999", "1"));
    }),
    Deviation::reject(SIZE, "type-8-kib", Reason::Type, |d, _| {
        kind_of_size(d, 8 << 10)
    }),
    Deviation::reject(SIZE, "type-48-kib", Reason::Type, |d, _| {
        kind_of_size(d, 48 << 10)
    }),
    Deviation::reject(SIZE, "type-1-mib-form", Reason::Type, |d, _| {
        kind_of_size(d, 1 << 20);
        d.form = Form::Post;
    }),
    Deviation::reject(
        SIZE,
        "customer-gateway-64-kib-form",
        Reason::Malformed,
        |d, _| {
            d.set("CustomerGatewayId", format!("cgw-{}", "0".repeat(64 << 10)));
            d.form = Form::Post;
        },
    ),
    Deviation::reject(
        SIZE,
        "name-64-kib-form",
        Reason::UnknownParameter,
        |d, _| {
            d.parameters.push(Parameter::new("A".repeat(64 << 10), "1"));
            d.form = Form::Post;
        },
    ),
    Deviation::new(POISON, "zone-markup", Expectation::MustAccept, |d, _| {
        d.parameters.push(Parameter::new(
            "AvailabilityZone",
            "<vpnconform attribute='&",
        ));
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::reject(POISON, "type-markup", Reason::Type, |d, _| {
        d.set("Type", "</type><vpnconform>");
    }),
    Deviation::reject(POISON, "type-control", Reason::Type, |d, _| {
        d.set("Type", "\u{1}\u{1B}")
    }),
    Deviation::reject(POISON, "type-not-a-character", Reason::Type, |d, _| {
        d.set("Type", "\u{FFFF}");
    }),
    Deviation::reject(POISON, "vpn-gateway-markup", Reason::Malformed, |d, _| {
        d.set("VpnGatewayId", "vgw-]]><&\u{2}");
    }),
    Deviation::reject(
        POISON,
        "customer-gateway-control",
        Reason::Malformed,
        |d, _| {
            d.set("CustomerGatewayId", "cgw-\u{1F}<");
        },
    ),
];

const fn kind(id: &'static str, apply: fn(&mut Draft, &Fixtures)) -> Deviation {
    Deviation::reject(BYTES, id, Reason::Type, apply)
}

const fn bytes(id: &'static str, apply: fn(&mut Draft, &Fixtures)) -> Deviation {
    Deviation::unsaid(BYTES, id, Ambiguity::Bytes, apply)
}

fn kind_of_size(draft: &mut Draft, size: usize) {
    draft.set("Type", "ipsec.1".repeat(size / 7));
}

fn raw(draft: &mut Draft, name: &str, value: &[u8]) {
    for parameter in &mut draft.parameters {
        if parameter.name == name.as_bytes() {
            parameter.value = Some(value.to_vec());
            parameter.encoding = Encoding::Raw;
        }
    }
}

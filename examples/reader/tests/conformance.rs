//! `cargo test` here shows one trial for each parser rule of vpnconform, against the reader of this crate.

use std::collections::BTreeMap;

use vpnconform::{Fields, Input, ParseOutcome, Parser, Target, Value, parser_from_fn};

fn reader() -> impl Parser {
    parser_from_fn("reader-example", &[Target::Configuration], read)
}

fn read(input: &Input<'_>) -> ParseOutcome {
    match reader_example::read(input.body) {
        // Only fields that are returned are compared; `None` is an element that is absent.
        Ok(vpn) => ParseOutcome::Accept(BTreeMap::from([
            ("id".into(), value(vpn.id)),
            ("customer_gateway_id".into(), value(vpn.customer_gateway_id)),
            ("tunnels".into(), Value::List(vpn.tunnels.into_iter().map(tunnel).collect())),
        ])),
        Err(_) => ParseOutcome::Reject { class: "Err".to_owned() },
    }
}

fn tunnel(tunnel: reader_example::Tunnel) -> Fields {
    BTreeMap::from([
        ("vpn_gateway/tunnel_outside_address/ip_address".into(), value(tunnel.outside_address)),
        ("ike/pre_shared_key".into(), value(tunnel.pre_shared_key)),
    ])
}

fn value(text: Option<String>) -> Value {
    text.map_or(Value::Absent, |text| Value::Text(text.into()))
}

vpnconform::parser_trials!(
    reader(),
    // Known, with the reason. One that no longer fails is a failure, so that this list only gets shorter.
    known = [
        ("parser/malformed-declaration-rejected", "roxmltree reads any standalone"),
        ("parser/malformed-comment-rejected", "roxmltree reads any name of an instruction"),
        ("parser/line-ends-normalised", "roxmltree keeps a carriage return before a reference"),
        ("parser/illegal-character-rejected", "roxmltree replaces references to what is not a character"),
        ("parser/unbound-prefix-rejected", "roxmltree unbinds prefixes as namespaces 1.1 do"),
    ],
);

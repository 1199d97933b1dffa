#![no_main]
//! The reader of this crate against generated configurations: `cargo +nightly fuzz run parser`.

use std::collections::BTreeMap;

use vpnconform::{Fields, Input, ParseOutcome, Target, Value};

fn read(input: &Input<'_>) -> ParseOutcome {
    if input.target != Target::Configuration {
        return ParseOutcome::Unsupported("a response".to_owned());
    }
    match reader_example::read(input.body) {
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

vpnconform::fuzz_parser!(
    read,
    known = [
        "parser/malformed-declaration-rejected",
        "parser/malformed-comment-rejected",
        "parser/line-ends-normalised",
        "parser/illegal-character-rejected",
        "parser/unbound-prefix-rejected",
        // Sizes and depths are for `cargo test`, where each document has a process.
        "parser/size-survived",
        "parser/depth-survived",
    ],
);

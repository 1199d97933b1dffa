//! Each field is the text of its own element, in every tunnel.

use crate::finding::Level;
use crate::generate::document::field::{Fields, TUNNEL, Target, Value};
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::structure::{fill, modern_tunnels, tunnels};
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation};
use crate::generate::document::style::Escape;
use crate::parser::Outcome;
use crate::parser::faulty::{Fault, Make};
use crate::parser::mutant::Operator;
use crate::parser::variant::Variant;
use crate::rule::parser::{INNER, ParserRule};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/each-field-its-own",
    level: Level::Must,
    summary: "Each field is the text of its own element, in every tunnel.",
    source: INNER,
    explain: "In an ordinary configuration both hold times, most lifetimes and both forward secrecies are equal, so a \
        parser that reads one for the other, or has a constant for it, goes unnoticed. Here no two elements have the same text.",
    documents: &[
        Mutation::accept("own-words", BOTH, |w| fill(w, |n| format!("word-{n}"))),
        Mutation::accept("own-numbers", BOTH, |w| {
            fill(w, |n| (1013 + 7 * n).to_string())
        }),
        Mutation::accept("own-words-of-later-forms", CONFIGURATION, |w| {
            w.edit_tree(modern_tunnels)?;
            fill(w, |n| format!("later-{n}"))
        }),
        Mutation::accept("own-words-of-three-tunnels", CONFIGURATION, |w| {
            w.edit_tree(|t| tunnels(t, 3))?;
            fill(w, |n| format!("third-{n}"))
        }),
        Mutation::accept("own-markup", BOTH, |w| known_good(w, Escape::Hexadecimal, |n| {
            let shift = "m".repeat(n % 3);
            format!("\t {shift}<&\r\r\r> aZ\u{c9}\u{e9}e\u{301}\u{1F511}%41 \"q\" &lt;#\n{LONG}{n}\u{a0}")
        }))
        .known_good(),
        Mutation::accept("own-edges", BOTH, |w| known_good(w, Escape::Decimal, |n| {
            format!("000{n}.5<&\r\n>&#65;&amp; {LONG}{n} \n")
        }))
        .known_good(),
    ],
    faults: &[
        Fault::answer(
            "hold-times-swapped",
            "the hold time of each side is that of the other",
            |_, _, o| {
                each_tunnel(o, |tunnel| {
                    let [near, far] = [
                        "customer_gateway/bgp/hold_time",
                        "vpn_gateway/bgp/hold_time",
                    ];
                    if let (Some(a), Some(b)) = (tunnel.remove(near), tunnel.remove(far)) {
                        tunnel.insert(near.into(), b);
                        tunnel.insert(far.into(), a);
                    }
                });
            },
        ),
        Fault::answer(
            "forward-secrecy-constant",
            "forward secrecy is always group2",
            |_, _, o| {
                each_tunnel(o, |tunnel| {
                    for section in ["ike", "ipsec"] {
                        let path = format!("{section}/perfect_forward_secrecy");
                        tunnel.insert(path.into(), Value::text("group2"));
                    }
                });
            },
        ),
    ],
    operators: Operator::ALL,
    variants: &[
        Variant::new(
            "fields-named-backwards",
            "names its fields in another order",
            &[Make::Hello(|hello| {
                for names in hello.fields.values_mut() {
                    names.reverse();
                }
            })],
        ),
        Variant::new(
            "fields-not-named",
            "does not say which fields it reads",
            &[Make::Hello(|hello| hello.fields.clear())],
        ),
        Variant::new(
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
        Variant::new(
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
        Variant::new(
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
    ],
    ..ParserRule::DEFAULT
};

/// Longer than what a careless reader keeps.
const LONG: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
    0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
    0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Every element there can be, with texts of what sloppy code breaks.
fn known_good(w: &mut Wire, escape: Escape, text: impl Fn(usize) -> String) -> Option<()> {
    w.style.escape = escape;
    if w.tree.target == Target::Configuration {
        w.edit_tree(modern_tunnels)?;
    }
    fill(w, text)
}

fn each_tunnel(outcome: &mut Outcome, change: impl Fn(&mut Fields)) {
    if let Outcome::Accept(fields) = outcome
        && let Some(Value::List(tunnels)) = fields.get_mut("tunnels")
    {
        tunnels.iter_mut().for_each(change);
    }
}

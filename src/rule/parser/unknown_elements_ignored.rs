//! Unknown elements and attributes change nothing.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::field::{Target, Value};
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{BOTH, CONFIGURATION, Mutation, RESPONSE};
use crate::generate::document::tree::Node;
use crate::parser::Input;
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::{contains, reject, set};
use crate::rule::parser::{ParserRule, SCHEMA};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/unknown-elements-ignored",
    level: Level::Should,
    summary: "Unknown elements and attributes change nothing.",
    source: SCHEMA,
    explain: "Later versions add elements. One that holds an element with a known name must not overwrite the known one.",
    documents: &[
        Mutation::accept("unknown-leaf-in-root", BOTH, |w| {
            w.before_end("<laterElement>x</laterElement>")
        }),
        Mutation::accept("unknown-leaf-beside", BOTH, |w| {
            w.before_leaf("<laterElement a=\"b\">x</laterElement>")
        }),
        Mutation::accept("unknown-attribute", BOTH, |w| {
            w.root_attribute(" later=\"x\"")
        }),
        Mutation::accept("unknown-attribute-holds-greater-than", BOTH, |w| {
            w.root_attribute(" later=\"a > b /> ' &quot; &#65;\"")
        }),
        Mutation::accept("unknown-id-on-tunnels", CONFIGURATION, |w| {
            w.replace("<ipsec_tunnel>", "<ipsec_tunnel id=\"vpn-99999999\">")
        }),
        Mutation::accept("unknown-id-on-leaf", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("<{leaf}>"), format!("<{leaf} id=\"vpn-99999999\">"))
        }),
        Mutation::accept("unknown-name-with-dots", BOTH, |w| {
            w.before_leaf(format!("<later.element-{}/>", "n".repeat(300)))
        }),
        Mutation::accept("unknown-attribute-on-leaf", BOTH, |w| {
            let leaf = w.leaf();
            w.replace(format!("<{leaf}>"), format!("<{leaf} later=\"x\">"))
        }),
        Mutation::accept("unknown-nested-same-names", BOTH, |w| {
            w.before_end(nested(w))
        }),
        Mutation::accept("unknown-nested-inside-connection", RESPONSE, |w| {
            w.replace("</vpnConnection>", format!("{}</vpnConnection>", nested(w)))
        }),
        Mutation::accept("unknown-nested-first", BOTH, |w| {
            let text = nested(w);
            w.before_leaf(text)
        }),
        Mutation::accept("unknown-nested-id-and-state", RESPONSE, |w| {
            w.replace("</vpnConnection>", "<peer><id>vpn-99999999</id><state>deleted</state><item><x/></item></peer></vpnConnection>")
        }),
        Mutation::accept("unknown-with-every-name-first", BOTH, |w| {
            let decoy = decoy(w);
            w.after_start(decoy)
        }),
        Mutation::accept("unknown-with-every-name-last", BOTH, |w| {
            w.before_end(decoy(w))
        }),
        Mutation::accept("unknown-with-every-name-in-part", BOTH, |w| {
            let (decoy, part) = match w.tree.target {
                Target::Configuration => (decoy(w), "<ipsec_tunnel>"),
                Target::Response => (decoy(w), "<vpnConnection>"),
            };
            w.replace(part, format!("{part}{decoy}"))
        }),
        Mutation::accept("unknown-with-every-name-at-end-of-part", BOTH, |w| {
            let (decoy, part) = match w.tree.target {
                Target::Configuration => (decoy(w), "</ipsec_tunnel>"),
                Target::Response => (decoy(w), "</vpnConnection>"),
            };
            w.replace(part, format!("{decoy}{part}"))
        }),
        Mutation::accept("unknown-empty-with-attributes", BOTH, |w| {
            w.before_leaf("<later a='1' b='2'/>")
        }),
        Mutation::accept("unknown-name-beyond-ascii", BOTH, |w| {
            w.before_leaf("<_\u{e9}t\u{e9}.x-1\u{b7}>y</_\u{e9}t\u{e9}.x-1\u{b7}>")
        }),
        Mutation::accept("unknown-attributes-of-xml", BOTH, |w| {
            w.root_attribute(" xml:lang=\"en\" xml:space=\"preserve\" xml:base=\"urn:x\"")
        }),
        Mutation::accept("unknown-in-tunnel", CONFIGURATION, |w| {
            w.replace(
            "<ike>",
            "<later><pre_shared_key>wrong_key</pre_shared_key><lifetime>1</lifetime></later><ike>",
        )
        }),
        Mutation::accept("unknown-leaf-in-ike", CONFIGURATION, |w| {
            w.replace("<ike>", "<ike><later>1</later>")
        }),
        Mutation::accept("unknown-tunnel-elsewhere", CONFIGURATION, |w| {
            w.before_end("<spare><ipsec_tunnel><ike><pre_shared_key>wrong_key</pre_shared_key></ike></ipsec_tunnel></spare>")
        }),
    ],
    faults: &[
        Fault::answer(
            "unknown-refused",
            "an unknown element is refused",
            |_, i, o| {
                if contains(i, "<later") {
                    *o = reject("unknown element");
                }
            },
        ),
        Fault::answer(
            "nested-overwrites",
            "an element counts wherever it stands",
            |_, i, o| {
                if let Some(text) = last_text(i, "state") {
                    set(o, "state", Value::Text(text.into()));
                }
                if let Some(text) = last_text(i, "customer_gateway_id") {
                    set(o, "customer_gateway_id", Value::Text(text.into()));
                }
            },
        ),
    ],
    ..ParserRule::DEFAULT
};

/// An unknown element that holds an element of every name that the document has, except tunnels.
fn decoy(w: &Wire) -> String {
    let mut names = Vec::new();
    for node in &w.tree.nodes {
        if let Node::Leaf(name, _) | Node::Plain(name, _) | Node::Inner(name, _) = node
            && !names.contains(name)
        {
            names.push(name);
        }
    }
    let leaves: String = names
        .iter()
        .map(|name| format!("<{name}>wrong {name}</{name}>"))
        .collect();
    format!("<later>{leaves}<deeper>{leaves}</deeper></later>")
}

fn nested(w: &Wire) -> String {
    let leaf = w.leaf();
    match w.tree.target {
        Target::Configuration => format!(
            "<later><{leaf}>wrong</{leaf}><vpn_connection_type>x</vpn_connection_type></later>"
        ),
        Target::Response => format!(
            "<later><{leaf}>wrong</{leaf}><vpnConnectionId>vpn-wrong</vpnConnectionId></later>"
        ),
    }
}

fn last_text(input: &Input<'_>, name: &str) -> Option<String> {
    let start = memmem::rfind(input.body, format!("<{name}>").as_bytes())? + name.len() + 2;
    let rest = input.body.get(start..)?;
    let text = rest.get(..memchr::memchr(b'<', rest)?)?;
    let text = std::str::from_utf8(text).ok()?;
    (!text.is_empty() && !text.contains(['&', '\r'])).then(|| text.to_owned())
}

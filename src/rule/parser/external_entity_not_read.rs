//! An external entity is never fetched.

use std::io::Read;
use std::net::TcpStream;

use crate::finding::Level;
use crate::generate::document::field::Value;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::hostile::doctype;
use crate::generate::document::mutation::{BOTH, Mutation};
use crate::parser::faulty::Fault;
use crate::parser::faulty::answer::{absent, contains, leaf, set};
use crate::rule::parser::{ParserRule, SEEN};

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/external-entity-not-read",
    level: Level::Must,
    summary: "An external entity is never fetched.",
    source: SEEN,
    explain: "A body from the network must not read files or open connections: entities point at a file, and at a listener of ours that nobody may connect to.",
    documents: &[
        Mutation::policy("entity-external-file", BOTH, |w| {
            external(w, "<!ENTITY x SYSTEM \"file:///etc/passwd\">")
        }),
        Mutation::policy("entity-external-directory", BOTH, |w| {
            external(w, "<!ENTITY x SYSTEM \"file:///\">")
        }),
        Mutation::policy("entity-external-loopback", BOTH, |w| {
            external(w, "<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">")
        })
        .trapped(),
        Mutation::policy("entity-external-parameter", BOTH, |w| {
            doctype(w, "<!ENTITY % p SYSTEM \"http://127.0.0.1:9/p\"> %p;")
        })
        .trapped(),
    ],
    faults: &[
        Fault::answer(
            "external-entity-read",
            "external entities are fetched",
            |_, i, o| {
                if contains(i, "SYSTEM \"file:") {
                    let leaf = leaf(i);
                    absent(o);
                    set(o, leaf, Value::text("aroot:x:0:0b"));
                }
            },
        ),
        Fault::answer(
            "entity-fetched",
            "what an external entity names is fetched before the document is refused",
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
    ],
    ..ParserRule::DEFAULT
};

/// Accepted only with the entity left out; with anything in its place the parser has read what it points to.
fn external(w: &mut Wire, declaration: &str) -> Option<()> {
    doctype(w, declaration)?;
    w.text("a&x;b", "ab")?;
    let leaf = w.place.path;
    w.alternatives = vec![
        (leaf, Value::text("ab")),
        (leaf, Value::text("a&x;b")),
        (leaf, Value::text("")),
        (leaf, Value::Absent),
    ];
    Some(())
}

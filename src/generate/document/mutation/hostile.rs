//! DTD and entities, depth, size: any answer in time will do, but an answer there must be.

use crate::generate::document::field::Value;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{
    BOTH, CONFIGURATION, Deviation, RESPONSE, accept, policy, reject,
};

const DTD: &str = "parser/dtd";
const EXPANSION: &str = "parser/entity-expansion-survived";
const EXTERNAL: &str = "parser/external-entity-not-read";
const DEPTH: &str = "parser/depth-survived";
const SIZE: &str = "parser/size-survived";
const LIMITS: &str = "parser/ordinary-sizes-read";

pub const ALL: &[Deviation] = &[
    policy("dtd-empty", DTD, BOTH, |w| doctype(w, "")),
    policy("dtd-internal-entity", DTD, BOTH, |w| {
        doctype(w, "<!ENTITY e \"pending\">").and_then(|()| w.text("&e;", "pending"))
    }),
    policy("dtd-predefined-again", DTD, BOTH, |w| {
        doctype(w, "<!ENTITY amp \"&#38;#38;\">").and_then(|()| w.text("a&amp;b", "a&b"))
    }),
    policy("dtd-attribute-default", DTD, CONFIGURATION, |w| {
        doctype(w, "<!ATTLIST vpn_connection note CDATA \"x\">")
    }),
    reject(
        "dtd-after-root",
        "parser/malformed-tag-rejected",
        BOTH,
        |w| w.append("<!DOCTYPE x>"),
    ),
    reject(
        "dtd-unfinished",
        "parser/malformed-tag-rejected",
        BOTH,
        |w| w.before_root("<!DOCTYPE x ["),
    ),
    policy("entities-exponential", EXPANSION, BOTH, |w| {
        doctype(w, &laughs(10, 30))?;
        unexpanded(w, "&l30;".to_owned())
    }),
    policy("entities-quadratic", EXPANSION, BOTH, |w| {
        doctype(w, &format!("<!ENTITY q \"{}\">", "q".repeat(50_000)))?;
        unexpanded(w, "&q;".repeat(20_000))
    }),
    policy("entity-recursive", EXPANSION, BOTH, |w| {
        doctype(w, "<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">")?;
        unexpanded(w, "&a;".to_owned())
    }),
    policy("entity-external-file", EXTERNAL, BOTH, |w| {
        external(w, "<!ENTITY x SYSTEM \"file:///etc/passwd\">")
    }),
    policy("entity-external-directory", EXTERNAL, BOTH, |w| {
        external(w, "<!ENTITY x SYSTEM \"file:///\">")
    }),
    policy("entity-external-loopback", EXTERNAL, BOTH, |w| {
        external(w, "<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">")
    }),
    policy("entity-external-parameter", EXTERNAL, BOTH, |w| {
        doctype(w, "<!ENTITY % p SYSTEM \"http://127.0.0.1:9/p\"> %p;")
    }),
    accept("depth-sixty", LIMITS, BOTH, |w| deep(w, 60)),
    policy("depth-thousand", DEPTH, BOTH, |w| deep(w, 1_000)),
    policy("depth-ten-thousand", DEPTH, BOTH, |w| deep(w, 10_000)),
    policy("depth-hundred-thousand", DEPTH, BOTH, |w| deep(w, 100_000)),
    policy("depth-ten-thousand-unclosed", DEPTH, BOTH, |w| {
        w.before_end("<d>".repeat(10_000))
    }),
    policy("depth-in-connection", DEPTH, RESPONSE, |w| {
        w.raw_text(format!("{}{}", "<d>".repeat(10_000), "</d>".repeat(10_000)))
    }),
    policy("depth-in-tunnel", DEPTH, CONFIGURATION, |w| {
        w.replace(
            "<ike>",
            format!("{}{}<ike>", "<d>".repeat(10_000), "</d>".repeat(10_000)),
        )
    }),
    accept("attributes-thirty", LIMITS, BOTH, |w| {
        w.root_attribute(attributes(30))
    }),
    policy("attributes-ten-thousand", SIZE, BOTH, |w| {
        w.root_attribute(attributes(10_000))
    }),
    accept("text-sixty-four-kilobytes", LIMITS, BOTH, |w| {
        w.text("x".repeat(65_536), "x".repeat(65_536))
    }),
    policy("text-megabyte", SIZE, BOTH, |w| {
        w.text("x".repeat(1 << 20), "x".repeat(1 << 20))
    }),
    policy("text-eleven-megabytes", SIZE, BOTH, |w| {
        w.before_end(format!("<later>{}</later>", "x".repeat(11 << 20)))
    }),
    policy("text-megabyte-of-references", SIZE, BOTH, |w| {
        w.before_end(format!("<later>{}</later>", "&lt;".repeat(1 << 18)))
    }),
    policy("elements-hundred-thousand", SIZE, BOTH, |w| {
        w.before_end("<l>x</l>".repeat(100_000))
    }),
    policy("elements-eleven-megabytes", SIZE, BOTH, |w| {
        w.before_end("<later>x y</later>".repeat(611_000))
    }),
    policy("mixed-eleven-megabytes", SIZE, BOTH, |w| {
        w.before_end(format!("<later>{}</later>", "x<l/>".repeat(2_300_000)))
    }),
    policy("comment-megabyte", SIZE, BOTH, |w| {
        w.before_end(format!("<!--{}-->", "- ".repeat(1 << 19)))
    }),
    policy("name-hundred-kilobytes", SIZE, BOTH, |w| {
        w.before_end(format!("<{}/>", "n".repeat(100_000)))
    }),
    policy("attribute-megabyte", SIZE, BOTH, |w| {
        w.root_attribute(format!(" a=\"{}\"", "v".repeat(1 << 20)))
    }),
    policy("less-than-megabyte", SIZE, BOTH, |w| {
        w.raw_text("<".repeat(1 << 20))
    }),
    policy("ampersands-megabyte", SIZE, BOTH, |w| {
        w.raw_text("&".repeat(1 << 20))
    }),
    policy("cdata-starts-hundred-thousand", SIZE, BOTH, |w| {
        w.raw_text("<![CDATA[".repeat(100_000))
    }),
    accept("tags-hundred", LIMITS, RESPONSE, |w| {
        w.before_end(format!(
            "<later>{}</later>",
            "<item><key>k</key></item>".repeat(100)
        ))
    }),
    accept("white-space-kilobyte", LIMITS, BOTH, |w| {
        w.before_end(" ".repeat(1024))
    }),
];

fn doctype(w: &mut Wire, subset: &str) -> Option<()> {
    w.before_root(format!("<!DOCTYPE {} [{subset}]>\n", w.tree.root()))
}

/// Accepted only with the entity left out; with anything in its place the parser has read what it points to.
fn external(w: &mut Wire, declaration: &str) -> Option<()> {
    doctype(w, declaration)?;
    w.text("a&x;b", "ab")?;
    let leaf = w.leaf();
    w.alternatives = vec![
        (leaf, Value::text("ab")),
        (leaf, Value::text("a&x;b")),
        (leaf, Value::text("")),
        (leaf, Value::Absent),
    ];
    Some(())
}

/// Writes references as the plain leaf's text. Accepted only without their expansion, which would be far larger than the
/// body: left out, or left as they stand.
fn unexpanded(w: &mut Wire, references: String) -> Option<()> {
    w.raw_text(&references)?;
    let leaf = w.leaf();
    let stands = Value::Text(references.into());
    w.alternatives = vec![
        (leaf, Value::text("")),
        (leaf, Value::Absent),
        (leaf, stands),
    ];
    Some(())
}

fn laughs(times: usize, depth: usize) -> String {
    let mut dtd = "<!ENTITY l0 \"lol\">".to_owned();
    for level in 1..=depth {
        let inner = format!("&l{};", level - 1).repeat(times);
        dtd.push_str(&format!("<!ENTITY l{level} \"{inner}\">"));
    }
    dtd
}

fn deep(w: &mut Wire, depth: usize) -> Option<()> {
    w.before_end(format!("{}x{}", "<d>".repeat(depth), "</d>".repeat(depth)))
}

fn attributes(count: usize) -> String {
    (0..count).map(|n| format!(" a{n}=\"{n}\"")).collect()
}

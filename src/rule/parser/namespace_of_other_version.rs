//! The namespace of another API version is no obstacle.

use crate::finding::Level;
use crate::generate::document::field::Target;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::parser::faulty::answer::{contains, refuse_if, reject};
use crate::parser::faulty::body::is_wide;
use crate::parser::faulty::{Fault, Make};
use crate::parser::variant::Variant;
use crate::rule::parser::{ParserRule, SCHEMA};
use crate::spec::version::ApiVersion;

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/namespace-of-other-version",
    level: Level::Should,
    summary: "The namespace of another API version is no obstacle.",
    source: SCHEMA,
    explain: "A server may answer in a later version. No namespace, or one without slash, is printed and not judged.",
    documents: &[
        Mutation::policy("namespace-absent", RESPONSE, |w| {
            let namespace = w.tree.attribute.clone();
            w.replace(format!(" xmlns=\"{namespace}\""), "")
        }),
        Mutation::policy("namespace-without-slash", RESPONSE, |w| {
            let namespace = w.tree.attribute.clone();
            w.replace(namespace.as_bytes(), namespace.trim_end_matches('/'))
        }),
        Mutation::policy("namespace-of-other-service", RESPONSE, |w| {
            let namespace = w.tree.attribute.clone();
            w.replace(namespace.as_bytes(), "urn:other")
        }),
        Mutation::accept("namespace-of-later-version", RESPONSE, |w| {
            other_version(w, ApiVersion::V2016_11_15)
        }),
        Mutation::accept("namespace-of-earlier-version", RESPONSE, |w| {
            other_version(w, *ApiVersion::ALL.first()?)
        }),
    ],
    faults: &[Fault::answer(
        "version-fixed",
        "another version's namespace is refused",
        |_, i, o| {
            if i.target == Target::Response
                && !contains(i, "doc/2012-04-01")
                && i.body.starts_with(b"<?xml")
                && contains(i, "http://ec2")
            {
                *o = reject("namespace");
            }
        },
    )],
    variants: &[Variant::new(
        "namespace-required",
        "refuses a response without a namespace",
        &[Make::Answer(|_, input, outcome| {
            if input.target == Target::Response && !is_wide(input.body) && !contains(input, "xmlns")
            {
                refuse_if(outcome, "namespace", |_| true);
            }
        })],
    )],
    ..ParserRule::DEFAULT
};

fn other_version(w: &mut Wire, version: ApiVersion) -> Option<()> {
    let (own, other) = (w.tree.attribute.clone(), version.namespace());
    (*own != other).then(|| w.replace(own.as_bytes(), other))?
}

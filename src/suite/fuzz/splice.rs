//! Documents with bytes cut out, repeated, or taken from others. What must come of them only our own core can say.
//!
//! Why we skip: where the result is well-formed, a parser may take it or not, and with which fields is a matter of its schema;
//! only a crash, a hang and an answer that changes are defects then. It has to be refused where our core *and* another strict
//! parser refuse it, for breaking a rule of XML that mutations of the catalogue break too, none of which is a matter of policy.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::generate::document::field::{Fields, Target};
use crate::generate::document::mutation::Effect;
use crate::generate::document::{Document, Stored};
use crate::reference::random::Random;
use crate::rule;
use crate::rule::parser::find;
use crate::suite::mutate::place;
use crate::xml::{self, ErrorKind, Limits};

/// What stands between the parts of a document.
const MARKS: &[&[u8]] = &[
    b"<",
    b">",
    b"/",
    b"&",
    b"]]>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"&amp;",
    b"&#0;",
    b"\"",
    b"=",
    b"<a>",
    b"</a>",
    b"\0",
    b"\xff",
];

/// A document near `base`, with a part of `other`.
pub(super) fn splice(random: &mut Random, base: &Document, other: &Document) -> Document {
    let mut body = base.body().to_vec();
    for _ in 0..=random.below(2) {
        let at = place(random, body.len() + 1);
        let end = body.len().min(at + 1 + place(random, 24));
        match random.below(5) {
            0 => drop(body.drain(at..end)),
            1 => body.truncate(at),
            2 => {
                let again = body.get(at..end).unwrap_or_default().to_vec();
                drop(body.splice(at..at, again));
            }
            3 => {
                let mark = MARKS.get(place(random, MARKS.len())).copied();
                drop(body.splice(at..at, mark.unwrap_or_default().iter().copied()));
            }
            _ => {
                let from = place(random, other.body().len());
                let length = 1 + place(random, 64);
                let part = other.body().iter().skip(from).take(length);
                drop(body.splice(at..end, part.copied()));
            }
        }
    }
    expected(base, body)
}

/// These bytes in place of the document, with what must come of them.
pub(super) fn expected(base: &Document, body: Vec<u8>) -> Document {
    let broken = match xml::Document::parse(&body, &Limits::default()) {
        Err(error) if peer_refuses(&body) => RULES.get(&error.kind).copied(),
        _ => None,
    };
    let (check, effect) = match broken {
        Some(check) => (check, Effect::Reject),
        None => (base.check, Effect::Policy),
    };
    let digest = hmac_sha256::Hash::hash(&body);
    let hash: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
    let stored = Stored {
        effect,
        fields: Fields::new(),
    };
    let of = (base.target(), base.wire.status);
    Document::stored(
        format!("{check}/spliced-{hash}"),
        check,
        None,
        of,
        body,
        stored,
    )
}

/// Whether another strict parser refuses it too. It takes text; what is none is left to it to refuse.
fn peer_refuses(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok_and(|text| roxmltree::Document::parse(text).is_err())
}

/// The check whose mutations break a rule of XML, for each that only such mutations break that must be refused.
static RULES: LazyLock<HashMap<ErrorKind, &'static str>> = LazyLock::new(|| {
    let (mut rules, mut policy) = (HashMap::new(), HashSet::new());
    for mutation in &rule::document_mutations().light {
        for target in [Target::Response, Target::Configuration] {
            let Some(document) = Document::example(target).deviate(*mutation) else {
                continue;
            };
            let Err(error) = xml::Document::parse(document.body(), &Limits::default()) else {
                continue;
            };
            if document.effect() != Effect::Reject {
                policy.insert(error.kind);
                continue;
            }
            // Of several the mildest.
            let level = |check| find(check).map(|rule| rule.level);
            let known = rules.entry(error.kind).or_insert(mutation.check);
            if level(mutation.check) < level(known) {
                *known = mutation.check;
            }
        }
    }
    rules.retain(|kind, _| !policy.contains(kind));
    rules
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Verdict;
    use crate::parser::builtin::Builtin;
    use crate::suite::parser::run::{Options, run};

    #[test]
    fn what_must_be_refused_our_own_parsers_refuse() {
        let mut random = Random::new(7);
        let (base, other) = (
            Document::example(Target::Response),
            Document::example(Target::Configuration),
        );
        let spliced: Vec<Document> = (0..400)
            .map(|_| splice(&mut random, &base, &other))
            .collect();
        let rejected = spliced.iter().filter(|d| d.effect() == Effect::Reject);
        assert!(rejected.count() > 100, "most splices break something");
        let options = Options {
            stored: &spliced,
            cases: 0,
            fixed: false,
            ..Options::default()
        };
        let results = run(&mut Builtin::own(), &options);
        let failed = results
            .cases
            .iter()
            .find(|case| case.verdict == Verdict::Fail);
        assert!(failed.is_none(), "{failed:?}");
    }

    #[test]
    fn matters_of_policy_have_no_rule() {
        assert!(!RULES.contains_key(&ErrorKind::Doctype));
        assert!(RULES.contains_key(&ErrorKind::EndTag));
        assert!(RULES.len() > 8, "{RULES:?}");
    }
}

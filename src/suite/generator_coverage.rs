//! What the generators reach: how often each deviation, element and way of writing comes up in so many cases.

use std::collections::BTreeMap;

use crate::document::model::schema::schema;
use crate::generate::document::field::Target;
use crate::generate::document::style::{Declaration, Empty, Escape, Layout};
use crate::generate::document::tree::Node;
use crate::generate::document::{Document, cases};
use crate::generate::request::{ENCODINGS, Recipe};
use crate::request::Form;
use crate::rule;
use crate::spec::version::ApiVersion;

/// Counts by kind and name. What can be reached is there from the beginning, with zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    counts: BTreeMap<(&'static str, String), u64>,
}

/// A list of the element names of the schema.
macro_rules! names {
    ($($type:ident { $($element:literal => $field:ident,)* })*) => {
        const ELEMENTS: &[(&str, &str)] = &[$($((stringify!($type), $element),)*)*];
    };
}

schema!(names);

/// Types of the schema that no generated document has: error envelopes are the affair of deviations.
const ELSEWHERE: [&str; 3] = ["ErrorEnvelope", "Errors", "ServiceError"];

const REQUEST: &str = "request deviation";
const FORM: &str = "request form";
const ENCODING: &str = "request encoding";
const CHANGE: &str = "request change";
const REQUEST_VERSION: &str = "request version";
const DOCUMENT: &str = "document deviation";
const ELEMENT: &str = "element";
const WRITING: &str = "way of writing";

impl Reach {
    /// Draws so many requests and so many documents from the seed.
    pub fn of(seed: u64, cases: usize) -> Self {
        let mut reach = Self::nothing();
        for number in (0..).take(cases) {
            let bytes = cases::noise(seed.wrapping_add(number));
            reach.request(&Recipe::from_bytes(&bytes, rule::mutations()));
            reach.document(&Document::from_bytes(&bytes, rule::document_mutations()));
        }
        reach
    }

    /// Kind, name and how often, by kind.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, &str, u64)> {
        let counts = self.counts.iter();
        counts.map(|((kind, name), count)| (*kind, name.as_str(), *count))
    }

    /// What was not reached, with its kind.
    pub fn unreached(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let zero = self.counts().filter(|(_, _, count)| *count == 0);
        zero.map(|(kind, name, _)| (kind, name))
    }

    fn nothing() -> Self {
        let mut reach = Self::default();
        let mut add = |kind, name: String| {
            reach.counts.insert((kind, name), 0);
        };
        for deviation in rule::mutations() {
            add(REQUEST, format!("{}/{}", deviation.rule, deviation.id));
        }
        for deviation in rule::document_mutations().iter() {
            for target in deviation.targets {
                add(DOCUMENT, format!("{} {}", target.as_str(), deviation.id));
            }
        }
        for (of, name) in ELEMENTS {
            if !ELSEWHERE.contains(of) {
                add(ELEMENT, (*name).to_owned());
            }
        }
        for form in [Form::Get, Form::Post] {
            add(FORM, format!("{form:?}"));
        }
        for encoding in ENCODINGS {
            add(ENCODING, format!("{encoding:?}"));
        }
        for change in ["order", "encodings", "zone", "none"] {
            add(CHANGE, change.to_owned());
        }
        for version in ApiVersion::ALL {
            add(REQUEST_VERSION, version.to_string());
        }
        for target in [Target::Response, Target::Configuration] {
            for writing in ways() {
                add(WRITING, format!("{} {writing}", target.as_str()));
            }
        }
        reach
    }

    fn count(&mut self, kind: &'static str, name: String) {
        *self.counts.entry((kind, name)).or_default() += 1;
    }

    /// Elements that no schema has come up too; nobody expects a particular one.
    fn count_element(&mut self, name: &str) {
        if let Some(count) = self.counts.get_mut(&(ELEMENT, name.to_owned())) {
            *count += 1;
        }
    }

    fn request(&mut self, recipe: &Recipe) {
        if let Some(deviation) = recipe.deviation {
            self.count(REQUEST, format!("{}/{}", deviation.rule, deviation.id));
        }
        self.count(FORM, format!("{:?}", recipe.form));
        self.count(REQUEST_VERSION, recipe.version.to_string());
        for (name, value) in &recipe.encodings {
            self.count(ENCODING, format!("{name:?}"));
            self.count(ENCODING, format!("{value:?}"));
        }
        let changes = [
            ("order", !recipe.order.is_empty()),
            ("encodings", !recipe.encodings.is_empty()),
            ("zone", recipe.zone.is_some()),
        ];
        for (change, _) in changes.iter().filter(|(_, is)| *is) {
            self.count(CHANGE, (*change).to_owned());
        }
        if changes.iter().all(|(_, is)| !is) && recipe.deviation.is_none() {
            self.count(CHANGE, "none".to_owned());
        }
    }

    fn document(&mut self, document: &Document) {
        let target = document.target().as_str();
        if let Some(deviation) = document.deviation {
            self.count(DOCUMENT, format!("{target} {}", deviation.id));
        }
        for node in &document.wire.tree.nodes {
            if let Node::Inner(name, _)
            | Node::Leaf(name, _)
            | Node::Open(name)
            | Node::Plain(name, _) = node
            {
                self.count_element(name);
            }
        }
        let style = &document.wire.style;
        for writing in [
            format!("{:?}", style.escape),
            format!("{:?}", style.declaration),
            format!("{:?}", style.layout),
            format!("{:?}", style.empty),
            format!("prefixed {}", style.prefixed),
            format!("single quotes {}", style.single_quotes),
            format!("comments {}", style.comments),
        ] {
            self.count(WRITING, format!("{target} {writing}"));
        }
    }
}

/// Every way of writing.
fn ways() -> Vec<String> {
    let flags = ["prefixed", "single quotes", "comments"];
    let flags = flags
        .iter()
        .flat_map(|f| [format!("{f} true"), format!("{f} false")]);
    Escape::ALL
        .iter()
        .map(|e| format!("{e:?}"))
        .chain(Declaration::ALL.iter().map(|d| format!("{d:?}")))
        .chain(Layout::ALL.iter().map(|l| format!("{l:?}")))
        .chain(Empty::ALL.iter().map(|e| format!("{e:?}")))
        .chain(flags)
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_reached_without_cases_and_most_with_some() {
        let none = Reach::of(1, 0);
        let all = none.counts().count();
        assert_eq!(none.unreached().count(), all);
        let some = Reach::of(1, 2000);
        assert!(some.unreached().count() * 2 < all);
        // What is counted is what can be reached: nothing new comes up.
        assert_eq!(some.counts().count(), all);
    }
}

//! What a conforming endpoint may do at a place: the same value in other characters.
//!
//! The variants of the catalogue do it everywhere at once, which a reader may be ready for; these do it at one place, and
//! at some answers only.

use crate::reference::element::{Element, Node};
use crate::reference::hook::Scope;
use crate::reference::mutant::answer;
use crate::reference::mutant::operator::Operator;
use crate::reference::mutant::place::{self, Kind, Path, Place};
use crate::reference::style;

const LEAF: &[Operator] = &[
    Operator::Cdata,
    Operator::References,
    Operator::Entities,
    Operator::Split,
    Operator::Commented,
    Operator::Instructed,
    Operator::Redeclared,
    Operator::Prefixed,
];
const BRANCH: &[Operator] = &[
    Operator::Loosened,
    Operator::Commented,
    Operator::Instructed,
    Operator::Redeclared,
    Operator::Prefixed,
];
const EMPTY: &[Operator] = &[Operator::Paired, Operator::Commented, Operator::Redeclared];

/// Every element of the answers with what may be done there.
pub(super) fn all() -> Vec<(Place, Vec<Operator>)> {
    let mut all = Vec::new();
    for (scope, found) in place::elements() {
        for one in found {
            let has_namespace = namespace_is_set(scope, &one.path);
            let operators = match &one.kind {
                Kind::Branch => BRANCH,
                Kind::Leaf(text) if text.is_empty() => EMPTY,
                Kind::Leaf(_) | Kind::Document => LEAF,
            };
            let operators = operators.iter();
            let allowed = operators.filter(|o| has_namespace || **o != Operator::Prefixed);
            all.push((
                Place::Element {
                    scope,
                    path: one.path,
                },
                allowed.cloned().collect(),
            ));
        }
    }
    all
}

/// Whether the element is in a namespace: not in an error envelope, and not in the inner document.
fn namespace_is_set(scope: Scope, path: &Path) -> bool {
    scope != Scope::Refused && !path.is_inside("vpn_connection")
}

/// Rewrites the element at a path in an equivalent way. False if there is no such element.
pub(super) fn change(operator: &Operator, path: &Path, root: &mut Element) -> bool {
    let outer = root.attributes.iter().find(|(name, _)| name == "xmlns");
    let namespace = outer
        .filter(|_| !path.is_inside("vpn_connection"))
        .map(|(_, namespace)| namespace.clone())
        .unwrap_or_default();
    let Some((parent, at)) = answer::parent(root, &path.0) else {
        return false;
    };
    let Some(Node::Element(element)) = parent.children.get_mut(at) else {
        return false;
    };
    match operator {
        Operator::Cdata => written(element, style::cdata),
        Operator::References => written(element, style::all_numeric),
        Operator::Entities => written(element, style::five_entities),
        Operator::Split => written(element, style::mixed),
        Operator::Commented => around(element, "<!-- <state>deleted</state> -->"),
        Operator::Instructed => around(element, "<?state deleted?>"),
        Operator::Loosened => around(element, "\r\n\t \n"),
        Operator::Paired => element.children.push(Node::Raw(String::new())),
        Operator::Redeclared => element.attributes.push(("xmlns".to_owned(), namespace)),
        Operator::Prefixed => {
            element.name = format!("e:{}", element.name);
            element.attributes.push(("xmlns:e".to_owned(), namespace));
        }
        _ => return false,
    }
    true
}

/// The text or the document in it, in other characters.
fn written(element: &mut Element, write: fn(&str, &mut String)) {
    let mut raw = String::new();
    write(&answer::content(element), &mut raw);
    element.children = vec![Node::Raw(raw)];
}

/// Puts this before, into the middle of and behind what is in the element.
fn around(element: &mut Element, what: &str) {
    let what = || Node::Raw(what.to_owned());
    if let [Node::Text(text)] = element.children.as_slice() {
        let middle = (text.len() / 2..=text.len()).find(|at| text.is_char_boundary(*at));
        let (first, second) = text.split_at(middle.unwrap_or(0));
        let halves = [first, second].map(|half| Node::Text(half.to_owned()));
        element.children = halves.into_iter().flat_map(|half| [half, what()]).collect();
    } else {
        element.children.push(what());
    }
    element.children.insert(0, what());
}

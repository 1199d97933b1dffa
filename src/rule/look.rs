//! Where in an answer a rule looks: a change there concerns the rule.

use crate::rule::catalogue;

/// A place in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// How the inner document is carried.
    Carrier,
    /// The header `Content-Type`.
    ContentType(Answer),
    /// The XML declaration.
    Declaration(Answer),
    /// The items of a description.
    Described,
    /// An element or attribute, by the end of its path; `(children)` is the order of its elements.
    Element(&'static str),
    /// How ids of this kind look.
    Ids(&'static str),
    /// The namespace of the root element.
    Namespace(Answer),
    /// Whether a value of this kind has been seen before.
    New(&'static str),
    /// Every element of the document that no rule names.
    Rest(Answer),
    /// The document where it is no XML.
    Text(Answer),
}

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An error envelope.
    Error,
    /// The decoded `customerGatewayConfiguration`.
    Inner,
    /// Any other answer.
    Success,
}

/// The ids of the rules that look at this place.
pub fn looking_at(place: Look) -> Vec<&'static str> {
    let rules = catalogue().filter(|rule| rule.looks_at.contains(&place));
    rules.map(|rule| rule.id).collect()
}

/// The ids of the rules that look at the element or attribute with this path, by the longest end that a rule names; of the
/// root's own rules where none names it.
pub fn looking_at_path(path: &str) -> Vec<&'static str> {
    let root = path.split('/').next().unwrap_or_default();
    let answer = match root {
        "Response" => Answer::Error,
        "vpn_connection" => Answer::Inner,
        _ => Answer::Success,
    };
    if path.ends_with("/@xmlns") && root.ends_with("Response") {
        return looking_at(Look::Namespace(answer));
    }
    if path.starts_with("Describe") && path.contains("Set/") {
        return looking_at(Look::Described);
    }
    let looks = catalogue().flat_map(|rule| rule.looks_at);
    let ends = looks.filter_map(|look| match look {
        Look::Element(end) if ends_with(path, end) => Some(*end),
        _ => None,
    });
    match ends.max_by_key(|end| end.len()) {
        Some(end) => looking_at(Look::Element(end)),
        None if answer == Answer::Success && root != "CreateVpnConnectionResponse" => Vec::new(),
        None => looking_at(Look::Rest(answer)),
    }
}

/// Whether the path ends with these steps, or with a step that ends with this word.
fn ends_with(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|head| head.is_empty() || head.ends_with(['/', '_']))
}

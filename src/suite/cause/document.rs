//! Inner documents that do not depend on the connection, or whose tunnels do not differ.

use crate::evidence::{Evidence, Record};
use crate::suite::cause::key::Key;
use crate::xml::Element;

/// What the inner documents of all valid requests have in common.
pub(super) struct Documents {
    count: usize,
    /// Whether the whole document is the same in all of them.
    whole_is_frozen: bool,
    /// Whether the tunnels are.
    tunnels_are_frozen: bool,
}

impl Documents {
    pub(super) fn new(evidence: &Evidence) -> Self {
        let valid = evidence.accepted_creates().filter(|r| r.is_valid());
        let documents: Vec<Element<'_>> = valid.filter_map(|r| r.view().configuration()).collect();
        let same = |text: fn(Element<'_>) -> Option<String>| {
            let mut all = documents.iter().map(|root| text(*root));
            let first = all.next().flatten();
            documents.len() > 1 && first.is_some() && all.all(|other| other == first)
        };
        Self {
            count: documents.len(),
            whole_is_frozen: same(|root| Some(content(root))),
            tunnels_are_frozen: same(tunnel_content),
        }
    }

    /// How many documents there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// What explains a finding at this element of the inner document.
    pub(super) fn explain(
        &self,
        record: &Record,
        offset: usize,
        depends_on_connection: bool,
    ) -> Vec<Key> {
        let Some(root) = record.view().configuration() else {
            return Vec::new();
        };
        let tunnels: Vec<Element<'_>> = tunnels(root).collect();
        let Some(first) = tunnels.first() else {
            return Vec::new();
        };
        let in_tunnel = offset >= first.offset();
        let mut keys = Vec::new();
        let repeats = in_tunnel && repeats_another(&tunnels, offset);
        let are_equal = tunnels.len() > 1 && tunnels.iter().all(|t| content(*t) == content(*first));
        if repeats && are_equal {
            keys.push(Key::TunnelsEqual);
        }
        let frozen = self.whole_is_frozen || self.tunnels_are_frozen && in_tunnel;
        if frozen && (depends_on_connection || repeats && are_equal) {
            keys.push(Key::Frozen);
        }
        keys
    }
}

fn tunnels<'d>(root: Element<'d>) -> impl Iterator<Item = Element<'d>> {
    root.children()
        .filter(|child| child.name() == "ipsec_tunnel")
}

fn tunnel_content(root: Element<'_>) -> Option<String> {
    let mut tunnels = tunnels(root).peekable();
    tunnels.peek()?;
    Some(tunnels.map(content).collect())
}

/// Whether the element at this place is in a tunnel behind the first, and the same as its counterpart there.
fn repeats_another(tunnels: &[Element<'_>], offset: usize) -> bool {
    let Some((first, others)) = tunnels.split_first() else {
        return false;
    };
    let Some(tunnel) = others.iter().rev().find(|t| t.offset() <= offset) else {
        return false;
    };
    let elements = flat(*tunnel);
    let Some(at) = elements.iter().rposition(|e| e.offset() <= offset) else {
        return false;
    };
    let (here, there) = (elements.get(at), flat(*first).get(at).copied());
    here.zip(there)
        .is_some_and(|(here, there)| content(*here) == content(there))
}

/// The element and all in it, in the order of the document.
fn flat(element: Element<'_>) -> Vec<Element<'_>> {
    let mut all = vec![element];
    for child in element.children() {
        all.extend(flat(child));
    }
    all
}

/// Names, attributes and text of the element and of all in it.
fn content(element: Element<'_>) -> String {
    let mut out = String::new();
    for element in flat(element) {
        out.push('<');
        out.push_str(element.name());
        for attribute in element.attributes() {
            out.push(' ');
            out.push_str(attribute.value());
        }
        out.push('>');
        out.push_str(element.text().trim());
    }
    out
}

//! An answer taken apart: status, headers that matter, body and inner document.

use std::collections::HashMap;

use crate::evidence::redact::is_withheld;
use crate::evidence::{Evidence, Layer, Record};
use crate::snapshot::canonical;
use crate::snapshot::canonical::{APART, INNER, Node};
use crate::snapshot::normaliser::Normaliser;
use crate::snapshot::placeholder::Labels;

/// Headers that tell of the connection, the machine or the time.
const IGNORED: [&str; 10] = [
    "age",
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
    "vary",
    "via",
    "x-amz-id-2",
];
const SET: &str = "vpnConnectionSet";
const ITEM: &str = "<item>";

/// A body, or an inner document.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// It can be read.
    Tree(Option<String>, Node),
    /// It is no XML; why, and its bytes as text.
    Text(String, String),
}

/// The connections of a probe. Of a list, only these are kept, since what else exists is the history of the run.
#[derive(Debug, Default)]
pub(super) struct Own<'e> {
    ids: Vec<String>,
    /// The inner documents, by the id of their connection.
    created: HashMap<&'e str, &'e str>,
}

impl<'e> Own<'e> {
    pub(super) fn of(evidence: &'e Evidence, probe: &str) -> Self {
        let mut own = Self::default();
        for record in evidence.of(probe) {
            let asked = ["VpnConnectionId", "VpnConnectionId.1"].map(|name| record.sent(name));
            own.ids
                .extend(asked.into_iter().flatten().map(str::to_owned));
            if let Some(connection) = record.view().connection()
                && let Some(id) = connection.child("vpnConnectionId")
            {
                let id = id.text().trim();
                own.ids.push(id.to_owned());
                let inner = connection.child(INNER).map(|inner| inner.text());
                own.created.extend(inner.map(|inner| (id, inner)));
            }
        }
        own
    }
}

/// What came.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// In lower case and in the order of the names.
    pub(super) headers: Vec<(String, String)>,
    pub(super) outer: Option<Body>,
    pub(super) inner: Option<Body>,
}

impl Answer {
    /// None without a response.
    pub(super) fn of(record: &Record, own: &Own<'_>, normalisers: &[Normaliser]) -> Option<Self> {
        let response = record.exchange.response.as_ref().ok()?;
        let dropped = |name: &str| {
            normalisers
                .iter()
                .any(|n| matches!(n, Normaliser::Drop(place) if place.is_header(name)))
        };
        let mut headers: Vec<(String, String)> = Vec::new();
        for (name, value) in &response.headers {
            let name = name.to_ascii_lowercase();
            if IGNORED.contains(&name.as_str()) || dropped(&name) {
                continue;
            }
            let value = canonical::shorten(&canonical::escape_bytes(value));
            match headers.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = format!("{known}, {value}"),
                None => headers.push((name, value)),
            }
        }
        headers.sort();
        let (outer, inner) = bodies(record, &response.body, own);
        let mut answer = Self {
            status: response.status,
            headers,
            outer,
            inner,
        };
        for body in [&mut answer.outer, &mut answer.inner].into_iter().flatten() {
            if let Body::Tree(_, root) = body {
                drop_elements(root, "", normalisers);
                root.visit("", &mut |_, value| *value = canonical::shorten(value));
            }
        }
        Some(answer)
    }

    /// Calls for every header and every value of the documents that can be read, with its path.
    pub(super) fn visit(&mut self, each: &mut dyn FnMut(&str, &mut String)) {
        for (name, value) in &mut self.headers {
            each(&format!("header {name}"), value);
        }
        for body in [&mut self.outer, &mut self.inner].into_iter().flatten() {
            if let Body::Tree(_, root) = body {
                let name = root.name.clone();
                root.visit(&name, each);
            }
        }
    }
}

impl Body {
    /// The text of the file.
    pub(super) fn print(&self, labels: &mut Labels<'_>) -> String {
        match self {
            Self::Tree(declaration, root) => root.print(declaration.as_deref()),
            Self::Text(why, text) => {
                let text = labels.text(text, true);
                let end = if text.ends_with('\n') { "" } else { "\n" };
                format!("{why}\n{text}{end}")
            }
        }
    }
}

fn bodies(record: &Record, bytes: &[u8], own: &Own<'_>) -> (Option<Body>, Option<Body>) {
    let view = record.view();
    let Some(Ok(document)) = &view.outer else {
        if bytes.is_empty() {
            return (None, None);
        }
        let why = match view.outer_error() {
            Some(error) => format!("not well-formed: {}", error.kind),
            None => "not well-formed".to_owned(),
        };
        // The digest of another run is another one.
        let text = match is_withheld(bytes) {
            true => "withheld".to_owned(),
            false => canonical::shorten(&own_items(&canonical::escape_bytes(bytes), &own.ids)),
        };
        return (Some(Body::Text(why, text)), None);
    };
    let mut root = Node::of(document.root());
    if let Some(set) = root.at_mut(SET) {
        set.children.retain(|item| {
            item.child_text("vpnConnectionId")
                .is_none_or(|id| own.ids.iter().any(|o| o == id.trim()))
        });
        if set.children.is_empty() {
            set.text = String::new();
        }
        set.decode_listed(&own.created);
    }
    let inner = inner(record, &mut root);
    (
        Some(Body::Tree(canonical::declaration(document), root)),
        inner,
    )
}

/// Takes the inner document out of the outer one.
fn inner(record: &Record, root: &mut Node) -> Option<Body> {
    let view = record.view();
    let inner = view.inner.as_ref()?;
    let element = root.at_mut(&format!("vpnConnection/{INNER}"))?;
    if inner.is_empty() {
        return None;
    }
    let text = std::mem::replace(&mut element.text, APART.to_owned());
    element.children.clear();
    Some(match (view.configuration(), inner.error()) {
        (Some(configuration), _) => {
            let declaration = inner.has_declaration() && inner.layer != Layer::Literal;
            let declaration = declaration.then(|| match inner.encoding() {
                Some(encoding) => format!("<?xml encoding=\"{}\"?>", encoding.to_lowercase()),
                None => "<?xml?>".to_owned(),
            });
            Body::Tree(declaration, Node::of(configuration))
        }
        (None, error) => {
            let why = error.map_or_else(String::new, |error| format!(": {}", error.kind));
            Body::Text(
                format!("not well-formed{why}"),
                canonical::shorten(&canonical::escape_text(text.trim_start())),
            )
        }
    })
}

fn drop_elements(node: &mut Node, path: &str, normalisers: &[Normaliser]) {
    let path = format!("{path}/{}", node.name);
    let dropped = |path: &str| {
        normalisers
            .iter()
            .any(|n| matches!(n, Normaliser::Drop(place) if place.is_at(path)))
    };
    node.attributes
        .retain(|(name, _)| !dropped(&format!("{path}/@{name}")));
    node.children
        .retain(|child| !dropped(&format!("{path}/{}", child.name)));
    for child in &mut node.children {
        drop_elements(child, &path, normalisers);
    }
}

/// The same of a list that cannot be read.
fn own_items(text: &str, own: &[String]) -> String {
    if !text.contains("<vpnConnectionSet>") {
        return text.to_owned();
    }
    let mut pieces = text.split(ITEM);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_other = piece
            .split_once("<vpnConnectionId>")
            .and_then(|(_, rest)| rest.split_once('<'))
            .is_some_and(|(id, _)| !own.iter().any(|own| own == id));
        if !is_other {
            out.push_str(ITEM);
            out.push_str(piece);
        } else if let Some(at) = piece.rfind("</vpnConnectionSet>") {
            out.push_str(piece.get(at..).unwrap_or_default());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_broken_list_only_own_items_are_kept() {
        let item =
            |id: &str| format!("<item><vpnConnectionId>{id}</vpnConnectionId><a>&</a></item>");
        let list = |items: &str| format!("<r><vpnConnectionSet>{items}</vpnConnectionSet></r>");
        let text = list(&[item("vpn-1"), item("vpn-2"), item("vpn-3")].concat());
        assert_eq!(
            own_items(&text, &["vpn-2".to_owned()]),
            list(&item("vpn-2"))
        );
        assert_eq!(own_items("<a><item>", &[]), "<a><item>");
    }
}

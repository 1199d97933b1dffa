//! Markup in a value of the request never becomes markup of the response.

use crate::evidence::Record;
use crate::xml::Element;

/// Elements that stand in the documents anyway.
pub(in crate::rule) const OWN: [&str; 16] = [
    "Code",
    "Error",
    "Errors",
    "Message",
    "RequestID",
    "Response",
    "customerGatewayId",
    "ike",
    "ipsec",
    "item",
    "mode",
    "state",
    "type",
    "vpnConnection",
    "vpnGatewayId",
    "vpn_connection",
];

/// The names of the elements that the values of a request spell out, also in an escaped form, and a nameless entry where
/// a value holds markup of another kind.
pub(in crate::rule) fn markup(record: &Record) -> Vec<String> {
    let mut names = Vec::new();
    for parameter in &record.case.draft.parameters {
        let value = String::from_utf8_lossy(parameter.value.as_deref().unwrap_or_default());
        if value.contains(['<', '&']) || value.contains("]]>") {
            names.push(String::new());
        }
        let value = value.replace("&lt;", "<");
        for tag in value.split('<').skip(1) {
            let end = tag
                .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
                .unwrap_or(tag.len());
            names.extend(
                tag.get(..end)
                    .filter(|name| !name.is_empty() && !OWN.contains(name))
                    .map(str::to_owned),
            );
        }
    }
    names
}

/// The first element of the tree that has one of these names and is none of the documents' own.
pub(in crate::rule) fn injected<'d>(root: Element<'d>, names: &[String]) -> Option<Element<'d>> {
    let mut todo = vec![root];
    while let Some(element) = todo.pop() {
        if names.iter().any(|name| name == element.name()) {
            return Some(element);
        }
        todo.extend(element.children());
    }
    None
}

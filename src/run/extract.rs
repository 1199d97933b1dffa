//! What an answer says was made, read without trust in its form: a thing that was made must be deleted, also when the
//! document that names it is broken.

use crate::evidence::redact::unescaped;
use crate::run::ledger::Kind;

/// The element and the prefix of the id of each kind, the connection first: its answer names gateways too.
const KINDS: [(Kind, &str, &str); 3] = [
    (Kind::VpnConnection, "vpnConnectionId", "vpn-"),
    (Kind::CustomerGateway, "customerGatewayId", "cgw-"),
    (Kind::VpnGateway, "vpnGatewayId", "vgw-"),
];

/// What the answer to this action made: the first element that names a thing of a kind that the action makes, or else
/// anything that looks like its id.
pub fn made(action: Option<&[u8]>, body: &[u8]) -> Option<(Kind, String)> {
    let text = unescaped(body);
    let wanted = match action {
        Some(b"CreateCustomerGateway") => Kind::CustomerGateway,
        Some(b"CreateVpnGateway") => Kind::VpnGateway,
        _ => Kind::VpnConnection,
    };
    let (kind, element, prefix) = KINDS.into_iter().find(|(kind, ..)| *kind == wanted)?;
    let id = element_text(&text, element).or_else(|| looks_like(&text, prefix))?;
    Some((kind, id))
}

/// The outermost items of a description, without those that are deleted.
pub fn items(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let (mut item, mut depth) = (String::new(), 0_usize);
    for piece in text.split_inclusive('>') {
        let tag = piece.rsplit('<').next().unwrap_or_default();
        let name = tag.trim_end_matches('>').trim();
        let name = name.rsplit(':').next().unwrap_or(name);
        let ends = tag.starts_with('/') && matches!(name, "item" | "/item");
        if ends {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                items.push(std::mem::take(&mut item));
            }
        }
        if depth > 0 {
            item.push_str(piece);
        }
        if name == "item" && !tag.starts_with('/') {
            depth += 1;
        }
    }
    items.retain(|item| {
        let state = element_text(item, "state");
        !matches!(state.as_deref(), Some("deleted" | "deleting"))
    });
    items
}

/// The trimmed text of the first element with this name, with or without a prefix.
pub fn element_text(text: &str, name: &str) -> Option<String> {
    let open = format!("{name}>");
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once(&open)?;
        let before = before.strip_suffix(':').map_or(before, |head| {
            head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        });
        if before.ends_with('<') {
            // What the document ends with may be cut off.
            let (content, _) = after.split_once('<')?;
            let content = content.trim();
            return (!content.is_empty()).then(|| content.to_owned());
        }
        rest = after;
    }
}

/// The name of the root element, or the first words of what is no XML.
pub fn gist(body: &[u8]) -> String {
    let text = unescaped(body);
    let root = text
        .split('<')
        .skip(1)
        .find(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()));
    match root {
        Some(tag) => {
            let name: String = tag
                .chars()
                .take_while(|c| !c.is_whitespace() && *c != '>')
                .collect();
            format!("<{}>", name.chars().take(60).collect::<String>())
        }
        None if text.trim().is_empty() => "an empty body".to_owned(),
        None => format!("{:?}", text.trim().chars().take(60).collect::<String>()),
    }
}

fn looks_like(text: &str, prefix: &str) -> Option<String> {
    let (_, after) = text.split_once(prefix)?;
    let digits: String = after.chars().take_while(char::is_ascii_hexdigit).collect();
    let whole = digits.len() >= 8 && digits.len() < after.len();
    whole.then(|| format!("{prefix}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_found_in_broken_documents_too() {
        let vpn =
            |body: &str| made(Some(b"CreateVpnConnection"), body.as_bytes()).map(|(_, id)| id);
        let id = Some("vpn-12345678".to_owned());
        assert_eq!(
            vpn("<r><vpnConnectionId>vpn-12345678</vpnConnectionId>"),
            id
        );
        assert_eq!(vpn("<e:r><e:vpnConnectionId> vpn-12345678<"), id);
        assert_eq!(vpn("<r><a>&#118;pn-12345678</a>"), id);
        for cut in ["<r>", "<r><vpnConnectionId>vpn-12345678", "vpn-12345678"] {
            assert_eq!(vpn(cut), None, "{cut}");
        }
        let body = b"<customerGatewayId>cgw-1</customerGatewayId>";
        let gateway = (Kind::CustomerGateway, "cgw-1".to_owned());
        assert_eq!(made(Some(b"CreateCustomerGateway"), body), Some(gateway));
    }

    #[test]
    fn items_of_a_description_are_told_apart() {
        let text = "<r><e:vpnConnectionSet><e:item><vpnConnectionId>vpn-1</vpnConnectionId><state>available</state>\
            <tagSet><item><key>a</key></item></tagSet><customerGatewayId>cgw-1</customerGatewayId></e:item>\
            <item><vpnConnectionId>vpn-2</vpnConnectionId><state>deleted</state></item>\
            <item><vpnConnectionId>vpn-3</vpnConnectionId></item></e:vpnConnectionSet></r>";
        let items = items(text);
        let of = |name: &str| -> Vec<_> { items.iter().map(|i| element_text(i, name)).collect() };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of("vpnConnectionId"), [some("vpn-1"), some("vpn-3")]);
        assert_eq!(of("customerGatewayId"), [some("cgw-1"), None]);
    }

    #[test]
    fn the_gist_names_the_root() {
        assert_eq!(
            gist(b"<?xml version='1.0'?><ListAllMyBucketsResult xmlns='x'/>"),
            "<ListAllMyBucketsResult>"
        );
        assert_eq!(gist(b"hello"), "\"hello\"");
        assert_eq!(gist(b""), "an empty body");
    }
}

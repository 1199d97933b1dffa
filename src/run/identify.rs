//! What an answer says was made, read without trust in its form: a thing that was made must be deleted, also when the
//! document that names it is broken.

use crate::redact::unescaped;
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

/// The connections in a description that belong to one of these gateways and are not deleted.
pub fn connections_of(body: &[u8], gateways: &[&str]) -> Vec<String> {
    unescaped(body)
        .split("<item>")
        .filter(|item| gateways.iter().any(|gateway| item.contains(gateway)))
        .filter(|item| {
            !matches!(
                element_text(item, "state").as_deref(),
                Some("deleted" | "deleting")
            )
        })
        .filter_map(|item| element_text(item, "vpnConnectionId"))
        .collect()
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
            let (content, _) = after.split_once('<').unwrap_or((after, ""));
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
    (digits.len() >= 8).then(|| format!("{prefix}{digits}"))
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
        assert_eq!(vpn("<e:r><e:vpnConnectionId> vpn-12345678"), id);
        assert_eq!(vpn("<r><a>&#118;pn-12345678</a>"), id);
        assert_eq!(vpn("<r>"), None);
        let body = b"<customerGatewayId>cgw-1</customerGatewayId>";
        let gateway = (Kind::CustomerGateway, "cgw-1".to_owned());
        assert_eq!(made(Some(b"CreateCustomerGateway"), body), Some(gateway));
    }

    #[test]
    fn connections_of_our_gateways_are_found() {
        let body = b"<item><vpnConnectionId>vpn-1</vpnConnectionId><state>available</state><customerGatewayId>cgw-1</customerGatewayId></item>\
            <item><vpnConnectionId>vpn-2</vpnConnectionId><state>deleted</state><customerGatewayId>cgw-1</customerGatewayId></item>\
            <item><vpnConnectionId>vpn-3</vpnConnectionId><state>available</state><customerGatewayId>cgw-3</customerGatewayId></item>";
        assert_eq!(connections_of(body, &["cgw-1"]), ["vpn-1"]);
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

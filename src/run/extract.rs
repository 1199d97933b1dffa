//! What an answer says was made or is there. The tree is read first, as the rules read it; only a broken document is
//! searched without trust in its form: a thing that was made must be deleted, also when the document that names it is
//! broken.
use crate::evidence::redact::unescaped;
use crate::run::ledger::Kind;
use crate::xml::{Document, Element, Limits};

impl Kind {
    /// The element that holds the id, and the beginning of ids.
    pub(crate) fn spelling(self) -> (&'static str, &'static str) {
        match self {
            Self::VpnConnection => ("vpnConnectionId", "vpn-"),
            Self::CustomerGateway => ("customerGatewayId", "cgw-"),
            Self::VpnGateway => ("vpnGatewayId", "vgw-"),
            Self::TransitGateway => ("transitGatewayId", "tgw-"),
        }
    }
}

/// What the answer to this action made: the first element that names a thing of the kind that the action makes, or else,
/// in a broken document, anything that looks like its id.
///
/// Nothing where the id cannot be told: an id with an element inside, or the answer to another action.
pub fn made(action: Option<&[u8]>, body: &[u8]) -> Option<(Kind, String)> {
    let kind = match action {
        Some(b"CreateCustomerGateway") => Kind::CustomerGateway,
        Some(b"CreateVpnGateway") => Kind::VpnGateway,
        Some(b"CreateTransitGateway") => Kind::TransitGateway,
        _ => Kind::VpnConnection,
    };
    let (element, prefix) = kind.spelling();
    let id = match Document::parse(body, &Limits::default()) {
        Ok(document) => {
            let root = document.root();
            // A connection names its gateways too, and has made neither.
            let is_other = kind != Kind::VpnConnection && first(root, "vpnConnectionId").is_some();
            match first(root, element).filter(|_| !is_other) {
                Some(id) => content(id)?,
                None if is_other => return None,
                None => looks_like(&unescaped(body), prefix)?,
            }
        }
        Err(_) => {
            let text = String::from_utf8_lossy(body);
            let id = element_text(&text, element).map(|id| unescaped(id.as_bytes()));
            id.or_else(|| element_text(&unescaped(body), element))
                .or_else(|| looks_like(&unescaped(body), prefix))?
        }
    };
    Some((kind, id))
}

/// One thing in a description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) id: Option<String>,
    pub(crate) state: Option<String>,
    /// `customerGatewayId` of a connection.
    pub(crate) gateway: Option<String>,
    /// `vpnGatewayId` of a connection, or `transitGatewayId`.
    pub(crate) vpn_gateway: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) asn: Option<String>,
    /// Whether a VPN gateway is attached to a VPC.
    pub(crate) attached: bool,
}

impl Item {
    pub(crate) fn is_deleted(&self) -> bool {
        matches!(self.state.as_deref(), Some("deleted" | "deleting"))
    }

    /// Reads an element of a set.
    pub(crate) fn of(kind: Kind, element: Element<'_>) -> Self {
        let text = |name| element.child(name).and_then(content);
        Self::with(kind, text, first(element, "vpcId").is_some())
    }

    /// Reads the text of an element of a set, which may be broken.
    pub(crate) fn read(kind: Kind, piece: &str) -> Self {
        // Its prefix may be declared further out.
        let declared = with_prefix(piece);
        let piece = declared.as_deref().unwrap_or(piece);
        match Document::parse_text(piece, &Limits::default()) {
            Ok(document) => {
                let root = document.root();
                let inside = root.children().next().filter(|_| declared.is_some());
                Self::of(kind, inside.unwrap_or(root))
            }
            Err(_) => {
                let text = |name: &'static str| {
                    element_text(piece, name).map(|text| unescaped(text.as_bytes()))
                };
                Self::with(kind, text, element_text(piece, "vpcId").is_some())
            }
        }
    }

    fn with(kind: Kind, text: impl Fn(&'static str) -> Option<String>, attached: bool) -> Self {
        Self {
            id: text(kind.spelling().0),
            state: text("state"),
            gateway: text("customerGatewayId"),
            vpn_gateway: text("vpnGatewayId").or_else(|| text("transitGatewayId")),
            address: text("ipAddress"),
            asn: text("bgpAsn"),
            attached,
        }
    }
}

/// The first element of this name, in document order.
fn first<'d>(element: Element<'d>, name: &str) -> Option<Element<'d>> {
    // No response is deep, and the reader has a limit.
    match element.name() == name {
        true => Some(element),
        false => element.children().find_map(|child| first(child, name)),
    }
}

/// The trimmed text of an element that holds nothing else.
fn content(element: Element<'_>) -> Option<String> {
    let text = element.text().trim();
    (!element.has_children() && !text.is_empty()).then(|| text.to_owned())
}

/// The code of an error, in whatever characters it is written.
pub(crate) fn error_code(body: &[u8]) -> Option<String> {
    match Document::parse(body, &Limits::default()) {
        Ok(document) => first(document.root(), "Code").and_then(content),
        Err(_) => element_text(&unescaped(body), "Code"),
    }
}

/// A piece of a document with the prefix of its first tag declared, if that has one.
fn with_prefix(piece: &str) -> Option<String> {
    let name = piece.trim_start().strip_prefix('<')?;
    let (prefix, _) = name.split_once(':')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_prefix = !prefix.is_empty() && prefix.chars().all(is_name);
    is_prefix.then(|| format!("<piece xmlns:{prefix}=\"urn:piece\">{piece}</piece>"))
}

/// The trimmed text of the first element with this name, with or without a prefix, in text that need not be XML.
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
            let (content, _) = match after.trim_start().strip_prefix("<![CDATA[") {
                Some(section) => section.split_once("]]>")?,
                None => after.split_once('<')?,
            };
            let content = content.trim();
            return (!content.is_empty()).then(|| content.to_owned());
        }
        rest = after;
    }
}

/// The local name of the root element, if there is one; the document may be broken behind it.
pub(crate) fn root_name(body: &[u8]) -> Option<String> {
    let text = unescaped(body.get(..body.len().min(4096)).unwrap_or_default());
    let mut rest = &*text;
    loop {
        rest = rest.split_once('<')?.1;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if let Some(instruction) = rest.strip_prefix('?') {
            rest = instruction.split_once("?>")?.1;
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            break;
        }
    }
    let name: String = rest
        .chars()
        .take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/'))
        .take(60)
        .collect();
    let local = name.rsplit(':').next().unwrap_or_default();
    Some(local.to_owned())
}

/// The name of the root element, or the first words of what is no XML.
pub fn gist(body: &[u8]) -> String {
    let text = unescaped(body.get(..body.len().min(4096)).unwrap_or_default());
    match root_name(body) {
        Some(name) => format!("<{name}>"),
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
    fn a_code_and_an_item_are_read_in_whatever_characters() {
        for code in ["A.B", "<![CDATA[A.B]]>", "A<!-- x -->.B", "&#65;.B"] {
            let error = format!("<Errors><Error><Code>{code}</Code></Error></Errors>");
            assert_eq!(
                error_code(error.as_bytes()).as_deref(),
                Some("A.B"),
                "{code}"
            );
        }
        let cut = b"<Errors><Error><Code>A.B</Code>";
        assert_eq!(error_code(cut).as_deref(), Some("A.B"));
        let item = "<e:item><e:vpnConnectionId><![CDATA[vpn-1]]></e:vpnConnectionId><e:state>deleted</e:state></e:item>";
        let item = Item::read(Kind::VpnConnection, item);
        assert_eq!(item.id.as_deref(), Some("vpn-1"));
        assert_eq!(item.state.as_deref(), Some("deleted"));
        let token = "<t:nextToken><![CDATA[a<b]]></t:nextToken>";
        assert_eq!(element_text(token, "nextToken").as_deref(), Some("a<b"));
    }

    #[test]
    fn ids_are_read_as_the_rules_read_them() {
        for (written, id) in [
            ("vpn-12<!-- a -->345678", Some("vpn-12345678")),
            ("<![CDATA[vpn-12345678]]>", Some("vpn-12345678")),
            ("vpn-&lt;b&gt;&amp;", Some("vpn-<b>&")),
            ("&#118;pn-1", Some("vpn-1")),
            ("vpn-<b>1</b>", None),
        ] {
            let body = format!(
                "<r><vpnConnection><vpnConnectionId>{written}</vpnConnectionId></vpnConnection></r>"
            );
            let made = made(Some(b"CreateVpnConnection"), body.as_bytes()).map(|(_, id)| id);
            assert_eq!(made.as_deref(), id, "{written}");
            let broken = body.replace("</r>", "");
            let made = super::made(Some(b"CreateVpnConnection"), broken.as_bytes());
            assert!(made.is_some(), "{broken}");
        }
    }

    #[test]
    fn a_connection_is_no_answer_to_the_create_of_a_gateway() {
        let body = b"<CreateVpnConnectionResponse><vpnConnection><vpnConnectionId>vpn-1</vpnConnectionId>\
            <customerGatewayId>cgw-12345678</customerGatewayId></vpnConnection></CreateVpnConnectionResponse>";
        assert_eq!(made(Some(b"CreateCustomerGateway"), body), None);
        assert_eq!(
            root_name(body).as_deref(),
            Some("CreateVpnConnectionResponse")
        );
    }

    #[test]
    fn the_gist_names_the_root() {
        assert_eq!(
            gist(b"<?xml version='1.0'?><ListAllMyBucketsResult xmlns='x'/>"),
            "<ListAllMyBucketsResult>"
        );
        assert_eq!(gist(b"<!-- <item> --><?served <x>?><r:root/>"), "<root>");
        assert_eq!(gist(b"hello"), "\"hello\"");
        assert_eq!(gist(b""), "an empty body");
    }
}

//! What a parser reads from a document: the words of the adapter protocol, and how two readings are compared.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// Leaves that are top-level fields of a response.
pub const RESPONSE: &[&str] = &[
    "requestId",
    "vpnConnectionId",
    "state",
    "type",
    "customerGatewayId",
    "vpnGatewayId",
    "customerGatewayConfiguration",
];

/// Leaves that are top-level fields of a configuration, besides the attribute `id`.
pub const CONFIGURATION: &[&str] = &[
    "customer_gateway_id",
    "vpn_gateway_id",
    "vpn_connection_type",
    "vpn_connection_attributes",
];

/// Every leaf of a tunnel, by path.
pub const TUNNEL: &[&str] = &[
    "customer_gateway/tunnel_outside_address/ip_address",
    "customer_gateway/tunnel_inside_address/ip_address",
    "customer_gateway/tunnel_inside_address/network_mask",
    "customer_gateway/tunnel_inside_address/network_cidr",
    "customer_gateway/tunnel_inside_ipv6_address/ip_address",
    "customer_gateway/tunnel_inside_ipv6_address/prefix_length",
    "customer_gateway/bgp/asn",
    "customer_gateway/bgp/hold_time",
    "vpn_gateway/tunnel_outside_address/ip_address",
    "vpn_gateway/tunnel_inside_address/ip_address",
    "vpn_gateway/tunnel_inside_address/network_mask",
    "vpn_gateway/tunnel_inside_address/network_cidr",
    "vpn_gateway/tunnel_inside_ipv6_address/ip_address",
    "vpn_gateway/tunnel_inside_ipv6_address/prefix_length",
    "vpn_gateway/bgp/asn",
    "vpn_gateway/bgp/hold_time",
    "ike/authentication_protocol",
    "ike/encryption_protocol",
    "ike/lifetime",
    "ike/perfect_forward_secrecy",
    "ike/mode",
    "ike/pre_shared_key",
    "ipsec/protocol",
    "ipsec/authentication_protocol",
    "ipsec/encryption_protocol",
    "ipsec/lifetime",
    "ipsec/perfect_forward_secrecy",
    "ipsec/mode",
    "ipsec/clear_df_bit",
    "ipsec/fragmentation_before_encryption",
    "ipsec/tcp_mss_adjustment",
    "ipsec/dead_peer_detection/interval",
    "ipsec/dead_peer_detection/retries",
];

/// The two documents a parser can be given.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The body of an HTTP response.
    #[default]
    Response,
    /// The decoded `customerGatewayConfiguration`.
    Configuration,
}

/// Fields by name: of a document, of a tag, or of a tunnel (then by path).
pub type Fields = BTreeMap<Cow<'static, str>, Value>;

/// What stands in one field. It may be a pre-shared key: `Debug` shows the kind and the length only.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// No such element; not the same as an empty one.
    Absent,
    /// Decoded text.
    Text(Cow<'static, str>),
    /// Bytes that are not valid Unicode.
    Bytes(Vec<u8>),
    /// Something that is not text: the type's name in the parser's language.
    WrongType(String),
    /// `tagSet` and `tunnels`.
    List(Vec<Fields>),
}

/// One field that differs from what stands in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field: `state`, `tagSet/0/key`, `tunnels/1/ike/pre_shared_key`.
    pub path: String,
    /// What stands in the document, without secrets.
    pub expected: String,
    /// What the parser returned, without secrets.
    pub found: String,
    /// What kind of value it returned instead.
    pub kind: DifferenceKind,
    /// Whether one of them is an empty text and the other is absent.
    pub is_emptiness: bool,
}

/// What stands in a field in place of the value of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// Nothing.
    Absent,
    /// Other text.
    Text,
    /// Bytes that are not valid Unicode.
    Bytes,
    /// What is not text.
    WrongType,
    /// A list, where none or one of another length belongs.
    List,
}

impl DifferenceKind {
    /// The words that fingerprints are made of.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Text => "other text",
            Self::Bytes => "bytes",
            Self::WrongType => "a value of type",
            Self::List => "a list of",
        }
    }
}

impl Target {
    /// The word of the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Response => "response",
        }
    }
}

impl Target {
    /// Whether a parser of this document can read a field of this name: a leaf, a list, or a path in the items of a list.
    pub fn has_field(self, name: &str) -> bool {
        match (self, name.split_once('/')) {
            (Self::Response, None) => name == "tagSet" || RESPONSE.contains(&name),
            (Self::Configuration, None) => {
                ["id", "tunnels"].contains(&name) || CONFIGURATION.contains(&name)
            }
            (Self::Response, Some(("tagSet", leaf))) => ["key", "value"].contains(&leaf),
            (Self::Configuration, Some(("tunnels", path))) => TUNNEL.contains(&path),
            _ => false,
        }
    }
}

impl Value {
    /// Borrowed text.
    pub const fn text(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn kind(&self) -> DifferenceKind {
        match self {
            Self::Absent => DifferenceKind::Absent,
            Self::Text(_) => DifferenceKind::Text,
            Self::Bytes(_) => DifferenceKind::Bytes,
            Self::WrongType(_) => DifferenceKind::WrongType,
            Self::List(_) => DifferenceKind::List,
        }
    }

    fn describe(&self, secret: bool) -> String {
        match self {
            Self::Absent => "absent".to_owned(),
            Self::Text(text) if secret || text.len() > 80 => {
                format!("text of {} characters", text.chars().count())
            }
            Self::Text(text) => format!("{text:?}"),
            Self::Bytes(bytes) => format!("{} bytes that are not Unicode", bytes.len()),
            Self::WrongType(kind) => format!("a value of type {kind}"),
            Self::List(items) => format!("a list of {}", items.len()),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(true))
    }
}

impl Difference {
    /// Of two values that are not equal.
    fn new(path: String, wanted: &Value, got: &Value) -> Self {
        let secret = path.ends_with("pre_shared_key") || path == "customerGatewayConfiguration";
        let mut found = got.describe(secret);
        if let (Value::Text(w), Value::Text(g)) = (wanted, got) {
            let at = w.chars().zip(g.chars()).take_while(|(a, b)| a == b).count();
            found = format!("{found}, different from character {} on", at + 1);
        }
        Self {
            path,
            expected: wanted.describe(secret),
            found,
            kind: got.kind(),
            is_emptiness: matches!((wanted, got), (Value::Absent, Value::Text(text)) | (Value::Text(text), Value::Absent) if text.is_empty()),
        }
    }
}

/// Compares the fields that `read` says the parser reads; without names, those that it returned.
pub fn differences(expected: &Fields, found: &Fields, read: Option<&[String]>) -> Vec<Difference> {
    let mut differences = Vec::new();
    if expected == found {
        return differences;
    }
    for (name, value) in expected {
        if !reads(read, found, name) {
            continue;
        }
        match (value, found.get(name).unwrap_or(&Value::Absent)) {
            (Value::List(wanted), Value::List(items)) => {
                compare_lists(name, wanted, items, read, &mut differences)
            }
            // Nothing public says whether a connection without tags has an empty set or none.
            (Value::List(none), Value::Absent) | (Value::Absent, Value::List(none))
                if none.is_empty() => {}
            (wanted, got) if wanted == got => {}
            (wanted, got) => differences.push(Difference::new(name.to_string(), wanted, got)),
        }
    }
    differences
}

/// Sorts the items of an unordered list in the order of the equal items in the document.
pub fn align(list: &str, expected: &Fields, found: &mut Fields) {
    let (Some(Value::List(wanted)), Some(Value::List(items))) =
        (expected.get(list), found.get_mut(list))
    else {
        return;
    };
    let agree = |wanted: &Fields, item: &Fields| {
        let mut fields = item.iter();
        fields.all(|(path, value)| wanted.get(path).is_none_or(|wanted| wanted == value))
    };
    for (at, wanted) in wanted.iter().enumerate() {
        let rest = items.get(at..).unwrap_or_default();
        if let Some(ahead) = rest.iter().position(|item| agree(wanted, item)) {
            items.swap(at, at + ahead);
        }
    }
}

fn reads(read: Option<&[String]>, found: &Fields, name: &str) -> bool {
    match read {
        Some(names) => names
            .iter()
            .any(|n| n.split('/').next() == Some(name) || n == name),
        None => found.contains_key(name),
    }
}

fn compare_lists(
    name: &str,
    wanted: &[Fields],
    items: &[Fields],
    read: Option<&[String]>,
    differences: &mut Vec<Difference>,
) {
    if wanted.len() != items.len() {
        differences.push(Difference {
            path: name.to_owned(),
            expected: format!("a list of {}", wanted.len()),
            found: format!("a list of {}", items.len()),
            kind: DifferenceKind::List,
            is_emptiness: false,
        });
        return;
    }
    let all = read.is_some_and(|names| names.iter().any(|n| n == name));
    let prefix = format!("{name}/");
    let reads_path = |path: &str, item: &Fields| match read {
        Some(_) if all => item.contains_key(path) || name == "tagSet",
        Some(names) => names
            .iter()
            .any(|n| n.strip_prefix(prefix.as_str()) == Some(path)),
        None => item.contains_key(path),
    };
    let pairs = wanted.iter().zip(items).enumerate();
    for (index, (wanted, item)) in pairs.filter(|(_, (wanted, item))| wanted != item) {
        for path in wanted
            .keys()
            .chain(item.keys().filter(|k| !wanted.contains_key(*k)))
        {
            let got = item.get(path).unwrap_or(&Value::Absent);
            let want = wanted.get(path).unwrap_or(&Value::Absent);
            if want == got {
                continue;
            }
            let known = name == "tagSet" || TUNNEL.contains(&path.as_ref());
            let asked = reads_path(path, item) || (all && *want != Value::Absent);
            if known && asked {
                let path = format!("{name}/{index}/{path}");
                differences.push(Difference::new(path, want, got));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn one(name: &'static str, value: Value) -> Fields {
        Fields::from([(Cow::Borrowed(name), value)])
    }

    #[test]
    fn null_is_not_the_empty_string() {
        let found = differences(
            &one("state", Value::text("")),
            &one("state", Value::Absent),
            None,
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn only_fields_that_the_parser_reads_are_compared() {
        let names = ["type".to_owned()];
        let expected = one("state", Value::text("pending"));
        assert!(differences(&expected, &Fields::new(), Some(&names)).is_empty());
        assert!(differences(&expected, &Fields::new(), None).is_empty());
    }

    #[test]
    fn a_single_tunnel_path_is_compared_alone() {
        let tunnel = |key| {
            let mut fields = one("ike/pre_shared_key", key);
            fields.insert("ike/mode".into(), Value::text("main"));
            one("tunnels", Value::List(vec![fields]))
        };
        let names = ["tunnels/ike/pre_shared_key".to_owned()];
        let got = one(
            "tunnels",
            Value::List(vec![one("ike/pre_shared_key", Value::text("abc"))]),
        );
        assert!(differences(&tunnel(Value::text("abc")), &got, Some(&names)).is_empty());
        let wrong = differences(&tunnel(Value::text("abcd")), &got, Some(&names));
        assert_eq!(wrong.first().unwrap().path, "tunnels/0/ike/pre_shared_key");
    }

    #[test]
    fn without_names_only_what_is_returned_is_compared_in_a_tunnel_too() {
        let tunnel = |key: &'static str| one("ike/pre_shared_key", Value::text(key));
        let mut whole = tunnel("abc");
        whole.insert("ike/mode".into(), Value::text("main"));
        let expected = one("tunnels", Value::List(vec![whole]));
        let got = |key| one("tunnels", Value::List(vec![tunnel(key)]));
        assert!(differences(&expected, &got("abc"), None).is_empty());
        assert_eq!(differences(&expected, &got("abd"), None).len(), 1);
    }

    #[test]
    fn a_key_is_never_shown() {
        let wrong = differences(
            &one("customerGatewayConfiguration", Value::text("canary-1")),
            &one("customerGatewayConfiguration", Value::text("canary-2")),
            None,
        );
        assert!(!format!("{wrong:?}").contains("canary"));
    }
}

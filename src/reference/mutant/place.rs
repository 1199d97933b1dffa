//! Where a mutant takes hold: what the endpoint reads, keeps and writes.

use std::fmt;

use crate::exchange::HttpRequest;
use crate::reference::Reference;
use crate::reference::element::{Element, Node};
use crate::reference::hook::Scope;
use crate::reference::mutant::operator::Operator;
use crate::reference::mutant::transition::Transition;

/// Where a mutant takes hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// What is taken for the value of a parameter of a create.
    Parameter(&'static str),
    /// An element of an answer, or of the document in it.
    Element { scope: Scope, path: Path },
    /// What a request changes.
    Transition(Transition),
    /// The status of an answer.
    Status(Scope),
}

/// The elements from the root down, each with its number among those of its name, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<(String, usize)>);

/// What stands at a path of the sample.
pub(super) struct Found {
    pub(super) path: Path,
    pub(super) kind: Kind,
    /// Whether it is another one in another answer.
    varies: bool,
}

#[derive(PartialEq, Eq)]
pub(super) enum Kind {
    /// With this text.
    Leaf(String),
    /// With elements in it.
    Branch,
    /// With the inner document in it.
    Document,
}

impl Place {
    /// The answers in which it shows.
    pub(super) fn scope(&self) -> Scope {
        match self {
            Self::Parameter(_) | Self::Transition(Transition::Create) => Scope::Created,
            Self::Element { scope, .. } | Self::Status(scope) => *scope,
            Self::Transition(Transition::Refuse) => Scope::Refused,
            Self::Transition(_) => Scope::Described,
        }
    }

    /// The families of rules that say something about it.
    pub(super) fn families(&self) -> &'static [&'static str] {
        match self {
            Self::Parameter(_) => &["request", "state"],
            Self::Transition(_) => &["state"],
            Self::Status(Scope::Refused) => &["error", "request", "response"],
            Self::Status(_) => &["request", "response", "state"],
            Self::Element { scope, path } => {
                match (scope, path.is_inside("customerGatewayConfiguration")) {
                    (Scope::Refused, _) => &["error"],
                    (_, true) => &["configuration", "response", "secret", "state"],
                    (Scope::Created, false) => &["response", "state"],
                    _ => &["response", "state"],
                }
            }
        }
    }
}

/// Every place with the operators that make sense there.
pub(super) fn all() -> Vec<(Place, Vec<Operator>)> {
    let mut all = parameters();
    for (scope, found) in elements() {
        for one in &found {
            let place = Place::Element {
                scope,
                path: one.path.clone(),
            };
            all.push((place, operators(one, &found)));
        }
    }
    for (transition, operators) in Transition::OPERATORS {
        all.push((Place::Transition(*transition), operators.to_vec()));
    }
    for (scope, others) in [
        (Scope::Created, [201, 202, 302, 400, 404, 500, 503]),
        (Scope::Described, [201, 202, 302, 400, 404, 500, 503]),
        (Scope::Refused, [200, 202, 302, 401, 404, 500, 503]),
    ] {
        all.push((Place::Status(scope), others.map(Operator::Status).to_vec()));
    }
    all
}

/// The elements of each answer.
pub(super) fn elements() -> Vec<(Scope, Vec<Found>)> {
    let answers = sample().into_iter().map(|(scope, [first, second])| {
        let (mut found, mut others) = (Vec::new(), Vec::new());
        walk(&first, &mut Vec::new(), &mut found);
        walk(&second, &mut Vec::new(), &mut others);
        for (one, other) in found.iter_mut().zip(&others) {
            one.varies = one.kind != other.kind;
        }
        (scope, found)
    });
    answers.collect()
}

fn parameters() -> Vec<(Place, Vec<Operator>)> {
    const EVERY: &[Operator] = &[Operator::Refused, Operator::Failed];
    const READ: &[Operator] = &[
        Operator::Default,
        Operator::DefaultIfEmpty,
        Operator::Ignored,
        Operator::Leaked,
        Operator::CutAtNul,
        Operator::Trimmed,
        Operator::TrimmedWide,
        Operator::Folded,
        Operator::DecodedTwice,
        Operator::Prefix,
        Operator::Suffix,
        Operator::Infix,
        Operator::ControlsDropped,
        Operator::WideDropped,
        Operator::BlanksDropped,
        Operator::Narrowed,
        Operator::FirstOfList,
        Operator::Unquoted,
    ];
    // With the length of a valid value, to which a longer one is cut.
    let read = |length, more: &[Operator]| [EVERY, READ, &[Operator::Cut(length)], more].concat();
    let take = |name: &str| Operator::Take(name.to_owned());
    vec![
        (Place::Parameter("Type"), read("ipsec.1".len(), &[])),
        (
            Place::Parameter("CustomerGatewayId"),
            read(
                "cgw-00000000".len(),
                &[Operator::Constant, take("VpnGatewayId")],
            ),
        ),
        (
            Place::Parameter("VpnGatewayId"),
            read(
                "vgw-00000000".len(),
                &[Operator::Constant, take("CustomerGatewayId")],
            ),
        ),
        (Place::Parameter("Version"), read("2012-04-01".len(), &[])),
        (Place::Parameter("AvailabilityZone"), EVERY.to_vec()),
    ]
}

/// Two answers of each kind, about other connections.
fn sample() -> Vec<(Scope, [Element; 2])> {
    let reference = Reference::default();
    let ask = |query: &str| {
        let request = HttpRequest {
            method: "GET".to_owned(),
            target: format!("/?Version=2012-04-01&{query}").into_bytes(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let composed = reference.compose(&request, None);
        (composed.scope, composed.root)
    };
    let id = |name: &str, (_, mut root): (Scope, Element)| {
        let mut found = None;
        for child in root.elements_mut() {
            found = found.or_else(|| child.at(&[name]).map(|e| e.text()));
        }
        found.unwrap_or_default()
    };
    let answers = |number: u8| {
        let customer = id(
            "customerGatewayId",
            ask(&format!(
                "Action=CreateCustomerGateway&Type=ipsec.1&IpAddress=198.51.100.{number}&BgpAsn=6501{number}"
            )),
        );
        let vpn = id("vpnGatewayId", ask("Action=CreateVpnGateway&Type=ipsec.1"));
        let create = format!(
            "Action=CreateVpnConnection&Type=ipsec.1&CustomerGatewayId={customer}&VpnGatewayId={vpn}"
        );
        let created = ask(&create);
        let connection = id("vpnConnectionId", created.clone());
        let named = |action: &str, number: &str| {
            format!("Action={action}&VpnConnectionId{number}={connection}")
        };
        [
            created,
            ask(&named("DescribeVpnConnections", ".1")),
            ask(&create.replace("ipsec.1", "ipsec.2")),
            ask(&named("DeleteVpnConnection", "")),
        ]
    };
    let both = answers(1).into_iter().zip(answers(2));
    both.map(|((scope, first), (_, second))| (scope, [first, second]))
        .collect()
}

/// Everything below an element.
fn walk(element: &Element, above: &mut Vec<(String, usize)>, found: &mut Vec<Found>) {
    let mut names: Vec<&str> = Vec::new();
    for node in &element.children {
        let (child, is_document) = match node {
            Node::Element(child) => (child, false),
            Node::Document(root) => (root, true),
            _ => continue,
        };
        names.push(&child.name);
        let number = names.iter().filter(|name| **name == child.name).count();
        above.push((child.name.clone(), number));
        let is = |wanted: fn(&Node) -> bool| child.children.iter().any(wanted);
        let kind = if is_document || is(|n| matches!(n, Node::Document(_))) {
            Kind::Document
        } else if is(|n| matches!(n, Node::Element(_))) {
            Kind::Branch
        } else {
            Kind::Leaf(child.text())
        };
        // The root of the inner document is what its element holds.
        if !is_document {
            found.push(Found {
                path: Path(above.clone()),
                kind,
                varies: false,
            });
        }
        walk(child, above, found);
        above.pop();
    }
}

fn operators(one: &Found, all: &[Found]) -> Vec<Operator> {
    let mut operators = vec![
        Operator::Absent,
        Operator::Twice,
        Operator::Renamed,
        Operator::Moved,
        Operator::Nested,
    ];
    if one.varies || matches!(one.kind, Kind::Document) {
        operators.extend([Operator::Constant, Operator::Previous]);
    }
    match &one.kind {
        Kind::Branch => operators.push(Operator::Empty),
        Kind::Document => operators.extend([
            Operator::Empty,
            Operator::EscapedTwice,
            Operator::NotEscaped,
            Operator::Cut(255),
            Operator::Cut(1024),
            Operator::Cut(4096),
        ]),
        // Such as a set without items.
        Kind::Leaf(text) if text.is_empty() => operators.retain(|o| *o != Operator::Nested),
        Kind::Leaf(text) => {
            operators.extend([Operator::Empty, Operator::Padded, Operator::Halved]);
            if text.to_uppercase() != *text {
                operators.push(Operator::Raised);
            }
            if text.parse::<u64>().is_ok() {
                operators.extend([Operator::More, Operator::Fraction, Operator::LeadingZero]);
            }
            let siblings = all.iter().filter(|other| other.path != one.path);
            operators.extend(siblings.filter_map(|other| match &other.kind {
                Kind::Leaf(held)
                    if held != text
                        && class(held) == class(text)
                        && one.path.is_near(&other.path) =>
                {
                    Some(Operator::Take(other.path.to_string()))
                }
                _ => None,
            }));
        }
    }
    operators
}

/// What kind of value it is: those of one kind are confused.
fn class(text: &str) -> u8 {
    match text {
        _ if text.parse::<u64>().is_ok() => 0,
        _ if text.parse::<std::net::IpAddr>().is_ok() => 1,
        "true" | "false" => 2,
        _ if text.contains('-') => 3,
        _ => 4,
    }
}

impl Path {
    pub(super) fn is_inside(&self, name: &str) -> bool {
        self.0.iter().any(|(step, _)| step == name)
    }

    /// Whether a writer may confuse the two: in one tunnel, or the same field of the other.
    fn is_near(&self, other: &Self) -> bool {
        let tunnel = |path: &Self| {
            path.0
                .iter()
                .find(|(name, _)| name == "ipsec_tunnel")
                .cloned()
        };
        let names = |path: &Self| {
            path.0
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        tunnel(self) == tunnel(other) || names(self) == names(other)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, number)) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            f.write_str(name)?;
            if *number > 1 {
                write!(f, "[{number}]")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |scope: &Scope| match scope {
            Scope::Created => "created",
            Scope::Described => "described",
            Scope::Refused => "refused",
            _ => "deleted",
        };
        match self {
            Self::Parameter(name) => write!(f, "parameter {name}"),
            Self::Element { scope, path } => write!(f, "{} {path}", word(scope)),
            Self::Transition(transition) => write!(f, "transition {transition}"),
            Self::Status(scope) => write!(f, "{} status", word(scope)),
        }
    }
}

//! The values that differ between the documents of a server, and what rules look at in them.

use std::net::Ipv4Addr;

use crate::rule::KEY_WORDS;

/// What stands in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Only its presence is judged.
    Request,
    /// An id with this prefix. Ids have to be equal where two places name one thing.
    Id(&'static str),
    /// The address of an end of a tunnel. No two tunnels end at one.
    Outside,
    /// An address inside of a tunnel: both ends are in one /30 that no other tunnel has.
    Inside,
    /// That /30.
    Network,
    /// The number of an autonomous system.
    Asn,
    /// A pre-shared key. It is none of another tunnel, and not nearly one.
    Key,
    /// `xs:dateTime`.
    Time,
    /// A small number.
    Count,
    /// A key or a value of a tag, or a route. Nothing is judged of it but that it is text.
    Word,
}

/// A value in a gap.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'b> {
    kind: Kind,
    text: &'b [u8],
    /// The /30 of an inside address.
    network: Option<u32>,
}

impl Kind {
    pub(super) const CONNECTION: Self = Self::Id("vpn-");

    /// What an element of this name holds in an element that is in another one; `None` for what is the same text in all
    /// documents of a template.
    pub(super) fn of(name: &str, [parent, above]: [&str; 2]) -> Option<Self> {
        Some(match name {
            "requestId" | "RequestID" => Self::Request,
            "vpnConnectionId" => Self::CONNECTION,
            "customerGatewayId" | "customer_gateway_id" => Self::Id("cgw-"),
            "vpnGatewayId" | "vpn_gateway_id" => Self::Id("vgw-"),
            "transitGatewayId" => Self::Id("tgw-"),
            "outsideIpAddress" => Self::Outside,
            "ip_address" if parent == "tunnel_outside_address" => Self::Outside,
            "ip_address" if parent == "tunnel_inside_address" => Self::Inside,
            "tunnelInsideCidr" => Self::Network,
            "asn" if parent == "bgp" => Self::Asn,
            "preSharedKey" | "pre_shared_key" => Self::Key,
            "lastStatusChange" => Self::Time,
            "acceptedRouteCount" => Self::Count,
            "key" | "value" if parent == "item" && above == "tagSet" => Self::Word,
            "destinationCidrBlock" => Self::Word,
            _ => return None,
        })
    }

    /// What a parameter of the request holds.
    pub(super) fn of_parameter(name: &str) -> Option<Self> {
        Some(match name {
            "VpnConnectionId" => Self::CONNECTION,
            "CustomerGatewayId" => Self::Id("cgw-"),
            "VpnGatewayId" => Self::Id("vgw-"),
            _ => return None,
        })
    }

    /// Whether rules compare it with other values of the document.
    pub(super) fn is_compared(self) -> bool {
        self.group().is_some()
    }

    /// Values of which equal ones matter.
    fn group(self) -> Option<u8> {
        match self {
            Self::Id(_) => Some(0),
            Self::Outside => Some(1),
            Self::Inside | Self::Network => Some(2),
            Self::Key => Some(3),
            Self::Request | Self::Asn | Self::Time | Self::Count | Self::Word => None,
        }
    }
}

impl<'b> Value<'b> {
    /// `None` for what some rule may have something to say about.
    pub(super) fn read(kind: Kind, text: &'b [u8]) -> Option<Self> {
        let address = || std::str::from_utf8(text).ok()?.parse::<Ipv4Addr>().ok();
        let of = |bytes: fn(&u8) -> bool| !text.is_empty() && text.iter().all(bytes);
        let mut network = None;
        let is_usual = match kind {
            Kind::Request => of(|b| b.is_ascii_alphanumeric() || *b == b'-') && is_no_name(text),
            Kind::Id(prefix) => text.strip_prefix(prefix.as_bytes()).is_some_and(|digits| {
                let is_hex = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
                matches!(digits.len(), 8 | 17) && digits.iter().all(is_hex)
            }),
            Kind::Outside => address().is_some_and(|a| {
                !(a.is_unspecified()
                    || a.is_broadcast()
                    || a.is_multicast()
                    || a.is_loopback()
                    || a.is_link_local())
            }),
            Kind::Inside => {
                let host = address().map(u32::from).filter(|a| matches!(a & 3, 1 | 2));
                network = host.map(|host| host & !3);
                network.is_some_and(is_free)
            }
            Kind::Network => {
                let text = text.strip_suffix(b"/30").unwrap_or_default();
                let address = std::str::from_utf8(text).ok()?.parse::<Ipv4Addr>().ok();
                network = address.map(u32::from).filter(|a| a & 3 == 0);
                network.is_some_and(is_free)
            }
            Kind::Asn => {
                let is_number = of(u8::is_ascii_digit) && !text.starts_with(b"0");
                let number = std::str::from_utf8(text).ok()?.parse::<u32>();
                is_number && number.is_ok()
            }
            Kind::Key => {
                of(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
                    && (8..=64).contains(&text.len())
                    && !text.starts_with(b"0")
                    && is_random(text)
                    && is_no_name(text)
            }
            Kind::Time => is_time(text),
            Kind::Count => {
                let is_short = text.len() <= 9 && (text == b"0" || !text.starts_with(b"0"));
                of(u8::is_ascii_digit) && is_short
            }
            Kind::Word => {
                of(|b| b.is_ascii_alphanumeric() || b" ._-/+=@".contains(b)) && is_no_name(text)
            }
        };
        (is_usual && text.len() <= 256).then_some(Self {
            kind,
            text,
            network,
        })
    }
}

/// Whether no two of the keys are nearly the same, and no other value contains one.
pub(super) fn holds(values: &[Value<'_>]) -> bool {
    let keys = || values.iter().filter(|value| value.kind == Kind::Key);
    let mut texts = values
        .iter()
        .filter(|value| matches!(value.kind, Kind::Request | Kind::Word));
    if texts.any(|text| keys().any(|key| memchr::memmem::find(text.text, key.text).is_some())) {
        return false;
    }
    keys().enumerate().all(|(number, key)| {
        keys().take(number).all(|other| {
            let pairs = key.text.iter().zip(other.text);
            key.text == other.text
                || key.text.len() != other.text.len()
                || pairs.filter(|(one, two)| one != two).count() * 4 > key.text.len()
        })
    })
}

/// For each value that is compared the first that is equal to it, and for each inside address the first of its network.
pub(super) fn signature(values: &[Value<'_>]) -> Box<[u16]> {
    let mut signature = Vec::with_capacity(values.len() * 2);
    for (number, value) in values.iter().enumerate() {
        let before = values.get(..number).unwrap_or_default();
        let mut first = |is_same: &dyn Fn(&Value<'_>) -> bool| {
            let place = before.iter().position(is_same).unwrap_or(number);
            signature.push(u16::try_from(place).unwrap_or(u16::MAX));
        };
        if let Some(group) = value.kind.group() {
            first(&|other| other.kind.group() == Some(group) && other.text == value.text);
        }
        if value.network.is_some() {
            first(&|other| other.network == value.network);
        }
    }
    signature.into()
}

/// Link-local, and not reserved.
fn is_free(network: u32) -> bool {
    let octets = Ipv4Addr::from(network).octets();
    matches!(octets, [169, 254, ..]) && !matches!(octets, [_, _, 0..=5, 0] | [_, _, 169, 252])
}

/// No character stands so often that the key has less than 2.25 bits for each, and there is no word in it.
fn is_random(key: &[u8]) -> bool {
    let mut counts = [0_usize; 128];
    for byte in key {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let has = |word: &[u8]| {
        key.windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word))
    };
    most * 5 <= key.len() && !KEY_WORDS.iter().any(|word| has(word.as_bytes()))
}

/// Nothing by which a document is recognised stands in it.
fn is_no_name(text: &[u8]) -> bool {
    text.len() < 12 || memchr::memmem::find(text, b"Vpn").is_none()
}

/// `2012-04-01T12:34:56.000Z`, a day that every month has.
fn is_time(text: &[u8]) -> bool {
    const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let Some((time, rest)) = text.split_at_checked(SHAPE.len()) else {
        return false;
    };
    let is_shaped = time.iter().zip(SHAPE).all(|(b, s)| match s {
        b'd' => b.is_ascii_digit(),
        s => b == s,
    });
    let number = |at: usize| {
        let digits = time.get(at..at + 2).unwrap_or_default();
        digits
            .iter()
            .fold(0, |sum, b| sum * 10 + u32::from(b.wrapping_sub(b'0')))
    };
    let is_rest = match rest {
        [] | [b'Z'] => true,
        [b'.', fraction @ .., b'Z'] => {
            (1..=9).contains(&fraction.len()) && fraction.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    is_shaped
        && is_rest
        && number(0) > 0
        && (1..=12).contains(&number(5))
        && (1..=28).contains(&number(8))
        && number(11) < 24
        && number(14) < 60
        && number(17) < 60
}

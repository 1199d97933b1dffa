//! The members of `Options` and `TagSpecification` in 2016-11-15, and what each may hold (protocol notes, section 6).
//!
//! The judge of requests, the rules and the embedded endpoint all read the table of them.

mod filter;
mod fit;
mod network;
mod table;

pub(crate) use filter::filter;
pub use filter::{FILTERS, is_like};
pub use fit::{is_key, of_connection, together};
pub use network::{inside_base, inside_base6};
pub use table::MEMBERS;

/// One member of `Options`, of `Options.TunnelOptions.N` or of `TagSpecification.N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where it stands.
    pub part: Part,
    /// Its name below that; `N` stands for a number counted from 1.
    pub name: &'static str,
    /// The element of the answer that shows it, below `options` or an item of `tunnelOptionSet`; of a list the element
    /// around its items.
    pub element: &'static str,
    /// What it may hold.
    pub grammar: Grammar,
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `Options`
    Options,
    /// `Options.TunnelOptions.N`
    Tunnel,
    /// `TagSpecification.N`
    Tags,
}

/// What a member may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// `true` or `false`; public material does not say what becomes of other forms.
    Boolean,
    /// A boolean of which `true` needs something that not every request has.
    Off,
    /// A boolean of which `true` needs a transit gateway.
    OffAtVpn,
    /// A whole number from here to there.
    Number(u32, u32),
    /// One of the first; the others need something that not every request has.
    OneOf(&'static [&'static str], &'static [&'static str]),
    /// One of the first, or one of the others, which need a transit gateway.
    OneOfSide(&'static [&'static str], &'static [&'static str]),
    /// A pre-shared key.
    Key,
    /// A /30 of 169.254.0.0/16 that is not reserved.
    InsideCidr,
    /// A /126 of fd00::/8, which needs a transit gateway.
    InsideCidr6,
    /// A network of IPv4.
    Cidr,
    /// A network of IPv6, which needs a transit gateway.
    Cidr6,
    /// The name of a log group, as an ARN; whether there is such a group is not known.
    LogGroup,
    /// The key of a tag.
    TagKey,
    /// The value of a tag.
    TagValue,
    /// Something that is looked up elsewhere, or that servers have known for a short time only.
    Open,
}

/// The gateway of the service at which a connection ends. Some options need one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A virtual private gateway, or none.
    Vpn,
    /// A transit gateway.
    Transit,
}

/// What a grammar says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It may be there.
    Fits,
    /// Public material does not say, or it depends on more than the value.
    Open,
    /// It may not be there.
    Misfit,
}

/// What the option that this element shows has where nothing is asked for.
pub fn default(element: &str) -> Option<&'static str> {
    Some(match element {
        "enableAcceleration" | "staticRoutesOnly" | "enableTunnelLifecycleControl" => "false",
        "localIpv4NetworkCidr" | "remoteIpv4NetworkCidr" => "0.0.0.0/0",
        "localIpv6NetworkCidr" | "remoteIpv6NetworkCidr" => "::/0",
        "outsideIpAddressType" => "PublicIpv4",
        "tunnelInsideIpVersion" => "ipv4",
        "phase1LifetimeSeconds" => "28800",
        "phase2LifetimeSeconds" => "3600",
        "rekeyMarginTimeSeconds" => "270",
        "rekeyFuzzPercentage" => "100",
        "replayWindowSize" => "1024",
        "dpdTimeoutSeconds" => "30",
        "dpdTimeoutAction" => "clear",
        "startupAction" => "add",
        _ => return None,
    })
}

/// How many tunnels a connection has.
pub const TUNNELS: u32 = 2;

/// How many tags a resource may have.
pub const TAGS: usize = 50;

/// The only type of resource that a create of a connection tags.
pub const RESOURCE_TYPE: &str = "vpn-connection";

/// The member with this name. In a constant, so that a name that is none does not compile.
#[expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "both fail where the constant is compiled"
)]
pub(crate) const fn member(name: &str) -> Member {
    let mut place = 0;
    while place < MEMBERS.len() {
        if is_same(MEMBERS[place].name.as_bytes(), name.as_bytes()) {
            return MEMBERS[place];
        }
        place += 1;
    }
    panic!("no member of Options or TagSpecification has this name")
}

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let (Some((a, rest)), Some((b, others))) = (one.split_first(), other.split_first()) {
        if *a != *b {
            return false;
        }
        (one, other) = (rest, others);
    }
    one.is_empty() && other.is_empty()
}

/// The member with the full name of a parameter, and the number of the tunnel or specification it belongs to.
pub fn find(name: &str) -> Option<(&'static Member, u32)> {
    let numbered = |rest: &'static str| {
        let (number, rest) = name.strip_prefix(rest)?.split_once('.')?;
        Some((index(number)?, rest))
    };
    let (part, number, rest) = if let Some((number, rest)) = numbered("Options.TunnelOptions.") {
        (Part::Tunnel, number, rest)
    } else if let Some((number, rest)) = numbered("TagSpecification.") {
        (Part::Tags, number, rest)
    } else {
        (Part::Options, 0, name.strip_prefix("Options.")?)
    };
    let member = MEMBERS
        .iter()
        .find(|member| member.part == part && matches(member.name, rest))?;
    Some((member, number))
}

/// Whether a name follows a pattern, part by part; `N` stands for a number from 1.
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = name.split('.');
    let fits = |wanted: &str| {
        let given = parts.next();
        given.is_some_and(|given| wanted == given || (wanted == "N" && index(given).is_some()))
    };
    pattern.split('.').all(fits) && parts.next().is_none()
}

/// A number of a list, counted from 1.
fn index(text: &str) -> Option<u32> {
    let is_number = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests;

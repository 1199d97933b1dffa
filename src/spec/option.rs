//! The members of `Options` and `TagSpecification` in 2016-11-15, and what each may hold (protocol notes, section 6).
//!
//! The judge of requests, the rules and the embedded endpoint all read this table.

use std::net::{Ipv4Addr, Ipv6Addr};

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

/// The filters of DescribeVpnConnections, beside `tag:KEY`.
pub const FILTERS: &[&str] = &[
    "bgp-asn",
    "customer-gateway-configuration",
    "customer-gateway-id",
    "option.static-routes-only",
    "route.destination-cidr-block",
    "state",
    "tag-key",
    "transit-gateway-id",
    "type",
    "vpn-connection-id",
    "vpn-gateway-id",
];

const ENCRYPTION: Grammar =
    Grammar::OneOf(&["AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"], &[]);
const INTEGRITY: Grammar = Grammar::OneOf(&["SHA1", "SHA2-256", "SHA2-384", "SHA2-512"], &[]);
const FORMAT: Grammar = Grammar::OneOf(&[], &["json", "text"]);

/// All of them, in the order in which the reference of 2016-11-15 has the elements.
pub const MEMBERS: &[Member] = &[
    options(
        "EnableAcceleration",
        "enableAcceleration",
        Grammar::OffAtVpn,
    ),
    options("StaticRoutesOnly", "staticRoutesOnly", Grammar::Boolean),
    options(
        "LocalIpv4NetworkCidr",
        "localIpv4NetworkCidr",
        Grammar::Cidr,
    ),
    options(
        "RemoteIpv4NetworkCidr",
        "remoteIpv4NetworkCidr",
        Grammar::Cidr,
    ),
    options(
        "LocalIpv6NetworkCidr",
        "localIpv6NetworkCidr",
        Grammar::Cidr6,
    ),
    options(
        "RemoteIpv6NetworkCidr",
        "remoteIpv6NetworkCidr",
        Grammar::Cidr6,
    ),
    options(
        "OutsideIpAddressType",
        "outsideIpAddressType",
        Grammar::OneOf(&["PublicIpv4"], &["PrivateIpv4", "Ipv6"]),
    ),
    options(
        "TransportTransitGatewayAttachmentId",
        "transportTransitGatewayAttachmentId",
        Grammar::Open,
    ),
    options(
        "TunnelInsideIpVersion",
        "tunnelInsideIpVersion",
        Grammar::OneOfSide(&["ipv4"], &["ipv6"]),
    ),
    options("TunnelBandwidth", "tunnelBandwidth", Grammar::Open),
    tunnel("TunnelInsideCidr", "tunnelInsideCidr", Grammar::InsideCidr),
    tunnel(
        "TunnelInsideIpv6Cidr",
        "tunnelInsideIpv6Cidr",
        Grammar::InsideCidr6,
    ),
    tunnel("PreSharedKey", "preSharedKey", Grammar::Key),
    tunnel(
        "Phase1LifetimeSeconds",
        "phase1LifetimeSeconds",
        Grammar::Number(900, 28_800),
    ),
    tunnel(
        "Phase2LifetimeSeconds",
        "phase2LifetimeSeconds",
        Grammar::Number(900, 3_600),
    ),
    tunnel(
        "RekeyMarginTimeSeconds",
        "rekeyMarginTimeSeconds",
        Grammar::Number(60, 1_800),
    ),
    tunnel(
        "RekeyFuzzPercentage",
        "rekeyFuzzPercentage",
        Grammar::Number(0, 100),
    ),
    tunnel(
        "ReplayWindowSize",
        "replayWindowSize",
        Grammar::Number(64, 2_048),
    ),
    tunnel(
        "DPDTimeoutSeconds",
        "dpdTimeoutSeconds",
        Grammar::Number(30, i32::MAX.unsigned_abs()),
    ),
    tunnel(
        "DPDTimeoutAction",
        "dpdTimeoutAction",
        Grammar::OneOf(&["clear", "none", "restart"], &[]),
    ),
    tunnel(
        "Phase1EncryptionAlgorithm.N.Value",
        "phase1EncryptionAlgorithmSet",
        ENCRYPTION,
    ),
    tunnel(
        "Phase2EncryptionAlgorithm.N.Value",
        "phase2EncryptionAlgorithmSet",
        ENCRYPTION,
    ),
    tunnel(
        "Phase1IntegrityAlgorithm.N.Value",
        "phase1IntegrityAlgorithmSet",
        INTEGRITY,
    ),
    tunnel(
        "Phase2IntegrityAlgorithm.N.Value",
        "phase2IntegrityAlgorithmSet",
        INTEGRITY,
    ),
    tunnel(
        "Phase1DHGroupNumber.N.Value",
        "phase1DHGroupNumberSet",
        Grammar::OneOf(
            &[
                "2", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24",
            ],
            &["35"],
        ),
    ),
    tunnel(
        "Phase2DHGroupNumber.N.Value",
        "phase2DHGroupNumberSet",
        Grammar::OneOf(
            &[
                "2", "5", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24",
            ],
            &["35", "36", "37"],
        ),
    ),
    tunnel(
        "IKEVersion.N.Value",
        "ikeVersionSet",
        Grammar::OneOf(&["ikev1", "ikev2"], &[]),
    ),
    tunnel(
        "StartupAction",
        "startupAction",
        Grammar::OneOf(&["add", "start"], &[]),
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.LogEnabled",
        "logOptions/cloudWatchLogOptions/logEnabled",
        Grammar::Off,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.LogGroupArn",
        "logOptions/cloudWatchLogOptions/logGroupArn",
        Grammar::LogGroup,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.LogOutputFormat",
        "logOptions/cloudWatchLogOptions/logOutputFormat",
        FORMAT,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.BgpLogEnabled",
        "logOptions/cloudWatchLogOptions/bgpLogEnabled",
        Grammar::Open,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.BgpLogGroupArn",
        "logOptions/cloudWatchLogOptions/bgpLogGroupArn",
        Grammar::Open,
    ),
    tunnel(
        "LogOptions.CloudWatchLogOptions.BgpLogOutputFormat",
        "logOptions/cloudWatchLogOptions/bgpLogOutputFormat",
        Grammar::Open,
    ),
    tunnel(
        "EnableTunnelLifecycleControl",
        "enableTunnelLifecycleControl",
        Grammar::Boolean,
    ),
    exchange("Phase1AdditionalKeyExchange.N.AdditionalKeyExchangeRound"),
    exchange("Phase1AdditionalKeyExchange.N.KeyExchangeMethod.N.Value"),
    exchange("Phase1AdditionalKeyExchange.N.Requirement"),
    exchange("Phase2AdditionalKeyExchange.N.AdditionalKeyExchangeRound"),
    exchange("Phase2AdditionalKeyExchange.N.KeyExchangeMethod.N.Value"),
    exchange("Phase2AdditionalKeyExchange.N.Requirement"),
    tags("ResourceType", Grammar::OneOf(&[RESOURCE_TYPE], &[])),
    tags("Tag.N.Key", Grammar::TagKey),
    tags("Tag.N.Value", Grammar::TagValue),
];

const fn options(name: &'static str, element: &'static str, grammar: Grammar) -> Member {
    let part = Part::Options;
    Member {
        part,
        name,
        element,
        grammar,
    }
}

const fn tunnel(name: &'static str, element: &'static str, grammar: Grammar) -> Member {
    let part = Part::Tunnel;
    Member {
        part,
        name,
        element,
        grammar,
    }
}

/// Of 2026: an element that holds more than values.
const fn exchange(name: &'static str) -> Member {
    tunnel(name, "", Grammar::Open)
}

const fn tags(name: &'static str, grammar: Grammar) -> Member {
    let (part, element) = (Part::Tags, "");
    Member {
        part,
        name,
        element,
        grammar,
    }
}

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

/// The kind of filter with this name: one of [`FILTERS`], or `tag` for all of `tag:KEY`. In a constant, as [`member`].
#[expect(
    clippy::indexing_slicing,
    reason = "it fails where the constant is compiled"
)]
pub(crate) const fn filter(name: &'static str) -> &'static str {
    let mut place = 0;
    while place < FILTERS.len() {
        if is_same(FILTERS[place].as_bytes(), name.as_bytes()) {
            return name;
        }
        place += 1;
    }
    assert!(is_same(name.as_bytes(), b"tag"), "there is no such filter");
    name
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

impl Grammar {
    /// What it says of a value, in a create for that gateway.
    pub fn fit(self, value: &str, side: Side) -> Fit {
        let only = |holds: bool| if holds { Fit::Fits } else { Fit::Misfit };
        let open = |holds: bool| if holds { Fit::Open } else { Fit::Misfit };
        // It is good for something at a transit gateway alone.
        let there = |fit: Fit| match (fit, side) {
            (Fit::Fits, Side::Vpn) => Fit::Open,
            (fit, _) => fit,
        };
        match self {
            Self::Boolean if matches!(value, "true" | "false") => Fit::Fits,
            Self::Off | Self::OffAtVpn if value == "false" => Fit::Fits,
            Self::OffAtVpn if value == "true" => there(Fit::Fits),
            Self::Boolean | Self::Off | Self::OffAtVpn | Self::Open => Fit::Open,
            Self::Number(least, most) => match value.parse::<i64>() {
                Ok(number) if (i64::from(least)..=i64::from(most)).contains(&number) => {
                    // Another spelling of a number in the range.
                    if number.to_string() == value {
                        Fit::Fits
                    } else {
                        Fit::Open
                    }
                }
                _ => Fit::Misfit,
            },
            Self::OneOf(_, opens) if opens.contains(&value) => Fit::Open,
            Self::OneOf(fits, _) => only(fits.contains(&value)),
            Self::OneOfSide(_, others) if others.contains(&value) => there(Fit::Fits),
            Self::OneOfSide(fits, _) => only(fits.contains(&value)),
            Self::Key => only(is_key(value)),
            Self::InsideCidr => only(inside_base(value).is_some()),
            Self::InsideCidr6 => match network6(value) {
                Some(network) if network.length == 126 && network.is_local() => {
                    there(network.fit())
                }
                _ => Fit::Misfit,
            },
            Self::Cidr => only(network(value).is_some()),
            Self::Cidr6 => network6(value).map_or(Fit::Misfit, |network| there(network.fit())),
            Self::LogGroup => open(is_log_group(value)),
            Self::TagKey => tag_key(value),
            Self::TagValue => length(value, 255, 256),
        }
    }
}

/// What the values of one tunnel say together. `value` gives that of a member without number, by its name.
pub fn together<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Fit {
    let number = |name| value(name).and_then(|text| text.parse::<u32>().ok());
    let (phase1, phase2) = (
        number("Phase1LifetimeSeconds"),
        number("Phase2LifetimeSeconds"),
    );
    let margin = number("RekeyMarginTimeSeconds");
    let too_late = phase1.zip(phase2).is_some_and(|(one, two)| two >= one);
    let half = phase2.unwrap_or(3_600) / 2;
    if too_late || margin.is_some_and(|margin| margin > half) {
        return Fit::Misfit;
    }
    // Whether the defaults follow is not said; of the margin there are two, 270 and 540.
    let by_default = phase1.is_some_and(|one| one <= phase2.unwrap_or(3_600))
        || (margin.is_none() && half < 540);
    // The service begins a negotiation with version 2 only.
    let begins =
        value("StartupAction") == Some("start") || value("DPDTimeoutAction") == Some("restart");
    let only_version_1 =
        value("IKEVersion.1.Value") == Some("ikev1") && value("IKEVersion.2.Value").is_none();
    match by_default || (begins && only_version_1) {
        true => Fit::Open,
        false => Fit::Fits,
    }
}

/// Whether a value of a filter means this text: `*` is any text, `?` one character, and a backslash takes both literally.
pub fn is_like(pattern: &str, text: &str) -> bool {
    let mut chars = pattern.chars();
    let mut tokens: Vec<(char, bool)> = Vec::new();
    while let Some(one) = chars.next() {
        match one {
            '\\' => tokens.extend(chars.next().map(|literal| (literal, false))),
            _ => tokens.push((one, matches!(one, '*' | '?'))),
        }
    }
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut token) = (0, 0);
    // Behind the last star, and where what follows it was looked for.
    let mut again: Option<(usize, usize)> = None;
    while let Some(one) = text.get(at) {
        match tokens.get(token) {
            Some(('*', true)) => {
                token += 1;
                again = Some((token, at));
            }
            Some((wanted, is_special)) if *is_special || wanted == one => {
                token += 1;
                at += 1;
            }
            _ => match again {
                Some((behind, from)) => {
                    token = behind;
                    at = from + 1;
                    again = Some((behind, at));
                }
                None => return false,
            },
        }
    }
    let rest = tokens.get(token..).unwrap_or_default();
    rest.iter().all(|one| *one == ('*', true))
}

/// Whether this may be a pre-shared key.
pub fn is_key(text: &str) -> bool {
    (8..=64).contains(&text.len())
        && !text.starts_with('0')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
}

/// The first address of an inside network that may be asked for.
pub fn inside_base(cidr: &str) -> Option<Ipv4Addr> {
    // As third and fourth byte of 169.254.0.0/16.
    const RESERVED: &[[u8; 2]] = &[[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [169, 252]];
    let base: Ipv4Addr = cidr.strip_suffix("/30")?.parse().ok()?;
    let [a, b, c, d] = base.octets();
    let is_free = (a, b) == (169, 254) && d % 4 == 0 && !RESERVED.contains(&[c, d]);
    is_free.then_some(base)
}

fn network(cidr: &str) -> Option<Ipv4Addr> {
    let (base, length) = cidr.split_once('/')?;
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    let base: Ipv4Addr = base.parse().ok()?;
    let hosts = u32::MAX.checked_shr(length).unwrap_or(0);
    (u32::from(base) & hosts == 0).then_some(base)
}

/// A network of IPv6.
struct Network6 {
    base: Ipv6Addr,
    length: u32,
}

impl Network6 {
    /// Whether it is in fd00::/8.
    fn is_local(&self) -> bool {
        self.base.octets().first() == Some(&0xFD)
    }

    /// What becomes of an address within the network is not said.
    fn fit(&self) -> Fit {
        let hosts = u128::MAX.checked_shr(self.length).unwrap_or(0);
        match u128::from(self.base) & hosts {
            0 => Fit::Fits,
            _ => Fit::Open,
        }
    }
}

fn network6(cidr: &str) -> Option<Network6> {
    let (base, length) = cidr.split_once('/')?;
    let length: u32 = length.parse().ok().filter(|length| *length <= 128)?;
    let base = base.parse().ok()?;
    Some(Network6 { base, length })
}

/// The first address of the /126 of fd00::/8 that a tunnel may have inside.
pub fn inside_base6(cidr: &str) -> Option<Ipv6Addr> {
    let network = network6(cidr).filter(|n| n.length == 126 && n.is_local())?;
    (network.fit() == Fit::Fits).then_some(network.base)
}

/// `arn:PARTITION:logs:REGION:ACCOUNT:log-group:NAME`
fn is_log_group(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(7, ':').collect();
    matches!(parts.as_slice(), ["arn", _, "logs", _, _, "log-group", name] if !name.is_empty())
}

/// What the options of a connection say together. `value` gives that of a member by its full name.
pub fn of_connection<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Fit {
    let of = |name: &str| value(&format!("Options.{name}"));
    let is_private = of("OutsideIpAddressType") == Some("PrivateIpv4");
    if is_private && of("TransportTransitGatewayAttachmentId").is_none() {
        return Fit::Misfit;
    }
    let is_ipv6 = of("TunnelInsideIpVersion") == Some("ipv6");
    let has = |names: &[&str]| names.iter().any(|name| of(name).is_some());
    let has_other = match is_ipv6 {
        true => has(&["LocalIpv4NetworkCidr", "RemoteIpv4NetworkCidr"]),
        false => has(&[
            "LocalIpv6NetworkCidr",
            "RemoteIpv6NetworkCidr",
            "TunnelOptions.1.TunnelInsideIpv6Cidr",
            "TunnelOptions.2.TunnelInsideIpv6Cidr",
        ]),
    };
    // Whether a version may have networks of the other one is not said.
    if has_other { Fit::Open } else { Fit::Fits }
}

fn tag_key(key: &str) -> Fit {
    let is_reserved = key
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"));
    match key.get(..4) == Some("aws:") || key.is_empty() {
        true => Fit::Misfit,
        // The reference says it of lower case.
        false if is_reserved => Fit::Open,
        false => length(key, 127, 128),
    }
}

/// Up to so many characters, and perhaps up to so many more: the sources differ by one.
fn length(text: &str, certain: usize, perhaps: usize) -> Fit {
    let is_clean = !text.chars().any(char::is_control);
    match text.chars().count() {
        count if count > perhaps => Fit::Misfit,
        count if count <= certain && is_clean => Fit::Fits,
        _ => Fit::Open,
    }
}

#[cfg(test)]
mod tests;

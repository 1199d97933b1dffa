//! Whether a value, or several together, may be there.

use crate::spec::option::network::{inside_base, network, network6};
use crate::spec::option::{Fit, Grammar, Side};

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

/// Whether this may be a pre-shared key.
pub fn is_key(text: &str) -> bool {
    (8..=64).contains(&text.len())
        && !text.starts_with('0')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
}

/// `arn:PARTITION:logs:REGION:ACCOUNT:log-group:NAME`
fn is_log_group(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(7, ':').collect();
    matches!(parts.as_slice(), ["arn", _, "logs", _, _, "log-group", name] if !name.is_empty())
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

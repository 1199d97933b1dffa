//! The form of values in a request (protocol notes, sections 3.4 and 7).

use crate::spec::version::ApiVersion;

/// The prefix of the id of a customer gateway.
pub const CUSTOMER_GATEWAY: &str = "cgw";
/// The prefix of the id of a virtual private gateway.
pub const VPN_GATEWAY: &str = "vgw";
/// The prefix of the id of a VPN connection.
pub const VPN_CONNECTION: &str = "vpn";

/// The only type of connection.
pub const TYPE: &str = "ipsec.1";

/// What an id looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdForm {
    /// Prefix, hyphen, and 8 or 17 lower-case hexadecimal digits.
    WellFormed,
    /// The right prefix and a length that no public source has: a server of our day may still know such ids.
    OtherLength,
    /// Not an id of this kind.
    Malformed,
}

/// The form of an id of the kind with this prefix.
pub fn id_form(prefix: &str, id: &str) -> IdForm {
    let digits = id
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('-'));
    match digits {
        Some(digits) if !digits.is_empty() && digits.bytes().all(is_lower_hex) => {
            match digits.len() {
                8 | 17 => IdForm::WellFormed,
                _ => IdForm::OtherLength,
            }
        }
        _ => IdForm::Malformed,
    }
}

/// Whether white space stands at either end of a value.
pub fn is_padded(value: &str) -> bool {
    value.trim() != value
}

/// Whether a text is an API version that is known to exist, or looks like one that may.
pub fn version(value: &str) -> VersionForm {
    let is_date = value.len() == 10
        && value.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    match value.parse::<ApiVersion>() {
        Ok(version) => VersionForm::Known(version),
        // The service has had versions that this project has no facts for.
        Err(_) if is_date && ("2006-06-26"..="2016-11-15").contains(&value) => VersionForm::Date,
        Err(_) => VersionForm::None,
    }
}

/// What the value of `Version` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionForm {
    /// A version that this project knows.
    Known(ApiVersion),
    /// A date within the life of the API, of which it is not known whether it was a version.
    Date,
    /// No version.
    None,
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_page_and_of_later_years_are_well_formed() {
        for id in ["cgw-b4dc3961", "cgw-09e5ca92b2f2d71cc"] {
            assert_eq!(id_form(CUSTOMER_GATEWAY, id), IdForm::WellFormed);
        }
        assert_eq!(id_form(VPN_GATEWAY, "vgw-8db04f8"), IdForm::OtherLength);
        for id in [
            "",
            "cgw",
            "cgw-",
            "vgw-8db04f81",
            "cgw-B4DC3961",
            "cgw-b4dc396g",
            " cgw-b4dc3961",
        ] {
            assert_eq!(id_form(CUSTOMER_GATEWAY, id), IdForm::Malformed, "{id:?}");
        }
    }

    #[test]
    fn a_version_is_known_a_date_or_nothing() {
        assert_eq!(
            version("2012-04-01"),
            VersionForm::Known(ApiVersion::V2012_04_01)
        );
        assert_eq!(version("2014-02-01"), VersionForm::Date);
        for text in ["2099-01-01", "1999-01-01", "2012-4-1", "latest", ""] {
            assert_eq!(version(text), VersionForm::None, "{text:?}");
        }
    }
}

//! What a user says of a target: which headers and elements to leave out, or to tell as made up.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A header, or the elements with this path at their end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    /// By its name in lower case.
    Header(String),
    /// Names with slashes; the last may be `@attribute`.
    Element(String),
}

/// What to do with what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normaliser {
    /// It is left out.
    Drop(Place),
    /// Equal values of an exchange have one name.
    Name(Place),
}

/// What names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is neither header:NAME nor a path of elements such as vpnConnection/options or vpn_connection/@id"
)]
pub struct NoPlace(String);

impl Place {
    /// Whether it is this element or attribute. The number of one of several does not count.
    pub(super) fn is_at(&self, path: &str) -> bool {
        let Self::Element(wanted) = self else {
            return false;
        };
        let mut steps = path.rsplit('/').map(|s| s.split('[').next().unwrap_or(s));
        wanted.rsplit('/').all(|step| steps.next() == Some(step))
    }

    pub(super) fn is_header(&self, name: &str) -> bool {
        matches!(self, Self::Header(wanted) if wanted.eq_ignore_ascii_case(name))
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let good = |name: &str| {
            let name = name.strip_prefix('@').unwrap_or(name);
            !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        match text.strip_prefix("header:") {
            Some(name) if good(name) && !name.starts_with('@') => {
                Ok(Self::Header(name.to_ascii_lowercase()))
            }
            None if text.split('/').all(good) => Ok(Self::Element(text.to_owned())),
            _ => Err(NoPlace(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Place {
    type Error = NoPlace;

    fn try_from(text: String) -> Result<Self, NoPlace> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        match place {
            Place::Header(name) => format!("header:{name}"),
            Place::Element(path) => path,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_end_of_a_path() {
        let place: Place = "ipsec_tunnel/ike/lifetime".parse().unwrap();
        assert!(place.is_at("vpn_connection/ipsec_tunnel[2]/ike/lifetime"));
        assert!(!place.is_at("vpn_connection/ipsec_tunnel[2]/ipsec/lifetime"));
        assert!(!place.is_at("lifetime"));
        let place: Place = "header:ETag".parse().unwrap();
        assert!(place.is_header("etag") && !place.is_at("etag"));
        for bad in [
            "",
            "a//b",
            "/a",
            "header:",
            "header:a b",
            "a b",
            "header:@x",
        ] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }
}

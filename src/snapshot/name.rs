//! `NAME@VERSION`: what a recording is of.

use std::fmt;
use std::str::FromStr;

/// A name and a version that can also be the name of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Of the target.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What is no such name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not NAME@VERSION: both are letters, digits, dots, hyphens, underscores and plus signs, such as moto@5.2.5"
)]
pub struct NoName(String);

impl FromStr for Name {
    type Err = NoName;

    fn from_str(text: &str) -> Result<Self, NoName> {
        let good = |part: &str| {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._+-".contains(&b);
            part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part.len() <= 64
                && part.bytes().all(allowed)
        };
        match text.split_once('@') {
            Some((name, version)) if good(name) && good(version) => Ok(Self {
                name: name.to_owned(),
                version: version.to_owned(),
            }),
            _ => Err(NoName(text.to_owned())),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_folder_and_nothing_else() {
        for good in ["moto@5.2.5", "a@1", "my-server@2026-11-24", "x.y_z@1+b"] {
            assert_eq!(
                good.parse::<Name>().map(|n| n.to_string()),
                Ok(good.to_owned())
            );
        }
        for bad in [
            "", "moto", "@1", "moto@", "../a@1", "a/b@1", "a@../1", "a@1@2", "a b@1", "a@.",
            "\u{e4}@1",
        ] {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
    }
}

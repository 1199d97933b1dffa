//! Access keys.

use std::ffi::OsString;

use crate::secret::Secret;

/// An access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The public half.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: Secret<'static>,
    /// The token of a temporary key.
    pub session_token: Option<Secret<'static>>,
}

impl Credentials {
    /// The key in the environment variables of these names: such as `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and
    /// `AWS_SESSION_TOKEN`. `None` where there is no id or no secret.
    ///
    /// # Errors
    /// [`SettingError`] when a value could not be sent as it is.
    pub fn from_environment(
        [access_key_id, secret_access_key, session_token]: [&str; 3],
    ) -> Result<Option<Self>, SettingError> {
        let variable = |name: &str, good: fn(char) -> bool| match std::env::var_os(name) {
            Some(value) if !value.is_empty() => text(name, value, good).map(Some),
            _ => Ok(None),
        };
        let id = variable(access_key_id, is_visible)?;
        // It is not sent; a control character is one that came with it out of a file.
        let secret = variable(secret_access_key, |c| !c.is_control())?;
        let token = variable(session_token, is_visible)?;
        Ok(id.zip(secret).map(|(id, secret)| Self {
            access_key_id: id,
            secret_access_key: Secret::new(secret),
            session_token: token.map(Secret::new),
        }))
    }
}

/// Why something that a user has set cannot be part of a signed request. Never with the value, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// It would end a header, or change on the way.
    #[error("{name} has {what} as character {place} of {length}, which cannot be part of it")]
    Character {
        /// What was set.
        name: String,
        /// The kind of the character.
        what: &'static str,
        /// Where it is, from 1.
        place: usize,
        /// How many characters there are.
        length: usize,
    },
    /// It is not text.
    #[error("{name} is not UTF-8")]
    Encoding {
        /// What was set.
        name: String,
    },
}

/// The text of a setting that becomes part of a header: without spaces, control characters, and what is not ASCII.
///
/// # Errors
/// [`SettingError`] where it is something else.
pub fn sendable(name: &str, value: OsString) -> Result<String, SettingError> {
    text(name, value, is_visible)
}

fn is_visible(character: char) -> bool {
    character.is_ascii_graphic()
}

fn text(name: &str, value: OsString, good: fn(char) -> bool) -> Result<String, SettingError> {
    let name = name.to_owned();
    let Ok(text) = value.into_string() else {
        return Err(SettingError::Encoding { name });
    };
    match text.chars().position(|c| !good(c)) {
        None => Ok(text),
        Some(at) => Err(SettingError::Character {
            name,
            what: match text.chars().nth(at) {
                Some('\n') => "a line feed",
                Some('\r') => "a carriage return",
                Some(c) if c.is_control() => "a control character",
                Some(c) if c.is_whitespace() => "a space",
                _ => "a character beyond ASCII",
            },
            place: at + 1,
            length: text.chars().count(),
        }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_header_is_refused() {
        let good = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY==";
        assert_eq!(sendable("X", good.into()).unwrap(), good);
        let bad = (0..=0x20).chain([0x7f, 0x80, 0x85, 0xa0, 0xe9, 0x2028, 0x1f600]);
        for bad in bad.map(|code| char::from_u32(code).unwrap()) {
            for at in [0, 1, good.len() / 2, good.len()] {
                let (head, tail) = good.split_at(at);
                let error = sendable("X", format!("{head}{bad}{tail}").into()).unwrap_err();
                let text = error.to_string();
                assert!(text.starts_with("X has a"), "{text}");
                assert!(
                    text.contains(&format!("character {} of 43", at + 1)),
                    "{text}"
                );
                assert!(
                    !text.contains("wJalr") && !text.contains(char::is_control),
                    "{text}"
                );
            }
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt;
            let value = OsString::from_vec(b"us-\xff".to_vec());
            assert_eq!(
                sendable("X", value).unwrap_err().to_string(),
                "X is not UTF-8"
            );
        }
    }
}

//! Secrets that this process was given.

#[cfg(feature = "cli")]
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use crate::evidence::redact::known::Known;
use crate::secret::Secret;
use crate::secret::credentials::Credentials;

/// Everything that is written anywhere has to be free of these, so there is one list for the whole process.
static KNOWN: Mutex<Vec<Secret<'static>>> = Mutex::new(Vec::new());

/// Keeps this secret out of everything that is written from now on.
pub fn remember(secret: &Secret<'_>) {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if !known.iter().any(|k| k.expose() == secret.expose()) {
        known.push(Secret::new(secret.expose().to_owned()));
    }
}

/// Keeps what is secret of an access key out of everything that is written from now on.
pub fn remember_credentials(credentials: &Credentials) {
    remember(&credentials.secret_access_key);
    if let Some(token) = &credentials.session_token {
        remember(token);
    }
}

/// The text without the secrets of this process; as it is where there are none.
#[cfg(feature = "cli")]
pub fn hidden(text: &str) -> Cow<'_, str> {
    let none = KNOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .is_empty();
    if none {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(super::Redactor::new().hide(text))
    }
}

/// The secrets, to be looked for.
pub(super) fn known() -> Known {
    let secrets = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut known = Known::default();
    known.learn(secrets.iter().map(Secret::expose));
    known
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD_NO_PAD;

    use super::*;
    use crate::evidence::redact::Redactor;

    #[test]
    fn a_known_secret_is_found_in_every_disguise() {
        let secret = "canary&<\"kn0wn/s3cret+0001=";
        remember(&Secret::new(secret));
        for before in ["", "a", "bc"] {
            let base64 = STANDARD_NO_PAD.encode(format!("{before}{secret} and more"));
            let text = Redactor::new().text(&base64);
            assert!(text.matches('x').count() > 30, "{text}");
        }
        let hex: String = secret.bytes().map(|b| format!("{b:02X}")).collect();
        let percent: String = secret.bytes().map(|b| format!("%{b:02x}")).collect();
        let xml = secret.replace('&', "&amp;").replace('<', "&lt;");
        let json = secret.replace('"', "\\\"");
        for form in [
            secret,
            &hex,
            &percent,
            &xml,
            &xml.replace('&', "&amp;"),
            &json,
        ] {
            let text = Redactor::new().text(&format!("<{form}>"));
            assert_eq!(text.len(), form.len() + 2);
            assert!(
                !text.contains("kn0wn") && !text.contains("6B6E30"),
                "{text}"
            );
        }
    }
}

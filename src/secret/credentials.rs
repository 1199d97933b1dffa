//! Access keys.

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
    /// `AWS_SESSION_TOKEN`.
    pub fn from_environment(
        [access_key_id, secret_access_key, session_token]: [&str; 3],
    ) -> Option<Self> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Some(Self {
            access_key_id: variable(access_key_id)?,
            secret_access_key: Secret::new(variable(secret_access_key)?),
            session_token: variable(session_token).map(Secret::new),
        })
    }
}

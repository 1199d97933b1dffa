//! A certificate that the server signs itself, for 127.0.0.1, ::1 and localhost.

use std::sync::Arc;
use std::{fmt, io};

use rcgen::{CertifiedKey, KeyPair};
use rustls::ServerConfig;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate with its key, which lives as long as this.
pub struct Identity(CertifiedKey<KeyPair>);

impl Identity {
    /// A new one.
    ///
    /// # Errors
    /// When there is no randomness to make a key of.
    pub fn generate() -> io::Result<Self> {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        rcgen::generate_simple_self_signed(names)
            .map(Self)
            .map_err(io::Error::other)
    }

    /// The certificate in PEM, for clients that are to trust it.
    pub fn certificate_pem(&self) -> String {
        self.0.cert.pem()
    }

    pub(super) fn config(&self) -> io::Result<Arc<ServerConfig>> {
        let key = PrivatePkcs8KeyDer::from(self.0.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![self.0.cert.der().clone()], PrivateKeyDer::Pkcs8(key))
            .map(Arc::new)
            .map_err(io::Error::other)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

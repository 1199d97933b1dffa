//! An authority that is made for the run, and the certificate that it gives the server, for 127.0.0.1, ::1 and localhost.

use std::sync::Arc;
use std::{fmt, io};

use jiff::ToSpan;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::clock;

/// A certificate with its key, which lives as long as this, and that of its authority, whose key is gone already.
pub struct Identity {
    authority: String,
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

impl Identity {
    /// A new one, valid for a year.
    ///
    /// # Errors
    /// When there is no randomness to make a key of.
    pub fn generate() -> io::Result<Self> {
        make().map_err(io::Error::other)
    }

    /// The certificate of the authority in PEM, for clients that are to trust it.
    pub fn certificate_pem(&self) -> String {
        self.authority.clone()
    }

    pub(super) fn config(&self) -> io::Result<Arc<ServerConfig>> {
        let key = PrivatePkcs8KeyDer::from(self.key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), PrivateKeyDer::Pkcs8(key))
            .map(Arc::new)
            .map_err(io::Error::other)
    }
}

fn make() -> Result<Identity, rcgen::Error> {
    let mut authority = parameters(&[], "vpnconform, for this run only")?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let mut server = parameters(&["localhost", "127.0.0.1", "::1"], "localhost")?;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Strict clients ask for it.
    server.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let server = server.signed_by(&key, &authority)?;
    Ok(Identity {
        authority: authority.pem(),
        chain: vec![server.der().clone()],
        key,
    })
}

/// What both certificates have: from yesterday, for clocks that are late, for a year.
fn parameters(names: &[&str], subject: &str) -> Result<CertificateParams, rcgen::Error> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::CommonName, subject);
    let today = TimeZone::UTC.to_datetime(clock::now()).date();
    let (first, last) = (
        today.saturating_sub(1.day()),
        today.saturating_add(365.days()),
    );
    let day = |date: jiff::civil::Date| {
        let [month, day] = [date.month(), date.day()].map(i8::unsigned_abs);
        date_time_ymd(date.year().into(), month, day)
    };
    // By a clock that is out of all range any time will do.
    if (1975..4096).contains(&first.year()) {
        parameters.not_before = day(first);
        parameters.not_after = day(last);
    }
    Ok(parameters)
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

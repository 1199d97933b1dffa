//! A connection with a deadline, plain or encrypted.

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use rustls::ClientConfig;
use rustls::ClientConnection;
use rustls::DigitallySignedStruct;
use rustls::RootCertStore;
use rustls::SignatureScheme;
use rustls::StreamOwned;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::danger::ServerCertVerified;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::crypto::verify_tls12_signature;
use rustls::crypto::verify_tls13_signature;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::ServerName;
use rustls_pki_types::UnixTime;
use rustls_pki_types::pem::PemObject;

use crate::endpoint::http::url::Url;
use crate::exchange::TransportError;

/// A stream whose reads and writes all end at the same time.
#[derive(Debug)]
pub(super) struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(left)
        }
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.left()?))?;
        self.stream.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.left()?))?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Connects to the first address of the host that answers.
pub(super) fn tcp(url: &Url, deadline: Instant) -> Result<Timed, TransportError> {
    let failed = |reason: &dyn std::fmt::Display| {
        TransportError::Connect(format!("{}: {reason}", url.authority()))
    };
    let addresses = (url.host(), url.port())
        .to_socket_addrs()
        .map_err(|e| failed(&e))?;
    let mut last = failed(&"the name has no address");
    for address in addresses {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => {
                // One request is one write: waiting for more to send would only add latency.
                let _ = stream.set_nodelay(true);
                return Ok(Timed { stream, deadline });
            }
            Err(error) => last = failed(&error),
        }
    }
    Err(last)
}

/// What TLS connections are made with: Mozilla's list of authorities, and more certificates as PEM; or without any, where
/// everybody is believed.
pub(super) fn tls(trusted: &[u8], insecure: bool) -> Result<Arc<ClientConfig>, TransportError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in CertificateDer::pem_slice_iter(trusted) {
        let added = certificate
            .map_err(|e| e.to_string())
            .and_then(|c| roots.add(c).map_err(|e| e.to_string()));
        added.map_err(|e| TransportError::Tls(format!("a trusted certificate: {e}")))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| TransportError::Tls(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    if insecure {
        let anyone = Arc::new(Anyone(algorithms));
        config.dangerous().set_certificate_verifier(anyone);
    }
    Ok(Arc::new(config))
}

/// Believes every certificate; that the server holds its key is still proved.
#[derive(Debug)]
struct Anyone(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

/// Makes a connection an encrypted one, or says why it cannot be.
pub(super) fn handshake(
    config: &Arc<ClientConfig>,
    url: &Url,
    mut tcp: Timed,
    timeout: Duration,
) -> Result<StreamOwned<ClientConnection, Timed>, TransportError> {
    let name = ServerName::try_from(url.host().to_owned())
        .map_err(|e| TransportError::Tls(e.to_string()))?;
    let mut connection = ClientConnection::new(Arc::clone(config), name)
        .map_err(|e| TransportError::Tls(e.to_string()))?;
    while connection.is_handshaking() {
        if let Err(error) = connection.complete_io(&mut tcp) {
            return Err(match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                    TransportError::Timeout(timeout)
                }
                _ => TransportError::Tls(error.to_string()),
            });
        }
    }
    Ok(StreamOwned::new(connection, tcp))
}

//! A connection with a deadline, plain or encrypted.

use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme,
    StreamOwned,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::endpoint::http::timed::Timed;
use crate::endpoint::http::url::Url;
use crate::exchange::TransportError;

/// How long an address has before the next one is tried beside it (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// Finds the address of a host that answers, and remembers it.
#[derive(Debug, Default)]
pub(super) struct Connector {
    answered: Mutex<Option<SocketAddr>>,
}

impl Connector {
    /// A connection to the first address of the host that answers.
    pub(super) fn connect(&self, url: &Url, deadline: Instant) -> Result<Timed, TransportError> {
        let failed =
            |reason: io::Error| TransportError::Connect(format!("{}: {reason}", url.authority()));
        let known = *self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        let mut addresses = resolve(url.host(), url.port(), deadline).map_err(failed)?;
        // A stable sort: the address that answered last time, then the others in their order.
        addresses.sort_by_key(|address| Some(*address) != known);
        let stream = race(&addresses, deadline).map_err(failed)?;
        if let (Ok(peer), [_, _, ..]) = (stream.peer_addr(), addresses.as_slice()) {
            let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            *answered = Some(peer);
        }
        // One request is one write: waiting for more to send would only add latency.
        let _ = stream.set_nodelay(true);
        Ok(Timed::new(stream, deadline))
    }
}

fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

/// The addresses of a host, those of IPv6 and of IPv4 in turn. The system looks a name up for as long as it likes, so it
/// does that in a thread, which is left alone at the deadline.
fn resolve(host: &str, port: u16, deadline: Instant) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (told, found) = channel();
    let name = host.to_owned();
    thread::Builder::new()
        .name("vpnconform-resolve".to_owned())
        .spawn(move || {
            let found = (name.as_str(), port).to_socket_addrs();
            let _ = told.send(found.map(Iterator::collect::<Vec<_>>));
        })?;
    let silent = |_| io::Error::new(io::ErrorKind::TimedOut, "the name was not resolved in time");
    let all = found.recv_timeout(left(deadline)).map_err(silent)??;
    match in_turn(all) {
        all if all.is_empty() => Err(io::Error::other("the name has no address")),
        all => Ok(all),
    }
}

/// IPv6 first, then one of each family after the other (RFC 8305, section 4).
fn in_turn(all: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let (six, four): (Vec<_>, Vec<_>) = all.into_iter().partition(SocketAddr::is_ipv6);
    let numbered = |all: Vec<SocketAddr>| all.into_iter().enumerate();
    let mut ordered: Vec<_> = numbered(six).chain(numbered(four)).collect();
    ordered.sort_by_key(|(place, _)| *place);
    ordered.into_iter().map(|(_, address)| address).collect()
}

/// The connection that is there first. Every address has a head start before the next one is tried too, so that one that
/// swallows packets holds nothing up.
fn race(addresses: &[SocketAddr], deadline: Instant) -> io::Result<TcpStream> {
    let late = || io::Error::new(io::ErrorKind::TimedOut, "no connection in time");
    if let [one] = addresses {
        return match left(deadline) {
            Duration::ZERO => Err(late()),
            left => TcpStream::connect_timeout(one, left),
        };
    }
    let (told, results) = channel();
    let mut next = addresses.iter().copied();
    let mut running = 0_usize;
    let mut last = late();
    loop {
        let more = next.next();
        if let Some(address) = more {
            let told = told.clone();
            thread::Builder::new()
                .name("vpnconform-connect".to_owned())
                .spawn(move || {
                    let left = left(deadline).max(Duration::from_millis(1));
                    // Whoever comes second is closed unread.
                    let _ = told.send(TcpStream::connect_timeout(&address, left));
                })?;
            running += 1;
        } else if running == 0 {
            return Err(last);
        }
        let patience = match more {
            Some(_) => HEAD_START.min(left(deadline)),
            None => left(deadline),
        };
        match results.recv_timeout(patience) {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => {
                running -= 1;
                last = error;
            }
            Err(_) if left(deadline).is_zero() => return Err(late()),
            Err(_) => {}
        }
    }
}

/// What TLS connections are made with: the authorities of the system and of Mozilla's list, and more certificates as PEM; or
/// without any, where everybody is believed.
pub(super) fn tls(trusted: &[u8], insecure: bool) -> Result<Arc<ClientConfig>, TransportError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    // What of them cannot be read is not trusted.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// An address that takes no more connections: its queue is full, so that the system drops what comes.
    fn silent() -> (SocketAddr, Vec<TcpStream>, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(150)) {
            queue.push(stream);
            assert!(queue.len() < 10_000);
        }
        (address, queue, listener)
    }

    #[test]
    fn the_address_that_answers_is_found_among_others() {
        let closed = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let (silent, _queue, _listener) = silent();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let good = listener.local_addr().unwrap();
        let limit = Duration::from_secs(5);
        for order in [
            vec![good],
            vec![closed, good],
            vec![silent, good],
            vec![silent, closed, good],
            vec![closed, silent, closed, good, silent],
        ] {
            let begin = Instant::now();
            let stream = race(&order, begin + limit).unwrap();
            assert_eq!(stream.peer_addr().unwrap(), good, "{order:?}");
            assert!(begin.elapsed() < limit, "{order:?}");
        }
        for order in [vec![silent], vec![silent, silent], vec![silent, closed]] {
            let begin = Instant::now();
            let error = race(&order, begin + Duration::from_millis(700)).unwrap_err();
            assert!(begin.elapsed() < limit, "{order:?}: {error}");
        }
        assert!(race(&[closed, closed], Instant::now() + limit).is_err());
    }

    #[test]
    fn families_are_tried_in_turn() {
        let all = ["1.1.1.1:1", "[::1]:1", "2.2.2.2:1", "3.3.3.3:1", "[::2]:1"];
        let ordered = in_turn(all.iter().map(|a| a.parse().unwrap()).collect());
        let wanted = ["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "3.3.3.3:1"];
        assert_eq!(ordered, wanted.map(|a| a.parse().unwrap()));
        assert!(in_turn(Vec::new()).is_empty());
    }

    #[test]
    fn a_look_up_ends_at_the_deadline() {
        let begin = Instant::now();
        // The time is over before any name server can have answered.
        let error = resolve("name.invalid", 80, begin).unwrap_err();
        assert!(begin.elapsed() < Duration::from_secs(2), "{error}");
        let found = resolve("localhost", 80, Instant::now() + Duration::from_secs(20)).unwrap();
        assert!(found.iter().all(|address| address.ip().is_loopback()));
        assert_eq!(resolve("::1", 80, begin).unwrap().len(), 1);
    }
}

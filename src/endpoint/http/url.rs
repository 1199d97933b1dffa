//! The URL of a target: scheme, host, port and path, nothing else.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// `http` or `https`, a host, perhaps a port and a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    tls: bool,
    /// Without brackets.
    host: String,
    port: Option<u16>,
    path: String,
}

/// Why a text is no URL of a target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{url:?} is no URL of a target: {reason}")]
pub struct UrlError {
    url: String,
    reason: &'static str,
}

impl Url {
    /// Whether it is `https`.
    pub fn is_tls(&self) -> bool {
        self.tls
    }

    /// The host, without the brackets of an IPv6 address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, that of the scheme where none is given.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.tls { 443 } else { 80 })
    }

    /// Host and port as the Host header has them.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        match self.port {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }
    }

    /// The path, at least `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the traffic stays on this machine.
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Whether this is the service itself, where VPN connections cost money.
    pub fn is_amazon(&self) -> bool {
        let host = self.host.trim_end_matches('.').to_ascii_lowercase();
        AMAZON
            .iter()
            .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
    }
}

/// The domains under which the partitions of AWS have their endpoints: the classic and the dual-stack suffix of each, as
/// `partitions.json` of the AWS SDKs lists them.
const AMAZON: [&str; 14] = [
    // aws, aws-us-gov
    "amazonaws.com",
    "api.aws",
    // aws-cn
    "amazonaws.com.cn",
    "api.amazonwebservices.com.cn",
    // aws-eusc, the European Sovereign Cloud
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    // aws-iso
    "c2s.ic.gov",
    "api.aws.ic.gov",
    // aws-iso-b
    "sc2s.sgov.gov",
    "api.aws.scloud",
    // aws-iso-e
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    // aws-iso-f
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
];

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        let path = if self.path == "/" { "" } else { &self.path };
        write!(f, "{scheme}://{}{path}", self.authority())
    }
}

impl FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let error = |reason| UrlError {
            url: without_secrets(text),
            reason,
        };
        let (scheme, rest) = text
            .split_once("://")
            .ok_or(error("it has no scheme; give http://HOST:PORT"))?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(error("its scheme is not http or https")),
        };
        if rest.contains(['?', '#']) {
            return Err(error("it has a query or a fragment"));
        }
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        };
        if authority.contains('@') {
            return Err(error(
                "it has a user name; credentials come from the environment",
            ));
        }
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => rest
                .split_once(']')
                .ok_or(error("its brackets are not closed"))?,
            None => authority
                .find(':')
                .map_or((authority, ""), |at| authority.split_at(at)),
        };
        let port = match port.strip_prefix(':') {
            Some(digits) => Some(digits.parse().map_err(|_| error("its port is no number"))?),
            None if port.is_empty() => None,
            None => return Err(error("something stands between host and port")),
        };
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(error(
                "its host is empty or has other characters than a host name",
            ));
        }
        if !path.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(error("its path has characters that must be encoded"));
        }
        Ok(Self {
            tls,
            host: host.to_owned(),
            port,
            path: path.to_owned(),
        })
    }
}

/// The text of a URL that is none of ours: a user with a password and a query may hold a key.
fn without_secrets(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let end = rest.find(['?', '#']).map_or(rest.len(), |at| at + 1);
    let shown = rest.get(..end).unwrap_or(rest);
    match scheme {
        "" => shown.to_owned(),
        scheme => format!("{scheme}://{shown}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found() {
        for (text, authority, port, path) in [
            ("http://127.0.0.1:5000", "127.0.0.1:5000", 5000, "/"),
            ("https://ec2.example", "ec2.example", 443, "/"),
            (
                "HTTP://[::1]:80/services/Cloud/",
                "[::1]:80",
                80,
                "/services/Cloud/",
            ),
        ] {
            let url: Url = text.parse().unwrap();
            assert_eq!(
                (url.authority().as_str(), url.port(), url.path()),
                (authority, port, path)
            );
            assert_eq!(url.to_string().parse::<Url>().unwrap(), url);
        }
    }

    #[test]
    fn what_is_no_target_is_refused() {
        for text in [
            "127.0.0.1:5000",
            "ftp://x",
            "http://",
            "http://a b",
            "http://x:port",
            "http://u:p@x",
            "http://x/?Action=Y",
            "http://[::1",
            "http://[::1]x",
            "http://x/a b",
        ] {
            assert!(text.parse::<Url>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_service_itself_and_this_machine_are_known() {
        let url = |text: &str| text.parse::<Url>().unwrap();
        for domain in AMAZON {
            for host in [
                format!("ec2.region-1.{domain}"),
                format!("EC2.X.{}.", domain.to_uppercase()),
            ] {
                assert!(url(&format!("https://{host}")).is_amazon(), "{host}");
            }
            for host in [
                format!("{domain}.example"),
                format!("not{domain}"),
                format!("{domain}x"),
            ] {
                assert!(!url(&format!("https://{host}")).is_amazon(), "{host}");
            }
        }
        assert!(url("http://localhost").is_loopback());
        assert!(url("http://[::1]").is_loopback());
        assert!(!url("http://192.0.2.1").is_loopback());
    }
}

//! What is tested, and how it is reached: the arguments that several commands share.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use vpnconform::bounded_file;
use vpnconform::endpoint::Endpoint;
use vpnconform::endpoint::auth::{Scheme, Signer};
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions, Url};
use vpnconform::reference::fault::Fault;
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule;
use vpnconform::run::{Options, ledger};
use vpnconform::secret::Secret;
use vpnconform::secret::credentials::{Credentials, sendable};

use crate::cli::{mistake, print};
use crate::config::FILE;

/// The name of the embedded endpoint.
pub const REFERENCE: &str = "reference";

/// The exit status where the target cannot be reached, or a run was cut short.
pub const UNREACHABLE: u8 = 3;

/// How a target is reached.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Reaching the target")]
pub struct Reach {
    /// How requests are signed, with the key in the environment. The embedded endpoint has a key of its own
    #[arg(long, value_enum, value_name = "HOW")]
    pub auth: Option<Auth>,
    /// The environment variable with the id of the access key
    #[arg(long, value_name = "NAME", default_value = "AWS_ACCESS_KEY_ID")]
    pub access_key_env: String,
    /// The environment variable with the secret access key
    #[arg(long, value_name = "NAME", default_value = "AWS_SECRET_ACCESS_KEY")]
    pub secret_key_env: String,
    /// The environment variable with the session token, if there is one
    #[arg(long, value_name = "NAME", default_value = "AWS_SESSION_TOKEN")]
    pub session_token_env: String,
    /// The region that signatures of version 4 name
    #[arg(long, env = "AWS_REGION", default_value = "us-east-1")]
    pub region: OsString,
    /// The most time for one request: 500ms, 30s, 2m
    #[arg(long, value_name = "D", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,
    /// How long to wait for a gateway that is pending, and for a deletion that others hold up
    #[arg(long, value_name = "D", default_value = "2m", value_parser = duration)]
    pub patience: Duration,
    /// The BGP ASN of every customer gateway that is made, for targets that take no other
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Gateways")]
    pub customer_asn: Option<u32>,
    /// Add this to every CreateVpnConnection, for targets that need more than the API reference asks for, such as
    /// Options.StaticRoutesOnly=true; may be repeated
    #[arg(long = "create-parameter", value_name = "NAME=VALUE", value_parser = parameter, help_heading = "Gateways")]
    pub create_parameters: Vec<(String, String)>,
    /// More certificates to trust, as PEM
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,
    /// Trust every certificate
    #[arg(long, conflicts_with = "cacert")]
    pub insecure: bool,
    /// The URL behind a name of `vpnconform.toml`
    #[arg(long, hide = true)]
    pub url: Option<String>,
    /// With the target `reference`: misbehave in this way, which a check must find; may be repeated
    #[arg(long = "fault", value_name = "NAME")]
    pub faults: Vec<String>,
    /// Allow a target that is not on this machine without TLS, though keys travel in clear
    #[arg(long)]
    pub allow_plaintext: bool,
    /// Allow amazonaws.com, where VPN connections cost money
    #[arg(long)]
    pub allow_charges: bool,
}

/// What `--timeout` is by default.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What is said to one who gives something else.
pub const NO_VARIABLE: &str =
    "give the name of an environment variable, such as MY_SECRET_KEY, never the key itself";

/// How requests are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Auth {
    /// Not at all
    None,
    /// Signature Version 2
    V2,
    /// Signature Version 4
    V4,
    /// Signature Version 4 in the query
    V4Query,
}

/// A target that can be sent to.
pub struct Target {
    /// The endpoint.
    pub endpoint: Box<dyn Endpoint>,
    /// How requests are signed.
    pub auth: Option<Scheme>,
    /// With what.
    pub signer: Option<Signer>,
    /// Whether it lives in this process.
    pub embedded: bool,
    /// Whether it lives on this machine.
    pub loopback: bool,
}

impl Reach {
    /// How a run reaches this target; all else is as it is without options.
    pub fn options(&self, target: &Target) -> Options {
        Options {
            auth: target.auth,
            signer: target.signer.clone(),
            ledger: (!target.embedded).then(ledger::path),
            claim: target.loopback,
            timeout: self.timeout,
            patience: self.patience,
            customer_asn: self.customer_asn,
            create_parameters: self.create_parameters.clone(),
            ..Options::default()
        }
    }

    /// The target of this name or URL; the message says why there is none.
    pub fn target(&self, name: &str, seed: u64) -> Result<Target, String> {
        if name == REFERENCE {
            return self.reference(seed);
        }
        if !self.faults.is_empty() {
            return Err(format!(
                "--fault is for the embedded endpoint: give the target `{REFERENCE}`, or `vpnconform serve --fault NAME`"
            ));
        }
        let name = self.url.as_deref().unwrap_or(name);
        if !name.contains("://") {
            if let Some(hint) = mistake::of_target(name) {
                return Err(format!("{name:?} is not a URL; {hint}"));
            }
            return Err(format!(
                "{name:?} is no target: give a URL such as http://127.0.0.1:5000, `{REFERENCE}`, or a name from {FILE}"
            ));
        }
        let url: Url = name.parse().map_err(|e| format!("{e}"))?;
        if url.is_amazon() && !self.allow_charges {
            return Err(format!(
                "{url} is the service itself, where VPN connections cost money; --allow-charges allows it"
            ));
        }
        let is_of_network = is_single_label(name);
        if is_of_network && !url.is_tls() && !url.is_loopback() {
            print::note(&format!(
                "{url} is taken for a host of this network: keys travel in clear"
            ));
        }
        if !url.is_tls() && !url.is_loopback() && !is_of_network && !self.allow_plaintext {
            return Err(format!(
                "{url} is not on this machine and would send keys in clear; --allow-plaintext allows it"
            ));
        }
        let auth = self.scheme(None);
        let (id, secret) = (&self.access_key_env, &self.secret_key_env);
        if ![id, secret, &self.session_token_env]
            .iter()
            .all(|name| is_variable(name))
        {
            // Without what was given: it may be the key.
            return Err(format!(
                "--access-key-env, --secret-key-env and --session-token-env: {NO_VARIABLE}"
            ));
        }
        let signer = match auth {
            None => None,
            Some(_) => {
                let names = [id.as_str(), secret, &self.session_token_env];
                let key = Credentials::from_environment(names).map_err(|e| e.to_string())?;
                let key = key.ok_or_else(|| {
                    format!("--auth needs the environment variables {id} and {secret}")
                })?;
                Some(self.signer(key)?)
            }
        };
        if self.insecure {
            print::note("--insecure: every certificate is trusted, whoever answers");
        }
        let trusted = match &self.cacert {
            Some(path) => bounded_file::bytes(path, bounded_file::WRITTEN)
                .map_err(|e| format!("{}: {e}", path.display()))?,
            None => Vec::new(),
        };
        let options = HttpOptions {
            timeout: self.timeout,
            trusted,
            insecure: self.insecure,
            ..HttpOptions::default()
        };
        let loopback = url.is_loopback();
        let endpoint = HttpEndpoint::new(url, options).map_err(|e| e.to_string())?;
        Ok(Target {
            endpoint: Box::new(endpoint),
            auth,
            signer,
            embedded: false,
            loopback,
        })
    }

    /// The embedded endpoint, which asks for signatures unless they are switched off.
    fn reference(&self, seed: u64) -> Result<Target, String> {
        let of_the_network = [
            ("--timeout", self.timeout != TIMEOUT),
            ("--cacert", self.cacert.is_some()),
            ("--insecure", self.insecure),
        ];
        let given = of_the_network.iter().filter(|(_, is_given)| *is_given);
        let given: Vec<&str> = given.map(|(name, _)| *name).collect();
        if !given.is_empty() {
            print::note(&format!(
                "no effect on `{REFERENCE}`, which is not reached over the network: {}",
                given.join(", ")
            ));
        }
        let auth = self.scheme(Some(Scheme::V4));
        let key = auth.map(|_| Credentials {
            access_key_id: "AKIDREFERENCE".to_owned(),
            secret_access_key: Secret::new("the embedded endpoint keeps no secrets"),
            session_token: None,
        });
        let mut options = ReferenceOptions {
            seed,
            auth: key.clone(),
            ..ReferenceOptions::default()
        };
        for name in &self.faults {
            options.faults.push(fault(name)?);
        }
        Ok(Target {
            endpoint: Box::new(Reference::new(options)),
            auth,
            signer: key.map(|key| self.signer(key)).transpose()?,
            embedded: true,
            loopback: true,
        })
    }

    fn scheme(&self, default: Option<Scheme>) -> Option<Scheme> {
        match self.auth {
            None => default,
            Some(Auth::None) => None,
            Some(Auth::V2) => Some(Scheme::V2),
            Some(Auth::V4) => Some(Scheme::V4),
            Some(Auth::V4Query) => Some(Scheme::V4Query),
        }
    }

    fn signer(&self, credentials: Credentials) -> Result<Signer, String> {
        let region = sendable("--region, or AWS_REGION,", self.region.clone());
        Ok(Signer {
            credentials,
            region: region.map_err(|e| e.to_string())?,
        })
    }
}

/// The fault of the embedded endpoint with this name.
pub fn fault(name: &str) -> Result<&'static Fault, String> {
    let names = rule::faults().iter().map(|seeded| seeded.fault.id);
    let unknown = || mistake::unknown("fault", name, names, "`vpnconform serve --list-faults`");
    rule::fault(name)
        .map(|seeded| seeded.fault)
        .ok_or_else(unknown)
}

/// Whether the host of a URL is a name without dots, as the containers beside this one have.
fn is_single_label(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let is_name = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    is_name && host.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Whether this can be the name of an environment variable, and not a secret that was put in its place.
pub fn is_variable(text: &str) -> bool {
    let good = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let letters = text.bytes().any(|b| b == b'_') || text.len() < 16;
    letters && !text.is_empty() && text.chars().all(good)
}

/// A time with its unit.
pub fn duration(text: &str) -> Result<Duration, String> {
    let at = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let milliseconds = match unit {
        "ms" => 1,
        "s" | "" => 1000,
        "m" => 60_000,
        _ => return Err(format!("{unit:?} is no unit of time: give ms, s or m")),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(milliseconds))
        .filter(|total| *total > 0)
        .map(Duration::from_millis)
        .ok_or_else(|| "give a number above zero and a unit, such as 30s".to_owned())
}

/// A parameter of a request: its name and its value.
fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("{text:?} is not NAME=VALUE")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_dots_are_hosts_of_this_network() {
        for url in ["http://moto:5000", "http://moto", "http://ec2-mock/path"] {
            assert!(is_single_label(url), "{url}");
        }
        for url in [
            "http://10.0.0.1:80",
            "http://example.org",
            "http://[fd00::1]:80",
            "http://2130706433",
        ] {
            assert!(!is_single_label(url), "{url}");
        }
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(duration("7"), Ok(Duration::from_secs(7)));
        for wrong in ["", "0s", "-1s", "1h", "99999999999999999999m", "s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn parameters_have_names() {
        let named = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(parameter("A.B=c=d"), named("A.B", "c=d"));
        assert_eq!(parameter("A="), named("A", ""));
        assert!(parameter("A").is_err() && parameter("=a").is_err());
    }
}

//! What stands behind the arguments of the run.
use std::time::Duration;

use vpnconform::clock;
use vpnconform::finding::Level;
use vpnconform::glob::GlobSet;
use vpnconform::run::options::{Budget, Provision};

use crate::cli::endpoint::Args;

/// What makes a run fail.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(in crate::cli) enum Gate {
    Must,
    Should,
    May,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Provisioning {
    /// The run makes and deletes them
    Auto,
    /// They are given, and none is made or deleted
    Fixed,
    /// There are none: only what needs none is decided
    None,
}

impl From<Gate> for Level {
    fn from(gate: Gate) -> Self {
        match gate {
            Gate::Must => Self::Must,
            Gate::Should => Self::Should,
            Gate::May => Self::May,
        }
    }
}

pub(super) fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    GlobSet::new(patterns).map_err(|e| e.to_string())
}

pub(super) fn provision(args: &Args) -> Result<Provision, String> {
    match (
        args.provision,
        &args.customer_gateway_id,
        &args.vpn_gateway_id,
    ) {
        (Provisioning::Auto, None, _) => Ok(Provision::Auto),
        (Provisioning::None, None, _) => Ok(Provision::None),
        (Provisioning::Auto | Provisioning::Fixed, Some(customer), Some(vpn)) => {
            Ok(Provision::Fixed {
                customer_gateway_id: customer.clone(),
                vpn_gateway_id: vpn.clone(),
            })
        }
        (Provisioning::Fixed, ..) => {
            Err("--provision fixed needs --customer-gateway-id and --vpn-gateway-id".to_owned())
        }
        _ => Err("--provision none and ids of gateways contradict each other".to_owned()),
    }
}

/// A number, or `random`.
pub fn seed(text: &str) -> Result<u64, String> {
    if text == "random" {
        let now = clock::now().as_nanosecond();
        return Ok(u64::try_from(now.rem_euclid(1_000_000_007)).unwrap_or(0));
    }
    text.parse()
        .map_err(|_| "give a number, or `random`".to_owned())
}

/// A whole number.
pub fn whole(text: &str) -> Result<usize, String> {
    let plain = text.replace(['_', ','], "");
    plain
        .parse()
        .map_err(|_| "give a whole number, such as 1000000".to_owned())
}

pub(super) fn budget(text: &str) -> Result<Budget, String> {
    let mut budget = Budget::default();
    for part in text.split(',') {
        let number = |digits: &str| {
            digits
                .parse()
                .map_err(|_| format!("{digits:?} is no number"))
        };
        match part.split_once('=') {
            Some(("creates", digits)) => budget.creates = number(digits)?,
            Some(("live", digits)) => budget.live = number(digits)?,
            _ => return Err(format!("{part:?} is not creates=N or live=N")),
        }
    }
    Ok(budget)
}

/// A parameter of a request: its name and its value.
pub(super) fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("{text:?} is not NAME=VALUE")),
    }
}

/// The time from one to the next where so many are sent in a second.
pub fn rate(text: &str) -> Result<Duration, String> {
    let number = text.strip_suffix("/s").unwrap_or(text).parse::<f64>().ok();
    number
        .filter(|rate| rate.is_finite() && *rate >= 0.001)
        .map(|rate| Duration::from_secs_f64(1.0 / rate))
        .ok_or_else(|| "give a number of requests in a second, such as 10/s".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_name_what_they_limit() {
        let both = Budget {
            creates: 5,
            live: 2,
        };
        assert_eq!(budget("creates=5,live=2"), Ok(both));
        assert_eq!(budget("live=2").map(|b| b.creates), Ok(usize::MAX));
        assert!(budget("5").is_err() && budget("creates=x").is_err());
    }

    #[test]
    fn parameters_have_names() {
        let named = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(parameter("A.B=c=d"), named("A.B", "c=d"));
        assert_eq!(parameter("A="), named("A", ""));
        assert!(parameter("A").is_err() && parameter("=a").is_err());
    }

    #[test]
    fn rates_are_in_requests_a_second() {
        assert_eq!(rate("10/s"), Ok(Duration::from_millis(100)));
        assert!(rate("0").is_err() && rate("fast").is_err() && rate("inf").is_err());
    }
}

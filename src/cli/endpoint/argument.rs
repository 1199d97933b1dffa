//! What stands behind the arguments of the run.
use std::path::PathBuf;
use std::time::Duration;

use vpnconform::baseline::Baseline;
use vpnconform::clock;
use vpnconform::finding::Level;
use vpnconform::run::Options;
use vpnconform::run::options::{Budget, Provision};
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::report::RunReport;
use vpnconform::suite::ruling;
use vpnconform::suite::ruling::Pinned;

use crate::cli::baseline;
use crate::cli::select::Selection;

/// What makes a run fail.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(in crate::cli) enum Gate {
    Must,
    Should,
    May,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Provisioning {
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

/// Which checks are run, of which API version.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Scope {
    /// The API version of requests and responses
    #[arg(long, value_name = "V", default_value_t)]
    pub api_version: ApiVersion,
    /// The lowest level whose failures count
    #[arg(long, value_enum, default_value_t = Gate::Should)]
    pub level: Gate,
    /// Which checks
    #[command(flatten)]
    pub selection: Selection,
}

/// What is decided where nothing public says so, and what is known to be wrong.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Known {
    /// Turn an advisory check into a pass/fail check; may be repeated
    #[arg(long = "ruling", value_name = "ID=accept|reject")]
    pub rulings: Vec<Pinned>,
    /// What is known to be wrong, and accepted; see `vpnconform baseline`
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

/// Where gateways come from, and how many may be made.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Gateways {
    /// Where gateways come from
    #[arg(long, value_enum, default_value_t = Provisioning::Auto, help_heading = "Gateways")]
    pub provision: Provisioning,
    /// The customer gateway to use with `--provision fixed`
    #[arg(
        long,
        value_name = "ID",
        requires = "vpn_gateway_id",
        help_heading = "Gateways"
    )]
    pub customer_gateway_id: Option<String>,
    /// The VPN gateway to use with `--provision fixed`
    #[arg(
        long,
        value_name = "ID",
        requires = "customer_gateway_id",
        help_heading = "Gateways"
    )]
    pub vpn_gateway_id: Option<String>,
    /// The transit gateway to use with `--provision fixed`, for the checks that need one
    #[arg(
        long,
        value_name = "ID",
        requires = "vpn_gateway_id",
        help_heading = "Gateways"
    )]
    pub transit_gateway_id: Option<String>,
    /// How much may be made: creates=N, live=N, or both with a comma
    #[arg(long, value_name = "creates=N,live=N", value_parser = budget, help_heading = "Gateways")]
    pub budget: Option<Budget>,
}

/// How fast requests are sent.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Pace {
    /// The most requests in a second
    #[arg(long, value_name = "N/s", value_parser = rate, help_heading = "Reaching the target")]
    pub rate: Option<Duration>,
}

impl Known {
    /// Reads the baseline.
    pub fn read(&self) -> Result<Option<Baseline>, String> {
        self.baseline.as_deref().map(baseline::read).transpose()
    }

    /// Lets rulings and baseline decide.
    pub fn apply(&self, baseline: Option<&Baseline>, report: &mut RunReport) {
        let path = self.baseline.as_ref();
        report.waived_by = path.map(|path| path.display().to_string());
        ruling::apply(&self.rulings, report);
        if let Some(baseline) = baseline {
            baseline.apply(report, baseline::today());
        }
    }
}

impl Gateways {
    /// These options with what is said here.
    pub fn fill(&self, options: Options) -> Result<Options, String> {
        Ok(Options {
            provision: self.provision()?,
            budget: self.budget.unwrap_or_default(),
            ..options
        })
    }

    fn provision(&self) -> Result<Provision, String> {
        match (
            self.provision,
            &self.customer_gateway_id,
            &self.vpn_gateway_id,
        ) {
            (Provisioning::Auto, None, _) => Ok(Provision::Auto),
            (Provisioning::None, None, _) => Ok(Provision::None),
            (Provisioning::Auto | Provisioning::Fixed, Some(customer), Some(vpn)) => {
                Ok(Provision::Fixed {
                    customer_gateway_id: customer.clone(),
                    vpn_gateway_id: vpn.clone(),
                    transit_gateway_id: self.transit_gateway_id.clone(),
                })
            }
            (Provisioning::Fixed, ..) => {
                Err("--provision fixed needs --customer-gateway-id and --vpn-gateway-id".to_owned())
            }
            _ => Err("--provision none and ids of gateways contradict each other".to_owned()),
        }
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

fn budget(text: &str) -> Result<Budget, String> {
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
    fn rates_are_in_requests_a_second() {
        assert_eq!(rate("10/s"), Ok(Duration::from_millis(100)));
        assert!(rate("0").is_err() && rate("fast").is_err() && rate("inf").is_err());
    }
}

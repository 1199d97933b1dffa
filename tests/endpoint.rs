//! The catalogue against the server at `VPNCONFORM_TARGET`: `VPNCONFORM_TARGET=http://127.0.0.1:5000 cargo test --test endpoint`.
//!
//! Without that variable there is one trial, shown as ignored. With it, a server that cannot be reached fails every trial.

use std::env;
use std::process::ExitCode;

use vpnconform::Endpoint;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions, Url};
use vpnconform::harness::trial;
use vpnconform::run::Options;

const TARGET: &str = "VPNCONFORM_TARGET";

fn main() -> ExitCode {
    if env::var_os(TARGET).is_none() {
        return trial::absent(
            "VPNCONFORM_TARGET is not set: give it the URL of a server under test",
        );
    }
    trial::main(Options::default(), || {
        let url = env::var(TARGET).map_err(|error| format!("{TARGET}: {error}"))?;
        let url: Url = url.parse().map_err(|error| format!("{TARGET}: {error}"))?;
        if !url.is_loopback() {
            return Err(format!(
                "{TARGET}: {} is not on this machine; use `vpnconform endpoint`",
                url.authority()
            ));
        }
        let endpoint =
            HttpEndpoint::new(url, HttpOptions::default()).map_err(|error| error.to_string())?;
        Ok(Box::new(endpoint) as Box<dyn Endpoint>)
    })
}

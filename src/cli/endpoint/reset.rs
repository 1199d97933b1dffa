//! `--reset-url` and `--reset-command`: a target that is put into its first state before the run.

use std::process::Command;

use vpnconform::endpoint::Endpoint;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions, Url};
use vpnconform::exchange::HttpRequest;

/// How the target is put into its first state.
#[derive(Debug, clap::Args)]
pub struct Reset {
    /// Send a POST there before the run, after --wait: http://127.0.0.1:5000/moto-api/reset. Everything at the target goes
    #[arg(long, value_name = "URL")]
    reset_url: Option<Url>,
    /// Run this in a shell before the run, after --wait
    #[arg(long, value_name = "CMD")]
    reset_command: Option<String>,
}

impl Reset {
    /// Resets the target, where that was asked for.
    ///
    /// # Errors
    /// What went wrong: without the reset the run would not be what was asked for.
    pub fn run(&self) -> Result<(), String> {
        if let Some(url) = &self.reset_url {
            let shown = url.to_string();
            post(url).map_err(|why| format!("--reset-url {shown}: {why}"))?;
        }
        let Some(command) = &self.reset_command else {
            return Ok(());
        };
        let mut shell = match cfg!(windows) {
            true => Command::new("cmd"),
            false => Command::new("sh"),
        };
        shell
            .arg(if cfg!(windows) { "/C" } else { "-c" })
            .arg(command);
        let status = shell.status().map_err(|error| error.to_string());
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("--reset-command ended with {status}")),
            Err(error) => Err(format!("--reset-command: {error}")),
        }
    }
}

fn post(url: &Url) -> Result<(), String> {
    let endpoint = HttpEndpoint::new(url.clone(), HttpOptions::default());
    let endpoint = endpoint.map_err(|error| error.to_string())?;
    let response = endpoint.send(&HttpRequest {
        method: "POST".to_owned(),
        target: endpoint.path().into_bytes(),
        headers: vec![
            ("Host".to_owned(), endpoint.authority().into_bytes()),
            ("Content-Length".to_owned(), b"0".to_vec()),
        ],
        body: Vec::new(),
    });
    match response {
        Ok(response) if (200..300).contains(&response.status) => Ok(()),
        Ok(response) => Err(format!("status {}", response.status)),
        Err(error) => Err(error.to_string()),
    }
}

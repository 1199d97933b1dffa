//! A real client as a parser under test: each document is served on loopback, and the client is told the URL.

use std::path::Path;

use serde_json::Value as Json;

use crate::generate::document::field::{Fields, Target};
use crate::parser::oneshot::Ended;
use crate::parser::process::{Limits, Process, StartError};
use crate::parser::stub_server::Site;
use crate::parser::{Hello, Input, Outcome, PROTOCOL, Parser, frame, oneshot};

/// What stands for the URL in the arguments of a client that is started for each document.
pub const PLACEHOLDER: &str = "{url}";
/// The variable of its environment that holds the URL.
pub const VARIABLE: &str = "VPNCONFORM_URL";

/// A client that reads HTTP itself.
pub struct Client {
    site: Site,
    hello: Hello,
    limits: Limits,
    way: Way,
}

enum Way {
    /// Started for each document.
    Each(Vec<String>),
    /// An adapter that is given `http.url` in place of a body.
    Stays(Box<Process>),
}

/// Why a client cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// Nothing can be served.
    #[error("cannot listen on 127.0.0.1: {0}")]
    Listen(#[from] std::io::Error),
    /// The adapter cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
}

impl Client {
    /// A client behind an adapter that stays.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be used.
    pub fn start(command: &[String], limits: Limits) -> Result<Self, ClientError> {
        let site = Site::start()?;
        let process = Process::start(command, limits)?;
        let mut hello = process.hello().clone();
        hello.targets.retain(|t| *t == Target::Response);
        hello.http = true;
        // A network cuts a body as it likes; the deliveries do so on purpose.
        hello.pieces = false;
        Ok(Self {
            site,
            hello,
            limits,
            way: Way::Stays(Box::new(process)),
        })
    }

    /// A client that is started for each document. Nothing is run before the first; its `User-Agent` then says what it is.
    ///
    /// # Errors
    /// [`ClientError::Listen`].
    pub fn each(command: &[String], limits: Limits) -> Result<Self, ClientError> {
        let program = command.first().map_or("", String::as_str);
        let name = Path::new(program).file_name().map(|n| n.to_string_lossy());
        let hello = Hello {
            protocol: PROTOCOL.to_owned(),
            name: name.unwrap_or_default().into_owned(),
            targets: vec![Target::Response],
            http: true,
            ..Hello::default()
        };
        Ok(Self {
            site: Site::start()?,
            hello,
            limits,
            way: Way::Each(command.to_vec()),
        })
    }

    fn ask(&mut self, input: &Input<'_>) -> Outcome {
        let url = self.site.url();
        self.site.put(input);
        let limit = self.limits.time(input.body.len());
        match &mut self.way {
            Way::Stays(process) => {
                process.converse(limit, |id| frame::request_at(id, input.target, &url))
            }
            Way::Each(command) => {
                let command: Vec<_> = command
                    .iter()
                    .map(|argument| argument.replace(PLACEHOLDER, &url))
                    .collect();
                match oneshot::run(&command, &[(VARIABLE, &url)], &[], limit) {
                    Ok(ended) if !ended.in_time => {
                        Outcome::Hang(format!("not done within {:.1} s", limit.as_secs_f64()))
                    }
                    Ok(ended) => outcome(&ended),
                    Err(error) => Outcome::AdapterError(error.to_string()),
                }
            }
        }
    }
}

impl Parser for Client {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        let mut outcome = self.ask(input);
        if self.site.requests() == 0
            && matches!(outcome, Outcome::Accept(_) | Outcome::Reject { .. })
        {
            let what = outcome.describe();
            let why = format!("{what}, without a request to {}", self.site.url());
            outcome = Outcome::AdapterError(why);
        }
        if matches!(self.way, Way::Each(_)) && self.hello.version.is_empty() {
            let agent = self.site.agent();
            let product = agent.split(' ').next().unwrap_or_default();
            let version = product.split_once('/').map_or("", |(_, version)| version);
            self.hello.version = version.to_owned();
            self.hello.runtime = agent;
        }
        if outcome.is_abnormal() {
            self.restart();
        }
        outcome
    }

    fn restart(&mut self) {
        if let Way::Stays(process) = &mut self.way {
            process.restart();
        }
    }
}

/// A client has exit statuses of its own: all but these few mean that it refused what it got.
fn outcome(ended: &Ended) -> Outcome {
    match ended.code {
        Some(0) => Outcome::Accept(match serde_json::from_slice::<Json>(&ended.stdout) {
            Ok(Json::Object(object)) => frame::fields(&object),
            // It says that it was content, but not with what.
            _ => Fields::new(),
        }),
        Some(89) => Outcome::Unsupported("exit status 89".to_owned()),
        // A Rust program that panicked, and a shell whose child was ended by a signal.
        Some(code @ (101 | 129..=159)) => Outcome::Crash(format!("exit status {code}")),
        Some(code) => Outcome::Reject {
            class: format!("exit status {code}"),
        },
        None => Outcome::Crash("ended by a signal".to_owned()),
    }
}

#[cfg(test)]
mod tests;

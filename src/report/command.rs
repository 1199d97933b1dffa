//! Commands and code that send a recorded request again. Every command that any output prints is made here.

pub mod curl;
pub mod rust_test;
pub mod script;

use crate::spec::version::ApiVersion;
use crate::suite::report::{Invocation, RunReport, SavedInput};
use crate::untrusted::quote;

/// How commands are written for one run: each can be pasted and does what it says.
#[derive(Clone, Debug)]
pub struct Commands(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// For a shell, in the folder of the run.
    Shell {
        invocation: Invocation,
        /// Whether the exchanges of the run can be found again.
        replays: bool,
    },
    /// For files that were judged.
    Saved(SavedInput),
    /// For a test program: what runs one trial.
    Trial(String),
    /// There is none.
    Silent,
}

impl Commands {
    /// The commands of this run; `replays` says whether its exchanges can be found again.
    pub fn of(report: &RunReport, replays: bool) -> Self {
        if let Some(saved) = &report.saved {
            return Self(Kind::Saved(saved.clone()));
        }
        let invocation = report.invocation.clone().unwrap_or_else(|| {
            let version = report.api_version.expose();
            let other = version != ApiVersion::default().as_str();
            let run = ["--api-version", version].map(str::to_owned);
            Invocation {
                target: report.target.expose().to_owned(),
                run: run.into_iter().filter(|_| other).collect(),
                ..Invocation::default()
            }
        });
        Self(Kind::Shell {
            invocation,
            replays,
        })
    }

    /// The commands of trials, of which this line, with the id of a rule behind it, runs one.
    pub fn of_trials(line: impl Into<String>) -> Self {
        Self(Kind::Trial(line.into()))
    }

    /// No commands.
    pub fn silent() -> Self {
        Self(Kind::Silent)
    }

    /// How the files were judged, where files were.
    pub fn saved(&self) -> Option<&SavedInput> {
        match &self.0 {
            Kind::Saved(saved) => Some(saved),
            _ => None,
        }
    }

    /// Sends the case again, behind its control.
    pub fn replay(&self, case: &str) -> Option<String> {
        self.replay_with(case, &[])
    }

    /// Prints the case for curl.
    pub fn curl(&self, case: &str) -> Option<String> {
        self.replay_with(case, &["--curl"])
    }

    fn replay_with(&self, case: &str, more: &[&str]) -> Option<String> {
        let Kind::Shell {
            invocation,
            replays: true,
        } = &self.0
        else {
            return None;
        };
        let mut words = vec!["vpnconform", "replay", case];
        if let Some(path) = &invocation.evidence {
            words.extend(["--evidence", path]);
        }
        words.extend(more);
        if more.is_empty() {
            words.extend(invocation.reach.iter().map(String::as_str));
        }
        Some(line(&words))
    }

    /// Runs this rule alone.
    pub fn only(&self, rule: &str) -> Option<String> {
        self.run(&["--only", rule]).or_else(|| match &self.0 {
            Kind::Trial(trial) => Some(format!("{trial} {rule}")),
            _ => None,
        })
    }

    /// Runs all but this rule.
    pub fn skip(&self, rule: &str) -> Option<String> {
        self.run(&["--skip", rule])
    }

    /// The whole run, with its seed.
    pub fn whole(&self, seed: u64) -> Option<String> {
        match &self.0 {
            Kind::Shell { invocation, .. }
                if invocation.run.iter().any(|word| word == "--seed") =>
            {
                self.run(&[])
            }
            _ => self.run(&["--seed", &seed.to_string()]),
        }
    }

    /// With a signature of this kind.
    pub fn signed(mut self, how: &str) -> Self {
        if let Kind::Shell { invocation, .. } = &mut self.0 {
            invocation.reach.extend(["--auth", how].map(str::to_owned));
        }
        self
    }

    fn run(&self, more: &[&str]) -> Option<String> {
        let Kind::Shell { invocation, .. } = &self.0 else {
            return None;
        };
        let mut words = vec!["vpnconform", "endpoint", &invocation.target];
        let options = invocation.reach.iter().chain(&invocation.run);
        words.extend(options.map(String::as_str));
        words.extend(more);
        Some(line(&words))
    }

    /// Deletes what the run has left.
    pub fn sweep(&self) -> Option<String> {
        let Kind::Shell { invocation, .. } = &self.0 else {
            return None;
        };
        let mut words = vec!["vpnconform", "sweep", &invocation.target];
        words.extend(invocation.reach.iter().map(String::as_str));
        Some(line(&words))
    }
}

/// The words of a command for a shell.
fn line(words: &[&str]) -> String {
    let words = words.iter().map(|word| quote(word.as_bytes()));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn commands_carry_what_reaches_the_target() {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        let commands = Commands(Kind::Shell {
            invocation: Invocation {
                target: "http://127.0.0.1:5000".to_owned(),
                reach: words(&["--auth", "v4"]),
                run: words(&["--api-version", "2016-11-15", "--baseline", "my file.toml"]),
                evidence: Some("kept.json".to_owned()),
            },
            replays: true,
        });
        assert_eq!(
            commands.replay("request/type-required/absent").unwrap(),
            "vpnconform replay request/type-required/absent --evidence kept.json --auth v4"
        );
        assert_eq!(
            commands.only("request/type-required").unwrap(),
            "vpnconform endpoint http://127.0.0.1:5000 --auth v4 --api-version 2016-11-15 \
             --baseline 'my file.toml' --only request/type-required"
        );
        assert_eq!(
            commands.sweep().unwrap(),
            "vpnconform sweep http://127.0.0.1:5000 --auth v4"
        );
    }

    #[test]
    fn trials_have_the_line_of_libtest() {
        let commands = Commands::of_trials("cargo test --test conformance -- --exact");
        assert_eq!(
            commands.only("a/b").unwrap(),
            "cargo test --test conformance -- --exact a/b"
        );
        assert_eq!(commands.replay("a/b/c"), None);
    }
}

//! A parser in a process of its own that stays: it is given one body after the other.

pub mod group;
pub mod guard;
mod pipe;
pub(super) mod stopwatch;

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::parser::frame::FrameError;
use crate::parser::process::pipe::Pipes;
use crate::parser::process::stopwatch::{Stopwatch, children};
use crate::parser::{Hello, Input, Outcome, PROTOCOL, Parser, frame};

/// How long an adapter may take, and how much memory.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until its first frame.
    pub hello: Duration,
    /// For a body, however small. This and [`Limits::megabyte`] are CPU time, where the system tells it, and five times as
    /// long in wall time.
    pub case: Duration,
    /// More for each megabyte of the body.
    pub megabyte: Duration,
    /// Resident memory, in bytes; watched where the system tells it.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(10),
            case: Duration::from_secs(2),
            megabyte: Duration::from_secs(2),
            memory: 4 << 30,
        }
    }
}

impl Limits {
    /// The time for a body of this size.
    pub fn time(&self, body: usize) -> Duration {
        self.case + self.megabyte.mul_f64(body as f64 / f64::from(1 << 20))
    }
}

/// Why an adapter cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The command cannot be run.
    #[error("cannot run {command}: {source}")]
    Spawn {
        /// The program.
        command: String,
        /// Why.
        source: std::io::Error,
    },
    /// It said something else than hello, or nothing.
    #[error("{command}: no handshake: {why}")]
    Hello {
        /// The program.
        command: String,
        /// What it did, with the end of its standard error output.
        why: String,
    },
}

/// A persistent adapter.
pub struct Process {
    command: Vec<String>,
    environment: Vec<(String, String)>,
    limits: Limits,
    hello: Hello,
    running: Option<Running>,
    next: u64,
}

/// Resident memory is looked at after so many documents, and whenever an answer takes long.
const LOOK: u64 = 32;

struct Running {
    child: Child,
    pipes: Pipes,
}

impl Process {
    /// Starts the adapter and reads its hello.
    ///
    /// # Errors
    /// [`StartError`] when it cannot be used.
    pub fn start(command: &[String], limits: Limits) -> Result<Self, StartError> {
        Self::start_with(command, &[], limits)
    }

    /// As [`Process::start`], with more variables in its environment.
    ///
    /// # Errors
    /// [`StartError`] when it cannot be used.
    pub fn start_with(
        command: &[String],
        environment: &[(String, String)],
        limits: Limits,
    ) -> Result<Self, StartError> {
        let (running, hello) = launch(command, environment, &limits)?;
        Ok(Self {
            command: command.to_vec(),
            environment: environment.to_vec(),
            limits,
            hello,
            running: Some(running),
            next: 1,
        })
    }

    fn ask(&mut self, input: &Input<'_>, patience: u32) -> Outcome {
        let limit = self.limits.time(input.body.len()) * patience;
        self.converse(limit, |id| frame::request(id, input))
    }

    /// Sends the request that is made for an id, and waits for the answer with that id. After an abnormal outcome the
    /// process is to be started again.
    pub(super) fn converse(
        &mut self,
        limit: Duration,
        request: impl FnOnce(u64) -> Vec<u8>,
    ) -> Outcome {
        if self.running.is_none() {
            match launch(&self.command, &self.environment, &self.limits) {
                Ok((running, _)) => self.running = Some(running),
                Err(error) => return Outcome::AdapterError(error.to_string()),
            }
        }
        let Some(running) = &mut self.running else {
            return Outcome::AdapterError("not running".to_owned());
        };
        let id = self.next;
        self.next += 1;
        if let Err(abnormal) = running.is_quiet() {
            return abnormal;
        }
        running.pipes.send(request(id));
        let mut answer = running.wait(limit, self.limits.memory);
        if id.is_multiple_of(LOOK) {
            answer = answer.and_then(|reply| running.is_within(self.limits.memory).map(|()| reply));
        }
        match answer {
            Ok(reply) if reply.get("id").and_then(Json::as_u64) == Some(id) => {
                frame::outcome(&reply)
            }
            Ok(reply) => {
                let got = reply.get("id").map_or("none".to_owned(), Json::to_string);
                let again = match reply.get("id").and_then(Json::as_u64) {
                    Some(earlier) if earlier < id => ", which was answered before",
                    _ => "",
                };
                Outcome::AdapterError(format!("asked with id {id}, answered with id {got}{again}"))
            }
            Err(abnormal) => abnormal,
        }
    }
}

impl Parser for Process {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        let outcome = self.ask(input, 1);
        if outcome.is_abnormal() {
            self.restart();
        }
        outcome
    }

    fn parse_patiently(&mut self, input: &Input<'_>) -> Outcome {
        let outcome = self.ask(input, 2);
        if outcome.is_abnormal() {
            self.restart();
        }
        outcome
    }

    fn restart(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.restart();
    }
}

impl Running {
    /// Nothing was said since the last answer.
    fn is_quiet(&mut self) -> Result<(), Outcome> {
        match self.pipes.surplus() {
            None => match self.child.try_wait() {
                Ok(Some(status)) => Err(Outcome::Crash(format!("the process ended with {status}"))),
                _ => Ok(()),
            },
            Some(Err(FrameError::End)) => Err(self.ended()),
            Some(Err(error)) => Err(Outcome::AdapterError(error.to_string())),
            Some(Ok(reply)) => {
                let id = reply.get("id").map_or("none".to_owned(), Json::to_string);
                let why = format!("sent a frame that nobody asked for, with id {id}");
                Err(Outcome::AdapterError(why))
            }
        }
    }

    fn is_within(&self, memory: u64) -> Result<(), Outcome> {
        if resident(self.child.id()).is_some_and(|bytes| bytes > memory) {
            return Err(Outcome::Crash(format!(
                "took more than {} MiB of memory",
                memory >> 20
            )));
        }
        Ok(())
    }

    /// The next frame, or the outcome that there is none.
    fn wait(&mut self, limit: Duration, memory: u64) -> Result<Json, Outcome> {
        const SLICE: Duration = Duration::from_millis(50);
        let mut watch = Stopwatch::new(limit);
        loop {
            let left = watch.left();
            let slice = if left.is_zero() {
                SLICE
            } else {
                left.min(SLICE)
            };
            match self.pipes.reply(slice) {
                Some(Ok(reply)) => return Ok(reply),
                Some(Err(FrameError::End)) => return Err(self.ended()),
                Some(Err(error)) => return Err(Outcome::AdapterError(error.to_string())),
                None if watch.is_over(self.child.id()) => {
                    let within = watch.describe();
                    return Err(Outcome::Hang(format!("no answer within {within}")));
                }
                None => {}
            }
            // Whoever else holds the pipe, the parser is gone.
            if let Ok(Some(status)) = self.child.try_wait() {
                return match self.pipes.reply(SLICE) {
                    Some(Ok(reply)) => Ok(reply),
                    Some(Err(error)) if !matches!(error, FrameError::End) => {
                        Err(Outcome::AdapterError(error.to_string()))
                    }
                    _ => Err(Outcome::Crash(format!("the process ended with {status}"))),
                };
            }
            self.is_within(memory)?;
        }
    }

    fn ended(&mut self) -> Outcome {
        let deadline = Instant::now() + Duration::from_millis(500);
        while Instant::now() < deadline {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    return Outcome::Crash(format!("the process ended with {status}"));
                }
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        Outcome::AdapterError("closed its standard output".to_owned())
    }

    fn kill(&mut self) {
        group::end(&mut self.child);
    }
}

fn launch(
    command: &[String],
    environment: &[(String, String)],
    limits: &Limits,
) -> Result<(Running, Hello), StartError> {
    let name = command.first().cloned().unwrap_or_default();
    let spawned = group::command(command).and_then(|mut process| {
        process
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        group::spawn(&mut process)
    });
    let mut child = spawned.map_err(|source| StartError::Spawn {
        command: name.clone(),
        source,
    })?;
    let pipes = Pipes::new(&mut child).map_err(|source| {
        group::end(&mut child);
        StartError::Spawn {
            command: name.clone(),
            source,
        }
    })?;
    let mut running = Running { child, pipes };
    let answer = running.wait(limits.hello, limits.memory);
    let hello = match answer.map(serde_json::from_value::<Hello>) {
        Ok(Ok(hello)) if hello.protocol == PROTOCOL => match hello.check() {
            Ok(()) => return Ok((running, hello.printable())),
            Err(why) => why,
        },
        Ok(Ok(hello)) => format!("it speaks {:?}, not {PROTOCOL}", hello.protocol),
        Ok(Err(error)) => error.to_string(),
        Err(Outcome::Hang(_)) => format!(
            "nothing came within {} s: is it an adapter of {PROTOCOL}? See adapters/README.md, or run a command for each document with --one-shot",
            limits.hello.as_secs()
        ),
        Err(outcome) => outcome.describe(),
    };
    running.kill();
    let tail = running.pipes.stderr_tail();
    let why = if tail.is_empty() {
        hello
    } else {
        format!("{hello}; it wrote: {tail}")
    };
    Err(StartError::Hello { command: name, why })
}

/// Resident memory of a process and of those it has started, where `/proc` tells it: a parser may stand behind a shell.
fn resident(pid: u32) -> Option<u64> {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    let below = children(pid).into_iter().filter_map(resident);
    Some(pages * 4096 + below.sum::<u64>())
}

#[cfg(test)]
mod tests;

//! The one-shot form of the protocol, for shell: `CMD response|configuration`, the body on standard input, the fields as
//! JSON on standard output, the outcome as exit status.

use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value as Json;

use crate::generate::document::field::Target;
use crate::parser::process::stopwatch::Stopwatch;
use crate::parser::process::{Limits, group};
use crate::parser::{Hello, Input, Outcome, PROTOCOL, Parser, frame};

/// A parser that is started for each body.
pub struct OneShot {
    command: Vec<String>,
    limits: Limits,
    hello: Hello,
}

/// What one start left behind.
pub(super) struct Ended {
    pub(super) stdout: Vec<u8>,
    /// `None` where a signal ended it.
    pub(super) code: Option<i32>,
    pub(super) in_time: bool,
}

impl OneShot {
    /// Asks the command for a hello; one that has none is taken to read both documents.
    ///
    /// # Errors
    /// When the command cannot be run, or its hello cannot be used.
    pub fn new(command: &[String], limits: Limits) -> std::io::Result<Self> {
        let name = command.first().cloned().unwrap_or_default();
        let ended = run(&with(command, "hello"), &[], &[], limits.hello)?;
        let hello = serde_json::from_slice::<Hello>(&ended.stdout).ok();
        let hello = hello.filter(|h| ended.code == Some(0) && h.protocol == PROTOCOL);
        if let Some(hello) = &hello {
            hello.check().map_err(std::io::Error::other)?;
        }
        let mut hello = hello.map(Hello::printable).unwrap_or(Hello {
            name,
            targets: vec![Target::Response, Target::Configuration],
            ..Hello::default()
        });
        hello.pieces = false;
        Ok(Self {
            command: command.to_vec(),
            limits,
            hello,
        })
    }
}

impl Parser for OneShot {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        if input.status != 200 {
            return Outcome::Unsupported(
                "a one-shot parser is given bodies without a status".to_owned(),
            );
        }
        let limit = self.limits.time(input.body.len());
        let command = with(&self.command, input.target.as_str());
        match run(&command, &[], input.body, limit) {
            Ok(ended) if !ended.in_time => {
                Outcome::Hang(format!("not done within {:.1} s", limit.as_secs_f64()))
            }
            Ok(ended) => outcome(&ended),
            Err(error) => Outcome::AdapterError(error.to_string()),
        }
    }
}

fn with(command: &[String], last: &str) -> Vec<String> {
    command
        .iter()
        .map(String::as_str)
        .chain([last])
        .map(str::to_owned)
        .collect()
}

fn outcome(ended: &Ended) -> Outcome {
    match ended.code {
        // Shell tools pass on bytes that are no Unicode; they are told as characters that stand for them.
        Some(0) => match serde_json::from_str(&String::from_utf8_lossy(&ended.stdout)) {
            Ok(Json::Object(object)) => Outcome::Accept(frame::fields(&object)),
            _ => Outcome::AdapterError("exit status 0 without a JSON object".to_owned()),
        },
        Some(1) => Outcome::Reject {
            class: "exit status 1".to_owned(),
        },
        Some(2) => Outcome::ServiceError { code: None },
        Some(89) => Outcome::Unsupported("exit status 89".to_owned()),
        Some(code) => Outcome::Crash(format!("exit status {code}")),
        None => Outcome::Crash("ended by a signal".to_owned()),
    }
}

/// Starts a command, gives it the body, and waits for its end. What it has started is ended with it: the output is what
/// was written until then, whoever else holds the pipe.
pub(super) fn run(
    command: &[String],
    environment: &[(&str, &str)],
    body: &[u8],
    limit: Duration,
) -> std::io::Result<Ended> {
    let mut process = group::command(command)?;
    process
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut watch = Stopwatch::new(limit);
    let mut child = group::spawn(&mut process)?;
    if let Some(mut stdin) = child.stdin.take() {
        let body = body.to_vec();
        std::thread::spawn(move || stdin.write_all(&body));
    }
    let output = Arc::new(Mutex::new(Vec::new()));
    let (done, whole) = channel();
    if let Some(stdout) = child.stdout.take() {
        let output = Arc::clone(&output);
        std::thread::spawn(move || {
            collect(stdout, &output);
            let _ = done.send(());
        });
    }
    let mut closed = false;
    let mut status = child.try_wait()?;
    while status.is_none() && !watch.is_over(child.id()) {
        // Most end when they close their output; some close it long before.
        let pause = if closed { 1 } else { 20 };
        let pause = Duration::from_millis(pause);
        if closed {
            std::thread::sleep(pause);
        } else {
            closed = !matches!(whole.recv_timeout(pause), Err(RecvTimeoutError::Timeout));
        }
        status = child.try_wait()?;
    }
    if status.is_none() || (!closed && whole.recv_timeout(GRACE).is_err()) {
        group::end(&mut child);
        let _ = whole.recv_timeout(GRACE);
    } else {
        group::forget(&child);
    }
    let stdout = std::mem::take(&mut *output.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Ended {
        in_time: status.is_some(),
        code: status.and_then(|s| s.code()),
        stdout,
    })
}

/// How long output may come after the end of the process that was started.
const GRACE: Duration = Duration::from_millis(100);

fn collect(mut stdout: impl Read, output: &Mutex<Vec<u8>>) {
    let mut block = [0; 16 << 10];
    while let Ok(n @ 1..) = stdout.read(&mut block) {
        let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
        output.extend_from_slice(block.get(..n).unwrap_or_default());
        if output.len() > frame::LIMIT {
            return;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(script: &str) -> Outcome {
        let command = ["sh", "-c", script, "sh"].map(str::to_owned);
        let limits = Limits {
            case: Duration::from_millis(400),
            hello: Duration::from_millis(400),
            ..Limits::default()
        };
        let mut parser = OneShot::new(&command, limits).unwrap();
        parser.parse(&Input::new(Target::Configuration, 200, b"<a/>"))
    }

    #[test]
    fn the_exit_status_is_the_outcome() {
        assert!(matches!(parse(r#"echo '{"id":"vpn-1"}'"#), Outcome::Accept(f) if f.len() == 1));
        assert!(matches!(parse("exit 1"), Outcome::Reject { .. }));
        assert!(matches!(parse("exit 2"), Outcome::ServiceError { .. }));
        assert!(matches!(parse("exit 89"), Outcome::Unsupported(_)));
        assert!(matches!(parse("exit 42"), Outcome::Crash(_)));
        assert!(matches!(parse("kill -KILL $$"), Outcome::Crash(_)));
        assert!(matches!(parse("echo nonsense"), Outcome::AdapterError(_)));
        assert!(matches!(parse("exec sleep 20"), Outcome::Hang(_)));
        assert!(matches!(parse("exec >&-; sleep 20"), Outcome::Hang(_)));
        assert!(matches!(
            parse("cat >/dev/null; echo '{}'; sleep 20 & exit 0"),
            Outcome::Accept(_)
        ));
        assert!(matches!(
            parse("setsid sleep 3 & echo '{}'; exit 0"),
            Outcome::Accept(_)
        ));
    }
}

//! The one-shot form of the protocol, for shell: `CMD response|configuration`, the body on standard input, the fields as
//! JSON on standard output, the outcome as exit status.

use std::io::Read;
use std::io::Write;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value as Json;

use crate::generate::document::field::Target;
use crate::parser::Hello;
use crate::parser::Input;
use crate::parser::Outcome;
use crate::parser::PROTOCOL;
use crate::parser::Parser;
use crate::parser::frame;
use crate::parser::process::Limits;

/// A parser that is started for each body.
pub struct OneShot {
    command: Vec<String>,
    limits: Limits,
    hello: Hello,
}

/// What one start left behind.
struct Ended {
    stdout: Vec<u8>,
    code: Option<i32>,
    in_time: bool,
}

impl OneShot {
    /// Asks the command for a hello; one that has none is taken to read both documents.
    ///
    /// # Errors
    /// When the command cannot be run.
    pub fn new(command: &[String], limits: Limits) -> std::io::Result<Self> {
        let name = command.first().cloned().unwrap_or_default();
        let ended = run(command, "hello", &[], limits.hello)?;
        let hello = serde_json::from_slice::<Hello>(&ended.stdout).ok();
        let hello = hello
            .filter(|h| ended.code == Some(0) && h.protocol == PROTOCOL)
            .unwrap_or(Hello {
                name,
                targets: vec![Target::Response, Target::Configuration],
                ..Hello::default()
            });
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
        match run(&self.command, input.target.as_str(), input.body, limit) {
            Ok(ended) if !ended.in_time => {
                Outcome::Hang(format!("not done within {:.1} s", limit.as_secs_f64()))
            }
            Ok(ended) => outcome(&ended),
            Err(error) => Outcome::AdapterError(error.to_string()),
        }
    }
}

fn outcome(ended: &Ended) -> Outcome {
    match ended.code {
        Some(0) => match serde_json::from_slice::<Json>(&ended.stdout) {
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

fn run(command: &[String], target: &str, body: &[u8], limit: Duration) -> std::io::Result<Ended> {
    let name = command.first().cloned().unwrap_or_default();
    let mut process = Command::new(name);
    process.args(command.iter().skip(1)).arg(target);
    process
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut process, 0);
    let mut child = process.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        let body = body.to_vec();
        std::thread::spawn(move || stdin.write_all(&body));
    }
    let (done, output) = channel();
    if let Some(stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stdout.take(frame::LIMIT as u64).read_to_end(&mut bytes);
            let _ = done.send(bytes);
        });
    }
    let end = Instant::now() + limit;
    let stdout = output.recv_timeout(limit);
    let mut status = child.try_wait()?;
    while stdout.is_ok() && status.is_none() && Instant::now() < end {
        std::thread::sleep(Duration::from_micros(200));
        status = child.try_wait()?;
    }
    if status.is_none() {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        let _ = child.kill();
        let _ = child.wait();
    }
    Ok(Ended {
        in_time: status.is_some(),
        code: status.and_then(|s| s.code()),
        stdout: stdout.unwrap_or_default(),
    })
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
        parser.parse(&Input {
            target: Target::Configuration,
            status: 200,
            body: b"<a/>",
            framing: crate::parser::framing::Framing::default(),
        })
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
    }
}

//! Adapters that break the protocol, each in one way: what is around a parser must not stop the run, nor be taken for the
//! parser. `vpnconform parser --builtin broken:NAME` is one of them.

use std::io::{Read, Write};
use std::process::Command;
use std::time::Duration;
use std::{io, thread};

use memchr::memmem;
#[cfg(unix)]
use rustix::process::{Signal, getpgid, getpid, getppid, kill_process, kill_process_group};
use serde_json::{Value as Json, json};

use crate::generate::document::field::Target;
use crate::parser::builtin::Builtin;
use crate::parser::frame::FrameError;
use crate::parser::{Input, Outcome, Parser, frame};

/// One way to misbehave. Documents with a CDATA section set it off, and no others, unless all from a certain one on do.
#[derive(Debug)]
pub struct Misbehaviour {
    /// A stable name.
    pub id: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// What is reported of it.
    pub shows: Shows,
    act: fn(&mut State, &mut dyn Write, u64, &Json) -> io::Result<()>,
}

/// What a run must say of a misbehaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Every document that sets it off has this outcome, also alone, and this in its detail.
    Outcome(&'static str, &'static str),
    /// A later document finds it, but not alone: `parser/not-poisoned` is blocked with this in its cause.
    Later(&'static str),
    /// `parser/not-poisoned` fails with this in a finding.
    Poisoned(&'static str),
    /// Nothing: it is no concern of the run.
    Nothing,
}

/// What the adapter keeps.
#[derive(Default)]
struct State {
    kept: Vec<Vec<u8>>,
    odd: bool,
}

/// Every misbehaviour.
pub const ALL: &[Misbehaviour] = &[
    Misbehaviour {
        id: "hangs",
        summary: "never answers",
        shows: Shows::Outcome("hang", "no answer within"),
        act: |_, _, _, _| loop {
            thread::park();
        },
    },
    Misbehaviour {
        id: "stops",
        summary: "is stopped by a signal, and does not end",
        shows: Shows::Outcome("hang", "no answer within"),
        act: |_, _, _, _| loop {
            #[cfg(unix)]
            let _ = kill_process(getpid(), Signal::STOP);
            thread::park();
        },
    },
    Misbehaviour {
        id: "answers-late",
        summary: "answers three seconds later; give --timeout 1s",
        shows: Shows::Outcome("hang", "no answer within"),
        act: |_, out, _, reply| {
            thread::sleep(Duration::from_secs(3));
            frame::write(out, reply)
        },
    },
    Misbehaviour {
        id: "floods",
        summary: "writes frames without an end",
        shows: Shows::Outcome("adapter_error", "answered with id none"),
        act: |_, out, _, _| loop {
            frame::write(out, &json!({"outcome": "reject"}))?;
        },
    },
    Misbehaviour {
        id: "signals-its-parent",
        summary: "interrupts the process group of its parent, and itself with it where that is its own",
        shows: Shows::Outcome("crash", "ended with"),
        act: |_, out, _, reply| {
            #[cfg(unix)]
            if let Some(group) = getppid().and_then(|parent| getpgid(Some(parent)).ok()) {
                let _ = kill_process_group(group, Signal::INT);
            }
            frame::write(out, reply)
        },
    },
    Misbehaviour {
        id: "aborts",
        summary: "is ended by a signal",
        shows: Shows::Outcome("crash", "signal: 6"),
        act: |_, _, _, _| std::process::abort(),
    },
    Misbehaviour {
        id: "exits",
        summary: "ends without an answer, as if all were well",
        shows: Shows::Outcome("crash", "exit status: 0"),
        act: |_, _, _, _| std::process::exit(0),
    },
    Misbehaviour {
        id: "exits-before-a-grandchild",
        summary: "ends, but a process that it has started holds its output open",
        shows: Shows::Outcome("crash", "exit status: 3"),
        act: |_, _, _, _| {
            let _ = Command::new("sleep").arg("60").spawn();
            std::process::exit(3)
        },
    },
    Misbehaviour {
        id: "prints",
        summary: "prints a line for people before its answer",
        shows: Shows::Outcome("adapter_error", "not a frame"),
        act: |_, out, _, reply| {
            out.write_all(b"DEBUG reading a document\n")?;
            frame::write(out, reply)
        },
    },
    Misbehaviour {
        id: "announces-too-much",
        summary: "announces a frame of two gigabytes",
        shows: Shows::Outcome("adapter_error", "not a frame"),
        act: |_, out, _, _| {
            out.write_all(&[0, 0, 0, 0x80])?;
            out.flush()
        },
    },
    Misbehaviour {
        id: "pads",
        summary: "answers with nine megabytes of white space around its answer",
        shows: Shows::Outcome("adapter_error", "are the most for the document"),
        act: |_, out, _, reply| {
            let mut padded = vec![b' '; 9 << 20];
            serde_json::to_writer(&mut padded, reply)?;
            out.write_all(
                &u32::try_from(padded.len())
                    .unwrap_or(u32::MAX)
                    .to_le_bytes(),
            )?;
            out.write_all(&padded)?;
            out.flush()
        },
    },
    Misbehaviour {
        id: "writes-no-json",
        summary: "answers with a frame that is not JSON",
        shows: Shows::Outcome("adapter_error", "not JSON"),
        act: |_, out, _, _| {
            out.write_all(b"\x05\0\0\0<ok/>")?;
            out.flush()
        },
    },
    Misbehaviour {
        id: "ends-in-a-frame",
        summary: "ends in the middle of its answer",
        shows: Shows::Outcome("adapter_error", "broke inside a frame"),
        act: |_, out, _, _| {
            out.write_all(b"\x40\0\0\0{\"id\":")?;
            out.flush()?;
            std::process::exit(1)
        },
    },
    Misbehaviour {
        id: "stops-in-a-frame",
        summary: "stops in the middle of its answer",
        shows: Shows::Outcome("hang", "no answer within"),
        act: |_, out, _, _| {
            out.write_all(b"\x40\0\0\0{\"id\":")?;
            out.flush()?;
            loop {
                thread::park();
            }
        },
    },
    Misbehaviour {
        id: "wrong-id",
        summary: "answers with another id",
        shows: Shows::Outcome("adapter_error", "answered with id 1000000"),
        act: |_, out, _, reply| frame::write(out, &with(reply, "id", json!(1_000_000))),
    },
    Misbehaviour {
        id: "no-outcome",
        summary: "answers without an outcome",
        shows: Shows::Outcome("adapter_error", "without a known outcome"),
        act: |_, out, _, reply| frame::write(out, &with(reply, "outcome", json!("ok"))),
    },
    Misbehaviour {
        id: "no-fields",
        summary: "accepts without fields",
        shows: Shows::Outcome("adapter_error", "without fields"),
        act: |_, out, _, reply| frame::write(out, &with(reply, "fields", json!([]))),
    },
    Misbehaviour {
        id: "answers-twice",
        summary: "gives its answer twice",
        shows: Shows::Later("broke the protocol"),
        act: |_, out, _, reply| {
            let mut both = Vec::new();
            frame::write(&mut both, reply)?;
            frame::write(&mut both, reply)?;
            out.write_all(&both)?;
            out.flush()
        },
    },
    Misbehaviour {
        id: "answers-before-it-is-asked",
        summary: "gives the next answer too, before the next document",
        shows: Shows::Later("broke the protocol"),
        act: |_, out, id, reply| {
            let mut both = Vec::new();
            frame::write(&mut both, reply)?;
            frame::write(&mut both, &with(reply, "id", json!(id + 1)))?;
            out.write_all(&both)?;
            out.flush()
        },
    },
    Misbehaviour {
        id: "leaks",
        summary: "keeps 48 MiB more with each document; give --memory 300",
        shows: Shows::Poisoned("took more than 300 MiB of memory"),
        act: |state, out, _, reply| {
            state.kept.push(vec![1; 48 << 20]);
            // The harness looks now and then, and whenever an answer takes long.
            thread::sleep(Duration::from_millis(60));
            frame::write(out, reply)
        },
    },
    Misbehaviour {
        id: "floods-standard-error",
        summary: "writes a megabyte to standard error with each document",
        shows: Shows::Nothing,
        act: |_, out, _, reply| {
            let _ = io::stderr().write_all(&vec![b'e'; 1 << 20]);
            frame::write(out, reply)
        },
    },
    Misbehaviour {
        id: "flickers",
        summary: "refuses every second time",
        shows: Shows::Poisoned("but a second time"),
        act: |state, out, _, reply| {
            state.odd = !state.odd;
            let reply = match state.odd {
                true => with(reply, "outcome", json!("reject")),
                false => reply.clone(),
            };
            frame::write(out, &reply)
        },
    },
];

/// The misbehaviour of this name, and the document from which on everything sets it off: `NAME` or `NAME@N`.
pub fn find(name: &str) -> Option<(&'static Misbehaviour, u64)> {
    let (id, from) = match name.split_once('@') {
        Some((id, from)) => (id, from.parse().ok()?),
        None => (name, u64::MAX),
    };
    let found = ALL.iter().find(|m| m.id == id)?;
    Some((found, from))
}

/// Answers frames with our own reader until the input ends, and misbehaves where a document sets it off, and with every
/// document from number `from` on.
///
/// # Errors
/// When a pipe breaks.
pub fn serve(
    (misbehaviour, from): (&Misbehaviour, u64),
    input: &mut impl Read,
    output: &mut impl Write,
) -> io::Result<()> {
    let mut own = Builtin::own();
    let mut state = State::default();
    let mut read = 0;
    frame::write(output, &serde_json::to_value(own.hello())?)?;
    loop {
        let request = match frame::read(input) {
            Ok(request) => request,
            Err(FrameError::End) => return Ok(()),
            Err(error) => return Err(io::Error::other(error)),
        };
        let number = |name: &str| request.get(name).and_then(Json::as_u64).unwrap_or(0);
        let mut body = Vec::new();
        input.take(number("body_len")).read_to_end(&mut body)?;
        let outcome = match request.get("target").and_then(Json::as_str) {
            Some("response") => own.parse(&Input::new(Target::Response, 200, &body)),
            _ => Outcome::Unsupported("responses only".to_owned()),
        };
        let reply = frame::reply(&json!(number("id")), &outcome);
        read += 1;
        if read >= from || memmem::find(&body, b"<![CDATA[").is_some() {
            (misbehaviour.act)(&mut state, output, number("id"), &reply)?;
        } else {
            frame::write(output, &reply)?;
        }
    }
}

fn with(reply: &Json, name: &str, value: Json) -> Json {
    let mut reply = reply.clone();
    if let Some(object) = reply.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
    reply
}

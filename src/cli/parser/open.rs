//! Which parser is run, and how: as a process that stays, one for each document, a client, or one of ours.

use std::time::Duration;

use vpnconform::endpoint::Endpoint;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions};
use vpnconform::exchange::HttpRequest;
use vpnconform::generate::document::field::Target;
use vpnconform::parser::client::Client;
use vpnconform::parser::framing::Framing;
use vpnconform::parser::oneshot::OneShot;
use vpnconform::parser::pipeline::Pipeline;
use vpnconform::parser::process::{Limits, Process};
use vpnconform::parser::{Parser, builtin, child, misbehaviour, pipeline};
use vpnconform::rule;

use crate::cli::explain::nearest;
use crate::cli::parser::{framing, timeout};
use crate::cli::print;
use crate::config::FILE;

/// Before the name of an adapter that misbehaves.
const BROKEN: &str = "broken:";

/// The parser and how it is run.
#[derive(Debug, clap::Args)]
pub struct Start {
    /// The name of a parser in `vpnconform.toml`
    #[arg(value_name = "NAME")]
    target: Option<String>,
    /// The adapter and its arguments (protocol vpnconform-adapter/1)
    #[arg(last = true, value_name = "CMD")]
    command: Vec<String>,
    /// A parser of ours in a process of its own: vpnconform, quick-xml, roxmltree, fault:NAME, or broken:NAME
    #[arg(long, value_name = "NAME", conflicts_with = "command")]
    builtin: Option<String>,
    /// CMD is started for each document: target as last argument, body on standard input, fields on standard output
    #[arg(long)]
    pub one_shot: bool,
    /// CMD is a client that reads HTTP itself: each response is served on 127.0.0.1, and CMD is told the URL: as http.url
    /// in each request, or with --one-shot in place of {url} in its arguments and as VPNCONFORM_URL
    #[arg(long)]
    pub serve: bool,
    /// CMD takes the configuration out of a response and reads it: each configuration is given inside a response. As
    /// "pipeline": true in its hello
    #[arg(long, conflicts_with = "serve")]
    pipeline: bool,
    /// How bodies are delimited, but where that is what is tested: content-length, until-close, chunked, ...
    #[arg(long, value_name = "HOW", default_value = "content-length", value_parser = framing, requires = "serve")]
    framing: Framing,
    /// The time for a document, and as much more for each megabyte of it: 500ms, 2s
    #[arg(long, default_value = "2s", value_name = "D", value_parser = timeout)]
    timeout: Duration,
    /// The most resident memory of the parser, in MiB
    #[arg(long, default_value_t = 4096, value_name = "MIB")]
    memory: u64,
}

impl Start {
    /// How bodies are delimited.
    pub fn framing(&self) -> Framing {
        self.framing
    }

    /// The documents that can be given.
    pub fn targets(&self) -> &'static [Target] {
        if self.serve {
            &[Target::Response]
        } else {
            &[Target::Response, Target::Configuration]
        }
    }

    /// Starts it. If it cannot be used, the exit status of the program and why.
    pub fn open(&self) -> Result<Box<dyn Parser + Send>, (u8, String)> {
        const BLOCKED: u8 = 3;
        let limits = Limits {
            case: self.timeout,
            megabyte: self.timeout,
            memory: self.memory << 20,
            ..Limits::default()
        };
        let blocked = |error: &dyn std::fmt::Display| (BLOCKED, error.to_string());
        let command = self.command().map_err(|why| (print::USAGE, why))?;
        let parser: Box<dyn Parser + Send> = match (self.serve, self.one_shot) {
            (true, true) => Box::new(Client::each(&command, limits).map_err(|e| blocked(&e))?),
            (true, false) => Box::new(Client::start(&command, limits).map_err(|e| blocked(&e))?),
            (false, true) => Box::new(OneShot::new(&command, limits).map_err(|e| blocked(&e))?),
            (false, false) => Box::new(Process::start(&command, limits).map_err(|e| blocked(&e))?),
        };
        let parser = match self.pipeline {
            true => Pipeline::new(parser).map(|p| Box::new(p) as _),
            false => pipeline::of(parser),
        };
        parser.map_err(|why| (BLOCKED, why))
    }

    /// The words that start it once more.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.builtin.iter().flat_map(|name| ["--builtin", name]));
        words.extend(self.one_shot.then_some("--one-shot"));
        words.extend(self.serve.then_some("--serve"));
        words.extend(self.pipeline.then_some("--pipeline"));
        if !self.command.is_empty() {
            words.push("--");
            words.extend(self.command.iter().map(String::as_str));
        }
        words.into_iter().map(str::to_owned).collect()
    }

    fn command(&self) -> Result<Vec<String>, String> {
        let Some(name) = &self.builtin else {
            return match (&self.target, self.command.as_slice()) {
                (Some(name), []) => Err(format!(
                    "there is no parser {name:?} in {FILE}: give one, or -- CMD"
                )),
                (None, []) => Err(
                    "no parser: give -- CMD, --builtin NAME, or a name from vpnconform.toml; see --help"
                        .to_owned(),
                ),
                _ => Ok(self.command.clone()),
            };
        };
        if self.one_shot {
            return Err("--builtin stays; leave --one-shot out".to_owned());
        }
        let broken = name.strip_prefix(BROKEN).and_then(misbehaviour::find);
        if rule::find_parser(name).is_none() && broken.is_none() {
            return Err(no_builtin(name));
        }
        let program = std::env::current_exe().map_err(|e| e.to_string())?;
        Ok(vec![
            program.to_string_lossy().into_owned(),
            child::COMMAND.to_owned(),
            name.clone(),
        ])
    }
}

fn no_builtin(name: &str) -> String {
    let plain = || builtin::ALL.iter().map(|(name, ..)| *name);
    let names: Vec<String> = plain()
        .map(str::to_owned)
        .chain(
            rule::parser_faults()
                .iter()
                .map(|fault| format!("fault:{}", fault.id)),
        )
        .chain(rule::parser_variants().map(|v| format!("variant:{}", v.id)))
        .chain(
            misbehaviour::ALL
                .iter()
                .map(|m| format!("{BROKEN}{}", m.id)),
        )
        .collect();
    let near = match nearest(name, names.iter().map(String::as_str)).as_slice() {
        [] => format!(
            "give {}, fault:NAME, variant:NAME or {BROKEN}NAME",
            plain().collect::<Vec<_>>().join(", ")
        ),
        near => format!("did you mean {}?", near.join(" or ")),
    };
    format!("there is no built-in parser {name:?}: {near}")
}

/// The arguments of the hidden command that serves a parser of ours.
#[derive(Debug, clap::Args)]
pub struct ChildArgs {
    /// Its name.
    name: String,
}

/// Serves the parser on standard input and output.
pub fn child(args: &ChildArgs) -> u8 {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let broken = args.name.strip_prefix(BROKEN).and_then(misbehaviour::find);
    let served = match (broken, rule::find_parser(&args.name)) {
        (Some(broken), _) => misbehaviour::serve(broken, &mut input, &mut output),
        (None, Some(mut parser)) => child::serve(parser.as_mut(), &mut input, &mut output, &fetch),
        (None, None) => return print::USAGE,
    };
    u8::from(served.is_err())
}

/// Asks as a client does, and gives the body as it was delimited.
fn fetch(url: &str) -> Result<(u16, Vec<u8>), String> {
    let options = HttpOptions {
        timeout: Duration::from_secs(10),
        ..HttpOptions::default()
    };
    let endpoint = HttpEndpoint::new(url.parse().map_err(|e| format!("{e}"))?, options)
        .map_err(|e| e.to_string())?;
    let request = HttpRequest {
        method: "GET".to_owned(),
        target: b"/?Action=CreateVpnConnection&Version=2012-04-01".to_vec(),
        headers: vec![("Host".to_owned(), endpoint.authority().into_bytes())],
        body: Vec::new(),
    };
    let response = endpoint
        .send(&request)
        .map_err(|_| "transport".to_owned())?;
    Ok((response.status, response.body))
}

//! `vpnconform proxy --upstream URL`: passes a real client's traffic through, and judges it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use std::{fs, io};

use vpnconform::Endpoint;
use vpnconform::bounded_file;
use vpnconform::endpoint::http::{HttpEndpoint, HttpOptions, Url};
use vpnconform::finding::Verdict;
use vpnconform::reference::serve::{Identity, Server, serve, serve_tls};
use vpnconform::rule::Rule;
use vpnconform::saved::{Content, Found, Saved};
use vpnconform::suite::check::{Checker, Given};
use vpnconform::suite::watch::Watch;

use crate::cli::judging::{Judging, Ready, Source};
use crate::cli::{print, signal, target};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Requests and responses pass as they are: target, header fields in their order, body. Those of CreateVpnConnection and
DescribeVpnConnections are judged by every check that needs no request of its own; other actions pass unjudged and are not
kept. Keys and credentials are never printed, and --record keeps them redacted.

With a command, it is started with AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_EC2 in its environment, with --tls also AWS_CA_BUNDLE
and NODE_EXTRA_CA_CERTS, and the proxy ends with it; else it ends with Ctrl-C.

Examples:
  vpnconform proxy --upstream http://127.0.0.1:5000 -- pytest tests/
  vpnconform proxy --upstream https://cloud.example/ec2 --tls proxy.pem --record traffic.json

Exit status: that of the judgement, as with `vpnconform check`; 3 where the command could not be run")]
pub struct Args {
    /// Where requests are passed on to
    #[arg(long, value_name = "URL")]
    upstream: String,
    /// Where to listen: a loopback address; port 0 takes a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8774")]
    listen: SocketAddr,
    /// Serve TLS, and write the certificate of the authority, which is made for this run, to this file
    #[arg(long, value_name = "CERTIFICATE.pem")]
    tls: Option<PathBuf>,
    /// The most time for one response: 500ms, 30s, 2m
    #[arg(long, value_name = "D", default_value = "60s", value_parser = target::duration)]
    timeout: Duration,
    /// More certificates to trust upstream, as PEM, beside those of the system
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// Trust every certificate upstream
    #[arg(long, conflicts_with = "cacert")]
    insecure: bool,
    #[command(flatten)]
    judging: Judging,
    /// A command to start with the proxy as its endpoint
    #[arg(last = true, value_name = "CMD")]
    command: Vec<String>,
}

/// The largest body of a response that is passed on.
const LIMIT: usize = 64 << 20;

/// Passes on until Ctrl-C, or until the command ends: the exit status.
pub fn run(args: &Args) -> u8 {
    let upstream = match upstream(args) {
        Ok(upstream) => upstream,
        Err(message) => {
            print::error(&message);
            return print::USAGE;
        }
    };
    let service = Service {
        endpoint: upstream,
        listen: args.listen,
        tls: args.tls.clone(),
        environment: Vec::new(),
        command: args.command.clone(),
        label: format!("traffic to {}", args.upstream),
        upstream: Some(args.upstream.clone()),
    };
    service.run(&args.judging)
}

fn upstream(args: &Args) -> Result<Arc<dyn Endpoint>, String> {
    let url = args.upstream.parse::<Url>().map_err(|e| e.to_string())?;
    let trusted = match &args.cacert {
        Some(path) => bounded_file::bytes(path, bounded_file::WRITTEN)
            .map_err(|e| format!("{}: {e}", path.display()))?,
        None => Vec::new(),
    };
    let options = HttpOptions {
        timeout: args.timeout,
        limit: LIMIT,
        trusted,
        insecure: args.insecure,
    };
    let endpoint = HttpEndpoint::new(url, options).map_err(|e| e.to_string())?;
    Ok(Arc::new(endpoint))
}

/// An endpoint that is served and watched.
pub(super) struct Service {
    pub(super) endpoint: Arc<dyn Endpoint>,
    pub(super) listen: SocketAddr,
    pub(super) tls: Option<PathBuf>,
    /// For the command.
    pub(super) environment: Vec<(String, String)>,
    pub(super) command: Vec<String>,
    /// What the report is of.
    pub(super) label: String,
    /// Where requests can be sent again.
    pub(super) upstream: Option<String>,
}

impl Service {
    /// Serves until Ctrl-C, or until the command ends, and judges: the exit status.
    pub(super) fn run(self, judging: &Judging) -> u8 {
        let ready = match judging.prepare(true) {
            Ok(ready) => ready,
            Err((status, message)) => {
                print::error(&message);
                return status;
            }
        };
        match self.watch(judging, ready) {
            Ok(status) => status,
            Err(message) => {
                print::error(&message);
                target::UNREACHABLE
            }
        }
    }

    fn watch(self, judging: &Judging, ready: Ready<'_>) -> Result<u8, String> {
        let checker = |keep| Checker::new(ready.rules.clone(), Given::default()).keeping_all(keep);
        let (rules, quiet) = (ready.rules.clone(), judging.quiet);
        let tell = move |saved: &Saved| {
            if !quiet {
                print::out(&line(&rules, saved));
            }
        };
        let watch = Watch::new(self.endpoint.clone(), checker(judging.keeps()), tell);
        let watch = Arc::new(watch);
        let mut server = self.start(&watch)?;
        let command = self.command(&server)?;
        if command.is_none() {
            print::out(&format!("serving on {} until Ctrl-C\n", server.url()));
        }
        let ended = wait(command)?;
        server.stop();
        let watched = watch.finish(checker(false));
        for failure in &watched.failures {
            print::note(&format!("a request was not answered: {failure}"));
        }
        if watched.others > 0 {
            let others = watched.others;
            print::note(&format!(
                "{others} exchanges of other actions passed unjudged"
            ));
        }
        if let Some(status) = ended.filter(|status| !status.success()) {
            print::note(&format!("the command ended with {status}"));
        }
        if watched.checker.documents_judged() == 0 {
            print::error(&"nothing passed by that can be judged");
            return Ok(4);
        }
        let source = Source::Traffic(self.upstream.as_deref());
        ready.present(watched.checker, &self.label, source)
    }

    fn start(&self, watch: &Arc<Watch>) -> Result<Server, String> {
        let endpoint = Arc::clone(watch) as Arc<dyn Endpoint>;
        let served = match &self.tls {
            None => serve(endpoint, self.listen),
            Some(path) => Identity::generate().and_then(|identity| {
                fs::write(path, identity.certificate_pem())?;
                serve_tls(endpoint, self.listen, &identity)
            }),
        };
        served.map_err(|error| format!("cannot serve on {}: {error}", self.listen))
    }

    /// Starts the command.
    fn command(&self, server: &Server) -> Result<Option<Child>, String> {
        let Some((program, arguments)) = self.command.split_first() else {
            return Ok(None);
        };
        let url = server.url();
        let url = url.trim_end_matches('/');
        let mut command = Command::new(program);
        command.args(arguments);
        for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2", "VPNCONFORM_URL"] {
            command.env(name, url);
        }
        if let Some(path) = &self.tls {
            for name in ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
                command.env(name, path);
            }
        }
        command.envs(self.environment.iter().cloned());
        let child = command.spawn();
        child
            .map(Some)
            .map_err(|error| format!("{program}: {error}"))
    }
}

/// Until Ctrl-C, or until the command ends. Ctrl-C reaches the command too, which may end in its own way.
fn wait(command: Option<Child>) -> Result<Option<ExitStatus>, String> {
    const LOOK: Duration = Duration::from_millis(20);
    let asked = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked);
    let handler = signal::on_interrupt(true, move || flag.store(true, Ordering::Relaxed));
    handler.map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;
    let Some(mut child) = command else {
        while !asked.load(Ordering::Relaxed) {
            thread::sleep(LOOK);
        }
        return Ok(None);
    };
    loop {
        if let Some(status) = child.try_wait().map_err(|e: io::Error| e.to_string())? {
            return Ok(Some(status));
        }
        thread::sleep(LOOK);
    }
}

/// One exchange in a line, with what it fails alone.
fn line(rules: &[&'static Rule], saved: &Saved) -> String {
    // Many connections are judged at once; lines come one after the other.
    static ORDER: Mutex<()> = Mutex::new(());
    let _order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
    let status = match &saved.content {
        Content::Response {
            head: Some(head), ..
        } => head.status.to_string(),
        _ => String::new(),
    };
    let mut checker = Checker::new(rules.iter().copied(), Given::default());
    checker.add(Found::Documents(vec![saved.clone()]));
    let failed: Vec<&str> = checker.with(Verdict::Fail).map(|rule| rule.id).collect();
    let said = match failed.as_slice() {
        [] => "ok".to_owned(),
        failed => format!("FAIL {}", failed.join(", ")),
    };
    format!("{} {status}: {said}\n", saved.name)
}

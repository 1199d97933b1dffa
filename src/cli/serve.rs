//! `vpnconform serve`: the reference endpoint on loopback.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use vpnconform::reference::serve::{Identity, Server, serve, serve_tls};
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule;
use vpnconform::secret::Secret;
use vpnconform::secret::credentials::Credentials;

use crate::cli::judging::Judging;
use crate::cli::proxy::Service;
use crate::cli::{help, mistake, print, signal, target};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = help::SERVE)]
pub struct Args {
    /// Where to listen: a loopback address; port 0 takes a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8773")]
    listen: SocketAddr,
    /// Misbehave in this way; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "variant")]
    fault: Vec<String>,
    /// Differ in this one way, and conform all the same
    #[arg(long, value_name = "NAME")]
    variant: Option<String>,
    /// Ask for signatures, by VPNCONFORM_ACCESS_KEY_ID, VPNCONFORM_SECRET_ACCESS_KEY and, if it is set,
    /// VPNCONFORM_SESSION_TOKEN
    #[arg(long)]
    require_auth: bool,
    /// The region that signatures of version 4 must name [default: any]
    #[arg(long, value_name = "REGION", requires = "require_auth")]
    region: Option<String>,
    /// Serve TLS, and write the certificate of the authority, which is made for this run, to this file
    #[arg(long, value_name = "CERTIFICATE.pem")]
    tls: Option<PathBuf>,
    /// Where ids, keys and addresses come from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// List the faults, with the check that names each
    #[arg(long)]
    list_faults: bool,
    /// List the variants
    #[arg(long)]
    list_variants: bool,
    /// Judge the requests of clients, and the responses
    #[arg(long)]
    judge: bool,
    #[command(flatten, next_help_heading = "With --judge")]
    judging: Judging,
    /// A command to start with the endpoint's URL, region and credentials in its environment; the endpoint ends with it
    #[arg(last = true, value_name = "CMD", requires = "judge")]
    command: Vec<String>,
}

/// Serves until Ctrl-C.
pub fn run(args: &Args) -> u8 {
    if args.list_faults || args.list_variants {
        print::out(&lists(args));
        return 0;
    }
    let options = match options(args) {
        Ok(options) => options,
        Err(message) => {
            print::error(&message);
            return print::USAGE;
        }
    };
    if args.judge {
        return judge(args, options);
    }
    let mut server = match start(Reference::new(options), args) {
        Ok(server) => server,
        Err(message) => {
            print::error(&message);
            return 3;
        }
    };
    let (interrupted, wait) = mpsc::channel();
    let handler = signal::on_interrupt(true, move || {
        let _ = interrupted.send(());
    });
    if let Err(error) = handler {
        print::error(&format!("cannot wait for Ctrl-C: {error}"));
        return 3;
    }
    // A named key is not the usual one.
    let reach = match args.require_auth {
        true => {
            " --auth v4 --access-key-env VPNCONFORM_ACCESS_KEY_ID --secret-key-env VPNCONFORM_SECRET_ACCESS_KEY --session-token-env VPNCONFORM_SESSION_TOKEN"
        }
        false => "",
    };
    let trust = args
        .tls
        .as_ref()
        .map(|path| format!(" --cacert {}", path.display()));
    print::out(&format!(
        "serving on {} until Ctrl-C\n  vpnconform endpoint {}{reach}{}\n",
        server.url(),
        server.url(),
        trust.unwrap_or_default()
    ));
    let _ = wait.recv();
    server.stop();
    0
}

/// Serves and judges until Ctrl-C, or until the command ends.
fn judge(args: &Args, options: ReferenceOptions) -> u8 {
    let region = args.region.as_deref().unwrap_or("us-east-1");
    let mut environment = vec![("AWS_REGION", region), ("AWS_DEFAULT_REGION", region)];
    let credentials = options.auth.clone();
    match &credentials {
        Some(known) => {
            environment.push(("AWS_ACCESS_KEY_ID", &known.access_key_id));
            environment.push(("AWS_SECRET_ACCESS_KEY", known.secret_access_key.expose()));
            let token = known.session_token.as_ref().map(|token| token.expose());
            environment.extend(token.map(|token| ("AWS_SESSION_TOKEN", token)));
        }
        // Any will do.
        None => environment.extend([
            ("AWS_ACCESS_KEY_ID", "vpnconform"),
            ("AWS_SECRET_ACCESS_KEY", "vpnconform"),
        ]),
    }
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let environment = environment.into_iter().map(owned).collect();
    let service = Service {
        endpoint: Arc::new(Reference::new(options)),
        listen: args.listen,
        tls: args.tls.clone(),
        environment,
        command: args.command.clone(),
        label: "requests to the embedded endpoint".to_owned(),
        upstream: None,
    };
    service.run(&args.judging)
}

fn start(reference: Reference, args: &Args) -> Result<Server, String> {
    let reference = Arc::new(reference);
    let served = match &args.tls {
        None => serve(reference, args.listen),
        Some(path) => Identity::generate().and_then(|identity| {
            std::fs::write(path, identity.certificate_pem())?;
            serve_tls(reference, args.listen, &identity)
        }),
    };
    served.map_err(|error| format!("cannot serve on {}: {error}", args.listen))
}

fn options(args: &Args) -> Result<ReferenceOptions, String> {
    let mut options = ReferenceOptions {
        seed: args.seed,
        region: args.region.clone(),
        ..ReferenceOptions::default()
    };
    for name in &args.fault {
        options.faults.push(target::fault(name)?);
    }
    if let Some(name) = &args.variant {
        let names = rule::variants().map(|variant| variant.id);
        let unknown =
            || mistake::unknown("variant", name, names, "`vpnconform serve --list-variants`");
        options
            .variants
            .push(rule::variant(name).ok_or_else(unknown)?);
    }
    if args.require_auth {
        options.auth = Some(Credentials {
            access_key_id: variable("VPNCONFORM_ACCESS_KEY_ID")?,
            secret_access_key: Secret::new(variable("VPNCONFORM_SECRET_ACCESS_KEY")?),
            session_token: variable("VPNCONFORM_SESSION_TOKEN").ok().map(Secret::new),
        });
    }
    Ok(options)
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.is_empty())
        .ok_or_else(|| format!("--require-auth needs the environment variable {name}"))
}

fn lists(args: &Args) -> String {
    let mut out = String::new();
    if args.list_faults {
        for fault in rule::faults().iter() {
            let names = fault.detected_by.first().copied().unwrap_or_default();
            out.push_str(&format!(
                "{:<40}  {names:<40}  {}\n",
                fault.id, fault.summary
            ));
        }
    }
    if args.list_variants {
        for variant in rule::variants() {
            out.push_str(&format!("{:<40}  {}\n", variant.id, variant.summary));
        }
    }
    out
}

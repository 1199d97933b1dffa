//! `vpnconform check [FILE|FOLDER|-]...`: judges what was saved, and sends nothing.

use std::path::{Path, PathBuf};
use std::{fs, io};

use vpnconform::evidence::Evidence;
use vpnconform::evidence::redact::Redacted;
use vpnconform::saved;
use vpnconform::saved::Found;
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::check::{Checker, Given};

use crate::cli::judging::{Judging, Source};
use crate::cli::print;

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Read by content, not by name: a response to CreateVpnConnection or DescribeVpnConnections, an error, an inner document
alone, `curl -i` and `curl -v` output, HTTP messages with or without their requests, HAR files, cassettes (vcrpy, VCR,
Betamax, go-vcr), `aws ec2 ... --output json|text`, botocore and placebo JSON, captures of this program, one JSON value
a line, and tar, tar.gz and zip archives of these.

Of JSON only the inner documents are judged: the responses themselves are not in it.

Examples:
  vpnconform check response.xml
  curl -si \"$URL?Action=DescribeVpnConnections&Version=2016-11-15\" | vpnconform check -
  aws ec2 describe-vpn-connections | vpnconform check -
  vpnconform check tests/cassettes/ --report junit=check.xml
  vpnconform check vpn-config.xml --vpn-gateway-id vgw-8db04f81 --customer-asn 65010

Exit status: 0 conforms; 1 does not; 2 a file cannot be read, or usage; 3 something that is there cannot be judged;
4 nothing was judged; 5 the baseline is stale")]
pub struct Args {
    /// Files, folders, and `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The API version [default: that of the request, or of the namespace]
    #[arg(long, value_name = "V")]
    api_version: Option<ApiVersion>,
    /// The Type of the request, where that was not saved
    #[arg(long = "type", value_name = "TYPE", help_heading = "The request")]
    kind: Option<String>,
    /// The CustomerGatewayId of the request, where that was not saved
    #[arg(long, value_name = "ID", help_heading = "The request")]
    customer_gateway_id: Option<String>,
    /// The VpnGatewayId of the request, where that was not saved
    #[arg(long, value_name = "ID", help_heading = "The request")]
    vpn_gateway_id: Option<String>,
    /// The IP address of the customer gateway
    #[arg(long, value_name = "ADDRESS", help_heading = "The request")]
    customer_address: Option<String>,
    /// The BGP ASN of the customer gateway
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "The request")]
    customer_asn: Option<u32>,
    #[command(flatten)]
    judging: Judging,
}

/// Reads, judges, prints and writes: the exit status.
pub fn run(args: &Args) -> u8 {
    let failed = |(status, message): (u8, String)| {
        print::error(&message);
        status
    };
    check(args).unwrap_or_else(failed)
}

fn check(args: &Args) -> Result<u8, (u8, String)> {
    let ready = args.judging.prepare(false)?;
    let given = given(args);
    let options = given.options();
    let checker = Checker::new(ready.rules.iter().copied(), given);
    let mut checker = checker.keeping_all(args.judging.keeps());
    let failed = read(args, &mut checker);
    for message in &failed {
        print::error(message);
    }
    if checker.documents_judged() == 0 {
        if failed.is_empty() {
            print::error(&"nothing was found that can be judged");
        }
        return Ok(if failed.is_empty() { 4 } else { print::USAGE });
    }
    let presented = ready.present(checker, &target(&args.files), Source::Files(&options));
    let status = presented.map_err(|message| (print::USAGE, message))?;
    Ok(match failed.is_empty() {
        true => status,
        false => print::USAGE,
    })
}

/// What the report is of.
fn target(files: &[PathBuf]) -> String {
    let name = |path: &PathBuf| match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    };
    let names: Vec<String> = files.iter().take(3).map(name).collect();
    match files.len() - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// Reads everything; what cannot be read is told, and the rest is judged all the same.
fn read(args: &Args, checker: &mut Checker) -> Vec<String> {
    let mut failed = Vec::new();
    let mut others = Vec::new();
    for path in &args.files {
        if path.is_dir() {
            folder(path, checker, &mut failed, &mut others);
            continue;
        }
        let mut sink = |_: &str, found: Found| checker.add(found);
        let read = match path.as_os_str() == "-" {
            true => saved::stream("-", &mut io::stdin().lock(), &mut sink),
            false => saved::file(path, &mut sink),
        };
        failed.extend(read.err().map(|error| error.to_string()));
    }
    if let Some(first) = others.first() {
        print::note(&match others.len() {
            1 => format!("passed over: {first}"),
            count => {
                format!("{count} files are something else and were passed over, the first: {first}")
            }
        });
    }
    if checker.passed_over() > 0 {
        print::note(&format!(
            "passed over: {} of other actions, or of something else in an archive",
            checker.passed_over()
        ));
    }
    failed
}

/// Reads a folder with all that is in it, but for hidden files and links. Files of something else are counted.
fn folder(path: &Path, checker: &mut Checker, failed: &mut Vec<String>, others: &mut Vec<String>) {
    if path.join("evidence.json").is_file() {
        match Redacted::<Evidence>::read(path) {
            Ok(evidence) => checker.add(Found::Capture(Box::new(evidence.into_inner()))),
            Err(error) => failed.push(error.to_string()),
        }
        return;
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            failed.push(format!("{}: {error}", path.display()));
            return;
        }
    };
    let mut entries: Vec<fs::DirEntry> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if hidden || kind.is_symlink() {
            continue;
        }
        let path = entry.path();
        if kind.is_dir() {
            folder(&path, checker, failed, others);
            continue;
        }
        let read = saved::file(&path, &mut |_, found| checker.add(found));
        match read {
            Err(error) if error.is_other() => others.push(error.to_string()),
            Err(error) => failed.push(error.to_string()),
            Ok(()) => {}
        }
    }
}

fn given(args: &Args) -> Given {
    let parameters = [
        ("Type", &args.kind),
        ("CustomerGatewayId", &args.customer_gateway_id),
        ("VpnGatewayId", &args.vpn_gateway_id),
    ];
    let parameters = parameters.into_iter();
    Given {
        api_version: args.api_version,
        parameters: parameters
            .filter_map(|(name, value)| Some((name, value.clone()?)))
            .collect(),
        customer_address: args.customer_address.clone(),
        customer_asn: args.customer_asn,
    }
}

//! `vpnconform replay ID|FILE`: one recorded case again.

mod again;
mod parser;
mod saved;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use vpnconform::bounded_file;
use vpnconform::evidence::redact::Redacted;
use vpnconform::evidence::{Evidence, Origin, Record, file};
use vpnconform::finding::Verdict;
use vpnconform::report::command::script::Tool;
use vpnconform::report::command::{curl, rust_test, script};
use vpnconform::report::input;
use vpnconform::rule;
use vpnconform::rule::Rule;
use vpnconform::run::{Options, ledger};
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::outcome;

use crate::cli::target::{Auth, Reach};
use crate::cli::{explain, help, print};

/// The arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = help::REPLAY)]
pub struct Args {
    /// The id of a case, as a failure names it, or the file of one recorded exchange
    #[arg(value_name = "ID|FILE")]
    case: String,
    /// The saved exchanges to look the id up in; of `vpnconform parser` its JSON report
    #[arg(long, value_name = "FILE", default_value = file::LAST)]
    evidence: PathBuf,
    /// Print a curl command that sends exactly these bytes
    #[arg(long, conflicts_with = "rust")]
    curl: bool,
    /// Print a `#[test]` that sends exactly these bytes
    #[arg(long)]
    rust: bool,
    /// Print a script that stands alone: it makes its own gateways, sends the control and the case, and deletes them
    #[arg(long, value_name = "sh|boto3|aws|http", conflicts_with_all = ["curl", "rust"])]
    format: Option<Tool>,
    /// Where to send it, if not to the recorded target
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// For a document of `vpnconform parser`: give it to this built-in parser
    #[arg(long, value_name = "NAME", conflicts_with_all = ["curl", "rust", "format", "target"])]
    builtin: Option<String>,
    /// For a document of `vpnconform parser`: give it to this adapter
    #[arg(last = true, value_name = "CMD")]
    adapter: Vec<String>,
    /// Reaching the target
    #[command(flatten)]
    reach: Reach,
}

/// Prints or repeats the case.
pub fn run(args: &Args) -> u8 {
    if args.case.starts_with("parser/") {
        return parser::run(args).unwrap_or_else(|(status, message)| {
            print::error(&message);
            status
        });
    }
    let failed = |message: String| {
        print::error(&message);
        print::USAGE
    };
    match saved::read(args) {
        Ok(Some(evidence)) => saved::run(args, &evidence).unwrap_or_else(failed),
        Ok(None) => match load(args) {
            Ok(found) => show(args, &found),
            Err(message) => failed(message),
        },
        Err(message) => failed(message),
    }
}

/// A recorded case in its surroundings.
struct Found {
    record: Redacted<Record>,
    twin: Option<Redacted<Record>>,
    target: String,
    api_version: ApiVersion,
    auth: Option<String>,
    /// The rules that failed in it; if none did, its own.
    rules: Vec<&'static Rule>,
    /// Whether they did.
    failed: bool,
}

fn show(args: &Args, found: &Found) -> u8 {
    let record = found.record.as_ref();
    if let Some(tool) = args.format {
        let url = base(args, record, &found.target);
        let version = found.api_version.to_string();
        let subject = script::Subject {
            record,
            control: found.twin.as_ref().map(Redacted::as_ref),
            url: &url,
            api_version: &version,
            is_signed: found.auth.is_some()
                || args.reach.auth.is_some_and(|auth| auth != Auth::None),
            expected: again::held(record).1,
        };
        match script::script(tool, &subject) {
            Ok(text) => print::out(&text),
            Err(why) => {
                print::error(&why);
                return print::USAGE;
            }
        }
        0
    } else if args.curl {
        let base = base(args, record, &found.target);
        print::out(&format!("{}\n", curl::curl(record.request(), &base)));
        0
    } else if args.rust {
        print::out(&rust_test::test(
            &record.case.id,
            record.request(),
            record.case.expectation,
        ));
        0
    } else {
        send(args, found).unwrap_or_else(|message| {
            print::error(&message);
            print::USAGE
        })
    }
}

/// Sends the case again, and says what comes of it now.
fn send(args: &Args, found: &Found) -> Result<u8, String> {
    let name = args.target.as_deref().unwrap_or(&found.target);
    let mut reach = args.reach.clone();
    // As the run was signed, unless that is said here.
    reach.auth = reach.auth.or(found
        .auth
        .as_deref()
        .and_then(|how| Auth::from_str(how, true).ok()));
    let target = reach.target(name, 0)?;
    let options = Options {
        api_version: found.api_version,
        ..reach.options(&target)
    };
    let again = match found.record.origin {
        Origin::Catalogue if !found.rules.is_empty() => again::by_rules(
            &*target.endpoint,
            options,
            &found.rules,
            &found.record.case.id,
            found.failed,
        ),
        _ => again::alone(&*target.endpoint, &options, found),
    };
    let again = again.map_err(|e| format!("{}: {e}", ledger::LEDGER))?;
    print::out(&again.text(found.record.as_ref(), name));
    Ok(again.status())
}

fn base(args: &Args, record: Redacted<&Record>, target: &str) -> String {
    let given = args.target.as_deref().unwrap_or(target);
    curl::base(given, &record.exchange.request)
}

fn load(args: &Args) -> Result<Found, String> {
    let file = Path::new(&args.case);
    if file.is_file() {
        let record = Redacted::<Record>::read(file).map_err(|e| {
            format!("{e}\n  replay reads one exchange of a folder that `--record FOLDER/` has written{}", kind(file))
        })?;
        let target = base(args, record.as_ref(), "");
        let rules = own(&record.case.id).into_iter().collect();
        return Ok(Found {
            record,
            twin: None,
            target,
            api_version: ApiVersion::default(),
            auth: None,
            rules,
            failed: false,
        });
    }
    if !args.evidence.exists() {
        return Err(format!(
            "{}: no recorded run here; run `vpnconform endpoint TARGET` in this folder first, or give --evidence",
            args.evidence.display()
        ));
    }
    let evidence = Redacted::<Evidence>::read(&args.evidence).map_err(|e| e.to_string())?;
    let record = find(&evidence, &args.case)?;
    let twin = record.case.twin.as_deref();
    let failed = failed(&evidence, &record.case.id);
    Ok(Found {
        failed: !failed.is_empty(),
        rules: match failed.is_empty() {
            true => own(&record.case.id).into_iter().collect(),
            false => failed,
        },
        auth: evidence.auth.clone(),
        twin: twin
            .and_then(|twin| evidence.find(twin))
            .map(Redacted::cloned),
        target: evidence.target.clone(),
        api_version: evidence.api_version,
        record,
    })
}

/// What a file that is no exchange seems to be.
fn kind(file: &Path) -> String {
    let what = input::kind(&bounded_file::bytes(file, bounded_file::RECORDED).unwrap_or_default());
    format!("; {} is {what}", file.display())
}

/// The rule that a case belongs to, if it is not that of a probe.
fn own(case: &str) -> Option<&'static Rule> {
    let (rule, _) = case.rsplit_once('/')?;
    rule::by_id(rule)
}

/// The rules that failed in this case.
fn failed(evidence: &Evidence, case: &str) -> Vec<&'static Rule> {
    let fails = |rule: &&'static Rule| {
        let judgement = outcome::judge(rule, evidence);
        let mut sightings = judgement.findings.iter().flat_map(|f| &f.sightings);
        judgement.verdict == Verdict::Fail && sightings.any(|sighting| sighting.case == case)
    };
    rule::catalogue().filter(fails).collect()
}

/// The record of a case; of a check the first in which it failed, or the only one.
fn find(evidence: &Redacted<Evidence>, id: &str) -> Result<Redacted<Record>, String> {
    if let Some(record) = evidence.find(id) {
        return Ok(record.cloned());
    }
    if let Some(check) = rule::by_id(id) {
        let judgement = outcome::judge(check, evidence);
        let mut cases = judgement.findings.iter().map(|f| &f.case);
        if let Some(record) = cases.find_map(|case| evidence.find(case)) {
            return Ok(record.cloned());
        }
    }
    let prefix = format!("{id}/");
    let of_check: Vec<Redacted<&Record>> = evidence
        .records()
        .filter(|r| r.case.id.starts_with(&prefix))
        .collect();
    match of_check.as_slice() {
        [record] => Ok(record.cloned()),
        [] => {
            let near = explain::nearest(
                id,
                evidence.records().map(|r| r.into_inner().case.id.as_str()),
            );
            let hint = if near.is_empty() {
                String::new()
            } else {
                format!("; did you mean {}?", near.join(" or "))
            };
            Err(format!("the recorded run has no case {id:?}{hint}"))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|r| r.case.id.as_str()).collect();
            Err(format!(
                "{id} has several cases; give one of {}",
                ids.join(", ")
            ))
        }
    }
}

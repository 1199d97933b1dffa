//! `vpnconform replay ID|FILE`: one recorded case again.

use std::path::Path;
use std::path::PathBuf;

use crate::cli::explain;
use crate::cli::print;
use crate::exchange::curl;
use crate::exchange::rust;
use crate::report::card;
use crate::run::saved;
use crate::run::saved::SavedEvidence;
use crate::run::saved::SavedRecord;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of a case, as a failure names it, or the file of one recorded exchange
    #[arg(value_name = "ID|FILE")]
    case: String,
    /// The saved exchanges to look the id up in
    #[arg(long, value_name = "FILE", default_value = saved::LAST)]
    evidence: PathBuf,
    /// Print a curl command that sends exactly these bytes
    #[arg(long, conflicts_with = "rust")]
    curl: bool,
    /// Print a `#[test]` that sends exactly these bytes
    #[arg(long)]
    rust: bool,
    /// Where the curl command sends it, if not to the recorded target
    #[arg(long, value_name = "URL")]
    target: Option<String>,
}

/// Prints or repeats the case.
pub fn run(args: &Args) -> u8 {
    match load(args) {
        Ok((record, target)) => show(args, &record, &target),
        Err(message) => {
            print::error(&message);
            print::USAGE
        }
    }
}

fn show(args: &Args, record: &SavedRecord, target: &str) -> u8 {
    let request = record.exchange.request.clone().restore();
    if args.curl {
        print::out(&format!(
            "{}\n",
            curl::curl(&request, &base(args, record, target))
        ));
    } else if args.rust {
        print::out(&rust::test(
            &record.case.id,
            &request,
            record.case.expectation,
        ));
    } else {
        print::out(&format!(
            "{}\n{}\n",
            card::request_line(record),
            card::answer_line(&record.exchange)
        ));
    }
    0
}

/// Scheme and authority: of the given target, of the recorded one where that is a URL, else of the Host header.
fn base(args: &Args, record: &SavedRecord, target: &str) -> String {
    let given = args.target.as_deref().unwrap_or(target);
    if let Some((scheme, rest)) = given.split_once("://") {
        let authority = rest.split('/').next().unwrap_or(rest);
        return format!("{scheme}://{authority}");
    }
    let host = record.exchange.request.headers.iter();
    let host = host
        .clone()
        .find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = host.map_or("127.0.0.1".to_owned(), |(_, v)| card::printable(&v.0));
    format!("http://{host}")
}

/// The record with its target's name.
fn load(args: &Args) -> Result<(SavedRecord, String), String> {
    let file = Path::new(&args.case);
    if file.is_file() {
        let record = SavedRecord::read(file).map_err(|e| e.to_string())?;
        return Ok((record, String::new()));
    }
    if !args.evidence.exists() {
        return Err(format!(
            "{}: no recorded run here; run `vpnconform endpoint TARGET` in this folder first, or give --evidence",
            args.evidence.display()
        ));
    }
    let evidence = SavedEvidence::read(&args.evidence).map_err(|e| e.to_string())?;
    let target = evidence.target.clone();
    find(evidence, &args.case).map(|record| (record, target))
}

/// The record of a case, or the only record of a check.
fn find(evidence: SavedEvidence, id: &str) -> Result<SavedRecord, String> {
    if let Some(record) = evidence.records.iter().find(|r| r.case.id == id) {
        return Ok(record.clone());
    }
    let prefix = format!("{id}/");
    let of_check: Vec<&SavedRecord> = evidence
        .records
        .iter()
        .filter(|r| r.case.id.starts_with(&prefix))
        .collect();
    match of_check.as_slice() {
        [record] => Ok((*record).clone()),
        [] => {
            let near = explain::nearest(id, evidence.records.iter().map(|r| r.case.id.as_str()));
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

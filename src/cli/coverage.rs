//! `vpnconform coverage`: the page clause by clause, with the checks that rest on each, or why none can.

use std::fmt::Write;

use serde_json::json;
use vpnconform::spec::clause::{NOTES, REFERENCE};
use vpnconform::suite::coverage::{Coverage, coverage};

use crate::cli::print;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Only clauses that no check rests on
    #[arg(long)]
    unchecked: bool,
}

/// Prints the table; status 70 when a clause has neither a check nor a reason.
pub fn run(args: &Args) -> u8 {
    let all = coverage();
    let shown: Vec<&Coverage> = all
        .iter()
        .filter(|row| !args.unchecked || row.checks.is_empty())
        .collect();
    print::out(&if args.json {
        as_json(&shown)
    } else {
        as_text(&shown, &all)
    });
    if all.iter().all(Coverage::is_accounted_for) {
        0
    } else {
        70
    }
}

fn as_text(shown: &[&Coverage], all: &[Coverage]) -> String {
    let mut out = String::new();
    for row in shown {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{} ({}; {})\n    {}",
            row.clause.id, row.clause.source, row.clause.grade, row.clause.text
        );
        for check in &row.checks {
            let _ = writeln!(out, "    checked by {}", check.id);
        }
        match (row.checks.is_empty(), row.clause.untestable) {
            (_, Some(reason)) => {
                let _ = writeln!(out, "    not testable: {reason}");
            }
            (true, None) => out.push_str("    UNACCOUNTED FOR\n"),
            (false, None) => {}
        }
    }
    let count = |holds: fn(&Coverage) -> bool| all.iter().filter(|row| holds(row)).count();
    let _ = writeln!(
        out,
        "\nAPI reference   {REFERENCE}\nprotocol notes  {NOTES}\n\n\
         {} clauses: {} checked, {} not testable, {} unaccounted for",
        all.len(),
        count(|row| !row.checks.is_empty()),
        count(|row| row.checks.is_empty() && row.clause.untestable.is_some()),
        count(|row| !row.is_accounted_for())
    );
    out
}

fn as_json(shown: &[&Coverage]) -> String {
    let list: Vec<_> = shown
        .iter()
        .map(|row| {
            json!({
                "id": row.clause.id,
                "text": row.clause.text,
                "source": row.clause.source.to_string(),
                "url": row.clause.source.url(),
                "grade": row.clause.grade.to_string(),
                "checks": row.checks.iter().map(|check| check.id).collect::<Vec<_>>(),
                "untestable": row.clause.untestable,
            })
        })
        .collect();
    format!("{:#}\n", json!(list))
}

//! `vpnconform explain ID`: one check, what it rests on, and an example.

use std::fmt::Write;

use strsim::levenshtein;
use vpnconform::rule;
use vpnconform::rule::Rule;
use vpnconform::rule::parser::{ParserRule, catalogue};
use vpnconform::suite::report::level_word;

use crate::cli::{clause, print};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of a check, as `vpnconform list` prints it
    #[arg(value_name = "ID")]
    id: String,
}

/// Prints the check; an unknown id is a usage error with the nearest ids.
pub fn run(args: &Args) -> u8 {
    let mut checks = rule::catalogue().chain(rule::client_rules());
    if let Some(check) = rule::parser::find(&args.id) {
        print::out(&parser_page(check));
        return 0;
    }
    match checks.find(|c| c.id == args.id) {
        Some(check) => {
            print::out(&page(check));
            0
        }
        None => {
            let near = nearest(
                &args.id,
                rule::catalogue()
                    .map(|c| c.id)
                    .chain(catalogue().iter().map(|c| c.id)),
            );
            print::error(&unknown(&args.id, &near));
            print::USAGE
        }
    }
}

fn parser_page(check: &ParserRule) -> String {
    let documents: Vec<&str> = rule::document_mutations()
        .iter()
        .filter(|d| d.check == check.id)
        .map(|d| d.id)
        .collect();
    let mut out = format!(
        "{}\n\n{}\n\nLevel     {}\nSource    {}\n\n{}\n",
        check.id,
        check.summary,
        level_word(check.level),
        check.source,
        check.explain
    );
    if !documents.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "\nDocuments {}", documents.join(" "));
    }
    out
}

/// The message for an id that no check has.
pub fn unknown(id: &str, near: &[&str]) -> String {
    let mut message = format!("no check has the id {id:?}");
    if !near.is_empty() {
        message.push_str("; did you mean ");
        message.push_str(&near.join(" or "));
        message.push('?');
    }
    message.push_str(" (`vpnconform list` prints all)");
    message
}

fn page(check: &Rule) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(&mut out, check);
    out
}

fn write_page(out: &mut String, check: &Rule) -> std::fmt::Result {
    writeln!(out, "{}\n\n{}\n", check.id, check.summary)?;
    writeln!(out, "Level     {}", level_word(check.level))?;
    let versions = match (check.since, check.until) {
        (None, None) => "every API version".to_owned(),
        (Some(since), None) => format!("from {since} on"),
        (None, Some(until)) => format!("up to {until}"),
        (Some(since), Some(until)) => format!("{since} to {until}"),
    };
    writeln!(out, "Versions  {versions}")?;
    for id in check.requirements {
        match clause::words(id) {
            Some(clause) => {
                writeln!(out, "Clause    {id}: {}", clause.text)?;
                writeln!(out, "          {} ({})", clause.source, clause.grade)?;
                writeln!(out, "          {}", clause.url)?;
            }
            None => writeln!(out, "Clause    {id}")?,
        }
    }
    if !check.explain.is_empty() {
        writeln!(out, "\n{}", check.explain.trim())?;
    }
    let mut faults = rule::faults()
        .iter()
        .filter(|fault| fault.detected_by.first() == Some(&check.id))
        .peekable();
    if faults.peek().is_some() {
        writeln!(out, "\nSee it fail on the embedded endpoint:")?;
    }
    for fault in faults {
        writeln!(
            out,
            "  vpnconform serve --fault {}   # {}",
            fault.id, fault.summary
        )?;
    }
    writeln!(
        out,
        "\nRun it alone:\n  vpnconform endpoint URL --only {}",
        check.id
    )
}

/// At most three ids that are likely meant, the nearest first.
pub fn nearest<'i>(wanted: &str, ids: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let mut ranked: Vec<(usize, &str)> = ids
        .map(|id| {
            let name = id.split_once('/').map_or(id, |(_, name)| name);
            let contained = wanted.len() >= 3 && id.contains(wanted);
            let whole = levenshtein(wanted, id).min(levenshtein(wanted, name));
            (if contained { 0 } else { whole }, id)
        })
        .filter(|(rank, _)| *rank <= wanted.len() / 3 + 1)
        .collect();
    ranked.sort();
    ranked.into_iter().take(3).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_id_finds_its_neighbour() {
        let ids = [
            "request/type-required",
            "request/type-ipsec1-only",
            "response/namespace",
        ];
        let near = |wanted| nearest(wanted, ids.into_iter());
        assert_eq!(near("request/type-requird"), ["request/type-required"]);
        assert_eq!(near("namespce"), ["response/namespace"]);
        assert_eq!(
            near("type"),
            ["request/type-ipsec1-only", "request/type-required"]
        );
        assert!(near("kitten/sitting").is_empty());
    }
}

//! `vpnconform explain ID`: one check, what it rests on, and an example.

use std::fmt::Write;

use strsim::levenshtein;
use vpnconform::glob::GlobSet;
use vpnconform::rule;
use vpnconform::rule::Rule;
use vpnconform::rule::parser::{ParserRule, catalogue};
use vpnconform::suite::report::level_word;

use crate::cli::{clause, print, select};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of a check, as `vpnconform list` prints it, a family, or a glob
    #[arg(value_name = "ID")]
    id: String,
}

/// Prints the check, or a line for each of several; an unknown id is a usage error with the nearest ids.
pub fn run(args: &Args) -> u8 {
    if let Some(text) = one(&args.id) {
        print::out(&text);
        return 0;
    }
    let pattern = select::pattern(&args.id, ids());
    let found: Vec<&str> = match GlobSet::new([&pattern]) {
        Ok(globs) => ids().filter(|id| globs.is_match(id)).collect(),
        Err(error) => {
            print::error(&error);
            return print::USAGE;
        }
    };
    match found.as_slice() {
        [] => {
            let near = nearest(&args.id, ids());
            print::error(&unknown(&args.id, &near));
            print::USAGE
        }
        [id] => {
            print::out(&one(id).unwrap_or_default());
            0
        }
        several => {
            print::out(&lines(several));
            0
        }
    }
}

/// The ids of all checks.
fn ids() -> impl Iterator<Item = &'static str> + Clone {
    let parsers = catalogue().iter().map(|check| check.id);
    requests_and_responses()
        .map(|check| check.id)
        .chain(parsers)
}

/// The rules for servers and those for the requests of clients.
fn requests_and_responses() -> impl Iterator<Item = &'static Rule> + Clone {
    rule::catalogue().chain(rule::client_rules())
}

fn one(id: &str) -> Option<String> {
    match rule::parser::find(id) {
        Some(check) => Some(parser_page(check)),
        None => requests_and_responses()
            .find(|rule| rule.id == id)
            .or_else(|| rule::by_id(id))
            .map(page),
    }
}

/// A line for each check, and how to read more.
fn lines(ids: &[&str]) -> String {
    let width = ids.iter().map(|id| id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for id in ids {
        let server = requests_and_responses()
            .find(|check| check.id == *id)
            .map(|check| (check.level, check.summary));
        let parser = || rule::parser::find(id).map(|check| (check.level, check.summary));
        if let Some((level, summary)) = server.or_else(parser) {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{id:<width$}  {:<8}  {summary}", level_word(level));
        }
    }
    out + "\n`vpnconform explain ID` says more of each.\n"
}

fn parser_page(check: &ParserRule) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_parser_page(&mut out, check);
    out
}

fn write_parser_page(out: &mut String, check: &ParserRule) -> std::fmt::Result {
    writeln!(out, "{}\n\n{}\n", check.id, check.summary)?;
    writeln!(out, "Level     {}", level_word(check.level))?;
    writeln!(out, "Versions  every API version")?;
    writeln!(out, "Source    {}", check.source)?;
    if !check.explain.is_empty() {
        writeln!(out, "\n{}", check.explain.trim())?;
    }
    let documents: Vec<_> = rule::document_mutations()
        .iter()
        .filter(|document| document.check == check.id)
        .collect();
    if !documents.is_empty() {
        writeln!(
            out,
            "\nDocuments (mutations of a valid one), and what a parser must make of each:"
        )?;
    }
    let width = documents.iter().map(|d| d.id.len()).max().unwrap_or(0);
    for document in documents {
        writeln!(out, "  {:<width$}  {}", document.id, document.effect.word())?;
    }
    let mut faults = rule::parser_faults()
        .iter()
        .filter(|fault| fault.detected_by.first() == Some(&check.id))
        .peekable();
    if faults.peek().is_some() {
        writeln!(out, "\nSee it fail with a parser that is wrong on purpose:")?;
    }
    for fault in faults {
        writeln!(
            out,
            "  vpnconform parser --builtin fault:{} --only {}   # {}",
            fault.id, check.id, fault.summary
        )?;
    }
    if !check.variants.is_empty() {
        writeln!(
            out,
            "\nSee it pass with a parser that differs and conforms:"
        )?;
    }
    for variant in check.variants {
        writeln!(
            out,
            "  vpnconform parser --builtin variant:{} --only {}   # {}",
            variant.id, check.id, variant.summary
        )?;
    }
    writeln!(
        out,
        "\nRun it alone:\n  vpnconform parser --only {} -- CMD...",
        check.id
    )
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
            "  vpnconform endpoint reference --fault {} --only {}   # {}",
            fault.id, check.id, fault.summary
        )?;
    }
    if !check.variants.is_empty() {
        writeln!(
            out,
            "\nSee it pass on an endpoint that differs and conforms:"
        )?;
    }
    for variant in check.variants {
        writeln!(
            out,
            "  vpnconform selftest --variant {}   # {}",
            variant.id, variant.summary
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

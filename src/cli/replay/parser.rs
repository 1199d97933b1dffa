//! `vpnconform replay parser/ID -- CMD`: one document for a parser again, with all there is to see.

use std::path::Path;

use vpnconform::evidence::file;
use vpnconform::finding::Verdict;
use vpnconform::generate::document::Document;
use vpnconform::generate::document::field::{Fields, Value};
use vpnconform::generate::document::mutation::Effect;
use vpnconform::parser::process::{Limits, Process};
use vpnconform::parser::{Input, Outcome, Parser, pipeline};
use vpnconform::rule;
use vpnconform::suite::parser::run::{self, Given};
use vpnconform::suite::parser::verdict::{Twin, judge};
use vpnconform::suite::report::CaseResult;

use crate::cli::replay::Args;
use crate::cli::replay::again::{self, Now};
use crate::cli::{print, report};

const BLOCKED: u8 = 3;

/// Gives the documents of the case to the parser, the examples first: the exit status, or one with why not.
pub(super) fn run(args: &Args) -> Result<u8, (u8, String)> {
    let id = &args.case;
    let documents = run::find(id, &run::Options::default());
    if documents.is_empty() {
        let message =
            format!("there is no document {id:?}: `vpnconform parser --dry-run` lists them");
        return Err((print::USAGE, message));
    }
    let before = match args.evidence.as_path() == Path::new(file::LAST) {
        true => Vec::new(),
        false => cases(&args.evidence).map_err(|message| (print::USAGE, message))?,
    };
    let mut parser = open(args.builtin.as_deref(), &args.adapter)?;
    let targets = parser.hello().targets.clone();
    let read: Vec<_> = documents
        .iter()
        .filter(|given| targets.contains(&given.document.target()))
        .collect();
    if read.is_empty() {
        let message = format!("{} reads no such document", parser.hello().name);
        return Err((BLOCKED, message));
    }
    let said: Vec<_> = read
        .into_iter()
        .map(|given| {
            let target = given.document.target();
            let of = |case: &&CaseResult| case.id == *id && case.target == target;
            let before = before.iter().find(of).map(|case| case.verdict);
            replay(parser.as_mut(), given, before == Some(Verdict::Fail))
        })
        .collect();
    Ok(again::status(&said))
}

/// What the documents of a saved run came to.
fn cases(path: &Path) -> Result<Vec<CaseResult>, String> {
    let parser = report::load(path)?.parser;
    let parser = parser.ok_or_else(|| {
        let path = path.display();
        format!("{path} is no report of `vpnconform parser`: it has no documents")
    })?;
    Ok(parser.cases)
}

fn open(builtin: Option<&str>, command: &[String]) -> Result<Box<dyn Parser + Send>, (u8, String)> {
    let parser = match (builtin, command) {
        (Some(name), _) => rule::find_parser(name)
            .ok_or_else(|| (print::USAGE, format!("unknown built-in parser {name:?}"))),
        (None, []) => Err((
            print::USAGE,
            "give the parser: --builtin NAME, or -- CMD".to_owned(),
        )),
        (None, command) => match Process::start(command, Limits::default()) {
            Ok(process) => Ok(Box::new(process) as _),
            Err(error) => Err((BLOCKED, error.to_string())),
        },
    }?;
    pipeline::of(parser).map_err(|why| (BLOCKED, why))
}

/// Gives one document: what that says, where it `failed` before or not.
fn replay(parser: &mut dyn Parser, given: &Given, failed: bool) -> (Now, String) {
    let document = &given.document;
    let ask = |parser: &mut dyn Parser, document: &Document| parser.parse(&Input::of(document));
    let example = Document::example(document.target());
    // What comes in pieces is compared with the same document as a whole.
    let control = match given.piece {
        Some(_) => ask(parser, document),
        None => ask(parser, &example),
    };
    let twin = Twin {
        blocked: (!matches!(control, Outcome::Accept(_)))
            .then(|| format!("the valid twin was {}", control.describe())),
        ..Twin::default()
    };
    let outcome = parser.parse(&Input::of(document).in_pieces(given.piece));
    let reads = parser
        .hello()
        .reads(document.target())
        .map(<[String]>::to_vec);
    let judged = match given.piece {
        Some(_) => run::judge_pieces(&control, &outcome),
        None => judge(document, &outcome, reads.as_deref(), &twin),
    };
    let mut out = format!(
        "{} ({}, status {}, {} bytes)\n{}\n\n  control   {}\n  expected  {}\n  actual    {}\n",
        document.id,
        document.target().as_str(),
        document.wire.status,
        document.body().len(),
        printable(document.body()),
        control.describe(),
        judged.expected,
        judged.found,
    );
    if let (Outcome::Accept(found), Effect::Accept) = (&outcome, document.effect()) {
        compare(&document.fields(), found, "", &mut out);
    }
    let now = match judged.verdict {
        Verdict::Fail => Now::of(false, failed),
        Verdict::Pass | Verdict::Waived => Now::of(true, failed),
        Verdict::Blocked => Now::Blocked,
        Verdict::Advisory | Verdict::NotApplicable => Now::Observed,
    };
    out.push_str(&format!("  verdict   {}\n\n", now.word()));
    print::out(&out);
    (now, document.id.clone())
}

/// Every field that was returned otherwise than it stands. The keys are those of the document: nobody uses them.
fn compare(expected: &Fields, found: &Fields, before: &str, out: &mut String) {
    for (name, wanted) in expected {
        let Some(got) = found.get(name) else { continue };
        match (wanted, got) {
            (Value::List(wanted), Value::List(items)) => {
                for (at, (wanted, item)) in wanted.iter().zip(items).enumerate() {
                    compare(wanted, item, &format!("{before}{name}/{at}/"), out);
                }
            }
            _ if wanted == got => {}
            _ => out.push_str(&format!(
                "  {before}{name}\n    expected  {}\n    actual    {}\n",
                shown(wanted),
                shown(got)
            )),
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Absent => "absent".to_owned(),
        Value::Bytes(bytes) => format!("bytes \"{}\"", bytes.escape_ascii()),
        Value::List(items) => format!("a list of {}", items.len()),
        Value::Text(text) => format!("{text:?}"),
        Value::WrongType(kind) => format!("a value of type {kind}"),
    }
}

/// The bytes as text, with what a terminal would obey, or not show, escaped.
fn printable(body: &[u8]) -> String {
    const MOST: usize = 16 << 10;
    let (shown, more) = match body.get(..MOST) {
        Some(head) if body.len() > MOST => {
            (head, format!("... and {} bytes more", body.len() - MOST))
        }
        _ => (body, String::new()),
    };
    let mut text = String::with_capacity(shown.len());
    for byte in shown {
        match byte {
            b'\n' => text.push('\n'),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(*byte)),
            byte => text.push_str(&byte.escape_ascii().to_string()),
        }
    }
    text + &more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_printed_as_they_are() {
        assert_eq!(printable(b"a\x1b[1m\xff\n"), "a\\x1b[1m\\xff\n");
    }
}

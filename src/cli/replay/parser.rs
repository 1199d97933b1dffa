//! `vpnconform replay parser/ID -- CMD`: one document for a parser again, with all there is to see.

use vpnconform::finding::Verdict;
use vpnconform::generate::document::Document;
use vpnconform::generate::document::field::{Fields, Value};
use vpnconform::generate::document::mutation::Effect;
use vpnconform::parser::process::{Limits, Process};
use vpnconform::parser::{Input, Outcome, Parser, pipeline};
use vpnconform::rule;
use vpnconform::suite::parser::run;
use vpnconform::suite::parser::verdict::{Twin, judge};

use crate::cli::print;

const BLOCKED: u8 = 3;

/// Gives the documents of this id to the parser, the examples first: 1 where one is not read as it must be.
pub fn run(id: &str, builtin: Option<&str>, command: &[String]) -> u8 {
    let documents = run::find(id, &run::Options::default());
    if documents.is_empty() {
        print::error(&format!(
            "there is no document {id:?}: `vpnconform parser --dry-run` lists them"
        ));
        return print::USAGE;
    }
    let mut parser = match open(builtin, command) {
        Ok(parser) => parser,
        Err((status, message)) => {
            print::error(&message);
            return status;
        }
    };
    let targets = parser.hello().targets.clone();
    let read: Vec<_> = documents
        .iter()
        .filter(|document| targets.contains(&document.target()))
        .collect();
    if read.is_empty() {
        print::error(&format!("{} reads no such document", parser.hello().name));
        return BLOCKED;
    }
    let mut status = 0;
    for document in read {
        status = status.max(replay(parser.as_mut(), document));
    }
    status
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

fn replay(parser: &mut dyn Parser, document: &Document) -> u8 {
    let ask = |parser: &mut dyn Parser, document: &Document| parser.parse(&Input::of(document));
    let example = Document::example(document.target());
    let control = ask(parser, &example);
    let twin = Twin {
        blocked: (!matches!(control, Outcome::Accept(_)))
            .then(|| format!("the valid twin was {}", control.describe())),
        ..Twin::default()
    };
    let outcome = ask(parser, document);
    let reads = parser
        .hello()
        .reads(document.target())
        .map(<[String]>::to_vec);
    let judged = judge(document, &outcome, reads.as_deref(), &twin);
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
    out.push_str(&format!(
        "  verdict   {}\n\n",
        vpnconform::suite::report::word(judged.verdict)
    ));
    print::out(&out);
    match judged.verdict {
        Verdict::Fail => 1,
        Verdict::Blocked => BLOCKED,
        _ => 0,
    }
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
    use vpnconform::generate::document::field::Target;

    use super::*;

    #[test]
    fn replayed_case_shows_bytes_and_both_values() {
        let id = "parser/text-kept/text-padded";
        assert_eq!(run(id, Some("vpnconform"), &[]), 0);
        assert_eq!(run(id, Some("fault:text-trimmed"), &[]), 1);
        assert_eq!(
            run("parser/text-kept/none", Some("vpnconform"), &[]),
            print::USAGE
        );
        assert_eq!(run(id, None, &[]), print::USAGE);
        assert_eq!(printable(b"a\x1b[1m\xff\n"), "a\\x1b[1m\\xff\n");
        let documents = run::find(id, &run::Options::default());
        let targets: Vec<_> = documents.iter().map(Document::target).collect();
        assert_eq!(targets, [Target::Response, Target::Configuration]);
    }
}

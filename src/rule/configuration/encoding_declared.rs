//! The encoding that the inner document declares is that of the text that carries it.

use crate::evidence::Layer;
use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::fault::configuration::inner;
use crate::reference::hook::{Hook, Scope};
use crate::rule::findings::{Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/encoding-declared",
    level: Level::Should,
    summary: "The encoding that the inner document declares is that of the text that carries it.",
    requirements: &["configuration/declaration", "wire/encoding"],
    explain: "Whoever writes the decoded text to a file writes UTF-8, and a parser that reads the file believes its declaration: \
            with utf-16, as some platforms declare for any string, it stops at the first byte.\n\
            Passes: no declaration, one without encoding, UTF-8, US-ASCII.\n\
            Fails: encoding=\"utf-16\".",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: |rule, evidence| {
        findings::configurations(rule, evidence, Which::Every, |scribe, root| {
            let inner = scribe.record.view().inner.as_ref();
            let inner = inner.filter(|inner| inner.layer != Layer::Literal);
            let Some(encoding) = inner.and_then(|inner| inner.encoding()) else {
                return;
            };
            let is_right = ["utf-8", "utf8", "us-ascii"]
                .iter()
                .any(|right| encoding.eq_ignore_ascii_case(right));
            if !is_right {
                scribe.inner(
                    root.offset(),
                    "another encoding",
                    "encoding=\"UTF-8\"",
                    format!("encoding={}", quote(&encoding)),
                );
            }
        })
    },
    faults: &[Fault::new(
        "declaration-of-utf-16",
        "declares utf-16 in the configuration, as a string of .NET does",
        Hook::Style(Scope::Created, |style| {
            style.inner = |root| inner(root).replace("UTF-8", "utf-16");
        }),
    )],
    also_detects: &["declaration-of-latin-1"],
    ..Rule::SERVER
};

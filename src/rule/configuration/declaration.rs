//! Notes whether the inner document begins with its XML declaration.

use crate::evidence::{Evidence, Layer};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::fault::configuration::inner;
use crate::reference::hook::{Hook, Scope};
use crate::reference::style;
use crate::rule::findings::{Gather, quote};
use crate::rule::look::{Answer, Look};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "configuration/declaration",
    level: Level::Advisory,
    summary: "Notes whether the inner document begins with its XML declaration.",
    requirements: &["configuration/declaration"],
    explain: "Every real document begins at its first byte with an XML declaration that says UTF-8. XML does not ask \
            for one, and the page's layout leaves open what stands before it.\n\
            Passes: <?xml version=\"1.0\" encoding=\"UTF-8\"?> at the start.\n\
            Noted: no declaration; blanks before the document; another encoding than UTF-8.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Declaration(Answer::Inner), Look::Carrier],
    judge: declaration,
    faults: &[
        Fault::new(
            "declaration-absent",
            "sends the configuration without declaration and after ten blanks (moto 5.2.5)",
            Hook::Style(Scope::Created, |style| {
                style.inner = |root| {
                    root.document(&style::Style {
                        declaration: "\n          ",
                        ..style::Style::INNER
                    })
                };
            }),
        ),
        Fault::new(
            "declaration-of-latin-1",
            "declares ISO-8859-1 in the configuration",
            Hook::Style(Scope::Created, |style| {
                style.inner = |root| inner(root).replace("UTF-8", "ISO-8859-1");
            }),
        ),
    ],
    ..Rule::SERVER
};

fn declaration(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates() {
        let inner = record.view().inner.as_ref();
        let Some(inner) = inner.filter(|i| i.layer != Layer::Literal && !i.is_empty()) else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        if inner.leading > 0 {
            scribe.inner(
                0,
                "white space before the document",
                "the document at the first byte",
                format!("{} bytes of white space before it", inner.leading),
            );
        }
        if !inner.has_declaration() {
            scribe.inner(0, "no declaration", "an XML declaration", "none");
        }
        if let Some(encoding) = inner
            .encoding()
            .filter(|e| !e.eq_ignore_ascii_case("utf-8"))
        {
            scribe.inner(
                0,
                "another encoding",
                "encoding=\"UTF-8\"",
                format!("encoding={}", quote(&encoding)),
            );
        }
    }
    gather.finish(|| findings::nothing_to_read(evidence, "customerGatewayConfiguration"))
}

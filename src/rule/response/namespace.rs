//! Every element of a successful response is in the namespace of the requested API version.

use crate::finding::Level;
use crate::reference::fault::intermittent::is_due;
use crate::reference::fault::{Fault, with_text};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::reference::{element, style};
use crate::rule::findings::{Which, quote};
use crate::rule::look::{Answer, Look};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "response/namespace",
    level: Level::Must,
    summary: "Every element of a successful response is in the namespace of the requested API version.",
    requirements: &["response/namespace"],
    explain: "The schema of each version has its own target namespace, with a slash at the end, and qualified \
            elements. A client that looks elements up by namespace finds nothing under another name.\n\
            Passes: xmlns=\"http://ec2.amazonaws.com/doc/2012-04-01/\" for Version=2012-04-01, as default namespace or \
            with a prefix.\n\
            Fails: no namespace, the one of another version, the one without the slash at the end, a child element with \
            xmlns=\"\".",
    reads: &[&ORDINARY],
    descriptions: true,
    deletions: true,
    looks_at: &[Look::Namespace(Answer::Success)],
    judge: |rule, evidence| {
        findings::documents(rule, evidence, Which::Every, |scribe, root| {
            let wanted = scribe.evidence.api_version.namespace();
            let came = root.namespace();
            let Some(namespace) = came.filter(|n| !n.is_empty()) else {
                scribe.outer(root.offset(), "no namespace", wanted, "no namespace");
                return;
            };
            // A version without public facts has a namespace of its own.
            if namespace != wanted && scribe.record.extent.version {
                let cause = match namespace.trim_end_matches('/') == wanted.trim_end_matches('/') {
                    true => "slash at the end of the namespace",
                    false => "another namespace",
                };
                scribe.outer(root.offset(), cause, wanted.clone(), quote(namespace));
            }
            let stray = findings::in_namespace(root, |own| own != namespace);
            if let Some(child) = stray {
                scribe.outer(
                    child.offset(),
                    "element in another namespace than the root",
                    wanted,
                    format!(
                        "{} in {}",
                        child.name(),
                        quote(child.namespace().unwrap_or_default())
                    ),
                );
            }
        })
    },
    faults: &[
        Fault::new(
            "namespace-missing",
            "leaves the document without a namespace",
            Hook::Answer(Scope::Created, |root, _| root.attributes.clear()),
        ),
        Fault::new(
            "namespace-without-slash",
            "leaves out the slash at the end of the namespace",
            Hook::Answer(Scope::Any, |root, _| {
                for (_, value) in &mut root.attributes {
                    value.truncate(value.trim_end_matches('/').len());
                }
            }),
        ),
        Fault::new(
            "namespace-2016",
            "answers every version in the namespace of 2016-11-15, without its slash (moto 5.2.5)",
            Hook::Answer(Scope::Created, |root, _| {
                namespace(root, "http://ec2.amazonaws.com/doc/2016-11-15")
            }),
        ),
        Fault::new(
            "namespace-2013",
            "answers every version in the namespace of 2013-10-15 (moto 4.2.14)",
            Hook::Answer(Scope::Created, |root, _| {
                namespace(root, "http://ec2.amazonaws.com/doc/2013-10-15/")
            }),
        ),
        Fault::new(
            "namespace-of-children-missing",
            "takes the children of the root out of the namespace",
            Hook::Answer(Scope::Created, |root, _| {
                for child in root.elements_mut() {
                    child.attributes.push(("xmlns".to_owned(), String::new()));
                }
            }),
        ),
        Fault::new(
            "namespace-of-deletion-missing",
            "answers a deletion without a namespace",
            Hook::Answer(Scope::Other, |root, context| {
                if context.action() == "DeleteVpnConnection" {
                    root.attributes.clear();
                }
            }),
        ),
        Fault::new(
            "namespace-2016-now-and-then",
            "gives every third document the namespace of 2016-11-15",
            Hook::Wire(Scope::Created, |response, context| {
                Ok(match is_due(context) {
                    true => with_text(
                        response,
                        &context.version.namespace(),
                        "http://ec2.amazonaws.com/doc/2016-11-15/",
                    ),
                    false => response,
                })
            }),
        )
        .until(ApiVersion::V2013_08_15),
    ],
    variants: &[
        Variant::new(
            "single-quotes",
            "puts attribute values in single quotes, in both documents",
            Hook::Style(Scope::Any, |s| {
                s.declaration = "<?xml version='1.0' encoding='UTF-8'?>\n";
                s.quote = '\'';
                s.inner = |root| {
                    root.document(&style::Style {
                        declaration: "<?xml version='1.0' encoding='UTF-8'?>\n",
                        quote: '\'',
                        ..style::Style::INNER
                    })
                };
            }),
        ),
        Variant::new(
            "prefixed-namespace",
            "uses a prefix for the namespace instead of the default one",
            Hook::Style(Scope::Accepted, |s| s.prefix = Some("ec2")),
        ),
    ],
    ..Rule::SERVER
};

fn namespace(root: &mut element::Element, uri: &str) {
    for (_, value) in &mut root.attributes {
        uri.clone_into(value);
    }
}

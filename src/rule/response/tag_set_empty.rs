//! A connection that was created without tags has none.

use crate::evidence::Record;
use crate::finding::{Judgement, Level};
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::look::Look;
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};

pub(super) static RULE: Rule = Rule {
    id: "response/tag-set-empty",
    level: Level::Should,
    summary: "A connection that was created without tags has none.",
    requirements: &["response/tag-set"],
    since: Some(crate::spec::version::ApiVersion::V2010_08_31),
    explain: "The page's example shows <tagSet/>, and this action of that version cannot set tags.\n\
            Passes: <tagSet/>, <tagSet></tagSet>, no tagSet.\n\
            Fails: a tagSet with an item, which would be the tag of someone else.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("tagSet")],
    judge: |rule, evidence| {
        if !evidence.api_version.has_tag_set() {
            return Judgement::not_applicable("tagSet came with version 2010-08-31");
        }
        let every = findings::Which::Every;
        findings::connections_with(rule, evidence, every, untagged, |scribe, connection| {
            if let Some(item) = connection.path("tagSet/item") {
                scribe.outer(
                    item.offset(),
                    "a tag nobody set",
                    "no tags",
                    "an item in tagSet",
                );
            }
        })
    },
    faults: &[Fault::new(
        "tag-set-filled",
        "gives a new connection a tag nobody asked for",
        Hook::Answer(Scope::Created, |root, _| {
            let item = element::Element::branch(
                "item",
                [
                    element::Element::leaf("key", "Name"),
                    element::Element::leaf("value", "vpn"),
                ],
            );
            if let Some(tags) = root.at(&["vpnConnection", "tagSet"]) {
                tags.push(item);
            }
        }),
    )],
    variants: &[
        Variant::new(
            "empty-as-pair",
            "writes empty elements as a pair of tags",
            Hook::Style(Scope::Any, |s| s.empty_as_pair = true),
        ),
        Variant::new(
            "tag-set-absent",
            "leaves out an empty tagSet",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(connection) = root.at(&["vpnConnection"]) {
                    connection.remove("tagSet");
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

/// Whether it is the response to a create that sets no tags.
fn untagged(record: &Record) -> bool {
    let mut parameters = record.case.draft.parameters.iter();
    record.is_response()
        && record.extent.request
        && !parameters.any(|p| p.name.starts_with(b"TagSpecification."))
}

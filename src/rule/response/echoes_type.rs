//! type is the Type of the request.

use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::{Variant, each_connection};
use crate::rule::Rule;
use crate::rule::look::Look;
use crate::rule::response::echo::echo;
use crate::rule::shared_probe::ORDINARY;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "response/echoes-type",
    level: Level::Must,
    summary: "type is the Type of the request.",
    requirements: &["response/type", "request/type-values"],
    explain: "The element is optional in the schema; where it stands it is the type of the connection, and only \
            ipsec.1 can be asked for.\n\
            Passes: <type>ipsec.1</type>; no type at all.\n\
            Fails: <type>ipsec</type>, <type>IPsec.1</type>, <type> ipsec.1 </type>.",
    reads: &[&ORDINARY],
    descriptions: true,
    looks_at: &[Look::Element("vpnConnection/type")],
    judge: |rule, evidence| {
        let mut shown = evidence
            .accepted_creates()
            .filter(|record| record.sent("Type").is_some())
            .filter_map(|record| record.view().connection())
            .peekable();
        // The service itself has answered without it (protocol notes, section 9).
        if shown.peek().is_some() && shown.all(|connection| connection.child("type").is_none()) {
            return Judgement::not_applicable("no create was answered with a type");
        }
        echo(rule, evidence, "Type", "type")
    },
    faults: &[Fault::new(
        "type-changed",
        "answers with a type that was not asked for",
        Hook::Answer(Scope::Created, |root, _| {
            root.set(&["vpnConnection", "type"], "ipsec")
        }),
    )],
    variants: &[Variant::new(
        "type-only-described",
        "answers a create without its type, as in 2018",
        Hook::Answer(Scope::Created, |root, _| {
            each_connection(root, |parent| parent.remove("type"));
        }),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

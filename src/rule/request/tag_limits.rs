//! A tag that breaks the documented limits is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::{tag, tags};
use crate::generate::request::mutation::parameter::add;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::rules::Lax;
use crate::request::Draft;
use crate::request::expectation::Reason;
use crate::request::fixtures::Fixtures;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::option;
use crate::spec::option::{RESOURCE_TYPE, TAGS};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/tag-limits",
    level: Level::Should,
    summary: "A tag that breaks the documented limits is refused.",
    requirements: &["modern/tag-limits", "modern/tag-kind"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A key of more than 128 characters or with aws: in front, a value of more than 256, a key twice, a value without a \
            key, more than 50 tags, tags for another type of resource. What a server keeps of such tags another one does not take.\n\
            Passes: 400 with InvalidParameterValue or TagLimitExceeded.\n\
            Fails: 200.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::mutations_once),
    mutations: &[
        bad("key-long", |d, _| {
            tag(d, RESOURCE_TYPE, &[(&"k".repeat(129), "v")])
        }),
        bad("value-long", |d, _| {
            tag(d, RESOURCE_TYPE, &[("k", &"v".repeat(257))])
        }),
        bad(
            "key-reserved",
            tags!(RESOURCE_TYPE; "aws:vpnconform" => "v"),
        ),
        bad("same-key", tags!(RESOURCE_TYPE; "k" => "one", "k" => "two")),
        bad("without-key", |d, _| {
            add(d, "TagSpecification.1.ResourceType", RESOURCE_TYPE);
            add(d, "TagSpecification.1.Tag.1.Value", "v");
        }),
        bad("too-many", |d, _| {
            let keys: Vec<String> = (0..=TAGS).map(|number| format!("key-{number}")).collect();
            let tags: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "v")).collect();
            tag(d, RESOURCE_TYPE, &tags);
        }),
        bad("resource-in-capitals", tags!("VPN-Connection"; "k" => "v")),
        bad("other-resource", tags!("instance"; "k" => "v")),
        bad("no-resource", |d, _| {
            add(d, "TagSpecification.1.Tag.1.Key", "k");
            add(d, "TagSpecification.1.Tag.1.Value", "v");
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "any-tag-key",
            "takes any key of a tag",
            Hook::Rules(|r| r.lax = Some(Lax::Value(const { option::member("Tag.N.Key") }))),
        ),
        Fault::new(
            "any-tag-value",
            "takes any value of a tag",
            Hook::Rules(|r| r.lax = Some(Lax::Value(const { option::member("Tag.N.Value") }))),
        ),
        Fault::new(
            "any-tag-kind",
            "takes tags for any type of resource",
            Hook::Rules(|r| r.lax = Some(Lax::Value(const { option::member("ResourceType") }))),
        ),
        Fault::new(
            "same-tag-twice",
            "takes a key twice",
            Hook::Rules(|r| r.lax = Some(Lax::SameTag)),
        ),
        Fault::new(
            "tag-without-key",
            "takes a value without a key",
            Hook::Rules(|r| r.lax = Some(Lax::TagKey)),
        ),
        Fault::new(
            "any-number-of-tags",
            "takes more than 50 tags",
            Hook::Rules(|r| r.lax = Some(Lax::TagCount)),
        ),
    ],
    ..Rule::SERVER
};

const fn bad(id: &'static str, change: fn(&mut Draft, &Fixtures)) -> Mutation {
    Mutation::reject(id, Reason::Tag, change).since(ApiVersion::V2016_11_15)
}

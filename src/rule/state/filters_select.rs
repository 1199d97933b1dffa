//! A description with a filter shows what passes it, and nothing else.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::state::filtered::{self, FILTERED, SELECT};
use crate::spec::option;
use crate::spec::version::ApiVersion;

macro_rules! all {
    ($id:literal, $filter:literal) => {
        Fault::new(
            $id,
            concat!("lets everything pass the filter ", $filter),
            Hook::Rules(|r| r.filters.passes_all = Some(const { option::filter($filter) })),
        )
    };
}

macro_rules! none {
    ($id:literal, $filter:literal) => {
        Fault::new(
            $id,
            concat!("lets nothing pass the filter ", $filter),
            Hook::Rules(|r| r.filters.passes_none = Some(const { option::filter($filter) })),
        )
    };
}

pub(super) static RULE: Rule = Rule {
    id: "state/filters-select",
    level: Level::Must,
    summary: "A description with a filter shows what passes it, and nothing else.",
    requirements: &["modern/filters"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Tools find their connection by a tag or a gateway. What has to pass is taken from what the server itself shows of each \
            connection by its id, so that other checks report tags that it does not keep.\n\
            Passes: the connection with the gateway, the number, the state, the type, the option, the tag.\n\
            Fails: an error; connections that do not pass; none of those that do; a tag in other capitals; a part of a tag; the \
            value of another tag.",
    reads: &[&FILTERED],
    judge: |rule, evidence| filtered::judge(rule, evidence, SELECT),
    faults: &[
        all!("filter-connection-ignored", "vpn-connection-id"),
        all!("filter-vpn-gateway-ignored", "vpn-gateway-id"),
        all!("filter-customer-gateway-ignored", "customer-gateway-id"),
        all!("filter-asn-ignored", "bgp-asn"),
        all!("filter-type-ignored", "type"),
        all!("filter-state-ignored", "state"),
        all!("filter-static-routes-ignored", "option.static-routes-only"),
        all!("filter-tag-ignored", "tag"),
        all!("filter-tag-key-ignored", "tag-key"),
        all!("filter-transit-gateway-ignored", "transit-gateway-id"),
        all!("filter-route-ignored", "route.destination-cidr-block"),
        none!("filter-transit-gateway-finds-nothing", "transit-gateway-id"),
        none!("filter-asn-finds-nothing", "bgp-asn"),
        none!("filter-type-finds-nothing", "type"),
        none!("filter-state-finds-nothing", "state"),
        none!(
            "filter-static-routes-finds-nothing",
            "option.static-routes-only"
        ),
        none!("filter-tag-finds-nothing", "tag"),
        none!("filter-tag-key-finds-nothing", "tag-key"),
        Fault::new(
            "filter-by-beginning",
            "lets values that begin as the filter says pass it",
            Hook::Rules(|r| r.filters.prefix = true),
        ),
        Fault::new(
            "filter-any-tag",
            "looks at all tags for the value of one",
            Hook::Rules(|r| r.filters.any_tag = true),
        ),
        Fault::new(
            "filter-any-case",
            "lets values of other capitals pass a filter",
            Hook::Rules(|r| r.filters.case = false),
        ),
    ],
    ..Rule::SERVER
};

//! Any of several values is enough for a filter, and all of several filters must hold.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::state::filtered::{self, COMBINE, FILTERED};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/filters-combine",
    level: Level::Must,
    summary: "Any of several values is enough for a filter, and all of several filters must hold.",
    requirements: &["modern/filters"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Values are alternatives, filters are conditions; ids beside them are one more.\n\
            Passes: both connections for their two ids, and none for the gateway of one with the id of the other.\n\
            Fails: only the first value looked at; what passes one of two filters; a filter beside an id ignored.",
    reads: &[&FILTERED],
    judge: |rule, evidence| filtered::judge(rule, evidence, COMBINE),
    faults: &[
        Fault::new(
            "filter-first-value",
            "looks at the first value of a filter alone",
            Hook::Rules(|r| r.filters.any_value = false),
        ),
        Fault::new(
            "filter-any-of-several",
            "shows what passes one of several filters",
            Hook::Rules(|r| r.filters.all_filters = false),
        ),
        Fault::new(
            "filter-id-ignored",
            "ignores ids beside a filter",
            Hook::Rules(|r| r.filters.with_ids = false),
        ),
    ],
    ..Rule::SERVER
};

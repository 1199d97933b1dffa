//! A value of a filter may have wildcards.

use crate::finding::Level;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::Rule;
use crate::rule::state::filtered::{self, FILTERED, WILDCARD};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/filter-wildcards",
    level: Level::Should,
    summary: "A value of a filter may have wildcards.",
    requirements: &["modern/wildcards"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "An asterisk is any text, a question mark a character.\n\
            Passes: both connections for the name \"vpnconform *\", one for \"vpnconform tw?\".\n\
            Fails: nothing for either.",
    reads: &[&FILTERED],
    judge: |rule, evidence| filtered::judge(rule, evidence, WILDCARD),
    faults: &[Fault::new(
        "filter-without-wildcards",
        "takes the wildcards of a filter literally",
        Hook::Rules(|r| r.filters.wildcards = false),
    )],
    ..Rule::SERVER
};

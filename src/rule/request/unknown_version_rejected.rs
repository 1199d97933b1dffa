//! A Version that names no version of the service is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Draft;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/unknown-version-rejected",
    level: Level::Should,
    summary: "A Version that names no version of the service is refused.",
    requirements: &["wire/version"],
    explain: "The version decides which parameters and members there are. The service answers \
            NoSuchVersion to a date that was never a version. Dates within the life of the service are \
            not tried, as not all of them are known.\n\
            Passes: 400 for 2099-01-01 and for latest.\n\
            Fails: 200.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("far-future", Reason::Version, |d, _| {
            version(d, "2099-01-01")
        }),
        Mutation::reject("before-the-service", Reason::Version, |d, _| {
            version(d, "1999-01-01");
        }),
        Mutation::reject("word", Reason::Version, |d, _| version(d, "latest")),
        Mutation::reject("inside-a-word", Reason::Version, |d, _| {
            version(d, "v2012-04-01-beta");
        }),
        Mutation::reject("short-month", Reason::Version, |d, _| {
            version(d, "2012-4-01")
        }),
        Mutation::reject("no-date", Reason::Version, |d, _| version(d, "2012-13-45x")),
        Mutation::reject("other-order", Reason::Version, |d, _| {
            version(d, "01-04-2012")
        }),
        Mutation::reject("with-a-time", Reason::Version, |d, _| {
            changed(d, |version| format!("{version}T00:00:00Z"));
        }),
        Mutation::reject("without-hyphens", Reason::Version, |d, _| {
            changed(d, |version| version.replace('-', ""));
        }),
        Mutation::reject("with-slashes", Reason::Version, |d, _| {
            changed(d, |version| version.replace('-', "/"));
        }),
        Mutation::reject("with-dots", Reason::Version, |d, _| {
            changed(d, |version| version.replace('-', "."));
        }),
        Mutation::reject("slash-behind", Reason::Version, |d, _| {
            changed(d, |version| format!("{version}/"));
        }),
        Mutation::reject("blank-behind", Reason::Version, |d, _| {
            changed(d, |version| format!("{version} "));
        }),
        Mutation::reject("blank-inside", Reason::Version, |d, _| {
            changed(d, |version| version.replacen('-', "- ", 1));
        }),
        Mutation::reject("control-inside", Reason::Version, |d, _| {
            changed(d, |version| version.replacen('-', "-\u{7f}", 1));
        }),
    ],
    judge: twin::rejected,
    faults: &[Fault::new(
        "any-version",
        "takes a version it does not know for 2012-04-01",
        Hook::Rules(|r| r.any_version = true),
    )],
    ..Rule::SERVER
};

fn version(draft: &mut Draft, value: &str) {
    draft.set("Version", value);
}

/// Changes the version that the request has.
fn changed(draft: &mut Draft, change: impl FnOnce(&str) -> String) {
    let before = draft.value("Version").unwrap_or_default();
    let after = change(&String::from_utf8_lossy(before));
    draft.set("Version", after);
}

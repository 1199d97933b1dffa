//! A description shows the options that the create returned.

use std::collections::BTreeMap;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Role};
use crate::finding::{Judgement, Level};
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::rule::look::Look;
use crate::rule::state::describe_agrees::{compare, configuration, gather_leaves};
use crate::rule::state::{granted, item, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "state/options-described",
    level: Level::Should,
    summary: "A description shows the options that the create returned.",
    requirements: &["modern/options-shown", "state/described"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "As describe-agrees, for a connection with options. A tool that reads another value in the description changes the connection \
            back and forth. What only one of the two answers shows is not compared.\n\
            Passes: the values of the create, in options and in the configuration, in any order of tunnels.\n\
            Fails: staticRoutesOnly false where the create said true; the default of a time-out that was asked for.",
    dialogue: Dialogue::Own(Phase::Ordinary, live),
    looks_at: &[Look::Described],
    judge: agrees,
    faults: &[
        Fault::new(
            "static-described-as-dynamic",
            "describes every connection as one with BGP",
            Hook::Answer(Scope::Described, |root, _| {
                each_options(root, |options| {
                    if options.at(&["staticRoutesOnly"]).is_some() {
                        options.set(&["staticRoutesOnly"], "false");
                    }
                });
            }),
        ),
        Fault::new(
            "time-out-described-as-default",
            "describes the time-out of dead peer detection as 30 seconds",
            Hook::Answer(Scope::Described, |root, _| {
                each_options(root, |options| {
                    let set = options.at(&["tunnelOptionSet"]);
                    for item in set.into_iter().flat_map(|set| set.elements_mut()) {
                        if item.child_mut("dpdTimeoutSeconds").is_some() {
                            item.set(&["dpdTimeoutSeconds"], "30");
                        }
                    }
                });
            }),
        ),
    ],
    ..Rule::SERVER
};

fn each_options(root: &mut element::Element, change: impl Fn(&mut element::Element)) {
    if let Some(set) = root.at(&["vpnConnectionSet"]) {
        for item in set.elements_mut() {
            if let Some(options) = item.child_mut("options") {
                change(options);
            }
        }
    }
}

fn live(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let mut draft = steps::minimal(session, &fixtures);
    for (name, value) in [
        ("Options.StaticRoutesOnly", "true"),
        ("Options.TunnelOptions.1.DPDTimeoutSeconds", "45"),
        ("Options.TunnelOptions.2.ReplayWindowSize", "512"),
    ] {
        draft.set(name, value);
    }
    let id = steps::made(session.send(Role::Twin, "created", draft, &fixtures)?);
    if let Some(id) = &id {
        session.describe("described", id, &fixtures)?;
    }
    steps::discard(session, "created", id, &fixtures)
}

fn agrees(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut gather = findings::Gather::new(rule);
    let mut tally = Tally::new(rule, evidence);
    let created = granted(&mut tally, evidence, rule.id, "created");
    let created = created.and_then(|record| record.view().connection());
    let record = named(evidence, rule.id, "described");
    let id = created.and_then(|created| text(created, "vpnConnectionId"));
    let shown = record
        .zip(id)
        .and_then(|(record, id)| Some((record, item(record, &id)?)));
    if let (Some(created), Some((record, shown))) = (created, shown) {
        let (said, says) = (options(created), options(shown));
        let shows = configuration(created).is_some() && configuration(shown).is_some();
        if !shows && (said.is_empty() || says.is_empty()) {
            return Judgement::not_applicable("one of the two answers shows no options");
        }
        let mut scribe = gather.exchange(evidence, record);
        compare(&mut scribe, created, shown);
        for (path, said) in said {
            if says.get(&path).is_some_and(|says| *says != said) {
                // A value may be a key.
                let name = path.rsplit('/').next().unwrap_or_default();
                let cause = format!("another {name}");
                scribe.whole(&cause, "the value of the create", "another value");
            }
        }
    }
    gather.finish(|| {
        tally.block("there is no description to compare with");
        tally.finish()
    })
}

/// The texts of each path below options, where a tunnel is named by its outside address.
fn options(connection: Element<'_>) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |tunnel: &str, element: Element<'_>| {
        let mut leaves = Vec::new();
        gather_leaves(element, tunnel, &mut leaves);
        leaves.sort_unstable();
        for leaf in leaves {
            let (path, text) = leaf.split_once('=').unwrap_or((&leaf, ""));
            all.entry(path.to_owned())
                .or_default()
                .push(text.to_owned());
        }
    };
    let options = connection.child("options");
    for child in options.into_iter().flat_map(|options| options.children()) {
        if child.name() != "tunnelOptionSet" {
            add("", child);
            continue;
        }
        for tunnel in child.children() {
            let address = text(tunnel, "outsideIpAddress").unwrap_or_default();
            add(&address, tunnel);
        }
    }
    all
}

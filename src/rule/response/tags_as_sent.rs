//! A connection has the tags that were asked for.

use std::collections::BTreeSet;

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Outcome, Record, Role};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::gateway::transit;
use crate::generate::request::mutation::option::tag;
use crate::reference::element::Node;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::rules::Lax;
use crate::reference::variant::{Variant, each_connection, reverse};
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::rule::findings::Gather;
use crate::rule::state::{absent, granted, item, named, text};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, findings, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::option;
use crate::spec::option::{RESOURCE_TYPE, TAGS};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "response/tags-as-sent",
    level: Level::Must,
    summary: "A connection has the tags that were asked for.",
    requirements: &["modern/tags", "modern/tag-limits"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "Tags may hold any characters, including markup and spaces, and a value may be empty. The description shows them; \
            the answer to the create has the same ones or none.\n\
            Passes: every key with its value, in any order.\n\
            Fails: an error; a tag that is missing, changed or not asked for.",
    dialogue: Dialogue::Own(Phase::Ordinary, ask),
    judge: as_sent,
    faults: &[
        Fault::new(
            "tags-refused",
            "refuses tags",
            Hook::Rules(|r| r.refuses = Some(const { option::member("Tag.N.Key") })),
        ),
        Fault::new(
            "tags-many-refused",
            "takes ten tags at most",
            Hook::Rules(|r| r.lax = Some(Lax::ManyTags)),
        ),
        Fault::new(
            "tags-forgotten",
            "makes a connection without the tags that were asked for",
            Hook::Made(|connection, _| connection.tags.clear()),
        ),
        Fault::new(
            "tags-at-transit-forgotten",
            "makes a connection at a transit gateway without the tags that were asked for",
            Hook::Made(|connection, _| {
                if connection.transit_gateway_id.is_some() {
                    connection.tags.clear();
                }
            }),
        ),
        Fault::new(
            "tags-of-the-one-before",
            "gives a connection without tags those of the connection before",
            Hook::Made(|connection, state| {
                if let Some(before) = state
                    .connections
                    .last()
                    .filter(|_| connection.tags.is_empty())
                {
                    connection.tags.clone_from(&before.tags);
                }
            }),
        ),
        Fault::new(
            "tag-values-as-numbers",
            "writes values that look like numbers as numbers",
            Hook::Made(|connection, _| {
                for (_, value) in &mut connection.tags {
                    if let Ok(number) = value.parse::<f64>() {
                        *value = number.to_string();
                    }
                }
            }),
        ),
        Fault::new(
            "tags-described-twice",
            "describes each tag twice",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    for tags in set
                        .elements_mut()
                        .filter_map(|item| item.child_mut("tagSet"))
                    {
                        let again = tags.children.clone();
                        tags.children.extend(again);
                    }
                }
            }),
        ),
        Fault::new(
            "tags-described-raw",
            "describes tags without escaping them",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    for tags in set
                        .elements_mut()
                        .filter_map(|item| item.child_mut("tagSet"))
                    {
                        for tag in tags.elements_mut() {
                            if let Some(value) = tag.child_mut("value") {
                                value.children = vec![Node::Raw(value.text().to_string())];
                            }
                        }
                    }
                }
            }),
        ),
        Fault::new(
            "tag-last-forgotten",
            "forgets the last of several tags",
            Hook::Made(|connection, _| {
                if connection.tags.len() > 1 {
                    connection.tags.pop();
                }
            }),
        ),
        Fault::new(
            "tags-many-forgotten",
            "keeps ten tags",
            Hook::Made(|connection, _| connection.tags.truncate(10)),
        ),
        Fault::new(
            "tag-value-trimmed",
            "takes white space from the ends of values",
            Hook::Made(|connection, _| {
                for (_, value) in &mut connection.tags {
                    *value = value.trim().to_owned();
                }
            }),
        ),
        Fault::new(
            "tag-key-lower-case",
            "writes keys in lower case",
            Hook::Made(|connection, _| {
                for (key, _) in &mut connection.tags {
                    *key = key.to_lowercase();
                }
            }),
        ),
        Fault::new(
            "tag-empty-dropped",
            "forgets tags without a value",
            Hook::Made(|connection, _| connection.tags.retain(|(_, value)| !value.is_empty())),
        ),
        Fault::new(
            "tag-value-escaped-twice",
            "escapes values twice",
            Hook::Made(|connection, _| {
                for (_, value) in &mut connection.tags {
                    *value = value.replace('&', "&amp;").replace('<', "&lt;");
                }
            }),
        ),
        Fault::new(
            "tag-value-cut",
            "keeps 128 characters of a value",
            Hook::Made(|connection, _| {
                for (_, value) in &mut connection.tags {
                    *value = value.chars().take(128).collect();
                }
            }),
        ),
        Fault::new(
            "tag-added",
            "adds a tag that nobody asked for",
            Hook::Made(|connection, _| {
                if !connection.tags.is_empty() {
                    connection
                        .tags
                        .push(("made-by".to_owned(), "me".to_owned()));
                }
            }),
        ),
        Fault::new(
            "tags-not-described",
            "describes connections without their tags",
            Hook::Answer(Scope::Described, |root, _| {
                if let Some(set) = root.at(&["vpnConnectionSet"]) {
                    for item in set.elements_mut() {
                        item.remove("tagSet");
                    }
                }
            }),
        ),
    ],
    variants: &[
        Variant::new(
            "tags-turned",
            "shows the tags in another order",
            Hook::Answer(Scope::Accepted, |root, _| {
                each_connection(root, |parent| reverse(parent, "tagSet"));
            }),
        )
        .since(ApiVersion::V2016_11_15),
        Variant::new(
            "tags-only-described",
            "answers a create with tags without them",
            Hook::Answer(Scope::Created, |root, _| {
                each_connection(root, |parent| parent.remove("tagSet"));
            }),
        )
        .since(ApiVersion::V2016_11_15),
    ],
    ..Rule::SERVER
};

const TWIN: &str = "twin";

fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let id = steps::create(session, TWIN, &fixtures)?;
    steps::discard(session, TWIN, id, &fixtures)?;
    let many: Vec<String> = (1..=TAGS).map(|number| format!("key-{number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|key| (key.as_str(), "value")).collect();
    let (key, value) = ("k".repeat(127), "v".repeat(255));
    let (letters_of_key, letters) = ("\u{e9}".repeat(127), "\u{e9}".repeat(255));
    let sets: [(&str, &[(&str, &str)]); 6] = [
        (
            "several",
            &[
                ("Name", "vpnconform"),
                ("Purpose", " two  words "),
                ("name", ""),
                ("a:b/c", "1"),
                ("k+\u{e9}=@-.", "100%41+%2B a+b"),
                ("e\u{301}", "e\u{301}\u{e9}"),
                ("007", "1.0"),
                ("quoted", "\"1\""),
                ("marks", "*~!'()/,;@$"),
            ],
        ),
        // Tags of the create before are no tags of this one.
        ("none", &[]),
        (
            "markup",
            &[
                ("Name", "<b>&amp;\"'</b>"),
                ("a&b<c>", "]]>"),
                ("\u{FC}ber", "\u{4F60}\u{1F511}"),
            ],
        ),
        ("long", &[(&key, &value)]),
        // Characters are counted, not bytes.
        ("long-letters", &[(&letters_of_key, &letters)]),
        ("many", &many),
    ];
    for (name, tags) in sets {
        let mut draft = steps::minimal(session, &fixtures);
        if !tags.is_empty() {
            tag(&mut draft, RESOURCE_TYPE, tags);
        }
        tagged(session, name, draft, &fixtures)?;
    }
    // Connections for transit gateways are often made by code of their own.
    match session.transit_fixtures() {
        Ok(fixtures) => {
            let mut draft = steps::minimal(session, &fixtures);
            transit(&mut draft, &fixtures);
            tag(&mut draft, RESOURCE_TYPE, &[("Name", "vpnconform")]);
            tagged(session, "at-transit", draft, &fixtures)
        }
        Err(Halt::Without(_)) => Ok(()),
        Err(halt) => Err(halt),
    }
}

/// Creates, describes and deletes.
fn tagged(
    session: &mut Session<'_>,
    name: &str,
    draft: Draft,
    fixtures: &Fixtures,
) -> Result<(), Halt> {
    let id = steps::made(session.send(Role::Twin, name, draft, fixtures)?);
    if let Some(id) = &id {
        session.describe(&described(name), id, fixtures)?;
    }
    steps::discard(session, name, id, fixtures)
}

fn is_tag_limit(record: &Record) -> bool {
    matches!(&record.view().outcome, Outcome::Rejected { code: Some(code), .. } if code == "TagLimitExceeded")
}

fn described(name: &str) -> String {
    format!("{name}-described")
}

fn as_sent(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let mut gather = Gather::new(rule);
    if granted(&mut tally, evidence, rule.id, TWIN).is_none() {
        return tally.finish();
    }
    let creates = evidence
        .of(rule.id)
        .filter(|r| r.is_create() && (!sent(r).is_empty() || r.is_accepted()));
    for record in creates {
        tally.judged();
        if let Some(error) = record.view().outer_error().filter(|_| record.is_accepted()) {
            let found = format!("not well-formed: {error}");
            tally.note_found(record, "not well-formed", "an answer with the tags", found);
        }
        let Some(connection) = record.view().connection().filter(|_| record.is_accepted()) else {
            // The limit of tags is documented, and no quota of the caller.
            let quota = findings::quota(record).filter(|_| !is_tag_limit(record));
            if let Some(cause) = quota {
                tally.block(cause);
            } else if !record.is_accepted() {
                let kind = twin::kind_of(record).unwrap_or("rejected");
                tally.note(record, kind, "accepted, as without tags");
            }
            continue;
        };
        let wanted = sent(record);
        let is_shown = !shown(connection).is_empty();
        if is_shown {
            compare(&mut gather, (evidence, record), &wanted, connection, true);
        }
        let name = record.case.id.rsplit('/').next().unwrap_or_default();
        let id = text(connection, "vpnConnectionId").unwrap_or_default();
        let description = named(evidence, rule.id, &described(name));
        let Some(description) = description else {
            continue;
        };
        match item(description, &id) {
            Some(item) => compare(
                &mut gather,
                (evidence, description),
                &wanted,
                item,
                is_shown,
            ),
            // What is not described without tags either is covered by state/described-after-create.
            None if !wanted.is_empty() => absent(&mut tally, description),
            None => {}
        }
    }
    let mut judgement = gather.finish(Judgement::pass);
    let others = tally.finish();
    if judgement.findings.is_empty() {
        return others;
    }
    judgement.findings.extend(others.findings);
    judgement
}

type Tags = BTreeSet<(String, String)>;

/// `before` says whether the answer to the create had tags.
fn compare(
    gather: &mut Gather,
    (evidence, record): (&Evidence, &Record),
    wanted: &Tags,
    connection: Element<'_>,
    before: bool,
) {
    let says = &shown(connection);
    let mut scribe = gather.exchange(evidence, record);
    let set = connection.child("tagSet");
    let count = set.map_or(0, |set| set.children().count());
    if count > says.len() {
        let found = format!("{count} items, of which {} differ", says.len());
        scribe.whole("a tag twice", "each tag once", found);
    }
    let named = |(key, value): &(String, String)| {
        format!("{} {}", findings::quote(key), findings::quote(value))
    };
    if let Some(tag) = wanted.difference(says).next() {
        let cause = match says.is_empty() {
            true if before => "tags that are not described",
            true => "no tags",
            false => cause(tag, says),
        };
        let found = format!("nothing like {}", named(tag));
        scribe.whole(cause, "every tag that was asked for", found);
    } else if let Some(tag) = says.difference(wanted).next() {
        let found = format!("also {}", named(tag));
        scribe.whole("a tag too many", "the tags that were asked for", found);
    }
}

/// What has become of a tag.
fn cause((key, value): &(String, String), says: &Tags) -> &'static str {
    let Some((_, other)) = says.iter().find(|(shown, _)| shown == key) else {
        let in_capitals =
            |(shown, _): &&(String, String)| shown.to_lowercase() == key.to_lowercase();
        return match says.iter().any(|tag| in_capitals(&tag)) && !value.is_empty() {
            true => "a key in other capitals",
            false => "a tag is missing",
        };
    };
    if other == value.trim() {
        "a value without its white space"
    } else if value.starts_with(other.as_str()) {
        "a part of a value"
    } else {
        "another value"
    }
}

fn shown(connection: Element<'_>) -> Tags {
    let set = connection.child("tagSet");
    let items = set.iter().flat_map(|set| set.children());
    // White space belongs to the tag.
    let of = |item: Element<'_>, name| {
        item.child(name)
            .map(|e| e.text().to_owned())
            .unwrap_or_default()
    };
    items
        .map(|item| (of(item, "key"), of(item, "value")))
        .collect()
}

fn sent(record: &Record) -> Tags {
    let numbers = 1..=TAGS;
    let tags = numbers.filter_map(|number| {
        let key = record.sent(&format!("TagSpecification.1.Tag.{number}.Key"))?;
        let value = record.sent(&format!("TagSpecification.1.Tag.{number}.Value"))?;
        Some((key.to_owned(), value.to_owned()))
    });
    tags.collect()
}

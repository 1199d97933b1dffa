//! What the API reference and the protocol notes require, one statement at a time, in our own words.

mod configuration;
mod modern;
mod page;
mod response;
mod state;
mod wire;

/// The address of the API reference of the action, API version 2012-04-01.
pub const REFERENCE: &str = "http://docs.amazonwebservices.com/AWSEC2/latest/APIReference/ApiReference-query-CreateVpnConnection.html";

/// The protocol notes, in the repository and in the package.
pub const NOTES: &str = "docs/protocol-notes.md";

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// `part/what`, stable for ever.
    pub id: &'static str,
    /// What it says, in our words.
    pub text: &'static str,
    /// Where it is said.
    pub source: Source,
    /// How strong the evidence is.
    pub grade: Grade,
    /// Why no check can rest on it, where none can.
    pub untestable: Option<&'static str>,
}

/// Where a statement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The API reference.
    Reference {
        /// The heading.
        section: &'static str,
        /// The row of the table, the paragraph or the element of the example.
        row: &'static str,
    },
    /// A fact of the protocol notes, which name the public sources of each.
    Notes {
        /// Its anchor: section and name, as in `3.5-case`.
        anchor: &'static str,
    },
}

/// How strong the evidence for a statement is. The severity of a check is its level, not this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// One observation, or a conclusion.
    Weak,
    /// Several independent public observations.
    Observed,
    /// Published by AWS, or verified against the service in a public test.
    Documented,
}

impl Clause {
    const fn new(id: &'static str, source: Source, grade: Grade, text: &'static str) -> Self {
        Self {
            id,
            text,
            source,
            grade,
            untestable: None,
        }
    }

    const fn untestable(mut self, reason: &'static str) -> Self {
        self.untestable = Some(reason);
        self
    }
}

impl Source {
    /// Where to read it: the address of the API reference, or the path and anchor of the protocol notes.
    pub fn url(&self) -> String {
        match self {
            Self::Reference { .. } => REFERENCE.to_owned(),
            Self::Notes { anchor } => format!("{NOTES}#{anchor}"),
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Reference { section, row } => write!(f, "API reference, {section}, {row}"),
            Self::Notes { anchor } => {
                let (section, fact) = anchor.split_once('-').unwrap_or((anchor, ""));
                write!(f, "protocol notes, section {section}, {fact}")
            }
        }
    }
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Weak => "weak",
            Self::Observed => "observed",
            Self::Documented => "documented",
        })
    }
}

const fn reference(section: &'static str, row: &'static str) -> Source {
    Source::Reference { section, row }
}

const fn notes(anchor: &'static str) -> Source {
    Source::Notes { anchor }
}

/// Every clause: those of the API reference first, then those of the protocol notes.
pub fn catalogue() -> impl Iterator<Item = &'static Clause> {
    const PARTS: &[&[Clause]] = &[
        page::CLAUSES,
        response::CLAUSES,
        configuration::CLAUSES,
        wire::CLAUSES,
        state::CLAUSES,
        modern::CLAUSES,
    ];
    PARTS.iter().copied().flatten()
}

/// The clause with this id.
pub fn find(id: &str) -> Option<&'static Clause> {
    catalogue().find(|clause| clause.id == id)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const DOCUMENT: &str = include_str!("../../docs/protocol-notes.md");

    /// A fact of the document: one list item with an anchor.
    struct Fact<'d> {
        section: &'d str,
        grade: &'d str,
        text: String,
    }

    fn facts() -> BTreeMap<&'static str, Fact<'static>> {
        let mut facts = BTreeMap::new();
        let mut section = "";
        let mut last = None;
        for line in DOCUMENT.lines() {
            if let Some(heading) = line.strip_prefix("## ").or(line.strip_prefix("### ")) {
                section = heading.split(' ').next().unwrap();
                last = None;
            } else if let Some(item) = line.strip_prefix("- <a id=\"") {
                let (anchor, rest) = item.split_once("\"></a>**").unwrap();
                let (name, rest) = rest.split_once("** `").unwrap();
                let (grade, text) = rest.split_once("` ").unwrap();
                assert_eq!(anchor, format!("{section}-{name}"));
                let text = text.to_owned();
                let fact = Fact {
                    section,
                    grade,
                    text,
                };
                assert!(facts.insert(anchor, fact).is_none(), "{anchor} twice");
                last = Some(anchor);
            } else if let (Some(more), Some(anchor)) = (line.strip_prefix("  "), last) {
                let fact: &mut Fact<'_> = facts.get_mut(anchor).unwrap();
                fact.text.push(' ');
                fact.text.push_str(more);
            } else {
                last = None;
            }
        }
        facts
    }

    #[test]
    fn ids_are_unique_and_have_a_part() {
        let mut ids: Vec<_> = catalogue().map(|c| c.id).collect();
        assert!(ids.iter().all(|id| id.split('/').count() == 2), "{ids:?}");
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn every_clause_says_something_and_where() {
        for clause in catalogue() {
            assert!(clause.text.ends_with('.'), "{}", clause.id);
            let source = clause.source.to_string();
            assert!(!source.ends_with(", "), "{}", clause.id);
        }
    }

    #[test]
    fn cited_notes_exist_with_the_grade_of_the_clause() {
        let facts = facts();
        let mut cited = 0;
        for clause in catalogue() {
            let Source::Notes { anchor } = clause.source else {
                assert_eq!(clause.grade, Grade::Documented, "{}", clause.id);
                continue;
            };
            let fact = facts
                .get(anchor)
                .unwrap_or_else(|| panic!("{}: {anchor}", clause.id));
            assert_eq!(
                fact.grade,
                clause.grade.to_string(),
                "{}: {anchor}",
                clause.id
            );
            cited += 1;
        }
        assert!(cited > 40, "{cited}");
    }

    #[test]
    fn notes_name_a_source_for_all_but_weak_facts() {
        let links: BTreeSet<&str> = DOCUMENT
            .lines()
            .filter_map(|line| line.strip_prefix('[')?.split_once("]: http"))
            .map(|(name, _)| name)
            .collect();
        let cited = |text: &str| {
            text.split("][")
                .skip(1)
                .map(|rest| rest.split(']').next().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        for (anchor, fact) in facts() {
            let names = cited(&fact.text);
            for name in &names {
                assert!(links.contains(name.as_str()), "{anchor} cites {name}");
            }
            let sourced = !names.is_empty() || fact.text.contains("](https://");
            // The facts of section 9 have the source of the section, the table of section 4 has its own.
            let apart = fact.section == "9" || anchor == "4-codes";
            assert!(sourced || apart || fact.grade == "weak", "{anchor}");
            assert!(
                ["documented", "observed", "weak"].contains(&fact.grade),
                "{anchor}"
            );
        }
    }

    #[test]
    fn sources_say_where_to_read_them() {
        let notes = Source::Notes { anchor: "3.5-case" };
        assert_eq!(notes.url(), "docs/protocol-notes.md#3.5-case");
        assert_eq!(notes.to_string(), "protocol notes, section 3.5, case");
        let reference = find("request/type").unwrap().source;
        assert_eq!(reference.url(), REFERENCE);
        assert!(DOCUMENT.contains(&format!("[ref]: {REFERENCE}\n")));
    }
}

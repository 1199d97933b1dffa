//! What the page and the wire facts say, one statement at a time, in our own words.

mod configuration;
mod page;
mod response;
mod state;
mod wire;

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// `part/what`, stable for ever.
    pub id: &'static str,
    /// What it says, in our words.
    pub text: &'static str,
    /// Where it is said.
    pub source: Source,
    /// How certain that is.
    pub certainty: Certainty,
    /// Why no check can rest on it, where none can.
    pub untestable: Option<&'static str>,
}

/// Where a clause is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// On the page of the action, API version 2012-04-01.
    Page {
        /// The heading.
        section: &'static str,
        /// The row of the table, the paragraph or the element of the example.
        row: &'static str,
    },
    /// In the wire facts, which name their own sources.
    Facts {
        /// The number of the section.
        section: &'static str,
        /// What in it.
        row: &'static str,
    },
}

/// How certain a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// One observation, or a conclusion.
    Inferred,
    /// Several independent public observations.
    Observed,
    /// The page, the schema of a version, or verified against the service itself.
    Authoritative,
}

impl Clause {
    const fn new(
        id: &'static str,
        source: Source,
        certainty: Certainty,
        text: &'static str,
    ) -> Self {
        Self {
            id,
            text,
            source,
            certainty,
            untestable: None,
        }
    }

    const fn untestable(mut self, reason: &'static str) -> Self {
        self.untestable = Some(reason);
        self
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Page { section, row } => write!(f, "page, {section}, {row}"),
            Self::Facts { section, row } => write!(f, "wire facts, section {section}, {row}"),
        }
    }
}

impl std::fmt::Display for Certainty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Inferred => "inferred",
            Self::Observed => "observed",
            Self::Authoritative => "authoritative",
        })
    }
}

const fn page(section: &'static str, row: &'static str) -> Source {
    Source::Page { section, row }
}

const fn facts(section: &'static str, row: &'static str) -> Source {
    Source::Facts { section, row }
}

/// Every clause, in the order of the page, then of the wire facts.
pub fn catalogue() -> impl Iterator<Item = &'static Clause> {
    const PARTS: &[&[Clause]] = &[
        page::CLAUSES,
        response::CLAUSES,
        configuration::CLAUSES,
        wire::CLAUSES,
        state::CLAUSES,
    ];
    PARTS.iter().copied().flatten()
}

/// The clause with this id.
pub fn find(id: &str) -> Option<&'static Clause> {
    catalogue().find(|clause| clause.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

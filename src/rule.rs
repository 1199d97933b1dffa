//! The rules. One file holds all there is to know about a rule; a family registers it with one line.

mod asked;
mod auth;
mod client;
mod configuration;
mod error;
mod findings;
pub mod look;
#[cfg(test)]
mod mutation_tests;
pub mod parser;
mod request;
mod response;
#[cfg(test)]
mod sample;
mod secret;
mod seeded;
pub mod shared_probe;
mod state;
mod steps;
mod twin;

pub(crate) use request::MINIMAL_ACCEPTED;
#[cfg(feature = "cli")]
pub(crate) use secret::KEY_WORDS;
pub use seeded::{
    Seeded, SeededParser, fault, faults, faulty_reference, find_parser, parser_fault,
    parser_faults, parser_variant, parser_variants, variant, variants,
};

use std::sync::LazyLock;

use crate::evidence::Evidence;
use crate::finding::{Finding, Judgement, Level};
use crate::generate::document;
use crate::generate::request::mutation::{Mutation, OfRule};
use crate::reference::fault::Fault;
use crate::reference::variant::Variant;
use crate::run::Probe;
use crate::run::probe::{Phase, Run};
use crate::spec::version::ApiVersion;

/// Declares the rules of a family, in the order of the report: each name is a file beside this one with a `RULE`.
macro_rules! rules {
    ($type:ident: $($name:ident,)*) => {
        $(mod $name;)*

        /// The rules of this family.
        pub(super) static RULES: &[&$type] = &[$(&$name::RULE),*];
    };
    ($($name:ident,)*) => {
        $(mod $name;)*

        /// The rules of this family.
        pub(super) static RULES: &[&crate::rule::Rule] = &[$(&$name::RULE),*];
    };
}
pub(in crate::rule) use rules;

/// One rule for servers.
#[derive(Debug)]
pub struct Rule {
    /// `family/what-holds`; stable.
    pub id: &'static str,
    /// How binding it is. What an advisory rule finds is printed and never fails.
    pub level: Level,
    /// One sentence: what holds.
    pub summary: &'static str,
    /// The ids of the requirements it rests on (`spec::clause`).
    pub requirements: &'static [&'static str],
    /// The first API version it applies to.
    pub since: Option<ApiVersion>,
    /// The last API version it applies to.
    pub until: Option<ApiVersion>,
    /// Why it matters, with an example of what passes and what fails, for `vpnconform explain`.
    pub explain: &'static str,
    /// What the rule sends itself.
    pub dialogue: Dialogue,
    /// Probes of other rules whose exchanges it reads too.
    pub reads: &'static [&'static Probe],
    /// Whether it reads the connections that descriptions show too, as if a create had answered with them.
    pub descriptions: bool,
    /// Whether it reads the answers to deletions of connections too.
    pub deletions: bool,
    /// Whether what comes depends on which of several requests arrives first.
    pub races: bool,
    /// Where in an answer it looks.
    pub looks_at: &'static [look::Look],
    /// Rules whose own requests it reads too: those on which a careless server shows what this rule is about.
    pub with: fn() -> &'static [&'static Rule],
    /// The mutations of a valid request that it sends.
    pub mutations: &'static [Mutation],
    /// Decides: a pure function of the evidence.
    pub judge: fn(&'static Rule, &Evidence) -> Judgement,
    /// Faults of the embedded endpoint that it must detect, and that it names.
    pub faults: &'static [Fault],
    /// Faults of other rules that it must detect too, by name.
    pub also_detects: &'static [&'static str],
    /// Conforming variants of the embedded endpoint on which it could wrongly fail. No rule may fail on any.
    pub variants: &'static [Variant],
}

/// What a rule sends.
#[derive(Clone, Copy, Debug)]
pub enum Dialogue {
    /// Nothing: it reads what other rules send.
    None,
    /// Each mutation beside its control request, with the shared gateways.
    Mutations,
    /// As `Mutations`, but last, with gateways of its own, and an ordinary request at the end.
    HostileMutations,
    /// A dialogue of its own.
    Own(Phase, Run),
    /// Requests drawn from the seed of the run, which the shards of a run share out.
    Seeded(Run),
}

impl Rule {
    /// The defaults of a rule file.
    pub(crate) const SERVER: Self = Self {
        id: "",
        level: Level::Must,
        summary: "",
        requirements: &[],
        since: None,
        until: None,
        explain: "",
        dialogue: Dialogue::None,
        reads: &[],
        descriptions: false,
        deletions: false,
        races: false,
        looks_at: &[],
        with: || &[],
        mutations: &[],
        judge: |_, _| Judgement::blocked("nothing was judged"),
        faults: &[],
        also_detects: &[],
        variants: &[],
    };

    /// The part of the id before the slash.
    pub fn family(&self) -> &'static str {
        self.id
            .split_once('/')
            .map_or(self.id, |(family, _)| family)
    }

    /// Whether it applies to this API version.
    pub fn applies_to(&self, version: ApiVersion) -> bool {
        self.since.is_none_or(|v| v <= version) && self.until.is_none_or(|v| version <= v)
    }

    /// The probes whose exchanges it reads, its own first. It is given no others: its verdict is the same whatever else is
    /// selected.
    pub fn probes(&self) -> impl Iterator<Item = Probe> + use<> {
        let others = (self.with)().iter().filter_map(|rule| rule.own_probe());
        let mut probes: Vec<Probe> = Vec::new();
        let named = self.reads.iter().map(|probe| **probe);
        for probe in self.own_probe().into_iter().chain(named).chain(others) {
            if !probes.iter().any(|known| known.id == probe.id) {
                probes.push(probe);
            }
        }
        probes.into_iter()
    }

    /// The probe that the rule sends itself.
    fn own_probe(&self) -> Option<Probe> {
        let (phase, run) = match self.dialogue {
            Dialogue::None => (Phase::Ordinary, None),
            Dialogue::Mutations => (Phase::Ordinary, Some(steps::mutations as Run)),
            Dialogue::HostileMutations => (Phase::Hostile, Some(steps::hostile_mutations as Run)),
            Dialogue::Own(phase, run) => (phase, Some(run)),
            Dialogue::Seeded(run) => (Phase::Ordinary, Some(run)),
        };
        run.map(|run| Probe {
            divisible: matches!(self.dialogue, Dialogue::Seeded(_)),
            mutations: self.mutations,
            ..Probe::new(self.id, phase, run)
        })
    }

    /// Whether its own requests may harm a server, so that they are sent last.
    fn is_hostile(&self) -> bool {
        matches!(
            self.dialogue,
            Dialogue::HostileMutations | Dialogue::Own(Phase::Hostile, _)
        )
    }

    /// Whether its requests are drawn from the seed of the run.
    pub fn is_seeded(&self) -> bool {
        matches!(self.dialogue, Dialogue::Seeded(_))
    }

    /// What these findings come to: an advisory rule only observes.
    fn verdict(&self, findings: Vec<Finding>) -> Judgement {
        match self.level {
            Level::Advisory => Judgement::from_observations(findings),
            _ => Judgement::from_findings(findings),
        }
    }
}

/// Every rule for servers, in the order of the catalogue.
pub fn catalogue() -> impl Iterator<Item = &'static Rule> + Clone {
    const FAMILIES: [&[&Rule]; 7] = [
        request::RULES,
        response::RULES,
        configuration::RULES,
        secret::RULES,
        error::RULES,
        state::RULES,
        auth::RULES,
    ];
    FAMILIES.into_iter().flatten().copied()
}

/// Every rule for the requests of clients. A run of the suite, whose requests are our own, has none of them.
pub fn client_rules() -> impl Iterator<Item = &'static Rule> + Clone {
    client::RULES.iter().copied()
}

/// The mutations of requests that generated requests draw from.
pub fn mutations() -> &'static [OfRule] {
    static ALL: LazyLock<Vec<OfRule>> = LazyLock::new(|| {
        let of = |rule: &'static Rule| {
            rule.mutations.iter().map(|mutation| OfRule {
                rule: rule.id,
                mutation,
                hostile: rule.is_hostile(),
            })
        };
        catalogue().flat_map(of).collect()
    });
    &ALL
}

/// The mutations of documents that generated documents draw from.
pub fn document_mutations() -> &'static document::mutation::Pool {
    static ALL: LazyLock<document::mutation::Pool> = LazyLock::new(|| {
        let of = |rule: &'static parser::ParserRule| {
            rule.documents
                .iter()
                .map(|mutation| document::mutation::OfRule {
                    check: rule.id,
                    mutation,
                })
        };
        document::mutation::Pool::new(parser::catalogue().iter().copied().flat_map(of))
    });
    &ALL
}

/// The check of this id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    catalogue().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests;

//! The seeded faults of all rules, each with the rules that must detect it, and their conforming variants.

use std::ops::Deref;
use std::sync::LazyLock;

use crate::parser::Parser;
use crate::parser::builtin::Builtin;
use crate::parser::faulty::{Fault as ParserFault, Faulty};
use crate::parser::variant::Variant as ParserVariant;
use crate::reference::Reference;
use crate::reference::fault::Fault;
use crate::reference::variant::Variant;
use crate::rule::{by_id, catalogue, parser};
use crate::spec::version::ApiVersion;

/// A fault of the embedded endpoint.
#[derive(Debug)]
pub struct Seeded {
    /// The fault.
    pub fault: &'static Fault,
    /// The rules that must detect it; the first names it.
    pub detected_by: Vec<&'static str>,
}

/// A faulty parser.
#[derive(Debug)]
pub struct SeededParser {
    /// The fault.
    pub fault: &'static ParserFault,
    /// The rules that must detect it; the first names it.
    pub detected_by: Vec<&'static str>,
}

/// Every fault of the embedded endpoint, in the order of the rules that name them.
pub fn faults() -> &'static [Seeded] {
    static ALL: LazyLock<Vec<Seeded>> = LazyLock::new(|| {
        let named = catalogue().flat_map(|rule| rule.faults.iter().map(|fault| (rule.id, fault)));
        named
            .map(|(id, fault)| {
                let others = catalogue().filter(|rule| rule.also_detects.contains(&fault.id));
                Seeded {
                    fault,
                    detected_by: [id].into_iter().chain(others.map(|rule| rule.id)).collect(),
                }
            })
            .collect()
    });
    &ALL
}

/// The fault of the embedded endpoint with this name.
pub fn fault(id: &str) -> Option<&'static Seeded> {
    faults().iter().find(|seeded| seeded.fault.id == id)
}

/// The embedded endpoint with the fault of this name.
pub fn faulty_reference(id: &str) -> Option<Reference> {
    fault(id).map(|seeded| Reference::with_fault(seeded.fault))
}

/// Every faulty parser, in the order of the rules that name them.
pub fn parser_faults() -> &'static [SeededParser] {
    static ALL: LazyLock<Vec<SeededParser>> = LazyLock::new(|| {
        let rules = parser::catalogue();
        let named = rules
            .iter()
            .flat_map(|rule| rule.faults.iter().map(|fault| (rule.id, fault)));
        named
            .map(|(id, fault)| {
                let others = rules
                    .iter()
                    .filter(|rule| rule.also_detects.contains(&fault.id));
                SeededParser {
                    fault,
                    detected_by: [id].into_iter().chain(others.map(|rule| rule.id)).collect(),
                }
            })
            .collect()
    });
    &ALL
}

/// The faulty parser of this name.
pub fn parser_fault(id: &str) -> Option<Faulty> {
    let mut all = parser_faults().iter();
    all.find(|seeded| seeded.fault.id == id)
        .map(|seeded| Faulty::new(seeded.fault))
}

/// Every conforming variant of the embedded endpoint, in the order of the rules that name them.
pub fn variants() -> impl Iterator<Item = &'static Variant> + Clone {
    catalogue().flat_map(|rule| rule.variants)
}

/// The conforming variant of the embedded endpoint with this name.
pub fn variant(id: &str) -> Option<&'static Variant> {
    variants().find(|variant| variant.id == id)
}

/// Every conforming variant of a parser, in the order of the rules that name them.
pub fn parser_variants() -> impl Iterator<Item = &'static ParserVariant> + Clone {
    parser::catalogue().iter().flat_map(|rule| rule.variants)
}

/// The conforming variant of a parser with this name.
pub fn parser_variant(id: &str) -> Option<&'static ParserVariant> {
    parser_variants().find(|variant| variant.id == id)
}

/// The built-in parser of this name or, after `fault:`, the faulty one, or after `variant:` one with a conforming difference.
pub fn find_parser(name: &str) -> Option<Box<dyn Parser + Send>> {
    match name.split_once(':') {
        Some(("fault", fault)) => parser_fault(fault).map(|p| Box::new(p) as _),
        Some(("variant", name)) => {
            let variant = parser_variant(name)?;
            Some(Box::new(Faulty::made(variant.id, variant.makes)))
        }
        _ => Builtin::find(name).map(|p| Box::new(p) as _),
    }
}

impl Seeded {
    /// The version in which it shows: the default one, or the first of the rule that names it.
    pub fn version(&self) -> ApiVersion {
        let rule = self.detected_by.first().and_then(|id| by_id(id));
        let since = rule.and_then(|rule| rule.since);
        let since = since.max(self.fault.since);
        since.unwrap_or_default().max(ApiVersion::default())
    }

    /// Whether it makes a difference in this version, and every rule that must detect it is one of it.
    pub fn is_of(&self, version: ApiVersion) -> bool {
        let Fault { since, until, .. } = self.fault;
        if since.is_some_and(|since| version < since) || until.is_some_and(|until| until < version)
        {
            return false;
        }
        let mut rules = self.detected_by.iter().filter_map(|id| by_id(id));
        rules.all(|rule| rule.applies_to(version))
    }

    /// Whether it shows only on an endpoint that asks for signatures.
    pub fn needs_auth(&self) -> bool {
        let auth = |id: &&str| id.starts_with("auth/");
        self.detected_by.iter().all(auth)
    }
}

impl Deref for Seeded {
    type Target = Fault;

    fn deref(&self) -> &Fault {
        self.fault
    }
}

impl Deref for SeededParser {
    type Target = ParserFault;

    fn deref(&self) -> &ParserFault {
        self.fault
    }
}

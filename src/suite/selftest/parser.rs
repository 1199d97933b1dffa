//! The parsers that the rules for parsers are run against.

use crate::finding::Level;
use crate::parser::Parser;
use crate::parser::builtin::Builtin;
use crate::parser::faulty::Faulty;
use crate::parser::variant::Variant;
use crate::rule;
use crate::rule::SeededParser;
use crate::rule::parser::find;
use crate::spec::version::ApiVersion;
use crate::suite::parser::run::{Options, run};
use crate::suite::selftest::{Breadth, Role, Row};

/// Our own parser, or one made of it.
#[derive(Clone, Copy, Debug)]
pub enum ParserSubject {
    /// Our own, as it is.
    Own,
    /// With one conforming difference, or with two at once.
    Variant(&'static Variant, Option<&'static Variant>),
    /// With one fault.
    Fault(&'static SeededParser),
}

impl ParserSubject {
    /// Our own parser, every variant, and every faulty one.
    pub fn all() -> Vec<Self> {
        let variants = rule::parser_variants().map(|variant| Self::Variant(variant, None));
        let faulty = rule::parser_faults().iter().map(Self::Fault);
        [Self::Own]
            .into_iter()
            .chain(variants)
            .chain(faulty)
            .collect()
    }

    /// Our own parser, and every faulty one.
    #[cfg(test)]
    fn faulty() -> Vec<Self> {
        let faulty = rule::parser_faults().iter().map(Self::Fault);
        [Self::Own].into_iter().chain(faulty).collect()
    }

    /// Our own parser, and every two variants at once.
    pub fn pairs() -> Vec<Self> {
        let pairs = rule::parser_variants().enumerate().flat_map(|(at, first)| {
            let later = rule::parser_variants().skip(at + 1);
            later.map(move |second| Self::Variant(first, Some(second)))
        });
        [Self::Own].into_iter().chain(pairs).collect()
    }

    /// Our own parser and one with this fault.
    pub fn for_fault(fault: &'static SeededParser) -> Vec<Self> {
        vec![Self::Own, Self::Fault(fault)]
    }

    /// Our own parser and one with this difference.
    pub fn for_variant(variant: &'static Variant) -> Vec<Self> {
        vec![Self::Own, Self::Variant(variant, None)]
    }

    fn parser(self) -> Box<dyn Parser> {
        match self {
            Self::Own => Box::new(Builtin::own().over_http().in_pieces()),
            Self::Fault(seeded) => Box::new(Faulty::new(seeded.fault).over_http()),
            Self::Variant(first, second) => {
                let makes = second.into_iter().flat_map(|variant| variant.makes);
                let makes = first.makes.iter().chain(makes);
                Box::new(Faulty::made(first.id, makes).over_http())
            }
        }
    }

    /// Whether documents of megabytes are given: where they are what it is about.
    fn is_heavy(self) -> bool {
        let is_heavy = |id: &&str| {
            let mut documents = find(id).into_iter().flat_map(|rule| rule.documents);
            documents.any(|document| document.heavy)
        };
        match self {
            Self::Own => true,
            Self::Variant(variant, second) => variant.heavy && second.is_none(),
            Self::Fault(fault) => fault.detected_by.iter().any(is_heavy),
        }
    }

    /// Runs the rules: against a fault, where only the named ones are asked for, those that must find it, and where that is one
    /// until it has. Only in the whole breadth are variants given each deviation in other places too.
    pub(super) fn row(self, breadth: Breadth) -> Row {
        let mut parser = self.parser();
        let selects = |id: &str| match self {
            Self::Fault(fault) => breadth == Breadth::Whole || fault.detected_by.contains(&id),
            Self::Own | Self::Variant(..) => true,
        };
        let options = Options {
            cases: 24,
            cut_every: 211,
            heavy: self.is_heavy(),
            fail_fast: match self {
                Self::Fault(fault) if breadth == Breadth::Named && fault.detected_by.len() == 1 => {
                    Some(Level::Advisory)
                }
                _ => None,
            },
            places: match self {
                Self::Own => true,
                Self::Variant(_, second) => breadth == Breadth::Whole && second.is_none(),
                Self::Fault(_) => false,
            },
            selects: &selects,
            ..Options::default()
        };
        let results = run(parser.as_mut(), &options);
        let judged = results.judged.into_iter();
        let (role, id, summary, title) = match self {
            Self::Own => (Role::Reference, "reference", "", "reference".to_owned()),
            Self::Fault(fault) => (
                Role::Fault,
                fault.id,
                fault.summary,
                format!("fault {}", fault.id),
            ),
            Self::Variant(first, second) => {
                let also = second.map_or(String::new(), |second| format!(" with {}", second.id));
                let title = format!("variant {}{also}", first.id);
                (Role::Variant, first.id, first.summary, title)
            }
        };
        Row {
            role,
            id,
            summary,
            detected_by: match self {
                Self::Fault(fault) => &fault.detected_by,
                Self::Own | Self::Variant(..) => &[],
            },
            title,
            api_version: ApiVersion::default(),
            signature: None,
            outcomes: judged
                .map(|(rule, judgement)| (rule.id, judgement))
                .collect(),
            requests: results.bodies,
            trouble: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::selftest::{parsers, render};

    #[test]
    fn every_fault_is_found_and_our_own_parser_passes() {
        let matrix = parsers(&ParserSubject::faulty(), Breadth::Named, &|_| ());
        let problems = matrix.problems();
        assert!(problems.is_empty(), "{}", render::text(&matrix, &problems));
        assert!(matrix.rows.len() > 60);
    }

    /// Each variant once, beside another. The self-test of the command line runs each alone too, with large documents.
    #[test]
    fn two_conforming_differences_at_once_conform() {
        let variants: Vec<_> = rule::parser_variants().collect();
        let pair = |two: &[&'static Variant]| {
            let (first, rest) = two.split_first()?;
            Some(ParserSubject::Variant(first, rest.first().copied()))
        };
        let pairs: Vec<_> = variants.chunks(2).filter_map(pair).collect();
        let matrix = parsers(&pairs, Breadth::Named, &|_| ());
        let problems = matrix.problems();
        assert!(problems.is_empty(), "{}", render::text(&matrix, &problems));
    }
}

//! The parsers that the rules for parsers are run against.

use crate::parser::Parser;
use crate::parser::builtin::Builtin;
use crate::parser::faulty::Faulty;
use crate::rule;
use crate::rule::SeededParser;
use crate::rule::parser::{ParserRule, find};
use crate::spec::version::ApiVersion;
use crate::suite::parser::run::{Options, run};
use crate::suite::selftest::{Role, Row};

/// Our own parser, or one with a fault.
#[derive(Clone, Copy, Debug)]
pub struct ParserSubject {
    fault: Option<&'static SeededParser>,
}

impl ParserSubject {
    /// Our own parser, and every faulty one.
    pub fn all() -> Vec<Self> {
        let faulty = rule::parser_faults().iter();
        let faulty = faulty.map(|fault| Self { fault: Some(fault) });
        [Self { fault: None }].into_iter().chain(faulty).collect()
    }

    /// Our own parser and one with this fault.
    pub fn for_fault(fault: &'static SeededParser) -> Vec<Self> {
        vec![Self { fault: None }, Self { fault: Some(fault) }]
    }

    /// Runs the rules. Those with bodies of megabytes are run for the faults that they must find.
    pub(super) fn row(&self) -> Row {
        let mut parser: Box<dyn Parser> = match self.fault {
            None => Box::new(Builtin::own().over_http()),
            Some(seeded) => Box::new(Faulty::new(seeded.fault).over_http()),
        };
        let is_heavy = |rule: &ParserRule| rule.documents.iter().any(|document| document.heavy);
        let selects = |id: &str| match self.fault {
            None => true,
            Some(fault) if fault.detected_by.contains(&id) => true,
            Some(_) => !find(id).is_some_and(is_heavy),
        };
        let options = Options {
            cases: 24,
            cut_every: 211,
            selects: &selects,
            ..Options::default()
        };
        let results = run(parser.as_mut(), &options);
        let judged = results.judged.into_iter();
        Row {
            role: self.fault.map_or(Role::Reference, |_| Role::Fault),
            id: self.fault.map_or("reference", |fault| fault.id),
            summary: self.fault.map_or("", |fault| fault.summary),
            detected_by: self.fault.map_or(&[], |fault| &fault.detected_by),
            title: match self.fault {
                None => "reference".to_owned(),
                Some(fault) => format!("fault {}", fault.id),
            },
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
        let matrix = parsers(&ParserSubject::all(), &|_| ());
        let problems = matrix.problems();
        assert!(problems.is_empty(), "{}", render::text(&matrix, &problems));
        assert!(matrix.rows.len() > 30);
    }
}

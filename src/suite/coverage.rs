//! Which checks rest on which clause.

use crate::rule;
use crate::rule::Rule;
use crate::spec::clause;
use crate::spec::clause::Clause;

/// One clause with the checks that rest on it.
#[derive(Debug)]
pub struct Coverage {
    /// The clause.
    pub clause: &'static Clause,
    /// The checks, in the order of the catalogue.
    pub checks: Vec<&'static Rule>,
}

impl Coverage {
    /// Whether a check rests on it, or it is said why none can.
    pub fn is_accounted_for(&self) -> bool {
        !self.checks.is_empty() || self.clause.untestable.is_some()
    }
}

/// Clause by clause, in the order of the page.
pub fn coverage() -> Vec<Coverage> {
    clause::catalogue()
        .map(|clause| Coverage {
            clause,
            checks: rule::catalogue()
                .filter(|check| check.requirements.contains(&clause.id))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_has_a_check_or_a_reason_not_to() {
        let bare: Vec<_> = coverage()
            .into_iter()
            .filter(|row| !row.is_accounted_for())
            .map(|row| row.clause.id)
            .collect();
        assert!(bare.is_empty(), "{bare:?}");
    }

    #[test]
    fn no_clause_is_both_checked_and_called_untestable() {
        for row in coverage() {
            let both = !row.checks.is_empty() && row.clause.untestable.is_some();
            assert!(!both, "{}", row.clause.id);
        }
    }

    #[test]
    fn every_clause_that_a_check_names_exists() {
        for check in rule::catalogue() {
            for id in check.requirements {
                assert!(clause::find(id).is_some(), "{}: {id}", check.id);
            }
        }
    }
}

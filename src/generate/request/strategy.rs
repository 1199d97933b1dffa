//! A strategy for proptest that shrinks by structure: it drops one part of the recipe at a time.

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::generate::request::Recipe;
use crate::generate::request::mutation::OfRule;
use crate::generate::request::shrink::STEPS;

/// Every request that can be generated with these mutations.
#[derive(Clone, Copy, Debug)]
pub struct Requests(pub &'static [OfRule]);

/// A generated request on its way to a simpler one.
#[derive(Clone, Debug)]
pub struct Tree {
    current: Recipe,
    /// What `current` was before the last step.
    before: Option<Recipe>,
    /// The step that is tried next.
    next: usize,
}

impl Strategy for Requests {
    type Tree = Tree;
    type Value = Recipe;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let bytes = proptest::collection::vec(proptest::num::u8::ANY, 64);
        let bytes = bytes.new_tree(runner)?.current();
        Ok(Tree {
            current: Recipe::from_bytes(&bytes, self.0),
            before: None,
            next: 0,
        })
    }
}

impl ValueTree for Tree {
    type Value = Recipe;

    fn current(&self) -> Recipe {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        while let Some(step) = STEPS.get(self.next) {
            self.next += 1;
            let before = self.current.clone();
            if step(&mut self.current) {
                // A version has parameters and deviations of its own.
                self.current = self.current.clone().of_version(self.current.version);
                self.before = Some(before);
                return true;
            }
        }
        false
    }

    fn complicate(&mut self) -> bool {
        match self.before.take() {
            Some(before) => {
                self.current = before;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use proptest::test_runner::TestError;

    use super::*;
    use crate::request::Form;
    use crate::spec::version::ApiVersion;

    #[test]
    fn a_failure_shrinks_to_what_causes_it_and_nothing_else() {
        let mut runner = TestRunner::deterministic();
        let result = runner.run(&Requests(crate::rule::mutations()), |recipe| {
            match recipe.zone {
                Some(_) if recipe.form == Form::Post => {
                    Err(proptest::test_runner::TestCaseError::fail(""))
                }
                _ => Ok(()),
            }
        });
        let Err(TestError::Fail(_, minimal)) = result else {
            panic!("{result:?}");
        };
        assert!(minimal.zone.is_some() && minimal.form == Form::Post);
        assert!(minimal.deviation.is_none() && minimal.order.is_empty());
        assert!(minimal.encodings.is_empty());
        assert_eq!(minimal.version, ApiVersion::default());
    }
}

//! A strategy for proptest that shrinks by structure: it drops one part of the recipe at a time.

use proptest::strategy::NewTree;
use proptest::strategy::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::case::Encoding;
use crate::case::Form;
use crate::generate::request::Recipe;
use crate::version::ApiVersion;

/// Every request that can be generated.
#[derive(Clone, Copy, Debug, Default)]
pub struct Requests;

/// A generated request on its way to a simpler one.
#[derive(Clone, Debug)]
pub struct Tree {
    current: Recipe,
    /// What `current` was before the last step.
    before: Option<Recipe>,
    /// The step that is tried next.
    next: usize,
}

/// Ways to simplify, the one that takes most away first. Each says whether it changed anything.
const STEPS: &[fn(&mut Recipe) -> bool] = &[
    |r| r.deviation.take().is_some(),
    |r| r.zone.take().is_some(),
    |r| clear(&mut r.order),
    |r| clear(&mut r.encodings),
    |r| std::mem::take(&mut r.form) != Form::default(),
    |r| std::mem::take(&mut r.version) != ApiVersion::default(),
    |r| r.order.pop().is_some(),
    |r| r.order.pop().is_some(),
    |r| r.order.pop().is_some(),
    |r| plain(r, 0),
    |r| plain(r, 1),
    |r| plain(r, 2),
    |r| plain(r, 3),
    |r| plain(r, 4),
    |r| plain(r, 5),
    |r| plain(r, 6),
];

fn clear<T>(list: &mut Vec<T>) -> bool {
    !std::mem::take(list).is_empty()
}

/// Encodes one parameter canonically.
fn plain(recipe: &mut Recipe, at: usize) -> bool {
    const PLAIN: (Encoding, Encoding) = (Encoding::Canonical, Encoding::Canonical);
    match recipe.encodings.get_mut(at) {
        Some(encodings) => std::mem::replace(encodings, PLAIN) != PLAIN,
        None => false,
    }
}

impl Strategy for Requests {
    type Tree = Tree;
    type Value = Recipe;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let bytes = proptest::collection::vec(proptest::num::u8::ANY, 64);
        let bytes = bytes.new_tree(runner)?.current();
        Ok(Tree {
            current: Recipe::from_bytes(&bytes),
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

    #[test]
    fn a_failure_shrinks_to_what_causes_it_and_nothing_else() {
        let mut runner = TestRunner::deterministic();
        let result = runner.run(&Requests, |recipe| match recipe.zone {
            Some(_) if recipe.form == Form::Post => {
                Err(proptest::test_runner::TestCaseError::fail(""))
            }
            _ => Ok(()),
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

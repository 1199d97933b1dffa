//! Documents for proptest, with shrinking of our own: every choice goes back to its most ordinary value, one at a time.

use proptest::prelude::Rng;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::generate::document::Document;
use crate::generate::document::mutation::Pool;

/// Any document, with the mutations of this pool.
pub fn documents(pool: &'static Pool) -> impl Strategy<Value = Document> {
    choices().prop_map(move |bytes| Document::from_bytes(&bytes, pool))
}

/// The bytes that a document or a request is drawn from.
pub fn choices() -> Choices {
    Choices
}

/// The strategy of [`choices`].
#[derive(Clone, Copy, Debug)]
pub struct Choices;

/// Bytes on the way to fewer and more ordinary choices.
#[derive(Clone, Debug)]
pub struct Shrinking {
    bytes: Vec<u8>,
    /// The bytes before the last step, to go back to.
    before: Option<Vec<u8>>,
    next: Step,
}

/// What is tried next.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// To cut the bytes to this length: what is missing is ordinary.
    Cut(usize),
    /// To make the byte at this place zero.
    Zero(usize),
}

/// How many bytes a document may draw.
const BYTES: usize = 96;

impl Strategy for Choices {
    type Tree = Shrinking;
    type Value = Vec<u8>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let mut bytes = vec![0; BYTES];
        runner.rng().fill_bytes(&mut bytes);
        Ok(Shrinking {
            bytes,
            before: None,
            next: Step::Cut(0),
        })
    }
}

impl ValueTree for Shrinking {
    type Value = Vec<u8>;

    fn current(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    fn simplify(&mut self) -> bool {
        loop {
            let mut bytes = self.bytes.clone();
            match self.next {
                Step::Cut(length) if length >= bytes.len() => {
                    self.next = Step::Zero(0);
                    continue;
                }
                // Nothing, then half, three quarters and so on of what there is.
                Step::Cut(length) => {
                    bytes.truncate(length);
                    self.next = Step::Cut(length + (self.bytes.len() - length).div_ceil(2));
                }
                Step::Zero(at) => {
                    let Some(byte) = bytes.get_mut(at) else {
                        return false;
                    };
                    self.next = Step::Zero(at + 1);
                    if std::mem::take(byte) == 0 {
                        continue;
                    }
                }
            }
            self.before = Some(std::mem::replace(&mut self.bytes, bytes));
            return true;
        }
    }

    fn complicate(&mut self) -> bool {
        match self.before.take() {
            Some(bytes) => {
                self.bytes = bytes;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generate::document::field::Target;

    /// What proptest does with a failing value.
    fn shrink(
        mut tree: impl ValueTree<Value = Document>,
        fails: impl Fn(&Document) -> bool,
    ) -> Document {
        assert!(fails(&tree.current()));
        let mut steps = 0;
        while tree.simplify() {
            if !fails(&tree.current()) {
                tree.complicate();
            }
            steps += 1;
            assert!(steps < 1000);
        }
        tree.current()
    }

    fn failing(fails: impl Fn(&Document) -> bool) -> impl ValueTree<Value = Document> {
        let mut runner = TestRunner::deterministic();
        let trees = std::iter::from_fn(|| {
            documents(crate::rule::document_mutations())
                .new_tree(&mut runner)
                .ok()
        });
        trees
            .take(5000)
            .find(|tree| fails(&tree.current()))
            .unwrap()
    }

    #[test]
    fn a_failure_shrinks_to_the_example_with_what_makes_it_fail() {
        let tag = |d: &Document| {
            d.target() == Target::Response
                && d.fields().get("type") == Some(&crate::generate::document::field::Value::Absent)
        };
        let smallest = shrink(failing(tag), tag);
        assert!(smallest.deviation.is_none());
        let text = String::from_utf8(smallest.body().to_vec()).unwrap();
        assert!(
            text.contains("<state>pending</state>") && text.contains("cgw-b4dc3961"),
            "{text}"
        );
    }

    #[test]
    fn any_failure_shrinks_to_the_example_itself() {
        let smallest = shrink(failing(|_| true), |_| true);
        assert_eq!(
            smallest.body(),
            Document::from_bytes(&[], crate::rule::document_mutations()).body()
        );
    }
}

//! proptest as an engine of the oracles: what it finds is kept as libFuzzer's crashes are.

use std::io;
use std::path::PathBuf;

use proptest::test_runner::{TestCaseError, TestError, TestRunner};

use crate::generate::document::strategy::choices;

/// Looks for choices for which this does not hold. What is wrong with the smallest that proptest has come to, and the file
/// that `keep` has made of it.
///
/// # Errors
/// When there are such choices, or the file cannot be written.
pub fn search(
    runner: &mut TestRunner,
    mut holds: impl FnMut(&[u8]) -> Result<(), String>,
    keep: impl FnOnce(&[u8]) -> io::Result<Option<PathBuf>>,
) -> Result<(), String> {
    let holds = std::cell::RefCell::new(&mut holds);
    let result = runner.run(&choices(), |bytes| {
        (holds.borrow_mut())(&bytes).map_err(TestCaseError::fail)
    });
    let (why, bytes) = match result {
        Ok(()) => return Ok(()),
        Err(TestError::Fail(why, bytes)) => (why, bytes),
        Err(TestError::Abort(why)) => return Err(why.to_string()),
    };
    Err(match keep(&bytes) {
        Ok(Some(path)) => format!("{why}\nkept as {}", path.display()),
        Ok(None) => format!("{why}\nkept before, or of no expectation that a file could hold"),
        Err(error) => format!("{why}\nnot kept: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::test_runner::Config;

    use super::*;
    use crate::suite::oracle;
    use crate::suite::oracle::corpus;

    const CASES: u32 = 400;

    /// A failure is kept where `cargo test` replays it from then on.
    fn nothing_breaks(oracle: &str, holds: fn(&[u8]) -> Result<(), String>) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/regressions");
        let config = Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        };
        let mut runner = TestRunner::new(config);
        let found = search(&mut runner, holds, |bytes| {
            corpus::keep(&folder, oracle, bytes)
        });
        assert_eq!(found, Ok(()));
    }

    #[test]
    fn the_judge_agrees_with_the_intent_of_every_request() {
        nothing_breaks("case", oracle::case_holds);
    }

    #[test]
    fn our_own_reader_does_what_every_document_declares() {
        nothing_breaks("document", crate::suite::parser::oracle::document);
    }
}

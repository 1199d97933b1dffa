use std::collections::BTreeMap;

use memchr::memmem;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;
use crate::evidence::redact::Redacted;
use crate::generate::document::field::Target;
use crate::generate::document::{Document, VALID, cases};
use crate::parser::{Hello, Input, Outcome};
use crate::run::stored;
use crate::suite::oracle::engine;
use crate::suite::parser::oracle::document_for;
use crate::suite::parser::run::{Options, run};

/// Our own reader with one defect, which takes two things together: no single deviation shows it.
struct Planted(Builtin);

impl Planted {
    fn new() -> Self {
        Self(Builtin::own())
    }
}

impl Parser for Planted {
    fn hello(&self) -> &Hello {
        self.0.hello()
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        let has = |what: &[u8]| memmem::find(input.body, what).is_some();
        let both = has(b">1387</tcp_mss_adjustment>") && has(b">900</lifetime>");
        if input.target == Target::Configuration && both {
            return Outcome::Reject {
                class: "planted".to_owned(),
            };
        }
        self.0.parse(input)
    }
}

type Files = BTreeMap<String, Vec<u8>>;

fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder.join(DOCUMENTS)).unwrap();
    let files = entries.map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap())
    });
    files.collect()
}

fn texts(files: &Files) -> BTreeMap<&str, String> {
    let texts = files.iter();
    texts
        .map(|(name, bytes)| (name.as_str(), String::from_utf8_lossy(bytes).into_owned()))
        .collect()
}

/// As libFuzzer does: bytes of any length, until one fails.
fn libfuzzer(folder: &Path, seed: u8) {
    let mut inputs =
        (u64::from(seed) * 1000..).map(|n| [cases::noise(n), cases::noise(!n)].concat());
    let crash = inputs
        .find(|bytes| document_for(&mut Planted::new(), bytes).is_err())
        .unwrap();
    let kept = keep_document(&mut Planted::new(), folder, &crash).unwrap();
    assert!(kept.is_some());
}

fn proptest(folder: &Path, seed: u8) {
    let config = Config {
        cases: 20_000,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let said = engine::search(
        &mut TestRunner::new_with_rng(config, rng),
        |bytes| document_for(&mut Planted::new(), bytes),
        |bytes| keep_document(&mut Planted::new(), folder, bytes),
    );
    assert!(said.unwrap_err().contains("kept as "));
}

fn cases(folder: &Path, seed: u8) {
    let options = Options {
        seed: seed.into(),
        cases: 300,
        cut_every: 0,
        shrink: true,
        selects: &|id| id == VALID,
        ..Options::default()
    };
    let results = run(&mut Planted::new(), &options);
    for (document, finding) in &results.smallest {
        regression::keep(&folder.join(DOCUMENTS), document, finding).unwrap();
    }
}

#[test]
fn every_engine_leaves_the_same_small_file_which_shows_the_defect_again() {
    let one = tempfile::tempdir().unwrap();
    libfuzzer(one.path(), 0);
    let found = files(one.path());
    assert_eq!(found.len(), 2, "document and expectation");
    for seed in 1..4 {
        for engine in [libfuzzer, proptest, cases] {
            let other = tempfile::tempdir().unwrap();
            engine(other.path(), seed);
            assert_eq!(texts(&found), texts(&files(other.path())));
        }
    }

    let stored = regression::load(&one.path().join(DOCUMENTS)).unwrap();
    let example = Document::example(Target::Configuration);
    let (small, usual) = (stored[0].body().len(), example.body().len());
    assert!(small <= usual, "the example but for two values");
    let fails = |parser: &mut dyn Parser| {
        let options = Options {
            stored: &stored,
            cases: 0,
            cut_every: 0,
            selects: &|id| id == stored[0].check,
            ..Options::default()
        };
        let results = run(parser, &options);
        let failed = results.cases.iter().filter(|c| c.id == stored[0].id);
        failed.map(|c| c.verdict).next().unwrap() == crate::finding::Verdict::Fail
    };
    assert!(fails(&mut Planted::new()));
    assert!(!fails(&mut Builtin::own()));
}

#[test]
fn nothing_is_kept_of_what_holds_and_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    for oracle in ["case", "document"] {
        assert!(
            keep(folder.path(), oracle, &cases::noise(3))
                .unwrap()
                .is_none()
        );
    }
    assert!(keep(folder.path(), "escaping", b"&").unwrap().is_some());
    assert!(keep(folder.path(), "escaping", b"&").unwrap().is_none());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_request_is_kept_with_what_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = (0..).map(cases::noise).find(|bytes| {
        let recipe = Recipe::from_bytes(bytes, crate::rule::mutations());
        matches!(recipe.expectation(), Expectation::MustReject(_))
    });
    let recipe = Recipe::from_bytes(&bytes.unwrap(), crate::rule::mutations());
    let path = keep_request(folder.path(), &recipe).unwrap().unwrap();
    let back = Redacted::<Record>::read(&path).unwrap();
    assert_eq!(back.case.expectation, recipe.expectation());
    assert_eq!(back.case.draft, recipe.draft(&Fixtures::of_page()));
    assert_eq!(stored::load(folder.path()).unwrap().len(), 1);
}

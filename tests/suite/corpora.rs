//! Every file under `corpora/` that the fuzzers start from, through every oracle.

use std::fs;
use std::mem::discriminant;
use std::path::{Path, PathBuf};

use vpnconform::document::parse::ErrorKind;
use vpnconform::document::write::{Escape, Style};
use vpnconform::document::{parse, write};
use vpnconform::evidence::Record;
use vpnconform::evidence::redact::Redacted;
use vpnconform::request::encoding;
use vpnconform::request::judge::{World, judge};
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::oracle;
use vpnconform::xml;
use vpnconform::xml::Limits;

fn peer(text: &str) -> bool {
    roxmltree::Document::parse(text).is_ok()
}

/// Whose files are inputs as they are. Below the last, each fuzz target has a folder of what it has found.
const FOLDERS: [&str; 4] = ["response", "samples", "escaping", "regressions"];

fn files(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpora")
        .join(folder);
    let mut paths = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("readable").path();
            let to = if path.is_dir() {
                &mut folders
            } else {
                &mut paths
            };
            to.push(path);
        }
    }
    paths.sort();
    assert!(!paths.is_empty(), "{}", folder.display());
    paths
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).expect("readable")))
        .collect()
}

#[test]
fn no_file_breaks_an_oracle() {
    for folder in FOLDERS {
        for (path, bytes) in files(folder) {
            oracle::response_envelope(&bytes, peer);
            oracle::inner_document(&bytes, peer);
            oracle::escaping(&bytes, peer);
            oracle::case(&bytes);
            oracle::query(&bytes);
            oracle::exchange(&bytes);
            oracle::check(&bytes);
            let document = vpnconform::suite::parser::oracle::document(&bytes);
            assert_eq!(document, Ok(()), "{}", path.display());
        }
    }
    for line in include_str!("../../corpora/well-formed/cases.tsv").lines() {
        let document = line.rsplit('\t').next().unwrap_or_default().as_bytes();
        oracle::response_envelope(document, peer);
        oracle::inner_document(document, peer);
        oracle::escaping(document, peer);
    }
}

/// Time of the CPU, for this thread alone: the square of a size takes sixteen times as long for four times the size.
#[cfg(unix)]
#[test]
fn no_costly_answer_takes_more_than_in_proportion_to_its_size() {
    use rustix::time::{ClockId, clock_gettime};
    use vpnconform::suite::oracle::work::{Meter, work};
    let meter = Meter {
        unit: "ns",
        read: || {
            let time = clock_gettime(ClockId::ThreadCPUTime);
            u64::try_from(time.tv_sec).unwrap() * 1_000_000_000
                + u64::try_from(time.tv_nsec).unwrap()
        },
        noise: 500_000_000,
    };
    for (_, recipe) in files("regressions/work") {
        work(&recipe, &[meter]);
    }
}

#[test]
fn the_judge_says_of_every_kept_request_what_was_meant() {
    let requests = files("regressions").into_iter().filter(|(path, _)| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("request.")
    });
    let mut judged = 0;
    for (path, _) in requests {
        let record = Redacted::<Record>::read(&path).expect("a kept request");
        let world = World::of(&record.fixtures);
        let request = encoding::encode(&record.case.draft, "localhost", "/");
        let said = judge(&request, ApiVersion::default(), &world);
        let meant = record.case.expectation;
        assert_eq!(
            discriminant(&said),
            discriminant(&meant),
            "{}",
            path.display()
        );
        judged += 1;
    }
    assert!(judged > 0);
}

#[test]
fn every_sample_is_read_or_refused_for_its_reason() {
    let samples = files("samples");
    let documents = samples
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "xml"));
    for (path, bytes) in documents {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let read = parse::configuration(&text, &Limits::default());
        match read {
            Ok(read) => {
                assert!(
                    read.id.is_some() && !read.tunnels.is_empty(),
                    "{}",
                    path.display()
                );
                let again = write::configuration(&read, &Style::default());
                assert_eq!(parse::configuration(&again, &Limits::default()), Ok(read));
            }
            // The page prints blanks before the declaration of its inner document.
            Err(error) => {
                assert!(
                    path.ends_with("page-inner-indented.xml"),
                    "{}: {error}",
                    path.display()
                );
                let kind = ErrorKind::Xml(xml::ErrorKind::ProcessingInstruction);
                assert_eq!(error.kind, kind);
            }
        }
    }
}

#[test]
fn a_configuration_that_is_escaped_twice_is_refused() {
    let page = include_bytes!("../../corpora/response/page-example.xml");
    let parsed = parse::exchange(page, &Limits::default()).expect("well-formed");
    let twice = Style {
        escape: Escape::Double,
        ..Style::default()
    };
    let body = write::response(&parsed.response, &twice);
    let error = parse::exchange(&body, &Limits::default()).expect_err("no element in it");
    assert_eq!(error.kind, ErrorKind::EscapedTwice);
}

#[test]
fn the_dictionary_has_every_name_of_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/dictionary.txt");
    let Ok(dictionary) = fs::read_to_string(path) else {
        println!("SKIPPED: the published package does not have the fuzz targets");
        return;
    };
    let schema = include_str!("../../src/document/model/schema.rs");
    let names = schema
        .lines()
        .filter_map(|line| line.trim().split(" => ").next());
    for name in names.filter(|name| name.starts_with('"')) {
        assert!(dictionary.lines().any(|word| word == name), "{name}");
    }
}

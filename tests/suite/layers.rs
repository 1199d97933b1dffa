//! The rooms of the library use each other in one direction: a room uses only rooms below it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From top to bottom; see DESIGN.md.
const ROOMS: [&str; 25] = [
    "harness",
    "snapshot",
    "baseline",
    "report",
    "suite",
    "rule",
    "run",
    "parser",
    "reference",
    "saved",
    "evidence",
    "generate",
    "request",
    "endpoint",
    "document",
    "spec",
    "exchange",
    "finding",
    "secret",
    "xml",
    "clock",
    "glob",
    "atomic_file",
    "bounded_file",
    "untrusted",
];

#[test]
fn rooms_use_only_rooms_below() {
    let mut upward = Vec::new();
    let mut seen = BTreeSet::new();
    for path in sources(Path::new("src")) {
        let Some(from) = room(&path) else { continue };
        seen.insert(from.clone());
        let text = without_tests(&fs::read_to_string(&path).unwrap());
        for to in uses(&text) {
            if level(&to) < level(&from) {
                upward.push(format!("{}: {from} uses {to}", path.display()));
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
    let known: BTreeSet<String> = ROOMS.iter().map(|room| (*room).to_owned()).collect();
    assert_eq!(seen, known, "rooms of src and of this test");
}

/// The rule of valid documents is the one that documents themselves are drawn for.
const DRAWN_FOR: &str = "src/generate/document.rs";

#[test]
fn frameworks_name_no_parser_rule() {
    let rules = vpnconform::rule::parser::catalogue();
    let mut named = Vec::new();
    for path in sources(Path::new("src")) {
        // The program shows examples in its help.
        let names_them = path.starts_with("src/rule") || path.starts_with("src/cli");
        if names_them || path == Path::new(DRAWN_FOR) {
            continue;
        }
        let text = without_tests(&fs::read_to_string(&path).unwrap());
        let code = text.lines().filter(|line| !line.trim().starts_with("//"));
        for line in code {
            let rule = rules.iter().find(|rule| line.contains(rule.id));
            named.extend(rule.map(|rule| format!("{}: {}", path.display(), rule.id)));
        }
    }
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn reader_sees_every_form_of_use() {
    let text = "use crate::run::{self, Options};\nuse crate::{rule, xml::Document};\n    pub(crate) use crate::spec;\n\
        fn f() { crate::suite::plan::run(); }\n// crate::harness\n#[cfg(test)]\nmod tests {\n    use crate::report;\n}\n";
    let found: BTreeSet<String> = uses(&without_tests(text)).into_iter().collect();
    let expected = ["rule", "run", "spec", "suite", "xml"];
    assert_eq!(found, expected.iter().map(|r| (*r).to_owned()).collect());
}

/// Every source of the library but tests and the program (`main.rs`, `cli`, `config`).
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && name != "tests" {
            found.push(path);
        }
    }
    found
}

fn room(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").unwrap().iter().next().unwrap();
    let name = first.to_string_lossy().trim_end_matches(".rs").to_owned();
    (!["lib", "main", "cli", "config"].contains(&name.as_str())).then_some(name)
}

fn level(room: &str) -> usize {
    let place = ROOMS.iter().position(|known| *known == room);
    place.unwrap_or_else(|| panic!("{room} is a room that this test does not know"))
}

/// The text without comments and without the test module at its end.
fn without_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut after_test_attribute = false;
    for line in text.lines() {
        let code = line.trim_start();
        if after_test_attribute && code.starts_with("mod ") && code.ends_with('{') {
            break;
        }
        if !code.starts_with("//") {
            after_test_attribute = (code.starts_with("#[cfg(") && code.contains("test"))
                || (after_test_attribute && code.starts_with("#["));
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The rooms that the text names: after `crate::`, alone or in braces.
fn uses(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for part in text.split("crate::").skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            let mut depth = 0;
            let mut item = String::new();
            for c in group.chars() {
                match c {
                    '}' if depth == 0 => break,
                    ',' if depth == 0 => rooms.push(std::mem::take(&mut item)),
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => item.push(c),
                }
            }
            rooms.push(item);
        } else {
            rooms.push(part.to_owned());
        }
    }
    let name = |text: &String| -> String {
        let word = text.trim_start();
        let is_letter = |c: char| c.is_ascii_lowercase() || c == '_';
        let end = word.find(|c| !is_letter(c)).unwrap_or(word.len());
        // A macro is of the whole crate, and a link in a comment is no use.
        match word[end..].starts_with(['!', ')']) {
            true => String::new(),
            false => word[..end].to_owned(),
        }
    };
    let rooms: Vec<String> = rooms.iter().map(name).collect();
    rooms.into_iter().filter(|room| !room.is_empty()).collect()
}

//! Everything that is generated, written anew or held against what is committed.

use std::process::Command;

use crate::program::{output, read, root, vpnconform_json};
use crate::table::{matches, rows, text};
use crate::{Result, corpus, matrix, numbers, parsers};

/// The words for the fuzzers, and the schema that they come from.
const DICTIONARY: &str = "fuzz/dictionary.txt";
const SCHEMA: &str = "src/document/model/schema.rs";

/// Writes what is not current, or fails where something is not.
pub fn run(check: bool) -> Result<()> {
    let mut stale = Vec::new();
    let mut put = |path: &str, text: String| -> Result<()> {
        let old = read(path).unwrap_or_default();
        if old == text {
            println!("current  {path}");
        } else if check {
            println!("STALE    {path}");
            stale.push(path.to_owned());
        } else {
            std::fs::write(root().join(path), text).map_err(|e| format!("{path}: {e}"))?;
            println!("written  {path}");
        }
        Ok(())
    };
    let numbers = numbers::count()?;
    for path in numbers::DOCUMENTS {
        put(
            path,
            numbers::fill(&read(path)?, &numbers).map_err(|e| format!("{path}: {e}"))?,
        )?;
    }
    put(DICTIONARY, dictionary(&read(DICTIONARY)?, &read(SCHEMA)?))?;
    put(matrix::PATH, matrix::page()?)?;
    put(corpus::PATH, corpus::manifest()?)?;
    let mut unknown = unknown_ids()?;
    if !check {
        // In a check `cargo test` compares them.
        output(
            Command::new("cargo")
                .args([
                    "test",
                    "--locked",
                    "--quiet",
                    "--test",
                    "suite",
                    "printed::",
                ])
                .env("INSTA_UPDATE", "always")
                .env("INSTA_FORCE_PASS", "1"),
        )?;
        println!("written  snapshots/output");
    }
    if !stale.is_empty() {
        unknown.push(format!(
            "not current: {}: run `cargo xtask bless`",
            stale.join(", ")
        ));
    }
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(unknown.join("\n"))
    }
}

/// Rows of expectation tables about checks that are not there. What a system does is measured, and cannot be blessed.
fn unknown_ids() -> Result<Vec<String>> {
    let checks = vpnconform_json(&["list", "--json"])?;
    let ids: Vec<&str> = checks
        .as_array()
        .into_iter()
        .flatten()
        .map(|c| text(c, "id"))
        .collect();
    let mut patterns: Vec<(String, String)> = Vec::new();
    let folder = root().join("scripts");
    for entry in std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let name = entry
            .map_err(|e| e.to_string())?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if name.starts_with("expect-") && name.contains('@') && name.ends_with(".tsv") {
            for row in rows(&read(format!("scripts/{name}"))?, 4)? {
                patterns.extend(row[2].split('|').map(|p| (name.clone(), p.to_owned())));
            }
        }
    }
    for row in rows(&read(parsers::EXPECTED)?, 4)? {
        let check: Vec<&str> = row[1].splitn(3, '/').take(2).collect();
        patterns.push((parsers::EXPECTED.to_owned(), check.join("/")));
    }
    Ok(patterns
        .into_iter()
        .filter(|(_, pattern)| !ids.iter().any(|id| matches(pattern, id)))
        .map(|(table, pattern)| format!("{table}: no check {pattern}"))
        .collect())
}

/// The hand-written head of the dictionary, and the names of the schema as elements, plain and escaped.
fn dictionary(old: &str, schema: &str) -> String {
    let mut out = String::new();
    for line in old.lines().filter(|line| !line.starts_with('#')) {
        if line == "\"CreateVpnConnectionResponse\"" {
            break;
        }
        out.push_str(line);
        out.push('\n');
    }
    let mut names = vec![
        "CreateVpnConnectionResponse",
        "vpn_connection",
        "Response",
        "item",
    ];
    for line in schema.lines() {
        let name = line
            .trim_start()
            .strip_prefix('"')
            .and_then(|rest| rest.split_once("\" => "));
        if let Some((name, _)) = name.filter(|(name, _)| !names.contains(name)) {
            names.push(name);
        }
    }
    for name in names {
        for word in ["N", "<N>", "</N>", "&lt;N&gt;", "&lt;/N&gt;"] {
            out.push_str(&format!("\"{}\"\n", word.replace('N', name)));
        }
    }
    format!("# Written by `cargo xtask bless` from the schema of the documents.\n{out}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_keeps_its_head_and_has_the_names_of_the_schema() {
        let old = "# old\n\"<!--\"\n\"CreateVpnConnectionResponse\"\n\"gone\"\n";
        let new = dictionary(old, "match name {\n    \"state\" => State,\n}");
        assert!(
            new.contains(
                "\"<!--\"\n\"CreateVpnConnectionResponse\"\n\"<CreateVpnConnectionResponse>\"\n"
            ),
            "{new}"
        );
        assert!(
            new.contains("\"&lt;/state&gt;\"\n") && !new.contains("gone"),
            "{new}"
        );
        assert_eq!(
            dictionary(&new, "match name {\n    \"state\" => State,\n}"),
            new
        );
    }
}

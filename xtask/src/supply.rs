//! What the project is made of and how it is packed.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Result;
use crate::program::{output, read, root};
use crate::table::{list, text};

/// Licences of dependencies and their minimum Rust versions, then the contents of the package. cargo-deny is used for bans
/// and sources where it is installed.
pub fn run() -> Result<()> {
    let metadata = output(Command::new("cargo").args([
        "metadata",
        "--locked",
        "--format-version",
        "1",
        "--all-features",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| e.to_string())?;
    let problems = dependencies(&metadata, &allowed_licences(&read("deny.toml")?))?;
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    package()?;
    let deny = Command::new("cargo").args(["deny", "--version"]).output();
    if deny.is_ok_and(|done| done.status.success()) {
        output(
            Command::new("cargo")
                .args(["deny", "--locked", "check", "licenses", "bans", "sources"]),
        )?;
    } else {
        println!("SKIPPED: bans and sources, no cargo-deny (cargo install --locked cargo-deny)");
    }
    Ok(())
}

/// The strings of `allow = [...]` below `[licenses]`.
fn allowed_licences(deny: &str) -> BTreeSet<String> {
    let list = deny
        .split_once("allow = [")
        .and_then(|(_, rest)| rest.split_once(']'));
    let list = list.map_or("", |(list, _)| list);
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn dependencies(metadata: &Value, licences: &BTreeSet<String>) -> Result<Vec<String>> {
    let packages = list(metadata, "packages");
    let own = packages
        .iter()
        .find(|p| text(p, "name") == "vpnconform")
        .ok_or("no package vpnconform")?;
    let own = text(own, "rust_version");
    let mut problems = Vec::new();
    let mut silent = 0;
    for package in packages {
        let name = format!("{} {}", text(package, "name"), text(package, "version"));
        let member = package["source"].is_null();
        if !member && !allowed(text(package, "license"), licences) {
            problems.push(format!("{name}: licence {:?}", text(package, "license")));
        }
        if !member && !text(package, "source").starts_with("registry+") {
            problems.push(format!("{name}: comes from {}", text(package, "source")));
        }
        match text(package, "rust_version") {
            "" => silent += 1,
            needs if version(needs) > version(own) => {
                problems.push(format!(
                    "{name}: needs Rust {needs}, this project says {own}"
                ));
            }
            _ => {}
        }
    }
    println!(
        "{} packages; {silent} do not say which Rust they need",
        packages.len()
    );
    Ok(problems)
}

fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text
        .split('.')
        .map(|part| part.parse().unwrap_or(0))
        .collect();
    parts.resize(3, 0);
    parts
}

/// Whether one way through an SPDX expression is allowed. `AND` binds closer than `OR`.
fn allowed(expression: &str, licences: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ");
    if let Some((before, inside, after)) = brackets(&expression) {
        // A bracket that is allowed is any allowed licence.
        let word = if allowed(inside, licences) {
            licences.iter().next().map_or("", String::as_str)
        } else {
            "NONE"
        };
        return allowed(&format!("{before}{word}{after}"), licences);
    }
    expression
        .split(" OR ")
        .any(|way| way.split(" AND ").all(|one| licences.contains(one.trim())))
}

/// The first innermost pair of brackets.
fn brackets(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(')')?;
    let begin = text[..end].rfind('(')?;
    Some((&text[..begin], &text[begin + 1..end], &text[end + 1..]))
}

/// Nothing strange is in the package, and all that sources include is.
fn package() -> Result<()> {
    let files = output(Command::new("cargo").args([
        "package",
        "--list",
        "--allow-dirty",
        "--locked",
        "--package",
        "vpnconform",
    ]))?;
    let files: BTreeSet<&str> = files.lines().collect();
    let strange: Vec<&str> = files.iter().copied().filter(|file| !meant(file)).collect();
    if !strange.is_empty() {
        return Err(format!("not meant for the package: {}", strange.join(" ")));
    }
    let mut missing = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".rs")) {
        for included in includes(&read(file)?) {
            let path = normal(
                Path::new(file)
                    .parent()
                    .unwrap_or(Path::new(""))
                    .join(&included),
            );
            if !files.contains(path.as_str()) {
                missing.push(format!(
                    "{file} includes {path}, which is not in the package"
                ));
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing.join("\n"));
    }
    let bytes: u64 = files
        .iter()
        .filter_map(|file| std::fs::metadata(root().join(file)).ok())
        .map(|m| m.len())
        .sum();
    println!(
        "package: {} files, {} kB before compression",
        files.len(),
        bytes / 1000
    );
    Ok(())
}

fn meant(file: &str) -> bool {
    let folders = [
        "src",
        "corpora",
        "snapshots",
        "benches",
        "docs",
        "examples",
        "tests",
        "schema",
    ];
    let roots = [
        "Cargo.toml",
        "Cargo.toml.orig",
        "Cargo.lock",
        "README.md",
        "DESIGN.md",
        "CHANGELOG.md",
        "ROBUSTNESS.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        ".cargo_vcs_info.json",
    ];
    match file.split_once('/') {
        Some((folder, _)) => folders.contains(&folder),
        None => roots.contains(&file),
    }
}

/// The paths in `include_str!("...")` and `include_bytes!("...")`.
fn includes(source: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for name in ["include_str!(", "include_bytes!("] {
        for rest in source.split(name).skip(1) {
            let quoted = rest
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'));
            paths.extend(quoted.map(|(path, _)| path.to_owned()));
        }
    }
    paths
}

/// The path without `..`.
fn normal(path: PathBuf) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_through_a_licence_is_enough() {
        let licences = allowed_licences("[licenses]\nallow = [\n    \"MIT\", \"ISC\",\n]\n");
        let allowed = |text: &str| allowed(text, &licences);
        assert!(
            allowed("MIT OR GPL-3.0")
                && allowed("GPL-3.0/MIT")
                && allowed("(GPL-3.0 OR ISC) AND MIT")
        );
        assert!(
            !allowed("MIT AND GPL-3.0") && !allowed("(MIT AND GPL-3.0) OR Zlib") && !allowed("")
        );
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(version("1.9") < version("1.88") && version("1.88") == version("1.88.0"));
    }

    #[test]
    fn included_files_are_found_beside_the_source() {
        let source =
            "let a = include_str!(\"../x.xml\");\nlet b = include_bytes!(\n    \"y.bin\"\n);";
        assert_eq!(includes(source), ["../x.xml", "y.bin"]);
        assert_eq!(normal(Path::new("src/a").join("../x.xml")), "src/x.xml");
        assert!(meant("src/lib.rs") && !meant("xtask/src/main.rs") && !meant("deny.toml"));
    }
}

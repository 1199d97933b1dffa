//! Documents of the repository on the site, and what pages that are written by hand take from elsewhere.

use std::fmt::Write;

use crate::Result;
use crate::program::{printed, read};

/// Documents as they are, with the page each becomes. Links between them are turned; links to files that are no page become text.
pub const INCLUDED: &[(&str, &str)] = &[
    ("packages/python/README.md", "pytest.md"),
    ("packages/go/README.md", "go.md"),
    ("adapters/README.md", "adapters.md"),
    ("corpora/evidence/parsers/README.md", "results/parsers.md"),
    ("corpora/evidence/clients/README.md", "results/clients.md"),
    ("snapshots/matrix.md", "results/matrix.md"),
    ("docs/confirmed.md", "results/confirmed.md"),
    ("docs/fuzzing.md", "fuzzing.md"),
    ("docs/parser-mutants.md", "parser-mutants.md"),
    ("docs/server-mutants.md", "server-mutants.md"),
    ("docs/protocol-notes.md", "protocol-notes.md"),
    ("examples/corpus/README.md", "corpus.md"),
    ("ROBUSTNESS.md", "robustness.md"),
    ("SECURITY.md", "security.md"),
    ("DESIGN.md", "design.md"),
    ("CONTRIBUTING.md", "contributing.md"),
    ("CHANGELOG.md", "changes.md"),
    ("benches/README.md", "benchmarks.md"),
];

/// Files that pages link to.
pub const ASSETS: &[(&str, &str)] = &[
    ("schema/report.schema.json", "schema/report.schema.json"),
    ("schema/corpus.schema.json", "schema/corpus.schema.json"),
    (
        "schema/snapshot-diff.schema.json",
        "schema/snapshot-diff.schema.json",
    ),
    ("corpora/manifest.json", "schema/manifest.json"),
];

/// The page with its marks replaced, each on a line of its own: `<!--run: ARGUMENTS-->` by what the program prints, and
/// `<!--file: PATH-->` by a file.
pub fn expand(page: &str) -> Result<String> {
    let mut out = String::new();
    for line in page.lines() {
        let mark = |name| {
            let rest = line.strip_prefix("<!--")?.strip_suffix("-->")?;
            rest.strip_prefix(name)?.strip_prefix(": ")
        };
        if let Some(arguments) = mark("run") {
            let words: Vec<&str> = arguments.split_whitespace().collect();
            block(&mut out, "text", &printed(&words)?);
        } else if let Some(path) = mark("file") {
            let language = path.rsplit_once('.').map_or("", |(_, end)| match end {
                "yml" => "yaml",
                "py" => "python",
                "rs" => "rust,ignore",
                other => other,
            });
            block(&mut out, language, &read(path)?);
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

fn block(out: &mut String, language: &str, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "```{language}\n{}\n```", text.trim_end());
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn marks_are_replaced_by_files() {
        let page = expand("Before.\n\n<!--file: clippy.toml-->\n").unwrap();
        assert!(page.starts_with("Before.\n\n```toml\n"), "{page}");
        assert!(page.ends_with("\n```\n"), "{page}");
        assert!(expand("<!--file: no-such-file.yml-->\n").is_err());
    }
}

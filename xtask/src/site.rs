//! `cargo xtask site`: the pages of the site for mdBook, with their links checked; and the site itself where mdBook is given.
//!
//! Pages come from four places: those written by hand in `site/src`, documents of the repository, one page for each rule, and one for
//! each system whose results are recorded.

mod document;
mod facts;
mod html;
mod links;
mod results;
mod rules;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::numbers;
use crate::program::{output, read, root};

use facts::Facts;

/// Pages by their path under `src` of the book.
pub type Pages = BTreeMap<String, String>;

const SUMMARY: &str = "SUMMARY.md";

/// Options: `--out FOLDER` (target/site), `--mdbook PROGRAM`, without which only the pages are written and checked.
pub fn run(arguments: &[&str]) -> Result<()> {
    let (mut out, mut mdbook) = ("target/site", None);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let value = *words.next().ok_or(format!("site: {word} has no value"))?;
        match *word {
            "--out" => out = value,
            "--mdbook" => mdbook = Some(value),
            _ => return Err(format!("site: {word} is no option of it")),
        }
    }
    let out = root().join(out);
    let pages = pages()?;
    let links = links::check(&pages)?;
    write(&out.join("source"), &pages)?;
    println!("{} pages, {links} links between them", pages.len());
    if let Some(mdbook) = mdbook {
        let book = out.join("book");
        output(
            Command::new(mdbook)
                .arg("build")
                .arg("--dest-dir")
                .arg(&book)
                .arg(out.join("source")),
        )?;
        let links = html::check(&book)?;
        println!("{}: {links} links and references", book.display());
    }
    Ok(())
}

fn pages() -> Result<Pages> {
    let facts = Facts::read()?;
    let numbers = numbers::count()?;
    let mut pages = Pages::new();
    for (path, text) in by_hand()? {
        let text = numbers::fill(&text, &numbers).map_err(|e| format!("site/src/{path}: {e}"))?;
        let text = document::expand(&text).map_err(|e| format!("site/src/{path}: {e}"))?;
        pages.insert(path, text);
    }
    for (source, page) in document::INCLUDED {
        let text = links::moved(&read(source)?, source, page)?;
        pages.insert((*page).to_owned(), text);
    }
    let mut lists = BTreeMap::from([
        ("rules", rules::write(&facts, &mut pages)),
        ("results", results::write(&facts, &mut pages)),
    ]);
    let summary = pages.get_mut(SUMMARY).ok_or("site/src has no SUMMARY.md")?;
    for (name, list) in &mut lists {
        let mark = format!("<!--{name}-->\n");
        if !summary.contains(&mark) {
            return Err(format!("SUMMARY.md has no {mark}"));
        }
        *summary = summary.replace(&mark, list);
    }
    Ok(pages)
}

/// The pages of `site/src`.
fn by_hand() -> Result<Pages> {
    let top = root().join("site/src");
    let mut found = Pages::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
            let path = entry.map_err(|e| e.to_string())?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&top).unwrap_or(&path);
            found.insert(name.to_string_lossy().replace('\\', "/"), read(&path)?);
        }
    }
    Ok(found)
}

/// The book anew: a page that is gone must not stay.
fn write(folder: &Path, pages: &Pages) -> Result<()> {
    let fail = |path: &Path, e: std::io::Error| format!("{}: {e}", path.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|e| fail(folder, e))?;
    }
    let put = |path: PathBuf, bytes: &[u8]| {
        let parent = path.parent().unwrap_or(&path);
        std::fs::create_dir_all(parent).map_err(|e| fail(parent, e))?;
        std::fs::write(&path, bytes).map_err(|e| fail(&path, e))
    };
    for (path, text) in pages {
        put(folder.join("src").join(path), text.as_bytes())?;
    }
    for name in ["book.toml", "site.css"] {
        put(folder.join(name), read(format!("site/{name}"))?.as_bytes())?;
    }
    for (source, asset) in document::ASSETS {
        put(folder.join("src").join(asset), read(source)?.as_bytes())?;
    }
    Ok(())
}

/// Text of the program as Markdown: what is between backticks stays code, all else means itself.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for (n, part) in text.split('`').enumerate() {
        if n > 0 {
            out.push('`');
        }
        for c in part.chars() {
            match c {
                _ if n % 2 == 1 => out.push(c),
                '<' => out.push_str("&lt;"),
                '&' => out.push_str("&amp;"),
                '*' | '_' | '[' | ']' | '\\' | '|' | '#' => out.extend(['\\', c]),
                _ => out.push(c),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_means_itself_but_for_code() {
        assert_eq!(escape("<a> is *not* `<b>`"), "&lt;a> is \\*not\\* `<b>`");
        assert_eq!(escape("`&#10;` and &#10;"), "`&#10;` and &amp;\\#10;");
    }
}

//! The site as mdBook has written it: everything that a page refers to is there, and nothing is elsewhere but what is linked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::links::resolve;
use crate::Result;
use crate::program::read;

/// Checks every page below a folder and returns how many references there were.
pub fn check(book: &Path) -> Result<usize> {
    let mut files = BTreeSet::new();
    collect(book, book, &mut files)?;
    let mut pages: BTreeMap<&str, Page> = BTreeMap::new();
    for file in files.iter().filter(|f| f.ends_with(".html")) {
        pages.insert(file, Page::of(&read(book.join(file))?));
    }
    let (mut count, mut wrong) = (0, Vec::new());
    for (name, page) in &pages {
        count += page.refers.len();
        for (kind, url) in &page.refers {
            if let Err(why) = leads(name, kind, url, &files, &pages) {
                wrong.push(format!("{name}: {url} {why}"));
            }
        }
    }
    if wrong.is_empty() {
        Ok(count)
    } else {
        Err(wrong.join("\n"))
    }
}

struct Page {
    ids: BTreeSet<String>,
    /// The attribute and its value.
    refers: Vec<(&'static str, String)>,
}

impl Page {
    /// mdBook writes attributes in double quotes.
    fn of(html: &str) -> Self {
        let values = |name: &str| -> Vec<String> {
            let mark = format!(" {name}=\"");
            let parts = html.split(&mark).skip(1);
            parts
                .filter_map(|part| part.split_once('"'))
                .map(|(value, _)| unescape(value))
                .collect()
        };
        let mut refers: Vec<_> = values("href")
            .into_iter()
            .map(|url| ("href", url))
            .collect();
        refers.extend(values("src").into_iter().map(|url| ("src", url)));
        Self {
            ids: values("id").into_iter().collect(),
            refers,
        }
    }
}

fn unescape(value: &str) -> String {
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn leads(
    page: &str,
    kind: &str,
    url: &str,
    files: &BTreeSet<String>,
    pages: &BTreeMap<&str, Page>,
) -> std::result::Result<(), &'static str> {
    if url.contains("://") || url.starts_with("mailto:") {
        return if kind == "href" {
            Ok(())
        } else {
            Err("is loaded from elsewhere")
        };
    }
    if url.starts_with('/') {
        // The page for addresses that are not there is asked for at any depth; it has a base of its own.
        return if page == "404.html" {
            Ok(())
        } else {
            Err("needs a server")
        };
    }
    let (path, anchor) = url.split_once('#').unwrap_or((url, ""));
    let target = if path.is_empty() {
        page.to_owned()
    } else {
        resolve(page, path)
    };
    match pages.get(target.as_str()) {
        Some(found) if anchor.is_empty() || found.ids.contains(anchor) => Ok(()),
        Some(_) => Err("has no such anchor"),
        None if files.contains(&target) => Ok(()),
        None => Err("is not there"),
    }
}

fn collect(top: &Path, folder: &Path, into: &mut BTreeSet<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path: PathBuf = entry.map_err(|e| e.to_string())?.path();
        if path.is_dir() {
            collect(top, &path, into)?;
        } else {
            let name = path.strip_prefix(top).unwrap_or(&path);
            into.insert(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_must_lead_somewhere_without_a_server() {
        let files = BTreeSet::from(["a/b.html".to_owned(), "c.css".to_owned()]);
        let pages = BTreeMap::from([("a/b.html", Page::of("<p id=\"x\"><a href=\"#x\">"))]);
        let leads = |kind, url| leads("a/b.html", kind, url, &files, &pages);
        assert_eq!(leads("href", "#x"), Ok(()));
        assert_eq!(leads("href", "../c.css"), Ok(()));
        assert_eq!(leads("href", "https://a.example/"), Ok(()));
        assert!(leads("href", "#y").is_err());
        assert!(leads("href", "c.css").is_err());
        assert!(leads("href", "/c.css").is_err());
        assert!(leads("src", "https://a.example/x.js").is_err());
    }
}

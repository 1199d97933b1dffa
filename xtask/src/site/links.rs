//! Links between pages: turned where a document becomes a page, and checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Pages;
use super::document::{ASSETS, INCLUDED};
use crate::Result;
use crate::program::root;

fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES)
}

/// A document with its links turned to where pages are. A link to a file of the repository that is no page becomes its text.
pub fn moved(text: &str, source: &str, page: &str) -> Result<String> {
    let mut out = String::new();
    let mut done = 0;
    for (event, range) in parser(text).into_offset_iter() {
        let Event::Start(Tag::Link {
            link_type,
            dest_url,
            ..
        }) = event
        else {
            continue;
        };
        if is_elsewhere(&dest_url) || dest_url.starts_with('#') {
            continue;
        }
        if link_type != LinkType::Inline {
            return Err(format!("{source}: {dest_url} is not an inline link"));
        }
        let (path, anchor) = split(&dest_url);
        let file = resolve(source, path);
        if !root().join(&file).exists() {
            return Err(format!("{source}: there is no {dest_url}"));
        }
        let link = &text[range.clone()];
        let found = INCLUDED
            .iter()
            .chain(ASSETS)
            .find(|(from, _)| *from == file);
        out.push_str(&text[done..range.start]);
        match found {
            Some((_, to)) => {
                let to = format!("]({}{anchor})", relative(page, to));
                out.push_str(&link.replace(&format!("]({dest_url})"), &to));
            }
            None => {
                let words = link.strip_prefix('[').and_then(|l| l.rsplit_once("]("));
                out.push_str(words.map_or(link, |(words, _)| words));
            }
        }
        done = range.end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// How many links there are between pages; those that lead nowhere are an error.
pub fn check(pages: &Pages) -> Result<usize> {
    let anchors: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(path, text)| (path.as_str(), anchors(text)))
        .collect();
    let (mut links, mut wrong) = (0, Vec::new());
    for (page, text) in pages {
        for event in parser(text) {
            let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event
            else {
                continue;
            };
            if is_elsewhere(&dest_url) {
                continue;
            }
            links += 1;
            let (path, anchor) = split(&dest_url);
            let target = if path.is_empty() {
                page.clone()
            } else {
                resolve(page, path)
            };
            let leads = match anchors.get(target.as_str()) {
                Some(known) => anchor.is_empty() || known.contains(&anchor[1..]),
                None => anchor.is_empty() && ASSETS.iter().any(|(_, asset)| *asset == target),
            };
            if !leads {
                wrong.push(format!("{page}: {dest_url} leads nowhere"));
            }
        }
    }
    let summary = pages.get("SUMMARY.md").map_or("", String::as_str);
    for page in pages.keys().filter(|page| *page != "SUMMARY.md") {
        if !summary.contains(&format!("({page})")) {
            wrong.push(format!("SUMMARY.md does not have {page}"));
        }
    }
    if wrong.is_empty() {
        Ok(links)
    } else {
        Err(wrong.join("\n"))
    }
}

/// The ids of headings, as mdBook makes them, and of anchors.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in parser(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let slug = slug(&heading.take().unwrap_or_default());
                let free = (0..).map(|n| {
                    if n == 0 {
                        slug.clone()
                    } else {
                        format!("{slug}-{n}")
                    }
                });
                let free = free.into_iter().find(|id| !found.contains(id));
                found.extend(free);
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let ids = html.split("id=\"").skip(1);
                found.extend(
                    ids.filter_map(|id| id.split_once('"'))
                        .map(|(id, _)| id.to_owned()),
                );
            }
            _ => {}
        }
    }
    found
}

fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|c| match c {
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_lowercase().to_string()),
        c if c.is_whitespace() => Some("-".to_owned()),
        _ => None,
    });
    kept.collect()
}

fn is_elsewhere(url: &str) -> bool {
    url.contains("://") || url.starts_with("mailto:")
}

/// Path, and anchor with its `#`.
fn split(url: &str) -> (&str, &str) {
    url.split_at(url.find('#').unwrap_or(url.len()))
}

/// A path that is relative to a file, from the top.
pub fn resolve(from: &str, to: &str) -> String {
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let mut parts: Vec<String> = Vec::new();
    for part in folder.join(to).components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

/// The path from one page to another.
fn relative(from: &str, to: &str) -> String {
    "../".repeat(from.matches('/').count()) + to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_turned_to_pages() {
        let text = "See [notes](docs/protocol-notes.md#x), [`one`](Cargo.toml), [out](https://a.example/) and [here](#b).";
        let moved = moved(text, "ROBUSTNESS.md", "results/x.md").unwrap();
        assert_eq!(
            moved,
            "See [notes](../protocol-notes.md#x), `one`, [out](https://a.example/) and [here](#b)."
        );
        assert!(super::moved("[a](no-such-file.md)", "ROBUSTNESS.md", "x.md").is_err());
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let book = |index: &str| {
            Pages::from([
                (
                    "SUMMARY.md".to_owned(),
                    "- [x](index.md)\n- [y](sub/page.md)\n".to_owned(),
                ),
                ("index.md".to_owned(), index.to_owned()),
                (
                    "sub/page.md".to_owned(),
                    "# One, `two`: three\n\n<a id=\"1.1\"></a> [up](../index.md)\n".to_owned(),
                ),
            ])
        };
        assert_eq!(
            check(&book("[a](sub/page.md#one-two-three) [b](sub/page.md#1.1)")),
            Ok(5)
        );
        assert!(check(&book("[a](sub/page.md#one)")).is_err());
        assert!(check(&book("[a](page.md)")).is_err());
        let mut lost = book("");
        lost.insert("lost.md".to_owned(), String::new());
        assert!(check(&lost).is_err(), "a page that nothing lists");
    }
}

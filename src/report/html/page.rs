//! The frame of every page: head, style, script and what is common to all of them. Nothing in it comes from elsewhere.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::finding::Verdict;
use crate::suite::report::word;

/// The style of all pages.
const STYLE: &str = include_str!("page.css");
/// What makes search and filters work; a page says everything without it.
const SCRIPT: &str = include_str!("page.js");

/// A page. Text that is put in with `(text)` is escaped by `maud`; control characters and characters that change the order
/// of text become escapes in [`Page::render`], wherever they stand.
#[derive(Debug)]
pub struct Page<'p> {
    /// The title of the window.
    pub title: &'p str,
    /// The heading, and what has to be known first.
    pub head: Markup,
    /// The links to the parts of the page: the id of an element, and its name.
    pub parts: Vec<(&'p str, String)>,
    /// Everything else.
    pub main: Markup,
}

/// One choice among the values of an attribute `data-NAME` of the elements of class `item`.
#[derive(Debug)]
pub struct Filter<'f> {
    /// The name of the attribute, without `data-`.
    pub name: &'f str,
    /// What is chosen, for the label.
    pub label: &'f str,
    /// The values: an item may have several, with spaces between.
    pub values: Vec<&'f str>,
}

impl Page<'_> {
    /// The whole file.
    pub fn render(&self) -> String {
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash(SCRIPT)
        );
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    title { (self.title) }
                    link rel="icon" href="data:,";
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a class="skip" href="#main" { "Skip to the content" }
                    header { (self.head) }
                    @if !self.parts.is_empty() {
                        nav aria-label="Parts of this page" {
                            @for (id, name) in &self.parts {
                                a href={ "#" (id) } { (name) }
                            }
                        }
                    }
                    main id="main" tabindex="-1" { (self.main) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        visible(&page.into_string())
    }
}

/// A search field and a choice for each filter. Without the script they are not shown, and neither is anything hidden.
pub fn toolbar(items: &str, filters: &[Filter<'_>], switches: &[(&str, &str)]) -> Markup {
    html! {
        form class="toolbar" role="search" aria-label={ "Filter the " (items) } hidden {
            label class="grow" { span { "Search (press " kbd { "/" } ")" } input type="search" id="search" autocomplete="off"; }
            @for filter in filters {
                label {
                    span { (filter.label) }
                    select data-filter=(filter.name) {
                        option value="" { "all" }
                        @for value in &filter.values {
                            option value=(value) { (value) }
                        }
                    }
                }
            }
            @for (name, label) in switches {
                label class="switch" { input type="checkbox" data-switch=(name); span { (label) } }
            }
            output id="shown" aria-live="polite" data-items=(items) {}
        }
    }
}

/// A verdict as a coloured word.
pub fn badge(verdict: Verdict) -> Markup {
    let word = word(verdict);
    html! { span class={ "badge " (word) } { (word) } }
}

/// A text as the value of an `id` attribute, and so of a link: letters, digits and `-_./` stay, and no two texts become one.
pub fn anchor(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("_{byte:02x}")),
        }
    }
    out
}

/// The page with nothing in it that cannot be seen: a tab and a line feed stay, of other control characters and of those that
/// change the order of text, or are shown as nothing, there are escapes.
fn visible(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for c in page.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            _ if c.is_control() || crate::report::printable::is_direction(c) => {
                out.extend(c.escape_default());
            }
            _ => out.push(c),
        }
    }
    out
}

/// What a policy calls the text of an inline element.
fn hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(hmac_sha256::Hash::hash(text.as_bytes()))
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn page(text: &str) -> String {
        let page = Page {
            title: text,
            head: html! { h1 { (text) } },
            parts: vec![("one", text.to_owned())],
            main: html! {
                (toolbar("checks", &[Filter { name: "verdict", label: text, values: vec![text] }], &[]))
                p id=(anchor(text)) title=(text) { (text) (badge(Verdict::NotApplicable)) }
            },
        };
        page.render()
    }

    #[test]
    fn hostile_text_stays_text() {
        let text =
            "</style><script>alert(1)</script><img src=x onerror='a' b=\"c\">&amp;]]>--><!--";
        let page = page(text);
        assert_eq!(page.matches("<script>").count(), 1, "{page}");
        assert_eq!(page.matches("</script>").count(), 1);
        assert_eq!(page.matches("</style>").count(), 1);
        assert!(!page.contains("<img"));
        assert!(!page.contains("b=\"c\""));
        assert!(page.contains("&amp;amp;]]&gt;"));
    }

    #[test]
    fn nothing_is_invisible_or_changes_the_order() {
        let page = page("a\u{0}\u{1b}[31m\r\u{85}\u{202e}\u{2066}\u{200b}\u{feff}\u{7f}z");
        let seen = |c: char| c == '\n' || c == '\t' || !c.is_control();
        assert!(page.chars().all(seen));
        assert!(
            page.contains(
                "a\\u{0}\\u{1b}[31m\\r\\u{85}\\u{202e}\\u{2066}\\u{200b}\\u{feff}\\u{7f}z"
            )
        );
    }

    #[test]
    fn nothing_is_loaded_and_only_our_own_script_and_style_are_allowed() {
        let page = page("text");
        let policy = page
            .split_once("http-equiv=\"Content-Security-Policy\" content=\"")
            .unwrap()
            .1;
        let policy = policy.split_once('"').unwrap().0;
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe"));
        // The hashes are of what stands between the tags.
        for (tag, name) in [("style", "style-src"), ("script", "script-src")] {
            let (_, rest) = page.split_once(&format!("<{tag}>")).unwrap();
            let (text, _) = rest.split_once(&format!("</{tag}>")).unwrap();
            assert!(
                policy.contains(&format!("{name} '{}'", hash(text))),
                "{tag}"
            );
        }
        for outside in [
            "http://",
            "https://",
            "url(",
            "@import",
            "src=",
            " style=\"",
            " onclick",
        ] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn anchors_are_one_to_one() {
        assert_eq!(anchor("request/type-required"), "request/type-required");
        assert_eq!(anchor("a b_c\u{e4}"), "a_20b_5fc_c3_a4");
        assert_ne!(anchor("a_20"), anchor("a "));
    }
}

//! How a document is spelled: choices that change its bytes and not what it says.

/// A way to spell a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Blanks per level; `None` writes everything on one line.
    pub indentation: Option<usize>,
    /// How the configuration is escaped.
    pub escape: Escape,
    /// How the namespace is declared.
    pub namespace: Namespace,
}

/// A way to carry one document in the text of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// `&lt;`, `&gt;`, `&amp;` and `&quot;`.
    Entities,
    /// `&lt;` and `&amp;` only.
    Minimal,
    /// `&#60;` and so on.
    Decimal,
    /// `&#x3c;` and so on.
    Hexadecimal,
    /// CDATA sections.
    CData,
    /// By turns in each of the other ways.
    Mixed,
    /// Entities, twice over: not what a reader expects.
    Double,
}

/// A way to put a response in its namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// By a default declaration.
    Default,
    /// By a prefix.
    Prefixed,
}

impl Default for Style {
    /// As the service writes.
    fn default() -> Self {
        Self {
            indentation: Some(4),
            escape: Escape::Entities,
            namespace: Namespace::Default,
        }
    }
}

impl Escape {
    /// Appends text in this way.
    pub(crate) fn push(self, out: &mut String, text: &str) {
        match self {
            Self::Entities => text.chars().for_each(|c| entity(out, c)),
            Self::Minimal => {
                for (at, c) in text.char_indices() {
                    let closes = text.get(..at).is_some_and(|before| before.ends_with("]]"));
                    match c {
                        '"' => out.push(c),
                        '>' if !closes => out.push(c),
                        c => entity(out, c),
                    }
                }
            }
            Self::Decimal => each(out, text, |c| format!("&#{};", u32::from(c))),
            Self::Hexadecimal => each(out, text, |c| format!("&#x{:04x};", u32::from(c))),
            Self::CData => cdata(out, text),
            Self::Mixed => {
                const WAYS: [Escape; 5] = [
                    Escape::Entities,
                    Escape::Decimal,
                    Escape::CData,
                    Escape::Hexadecimal,
                    Escape::Minimal,
                ];
                for (line, way) in text.split_inclusive('\n').zip(WAYS.into_iter().cycle()) {
                    way.push(out, line);
                }
            }
            Self::Double => {
                let mut once = String::new();
                Self::Entities.push(&mut once, text);
                Self::Entities.push(out, &once);
            }
        }
    }
}

/// A character in the usual spelling. A carriage return would not survive as it is.
fn entity(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        '\r' => out.push_str("&#13;"),
        c => out.push(c),
    }
}

fn each(out: &mut String, text: &str, reference: impl Fn(char) -> String) {
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '"' | '\r' => out.push_str(&reference(c)),
            c => out.push(c),
        }
    }
}

fn cdata(out: &mut String, text: &str) {
    out.push_str("<![CDATA[");
    let kept = text
        .replace("]]>", "]]]]><![CDATA[>")
        .replace('\r', "]]>&#13;<![CDATA[");
    out.push_str(&kept);
    out.push_str("]]>");
}

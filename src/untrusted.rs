//! Text that somebody else wrote: a server, an adapter, or whoever wrote a file that is read.
//!
//! It has no `Display`: whoever prints it says where it will stand.

mod markdown;
mod shell;
mod terminal;

pub use markdown::literal;
pub use shell::{printf, quote};
pub use terminal::{Commands, is_direction, printable, printable_text, sealed};

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an error says, which may quote what others wrote, in one line without what a terminal obeys.
pub(crate) fn in_a_line(error: &(impl std::fmt::Display + ?Sized)) -> String {
    Untrusted::from(error.to_string()).terminal()
}

/// Text from outside. To print it anywhere but through the escape of a medium does not compile:
///
/// ```
/// # use vpnconform::untrusted::Untrusted;
/// let id = Untrusted::from("vpn-1\u{1b}[2J; touch x");
/// assert_eq!(id.terminal(), "vpn-1\\u{1b}[2J; touch x");
/// assert_eq!(id.shell_word(), "$'vpn-1\\033[2J; touch x'");
/// ```
///
/// ```compile_fail,E0277
/// # use vpnconform::untrusted::Untrusted;
/// println!("{}", Untrusted::from("vpn-1"));
/// ```
///
/// ```compile_fail,E0308
/// # use vpnconform::untrusted::Untrusted;
/// fn write(text: &str) {}
/// write(&Untrusted::from("vpn-1"));
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// For a line of a terminal or of a log.
    pub fn terminal(&self) -> String {
        printable_text(&self.0)
    }

    /// For an argument of a shell.
    pub fn shell_word(&self) -> String {
        quote(self.0.as_bytes())
    }

    /// For Markdown, also in a cell of a table.
    pub fn markdown(&self) -> String {
        literal(&self.0)
    }

    /// For the message of a workflow command of GitHub Actions.
    pub fn workflow_command(&self) -> String {
        workflow_command(&printable_text(&self.0))
    }

    /// For the name of a file: letters, digits, hyphens, underscores and single points.
    pub fn file_name(&self) -> String {
        let plain = |c: char| match c {
            '-' | '_' => c,
            c if c.is_ascii_alphanumeric() => c,
            _ => '-',
        };
        self.0.chars().take(80).map(plain).collect()
    }

    /// For Rust source: a string literal.
    pub fn rust_literal(&self) -> String {
        format!("\"{}\"", self.0.escape_default())
    }

    /// The text as it is, to compare it, to send it, or to hand it to what escapes it: never to print it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// As [`Untrusted::expose`].
    pub fn into_inner(self) -> String {
        self.0
    }

    /// Several of them for a line of a terminal.
    pub fn list(all: &[Self]) -> String {
        all.iter()
            .map(Self::terminal)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// The text in the message of a workflow command.
pub fn workflow_command(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl PartialEq<str> for Untrusted {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Untrusted {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.terminal())
    }
}

/// For HTML.
#[cfg(feature = "cli")]
impl maud::Render for Untrusted {
    fn render_to(&self, buffer: &mut String) {
        self.0.as_str().render_to(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_medium_lets_text_act() {
        let acts =
            Untrusted::from("\u{1b}]0;x\u{7}\u{202e}\u{61c}\u{9b}\n::error::<b>|`'\"$(x)../");
        for text in [
            acts.terminal(),
            acts.shell_word(),
            acts.markdown(),
            acts.workflow_command(),
            acts.file_name(),
            acts.rust_literal(),
            format!("{acts:?}"),
            Untrusted::list(&[acts.clone(), acts.clone()]),
        ] {
            assert!(
                !text.contains(|c: char| c.is_control() || is_direction(c)),
                "{text}"
            );
        }
        assert!(!acts.markdown().contains("<b>"));
        assert!(!acts.file_name().contains(['/', '.']));
        assert_eq!(
            serde_json::to_string(&acts).ok(),
            serde_json::to_string(&acts.0).ok()
        );
    }
}

//! Printing that keeps colours for terminals only and never minds a closed pipe.

use std::io::Write;

use vpnconform::evidence::redact::{process_secrets, redact};
use vpnconform::untrusted::{printable_text, sealed};

/// Prints to standard output; escape codes are taken out where it is no terminal or `NO_COLOR` is set. Nothing but colours
/// acts on a terminal, whatever the text quotes.
pub fn out(text: &str) {
    // `vpnconform list | head` ends with a broken pipe: nobody is left to tell.
    let _ = anstream::stdout().write_all(sealed(&process_secrets::hidden(text)).as_bytes());
}

/// The text with escapes for what would act on a terminal: a message may quote what a target says.
fn printable_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(printable_text).collect();
    sealed(&lines.join("\n"))
}

/// Prints one line of an error to standard error.
pub fn error(message: &dyn std::fmt::Display) {
    let text = printable_lines(&redact(&message.to_string()));
    let _ = writeln!(anstream::stderr(), "error: {text}");
}

/// Prints one line that is no error to standard error.
pub fn note(message: &str) {
    let text = printable_lines(&redact(message));
    let _ = writeln!(anstream::stderr(), "note: {text}");
}

/// Reports what could not be written: the exit status of a run that has this one otherwise. Its own is the worse.
pub fn unwritten(status: u8, message: &dyn std::fmt::Display) -> u8 {
    error(message);
    match status {
        0 => USAGE,
        worse => worse,
    }
}

/// The columns of the terminal that standard output is; none where it is none. `COLUMNS` says it where it is set.
pub fn columns() -> Option<usize> {
    let given = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok());
    let asked =
        || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0.into());
    given.filter(|columns| *columns > 0).or_else(asked)
}

/// Usage: something that was asked for does not exist or contradicts itself.
pub const USAGE: u8 = 2;

//! What a rendering is made of.

use crate::evidence::Evidence;
use crate::evidence::redact::Redacted;
use crate::suite::report::RunReport;

/// A report, with all that is known beside it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// What the target is called in headings.
    pub name: &'s str,
    /// The report.
    pub run: &'s RunReport,
    /// What was sent and what came, of an endpoint.
    pub evidence: Option<&'s Redacted<Evidence>>,
}

impl<'s> Subject<'s> {
    /// A run under the name of its target.
    pub fn new(run: &'s RunReport, evidence: Option<&'s Redacted<Evidence>>) -> Self {
        Self {
            name: run.target.expose(),
            run,
            evidence,
        }
    }
}

/// What a file seems to be, for the message that it is not what was asked for.
pub fn kind(bytes: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(bytes);
    let start = text.trim_start();
    let has = |word: &str| text.contains(word);
    match start.chars().next() {
        None => "empty",
        Some('{') if has("\"format_version\"") && has("\"records\"") => {
            "a capture of vpnconform (--record)"
        }
        Some('{') if has("\"format_version\"") && has("\"checks\"") => {
            "a JSON report of vpnconform"
        }
        Some('{') if has("sarif") => "a SARIF log",
        Some('{') if has("\"log\"") && has("\"entries\"") => "a HAR file",
        Some('{' | '[') => "another JSON file",
        Some('<') if has("<testsuites") || has("<testsuite") => "a JUnit report",
        Some('<') if has("<html") || has("<!DOCTYPE html") => "a web page",
        Some('<') if has("CreateVpnConnectionResponse") => "a response",
        Some('<') => "another XML file",
        _ if start.starts_with("TAP version") => "a TAP report",
        _ if start.starts_with("HTTP/") => "a response with its headers",
        _ if start.starts_with("# vpnconform") => "a Markdown report",
        _ => "a file of another kind",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart() {
        for (text, expected) in [
            ("", "empty"),
            ("<?xml version=\"1.0\"?><testsuites/>", "a JUnit report"),
            (
                "{\"format_version\": 1, \"records\": []}",
                "a capture of vpnconform (--record)",
            ),
            ("HTTP/1.1 200 OK", "a response with its headers"),
            ("{}", "another JSON file"),
        ] {
            assert_eq!(kind(text.as_bytes()), expected, "{text}");
        }
    }
}

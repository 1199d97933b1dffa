//! What was asked for comes back.

use crate::evidence::Evidence;
use crate::finding::Judgement;
use crate::rule::findings::{Gather, quote};
use crate::rule::{Rule, findings};

/// Compares an element of the response with the parameter it repeats, in every create that had to be accepted.
pub(in crate::rule) fn echo(
    rule: &'static Rule,
    evidence: &Evidence,
    parameter: &str,
    element: &str,
) -> Judgement {
    let mut gather = Gather::new(rule);
    for record in evidence.accepted_creates().filter(|r| r.is_valid()) {
        let Some(sent) = record.sent(parameter) else {
            continue;
        };
        let Some(came) = record.view().connection().and_then(|c| c.child(element)) else {
            continue;
        };
        let mut scribe = gather.exchange(evidence, record);
        let text = came.text();
        if *text != *sent {
            let cause = match text.trim() {
                "" => "an empty element",
                trimmed if trimmed == sent => "white space around the value",
                _ => "another value",
            };
            scribe.outer(came.text_offset(), cause, quote(sent), quote(text));
        }
    }
    gather.finish(|| findings::nothing_to_read(evidence, element))
}

//! Everything about one check.

use maud::{Markup, html};

use crate::evidence::Record;
use crate::evidence::redact::Redacted;
use crate::finding::{Finding, Verdict};
use crate::report::command::curl;
use crate::report::failure;
use crate::report::html::exchange::Exchanges;
use crate::report::html::exchange::is_signed;
use crate::report::html::head;
use crate::report::html::page::{anchor, badge};
use crate::report::html::text::{around, difference, marked, placed, readable, several};
use crate::report::html::{binding, document};
use crate::report::input::Subject;
use crate::rule;
use crate::rule::parser;
use crate::spec::clause;
use crate::suite::report::{CheckResult, level_word, word};

/// The most findings of one check that are shown with all that belongs to them.
const FINDINGS: usize = 12;
/// The most characters of a request or of a body beside a finding.
const SENT: usize = 1200;
const BODY: usize = 700;

/// The check, closed: its verdict and rule in a line, all else inside.
pub(super) fn details(
    subject: &Subject<'_>,
    exchanges: &Exchanges<'_>,
    check: &CheckResult,
) -> Markup {
    let shown = check.findings.iter().take(FINDINGS);
    let more = check.findings.len().saturating_sub(FINDINGS);
    html! {
        details class="item" data-verdict=(word(check.verdict)) data-level=(level_word(check.level)) {
            summary { (badge(check.verdict)) " " b { (check.id) } " " (binding(check)) br; span class="muted" { (check.summary) } }
            div class="inside" id=(anchor(&check.id)) {
                @if let Some(cause) = &check.cause { h4 { "Why it is " (word(check.verdict)) } p { (cause) } }
                @for (index, finding) in shown.enumerate() {
                    (one(subject, exchanges, check, index, finding))
                }
                @if more > 0 { p class="muted" { "And " (several(more, "more finding")) ", in the JSON report." } }
                (rule(check))
                (commands(subject, check))
            }
        }
    }
}

/// What the check rests on.
fn rule(check: &CheckResult) -> Markup {
    let explain = rule::by_id(&check.id)
        .map(|known| known.explain)
        .or_else(|| parser::find(&check.id).map(|known| known.explain))
        .unwrap_or_default();
    html! {
        h4 { "The rule" }
        p { (check.summary.trim_end_matches('.')) ". " span class="muted" { "Level " (level_word(check.level)) "." } }
        @if !check.clauses.is_empty() {
            ul {
                @for id in &check.clauses {
                    li {
                        @match clause::find(id) {
                            Some(clause) => { (clause.text) " " a class="small" href={ "#clause-" (anchor(id)) } { (id) } span class="muted small" { ": " (clause.source.to_string()) } },
                            None => (id),
                        }
                    }
                }
            }
        }
        @if !explain.is_empty() { p class="muted" { (with_code(explain.trim())) } }
    }
}

/// Text in which code stands between backticks.
fn with_code(text: &str) -> Markup {
    html! {
        @for (index, piece) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

fn one(
    subject: &Subject<'_>,
    exchanges: &Exchanges<'_>,
    check: &CheckResult,
    index: usize,
    finding: &Finding,
) -> Markup {
    let record = exchanges.find(&finding.case);
    let title = match check.verdict {
        Verdict::Fail | Verdict::Waived => "Finding",
        _ => "Observation",
    };
    html! {
        section class="finding" id={ "finding-" (anchor(&check.id)) "-" (index + 1) } {
            h4 { (title) @if check.findings.len() > 1 { " " (index + 1) " of " (check.findings.len()) } }
            dl {
                dt { "Expected" } dd { (finding.expected) }
                dt { "Actual" } dd { strong { (finding.found) } }
                @if let Some(deviation) = &finding.deviation { dt { "Mutation" } dd { code { (deviation) } } }
                dt { "Case" } dd { code { (finding.case) }
                    @if finding.count > 1 { span class="muted" { " and " (finding.count - 1) " more with the same defect" } }
                }
                @if let Some(reason) = &finding.waived { dt { "Waived" } dd { (reason) } }
                dt { "Fingerprint" } dd { code { (finding.fingerprint) } }
            }
            @if let Some(record) = record {
                (sent(exchanges, record))
                (answer(exchanges, record, finding))
            } @else if let Some(position) = &finding.position {
                (place(finding, html! { pre class="lines" tabindex="0" role="group" aria-label="The place, with a caret under it" { (placed(&position.excerpt, position.caret, "")) } }))
            }
            @if subject.run.parser.is_some() { (document::section(subject, finding)) }
            @if !finding.members.is_empty() {
                details data-print="no" {
                    summary { (several(finding.members.len(), "way")) " in which it shows" }
                    div class="inside" { ul { @for member in &finding.members { li { (member) } } } }
                }
            }
            @if let Some(record) = record { (request_commands(subject, record)) }
        }
    }
}

/// The request, with what deviates from its valid twin marked, and what became of the twin.
fn sent(exchanges: &Exchanges<'_>, record: Redacted<&Record>) -> Markup {
    let line = failure::request_line(record);
    let twin = record
        .case
        .twin
        .as_deref()
        .and_then(|twin| exchanges.find(twin));
    let mark = twin.and_then(|twin| {
        difference(&line, &failure::request_line(twin), |c| {
            matches!(c, '&' | '?' | ' ')
        })
    });
    html! {
        h4 { "Sent" @if mark.is_some() { span class="muted small" { " (marked: what deviates; struck out: what the valid request has in its place)" } } }
        pre { (marked(&line, mark.as_ref(), SENT)) }
        @if let Some(twin) = twin {
            p {
                "The same request without the deviation, sent before: " strong { (failure::answer_line(twin.exchange())) } " ("
                (exchanges.link(&twin.case.id)) ")."
            }
        }
    }
}

/// The answer, and the place in it.
fn answer(exchanges: &Exchanges<'_>, record: Redacted<&Record>, finding: &Finding) -> Markup {
    html! {
        h4 { "The answer" }
        p { strong { (failure::answer_line(record.exchange())) } " (" (exchanges.link(&record.case.id)) ")" }
        @match &finding.position {
            Some(position) => {
                @let text = exchanges.text(&record.case.id, position.inner);
                @match text {
                    Some(text) => (place(finding, around(&text, position.line, position.column))),
                    None => (place(finding, html! { pre class="lines" tabindex="0" role="group" aria-label="The place, with a caret under it" { (placed(&position.excerpt, position.caret, "")) } })),
                }
            },
            None => {
                @if let Some(body) = exchanges.body(&record.case.id) { pre { (marked(&readable(body), None, BODY)) } }
            }
        }
    }
}

fn place(finding: &Finding, lines: Markup) -> Markup {
    html! {
        @if let Some(position) = &finding.position {
            p {
                "Line " (position.line) ", column " (position.column) " of "
                @if position.inner { "the decoded " code { "customerGatewayConfiguration" } } @else { "the body" }
                "; byte " (position.offset) " of the body on the wire:"
            }
            (lines)
        }
    }
}

fn request_commands(subject: &Subject<'_>, record: Redacted<&Record>) -> Markup {
    let base = curl::base(subject.run.target.expose(), &record.exchange.request);
    let command = curl::curl(record.request(), &base);
    let printed = head::commands(subject);
    const LONGEST: usize = 4000;
    if let Some(saved) = &subject.run.saved {
        return html! {
            @if let Some(again) = failure::again(&record.case.id, saved, None) {
                h4 { "See this one again" }
                pre.command { (again) }
            }
        };
    }
    html! {
        h4 { "See this one again" }
        p { "With new gateways, after its valid twin, in the folder of the run:" }
        pre.command { (printed.replay(&record.case.id).unwrap_or_default()) }
        p {
            "The same bytes, with the ids of the recorded run"
            @if is_signed(subject) { "; the signature is a stand-in, which a server that verifies it refuses" }
            ":"
        }
        @if command.len() <= LONGEST { pre.command { (command) } }
        @else { pre.command { (printed.curl(&record.case.id).unwrap_or_default()) } }
    }
}

fn commands(subject: &Subject<'_>, check: &CheckResult) -> Markup {
    let fault = rule::faults()
        .iter()
        .find(|fault| fault.detected_by.first() == Some(&check.id.as_str()));
    html! {
        h4 { "This check alone" }
        @if subject.run.parser.is_some() {
            pre.command { "vpnconform parser --only " (check.id) " -- CMD...\nvpnconform explain " (check.id) }
        } @else if let Some(saved) = &subject.run.saved {
            pre.command {
                @if let Some(finding) = check.findings.first() {
                    @if let Some(again) = failure::again(&finding.case, saved, Some(&check.id)) {
                        (again) "\n"
                    }
                }
                "vpnconform explain " (check.id)
            }
        } @else {
            pre.command {
                (head::commands(subject).only(&check.id).unwrap_or_default()) "\n"
                @if !is_signed(subject) { "VPNCONFORM_TARGET=" (subject.run.target.shell_word()) " cargo test --test trials -- " (check.id) "\n" }
                "vpnconform explain " (check.id)
            }
            @if let Some(fault) = fault {
                p { "The embedded endpoint with a defect of this kind (" (fault.summary) "):" }
                pre.command { "vpnconform endpoint reference --fault " (fault.id) " --only " (check.id) }
            }
        }
    }
}

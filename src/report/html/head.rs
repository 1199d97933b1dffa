//! What has to be known first: the verdict, what is wrong, and how to see it again.

use maud::{Markup, html};

use crate::finding::{Level, Verdict};
use crate::report::html::exchange::is_signed;
use crate::report::html::link;
use crate::report::html::page::badge;
use crate::report::html::text::several;
use crate::report::input::Subject;
use crate::suite::report::{CheckResult, RunReport, VERDICTS, level_word, word};

/// The heading of the page.
pub(super) fn head(subject: &Subject<'_>) -> Markup {
    let run = subject.run;
    html! {
        h1 { "vpnconform: " (subject.name) " " (run.verdict_line()) }
        p class="lead" { (sentence(run)) }
        ul class="totals" {
            @for verdict in VERDICTS {
                @if run.total(verdict) > 0 {
                    li class=(word(verdict)) { b { (run.total(verdict)) } " " (word(verdict)) }
                }
            }
        }
        (what(subject))
        @if !run.stale.is_empty() {
            h2 { "No longer true of the baseline" }
            ul { @for line in &run.stale { li { (line) } } }
        }
    }
}

/// The verdict in one sentence.
fn sentence(run: &RunReport) -> String {
    let total = run.checks.len();
    let passed = run.total(Verdict::Pass);
    let levels: Vec<String> = [Level::Must, Level::Should, Level::May]
        .into_iter()
        .map(|level| {
            (
                level,
                run.with(Verdict::Fail).filter(|c| c.level == level).count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| {
            let counts = if level < run.level {
                ", which does not count here"
            } else {
                ""
            };
            format!("{count} of level {}{counts}", level_word(level))
        })
        .collect();
    if levels.is_empty() {
        format!("No check fails; {passed} of {total} pass.")
    } else {
        let failed = run.total(Verdict::Fail);
        format!(
            "{failed} of {total} checks fail: {}; {passed} pass.",
            levels.join(", ")
        )
    }
}

fn what(subject: &Subject<'_>) -> Markup {
    let run = subject.run;
    let resources = &run.resources;
    html! {
        @if let Some(parser) = &run.parser {
            p {
                "A run of the suite for parsers of responses to CreateVpnConnection and of the "
                code { "customerGatewayConfiguration" } " inside. Each check gives the parser documents that it has to read, to refuse, or may decide about."
            }
            dl {
                dt { "Parser" } dd { (parser.adapter.name) " " (parser.adapter.version) " " span class="muted" { (parser.adapter.runtime) } }
                dt { "Documents given" } dd { (run.requests) }
                (common(run))
            }
        } @else if let Some(saved) = &run.saved {
            p { "Responses and documents that were saved, judged by every check that needs no dialogue with the server. Nothing was sent." }
            dl {
                dt { "From" } dd { (run.target) }
                dt { "Documents judged" } dd { (saved.documents) }
                (common(run))
            }
        } @else {
            p {
                "A run of the conformance suite for the EC2 Query API action CreateVpnConnection against a server. Each check sends requests of its own, and a malformed one only after its valid twin."
            }
            dl {
                dt { "Target" } dd { (run.target) }
                dt { "Requests sent" } dd { (run.requests) }
                dt { "Resources" } dd { (resources.created) " made, " (resources.deleted) " deleted, " (resources.left) " left"
                    @if !resources.left_ids.is_empty() { " (" (resources.left_ids.join(", ")) ")" }
                }
                (common(run))
            }
        }
    }
}

fn common(run: &RunReport) -> Markup {
    html! {
        dt { "API version" } dd { (run.api_version) }
        @if run.saved.is_none() { dt { "Seed" } dd { (run.seed) } }
        @if let Some(started) = &run.started { dt { "Started" } dd { (started) } }
        dt { "Tool" } dd { (run.tool.name) " " (run.tool.version) ", exit status " (run.exit_status) }
    }
}

/// A line for each failed check: the most binding first.
pub(super) fn wrong(subject: &Subject<'_>) -> Markup {
    let run = subject.run;
    let mut failed: Vec<&CheckResult> = run.with(Verdict::Fail).collect();
    failed.sort_by_key(|check| std::cmp::Reverse(check.level));
    html! {
        @if !failed.is_empty() {
            section aria-labelledby="wrong" {
                h2 id="wrong" { "What is wrong" }
                p { (several(failed.len(), "failed check")) ", most severe first. Each name links to the request, the response and the commands." }
                div class="scroll" tabindex="0" role="group" aria-label="What is wrong" {
                    table class="cards" {
                        thead { tr { th scope="col" { "Check" } th scope="col" { "Expected" } th scope="col" { "Actual" } } }
                        tbody {
                            @for check in failed {
                                tr {
                                    td { (link(check)) " " span class="muted small" { (level_word(check.level)) } }
                                    td { (check.summary) }
                                    td { (came(check)) }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if run.total(Verdict::Blocked) > 0 {
            section aria-labelledby="blocked" {
                h2 id="blocked" { "What could not be decided" }
                ul class="plain" {
                    @for check in run.with(Verdict::Blocked) { li { (link(check)) ": " (check.why()) } }
                }
            }
        }
    }
}

/// What came, of the first finding.
fn came(check: &CheckResult) -> Markup {
    let first = check.findings.first();
    let more = check.findings.len().saturating_sub(1);
    html! {
        @if let Some(finding) = first {
            @if let Some(deviation) = &finding.deviation { code { (deviation) } ": " }
            (finding.found)
        }
        @if more > 0 { span class="muted small" { " and " (several(more, "more finding")) } }
    }
}

/// Commands for the run as a whole.
pub(super) fn again(subject: &Subject<'_>) -> Markup {
    let run = subject.run;
    html! {
        section aria-labelledby="again" {
            h2 id="again" { "Reproduce" }
            @if run.parser.is_some() {
                p { "The whole run, with the command that starts the parser or its adapter:" }
                pre { "vpnconform parser --api-version " (run.api_version) " --seed " (run.seed) " -- CMD..." }
                p { "All documents of the catalogue as files, with what a parser has to make of each:" }
                pre { "vpnconform generate FOLDER --catalogue" }
            } @else if run.saved.is_some() {
                p { "Every finding below has the command for its own file." }
            } @else {
                p { "The whole run:" }
                pre { (endpoint(subject)) " --api-version " (run.api_version) " --seed " (run.seed) }
                @if auth(subject).is_empty() {
                    p { "As a test, one trial for each check, in a checkout of vpnconform:" }
                    pre { "VPNCONFORM_TARGET=" (run.target) " cargo test --test trials" }
                } @else {
                    p { "The requests were signed, with a key from " code { "AWS_ACCESS_KEY_ID" } " and " code { "AWS_SECRET_ACCESS_KEY" } "; neither they nor the signatures are in this report." }
                }
                p { "Every finding below has the commands for its own request." }
            }
        }
    }
}

/// The command line of a run against the target.
pub(super) fn endpoint(subject: &Subject<'_>) -> String {
    format!(
        "vpnconform endpoint {}{}",
        subject.run.target,
        auth(subject)
    )
}

/// The flag for signed requests, where the recorded ones are.
pub(super) fn auth(subject: &Subject<'_>) -> &'static str {
    if is_signed(subject) { " --auth v4" } else { "" }
}

/// What the words mean.
pub(super) fn words() -> Markup {
    html! {
        details data-print="no" {
            summary { "What the verdicts and levels mean" }
            div class="inside" {
                dl {
                    dt { (badge(Verdict::Fail)) } dd { "The rule does not hold; the finding says where." }
                    dt { (badge(Verdict::Blocked)) } dd { "It could not be decided, and counts as neither: the cause says why." }
                    dt { (badge(Verdict::Waived)) } dd { "It fails, and the baseline says that this is known." }
                    dt { (badge(Verdict::Advisory)) } dd { "Observed only: nothing public says what is right." }
                    dt { (badge(Verdict::NotApplicable)) } dd { "It has no meaning for this target or API version." }
                    dt { (badge(Verdict::Pass)) } dd { "The rule holds." }
                    dt { "must" } dd { "The page of the action, the schema of the version or a standard says it." }
                    dt { "should" } dd { "Strong evidence from several independent observations." }
                    dt { "may" } dd { "Weak evidence." }
                }
            }
        }
    }
}

//! What has to be known first: the verdict, what is wrong, and how to see it again.

use maud::{Markup, html};

use crate::finding::Verdict;
use crate::report::command::Commands;
use crate::report::html::exchange::is_signed;
use crate::report::html::link;
use crate::report::html::page::badge;
use crate::report::html::text::several;
use crate::report::input::Subject;
use crate::suite::report::{CheckResult, RunReport, VERDICTS, level_word, word};
use crate::untrusted::Untrusted;

/// The heading of the page.
pub(super) fn head(subject: &Subject<'_>) -> Markup {
    let run = subject.run;
    html! {
        h1 { "vpnconform: " (subject.name) " " (run.verdict_line()) }
        p class="lead" { (sentence(run)) }
        ul class="totals" {
            @for verdict in VERDICTS {
                @if run.total(verdict) > 0 && verdict != Verdict::Fail {
                    li class=(word(verdict)) { b { (run.total(verdict)) } " " (word(verdict)) }
                }
                @if verdict == Verdict::Fail && run.counts.failed > 0 {
                    li class="fail" { b { (run.counts.failed) } " fail" }
                }
                @if verdict == Verdict::Fail && run.counts.not_counted > 0 {
                    li { b { (run.counts.not_counted) } " fail, not counted" }
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
    let counts = &run.counts;
    let waived = match counts.waived {
        0 => String::new(),
        _ => format!("; {}", counts.waivers()),
    };
    let levels: Vec<String> = counts
        .levels
        .iter()
        .map(|(level, count)| {
            let note = if *level < run.level {
                ", not counted"
            } else {
                ""
            };
            format!("{count} of level {}{note}", level_word(*level))
        })
        .collect();
    match levels.is_empty() {
        true => format!("No check fails; {passed} of {total} pass{waived}."),
        false => format!(
            "{} of {total} checks fail: {}; {passed} pass{waived}.",
            counts.failed,
            levels.join("; ")
        ),
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
                    @if !resources.left_ids.is_empty() { " (" (Untrusted::list(&resources.left_ids)) ")" }
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

/// A group of lines for each cause, the most severe first: its checks with what came.
pub(super) fn wrong(subject: &Subject<'_>) -> Markup {
    let run = subject.run;
    let failed = |id: &String| run.with(Verdict::Fail).find(|check| check.id == **id);
    html! {
        @if run.total(Verdict::Fail) > 0 {
            section aria-labelledby="wrong" {
                h2 id="wrong" { "What is wrong" }
                p { (run.counts.sentence(run.level)) ". Most severe first; each name links to the request, the response and the commands." }
                div class="scroll" tabindex="0" role="group" aria-label="What is wrong" {
                    table class="cards" {
                        thead { tr { th scope="col" { "Check" } th scope="col" { "Expected" } th scope="col" { "Actual" } } }
                        tbody {
                            @for cause in &run.causes {
                                @if cause.rules.len() > 1 && cause.rules.iter().any(|id| failed(id).is_some()) {
                                    tr { th colspan="3" scope="rowgroup" { "These " (cause.rules.len()) " fail because " (cause.summary) } }
                                }
                                @for check in cause.rules.iter().filter_map(failed) {
                                    tr {
                                        td { (link(check)) " " span class="muted small" { (level_word(check.level)) @if check.level < run.level { ", not counted" } } }
                                        td { (check.summary) }
                                        td { (came(check)) }
                                    }
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
                pre { "vpnconform parser --api-version " (run.api_version.shell_word()) " --seed " (run.seed) " -- CMD..." }
                p { "All documents of the catalogue as files, with what a parser has to make of each:" }
                pre { "vpnconform generate FOLDER --catalogue" }
            } @else if run.saved.is_some() {
                p { "Every finding below has the command for its own file." }
            } @else {
                p { "The whole run:" }
                pre.command { (commands(subject).whole(run.seed).unwrap_or_default()) }
                @if !is_signed(subject) {
                    p { "As a test, one trial for each check, in a checkout of vpnconform:" }
                    pre { "VPNCONFORM_TARGET=" (run.target.shell_word()) " cargo test --test trials" }
                } @else {
                    p { "The requests were signed, with a key from " code { "AWS_ACCESS_KEY_ID" } " and " code { "AWS_SECRET_ACCESS_KEY" } "; neither they nor the signatures are in this report." }
                }
                p { "Every finding below has the commands for its own request." }
            }
        }
    }
}

/// The commands of the run; of one that does not say how it was signed, the exchanges do.
pub(super) fn commands(subject: &Subject<'_>) -> Commands {
    let commands = Commands::of(subject.run, true);
    match subject.run.invocation.is_none() && is_signed(subject) {
        true => commands.signed("v4"),
        false => commands,
    }
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

//! `vpnconform list`: the checks, the API versions, or the faults and variants of the self-test.

use std::fmt::Write;

use serde_json::json;
use vpnconform::finding::Level;
use vpnconform::rule;
use vpnconform::rule::Rule;
use vpnconform::rule::parser::{ParserRule, catalogue};
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::report::level_word;

use crate::cli::print;
use crate::cli::select::Selected;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only checks whose id matches: a family, an id or a glob, for instance `request` or `*/id-*`
    #[arg(value_name = "GLOB")]
    only: Vec<String>,
    /// Only checks that apply to this API version
    #[arg(long, value_name = "V")]
    api_version: Option<ApiVersion>,
    /// List the API versions and what each adds instead
    #[arg(long)]
    api_versions: bool,
    /// List the seeded faults instead, each with the check that must detect it
    #[arg(long, conflicts_with = "api_versions")]
    faults: bool,
    /// List the conforming variants instead
    #[arg(long, conflicts_with_all = ["api_versions", "faults"])]
    variants: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A seeded fault or a conforming variant of an endpoint or of a parser.
struct Seeded {
    subject: &'static str,
    id: &'static str,
    summary: &'static str,
    /// The check that must detect it; a variant has none.
    check: Option<&'static str>,
}

impl Seeded {
    fn faults() -> Vec<Self> {
        let endpoints = rule::faults().iter().map(|f| Self {
            subject: "endpoint",
            id: f.id,
            summary: f.summary,
            check: f.detected_by.first().copied(),
        });
        let parsers = rule::parser_faults().iter().map(|f| Self {
            subject: "parser",
            id: f.id,
            summary: f.summary,
            check: f.detected_by.first().copied(),
        });
        endpoints.chain(parsers).collect()
    }

    fn variants() -> Vec<Self> {
        let endpoints = rule::variants().map(|v| Self {
            subject: "endpoint",
            id: v.id,
            summary: v.summary,
            check: None,
        });
        let parsers = rule::parser_variants().map(|v| Self {
            subject: "parser",
            id: v.id,
            summary: v.summary,
            check: None,
        });
        endpoints.chain(parsers).collect()
    }
}

fn seeded(list: &[Seeded], as_json: bool) -> String {
    if as_json {
        let list: Vec<_> = list
            .iter()
            .map(|s| json!({"subject": s.subject, "id": s.id, "summary": s.summary, "check": s.check}))
            .collect();
        return format!("{:#}\n", json!(list));
    }
    let width = list.iter().map(|s| s.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for one in list {
        let check = one.check.map(|id| format!(" ({id})")).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{:<8}  {:<width$}  {}{check}",
            one.subject, one.id, one.summary
        );
    }
    out
}

/// One line of the list.
struct Row {
    id: &'static str,
    level: Level,
    summary: &'static str,
    clauses: Vec<&'static str>,
    since: Option<ApiVersion>,
    until: Option<ApiVersion>,
}

impl Row {
    fn of(check: &'static Rule) -> Self {
        let Rule {
            id,
            level,
            summary,
            requirements,
            since,
            until,
            ..
        } = check;
        Self {
            id,
            level: *level,
            summary,
            clauses: requirements.to_vec(),
            since: *since,
            until: *until,
        }
    }

    fn of_parser(check: &'static ParserRule) -> Self {
        let ParserRule {
            id,
            level,
            summary,
            source,
            ..
        } = check;
        Self {
            id,
            level: *level,
            summary,
            clauses: vec![source],
            since: None,
            until: None,
        }
    }
}

/// Prints the list. Nothing found is status 4, as for a run.
pub fn run(args: &Args) -> u8 {
    if args.api_versions {
        print::out(&versions(args.json));
        return 0;
    }
    if args.faults || args.variants {
        let list = if args.faults {
            Seeded::faults()
        } else {
            Seeded::variants()
        };
        print::out(&seeded(&list, args.json));
        return 0;
    }
    let mut checks: Vec<Row> = rule::catalogue()
        .chain(rule::client_rules())
        .filter(|c| args.api_version.is_none_or(|v| c.applies_to(v)))
        .map(Row::of)
        .chain(catalogue().iter().copied().map(Row::of_parser))
        .collect();
    match Selected::new(&args.only, &[], checks.iter().map(|check| check.id)) {
        Ok(selected) => checks.retain(|check| selected.selects(check.id)),
        Err((status, message)) => {
            print::error(&message);
            return status;
        }
    }
    print::out(&if args.json {
        as_json(&checks)
    } else {
        as_text(&checks)
    });
    0
}

fn as_text(checks: &[Row]) -> String {
    let width = checks.iter().map(|c| c.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for check in checks {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{:<width$}  {:<8}  {}",
            check.id,
            level_word(check.level),
            check.summary
        );
    }
    out
}

fn as_json(checks: &[Row]) -> String {
    let list: Vec<_> = checks
        .iter()
        .map(|c| {
            json!({
                "id": c.id,
                "level": c.level,
                "summary": c.summary,
                "clauses": c.clauses,
                "since": c.since.map(ApiVersion::as_str),
                "until": c.until.map(ApiVersion::as_str),
            })
        })
        .collect();
    format!("{:#}\n", json!(list))
}

fn versions(as_json: bool) -> String {
    let list: Vec<(ApiVersion, Vec<&str>)> = ApiVersion::ALL
        .iter()
        .map(|version| (*version, added_by(*version)))
        .collect();
    if as_json {
        let list: Vec<_> = list
            .iter()
            .map(|(version, adds)| {
                json!({ "version": version.as_str(), "namespace": version.namespace(), "adds": adds })
            })
            .collect();
        return format!("{:#}\n", json!(list));
    }
    let mut out = String::new();
    for (version, adds) in list {
        let default = if version == ApiVersion::default() {
            "the default; "
        } else {
            ""
        };
        let adds = if ApiVersion::ALL.first() == Some(&version) {
            "the first".to_owned()
        } else if adds.is_empty() {
            "as the version before".to_owned()
        } else {
            format!("adds {}", adds.join(", "))
        };
        let _ = writeln!(out, "{version}  {default}{adds}");
    }
    out
}

/// What a version has that the one before it has not.
fn added_by(version: ApiVersion) -> Vec<&'static str> {
    type Has = fn(ApiVersion) -> bool;
    let features: [(&str, Has); 5] = [
        ("tagSet", ApiVersion::has_tag_set),
        ("vgwTelemetry", ApiVersion::has_vgw_telemetry),
        (
            "Options.StaticRoutesOnly, options, routes",
            ApiVersion::has_options,
        ),
        ("DryRun", ApiVersion::has_dry_run),
        (
            "TransitGatewayId, tunnel options, optional VpnGatewayId",
            ApiVersion::is_modern,
        ),
    ];
    let before = ApiVersion::ALL.iter().rfind(|v| **v < version);
    features
        .iter()
        .filter(|(_, has)| has(version) && !before.is_some_and(|v| has(*v)))
        .map(|(name, _)| *name)
        .collect()
}

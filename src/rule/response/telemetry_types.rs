//! vgwTelemetry holds statuses, times and numbers of the schema's types.

use crate::finding::Level;
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::fault::response::{connection_push, telemetry as with_telemetry};
use crate::reference::hook::{Hook, Scope};
use crate::reference::variant::Variant;
use crate::rule::findings::{Scribe, Which, quote};
use crate::rule::shared_probe::ORDINARY;
use crate::rule::{Rule, findings};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "response/telemetry-types",
    level: Level::Must,
    summary: "vgwTelemetry holds statuses, times and numbers of the schema's types.",
    requirements: &["response/vgw-telemetry"],
    since: Some(ApiVersion::V2011_11_01),
    explain: "Of each item, outsideIpAddress, status (UP or DOWN), lastStatusChange (xs:dateTime) and \
            acceptedRouteCount (xs:int) are required. The whole element is optional, and empty for a new connection on \
            many servers.\n\
            Passes: <status>DOWN</status>, <lastStatusChange>2012-04-01T12:00:00.000Z</lastStatusChange>, \
            <acceptedRouteCount>0</acceptedRouteCount>; no vgwTelemetry.\n\
            Fails: <status>down</status>, <lastStatusChange>yesterday</lastStatusChange>, an acceptedRouteCount of many.",
    reads: &[&ORDINARY],
    descriptions: true,
    judge: |rule, evidence| findings::connections(rule, evidence, Which::Every, telemetry),
    faults: &[
        Fault::new(
            "telemetry-status-lower-case",
            "writes the status of vgwTelemetry in lower case",
            Hook::Answer(Scope::Created, |root, _| {
                with_telemetry(root, |item| item.set(&["status"], "down"));
            }),
        ),
        Fault::new(
            "telemetry-time-in-words",
            "writes the time of vgwTelemetry for people",
            Hook::Answer(Scope::Created, |root, _| {
                with_telemetry(root, |item| {
                    item.set(&["lastStatusChange"], "Tue May 1 12:00:00 2012")
                });
            }),
        ),
        Fault::new(
            "telemetry-count-empty",
            "leaves the count of routes in vgwTelemetry empty",
            Hook::Answer(Scope::Created, |root, _| {
                with_telemetry(root, |item| item.set(&["acceptedRouteCount"], ""));
            }),
        ),
    ],
    variants: &[Variant::new(
        "telemetry-empty",
        "sends an empty vgwTelemetry",
        Hook::Answer(Scope::Created, |root, _| {
            connection_push(root, element::Element::new("vgwTelemetry"));
        }),
    )],
    ..Rule::SERVER
};

/// Whether a value is of the type that its element has.
type Holds = fn(&str) -> bool;

fn telemetry(scribe: &mut Scribe<'_, '_>, connection: Element<'_>) {
    let Some(set) = connection.child("vgwTelemetry") else {
        return;
    };
    for item in set.children().filter(|c| c.name() == "item") {
        let rules: [(&str, &str, Holds); 3] = [
            ("status", "UP or DOWN", |t| matches!(t, "UP" | "DOWN")),
            ("lastStatusChange", "an xs:dateTime", is_date_time),
            ("acceptedRouteCount", "an xs:int", |t| {
                t.trim().parse::<i32>().is_ok()
            }),
        ];
        for (name, wanted, holds) in rules {
            if let Some(child) = item.child(name)
                && !holds(child.text())
            {
                scribe.outer(
                    child.text_offset(),
                    &format!("{name} of another type"),
                    wanted,
                    quote(child.text()),
                );
            }
        }
    }
}

/// `2012-04-01T12:00:00`, with or without a fraction and a zone.
fn is_date_time(text: &str) -> bool {
    let text = text.trim();
    let Some((date, rest)) = text.split_once('T') else {
        return false;
    };
    let zone = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone);
    let zoned = matches!(zone, "" | "Z") || {
        let digits = zone.get(1..).unwrap_or_default();
        shaped(digits, "dd:dd") && !zone.starts_with('Z')
    };
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    // The end of a day may be written as its 24th hour.
    let whole = match whole {
        "24:00:00" if fraction.bytes().all(|b| b == b'0') => "00:00:00",
        whole => whole,
    };
    let fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    zoned
        && fraction
        && shaped(date, "dddd-dd-dd")
        && shaped(whole, "dd:dd:dd")
        && format!("{date}T{whole}")
            .parse::<jiff::civil::DateTime>()
            .is_ok()
}

fn shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(b, s)| {
            if s == b'd' {
                b.is_ascii_digit()
            } else {
                b == s
            }
        })
}

//! AvailabilityZone is accepted, whatever its value, and changes nothing.

use std::collections::BTreeSet;

use crate::evidence::{Evidence, Record};
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::accepted::zone;
use crate::reference::element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::reference::refusal::Refusal;
use crate::request::{Encoding, Form, Parameter};
use crate::rule::twin::{Tally, each};
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;
use crate::xml::Element;

pub(super) static RULE: Rule = Rule {
    id: "request/availability-zone-ignored",
    level: Level::Must,
    summary: "AvailabilityZone is accepted, whatever its value, and changes nothing.",
    requirements: &["request/availability-zone"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "The page lists the option as deprecated: taken and ignored. So a server must neither call it \
            unknown nor look whether there is such a zone. Later versions no longer mention it.\n\
            Passes: 200 with AvailabilityZone=us-east-1a, and with a zone that does not exist.\n\
            Fails: UnknownParameter, or InvalidParameterValue for a zone that does not exist; an element or another state in \
            the response.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::accept("of-the-region", |d, _| {
            zone(d, "us-east-1a", Encoding::Canonical)
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("nowhere", |d, _| {
            zone(d, "mars-north-7z", Encoding::Canonical)
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("of-another-region", |d, _| {
            zone(d, "eu-west-1b", Encoding::Canonical);
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("region-alone", |d, _| {
            zone(d, "us-east-1", Encoding::Canonical);
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("capitals", |d, _| {
            zone(d, "US-EAST-1A", Encoding::Canonical);
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("long", |d, _| {
            zone(d, &"z".repeat(100), Encoding::Canonical);
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("empty", |d, _| zone(d, "", Encoding::Canonical))
            .until(ApiVersion::V2013_08_15),
        Mutation::accept("first", |d, _| {
            d.parameters
                .insert(0, Parameter::new("AvailabilityZone", "us-east-1b"));
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("not-ascii", |d, _| {
            zone(d, "z\u{F6}ne-\u{1F310}", Encoding::Canonical)
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("form", |d, _| {
            zone(d, "us-east-1a", Encoding::Canonical);
            d.form = Form::Post;
        })
        .until(ApiVersion::V2013_08_15),
    ],
    judge: unchanged,
    faults: &[
        Fault::new(
            "zone-in-response",
            "shows the AvailabilityZone in the response to a create that has one",
            Hook::Answer(Scope::Created, |root, context| {
                if let Some(zone) = context.query.value("AvailabilityZone")
                    && let Some(connection) = root.at(&["vpnConnection"])
                {
                    connection.push(element::Element::leaf("availabilityZone", zone));
                }
            }),
        ),
        Fault::new(
            "zone-changes-state",
            "calls a connection available at once where the create has a zone",
            Hook::Answer(Scope::Created, |root, context| {
                if context.query.value("AvailabilityZone").is_some() {
                    root.set(&["vpnConnection", "state"], "available");
                }
            }),
        ),
        Fault::new(
            "zone-unknown",
            "refuses AvailabilityZone as a parameter it does not know",
            Hook::Rules(|r| {
                r.zone = |zone| match zone {
                    Some(_) => Err(Refusal::unknown_parameter("AvailabilityZone")),
                    None => Ok(()),
                }
            }),
        ),
        Fault::new(
            "zone-validated",
            "refuses an AvailabilityZone that does not exist instead of ignoring it",
            Hook::Rules(|r| {
                r.zone = |zone| match zone {
                    None | Some("us-east-1a" | "us-east-1b") => Ok(()),
                    Some(other) => Err(Refusal::invalid("AvailabilityZone", other)),
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

fn unchanged(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    each(&mut tally, |tally, record| {
        let twin = evidence.twin(record).map(shape);
        if record.is_accepted()
            && let Some(twin) = twin
            && let Some(other) = shape(record).symmetric_difference(&twin).next()
        {
            tally.note_found(
                record,
                "another response",
                "the response of a create without the zone, but for what is drawn",
                format!("a difference in {other}"),
            );
        }
    });
    let accepted = twin::accepted(rule, evidence);
    match tally.finish() {
        changed if !changed.findings.is_empty() && accepted.findings.is_empty() => changed,
        _ => accepted,
    }
}

/// What does not depend on what the server draws: the names of the elements, and the values that the request decides.
fn shape(record: &Record) -> BTreeSet<String> {
    const VALUES: [&str; 7] = [
        "state",
        "type",
        "customerGatewayId",
        "vpnGatewayId",
        "vpn_connection_type",
        "customer_gateway_id",
        "vpn_gateway_id",
    ];
    let view = record.view();
    let mut paths = BTreeSet::new();
    let mut todo: Vec<(String, Element<'_>)> = view
        .root()
        .into_iter()
        .chain(view.configuration())
        .map(|root| (String::new(), root))
        .collect();
    while let Some((parent, element)) = todo.pop() {
        let path = format!("{parent}/{}", element.name());
        for child in element.children() {
            todo.push((path.clone(), child));
        }
        paths.insert(match VALUES.contains(&element.name()) {
            true => format!("{path}={}", element.text().trim()),
            false => path,
        });
    }
    paths
}

//! AvailabilityZone is accepted, whatever its value, and changes nothing.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::accepted::zone;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::refusal::Refusal;
use crate::request::{Encoding, Form, Parameter};
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/availability-zone-ignored",
    level: Level::Must,
    summary: "AvailabilityZone is accepted, whatever its value, and changes nothing.",
    requirements: &["request/availability-zone"],
    until: Some(ApiVersion::V2013_08_15),
    explain: "The page lists the option as deprecated: taken and ignored. So a server must neither call it \
            unknown nor look whether there is such a zone. Later versions no longer mention it.\n\
            Passes: 200 with AvailabilityZone=us-east-1a, and with a zone that does not exist.\n\
            Fails: UnknownParameter, or InvalidParameterValue for a zone that does not exist.",
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
    judge: twin::accepted,
    faults: &[
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

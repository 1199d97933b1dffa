//! Transformations that change nothing of what is asked for: what is accepted without them is accepted with them.

use super::Deviation;
use crate::request::{Draft, Encoding, Form, Parameter};
use crate::spec::version::ApiVersion;

const ORDER: &str = "request/parameter-order-irrelevant";
const ENCODING: &str = "request/percent-encoding-equivalent";
const ZONE: &str = "request/availability-zone-ignored";

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation::accept(ORDER, "reversed", |d, _| d.parameters.reverse()),
    Deviation::accept(ORDER, "by-name", |d, _| {
        d.parameters.sort_by(|a, b| a.name.cmp(&b.name))
    }),
    Deviation::accept(ORDER, "by-name-descending", |d, _| {
        d.parameters.sort_by(|a, b| b.name.cmp(&a.name));
    }),
    Deviation::accept(ORDER, "action-last", |d, _| turn(d, 1)),
    Deviation::accept(ORDER, "action-and-version-last", |d, _| turn(d, 2)),
    Deviation::accept(ORDER, "version-first", |d, _| swap(d, 0, 1)),
    Deviation::accept(ORDER, "gateways-swapped", |d, _| swap(d, 3, 4)),
    Deviation::accept(ORDER, "type-last", |d, _| swap(d, 2, 4)),
    Deviation::accept(ORDER, "reversed-form", |d, _| {
        d.parameters.reverse();
        d.form = Form::Post;
    }),
    Deviation::accept(ENCODING, "values", |d, _| {
        encode(d, None, Some(Encoding::Everything))
    }),
    Deviation::accept(ENCODING, "names", |d, _| {
        encode(d, Some(Encoding::Everything), None)
    }),
    Deviation::accept(ENCODING, "names-and-values", |d, _| {
        encode(d, Some(Encoding::Everything), Some(Encoding::Everything));
    }),
    Deviation::accept(ENCODING, "lower-case-digits", |d, _| {
        let lower = Some(Encoding::EverythingLowerHex);
        encode(d, lower, lower);
    }),
    Deviation::accept(ENCODING, "one-value", |d, _| {
        if let Some(parameter) = d.parameters.iter_mut().find(|p| p.name == b"Type") {
            parameter.encoding = Encoding::Everything;
        }
    }),
    Deviation::accept(ENCODING, "names-and-values-form", |d, _| {
        encode(
            d,
            Some(Encoding::Everything),
            Some(Encoding::EverythingLowerHex),
        );
        d.form = Form::Post;
    }),
    Deviation::accept(ENCODING, "blank-as-percent", |d, _| {
        zone(d, "a b", Encoding::Canonical)
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::accept(ENCODING, "blank-as-plus", |d, _| {
        zone(d, "a b", Encoding::PlusForSpace)
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::accept(ENCODING, "separators-as-percent", |d, _| {
        zone(d, "a&Type=ipsec.2#b?c+d%e", Encoding::LowerHex);
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::accept(ZONE, "of-the-region", |d, _| {
        zone(d, "us-east-1a", Encoding::Canonical)
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::accept(ZONE, "nowhere", |d, _| {
        zone(d, "mars-north-7z", Encoding::Canonical)
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::accept(ZONE, "empty", |d, _| zone(d, "", Encoding::Canonical))
        .until(ApiVersion::V2013_08_15),
    Deviation::accept(ZONE, "first", |d, _| {
        d.parameters
            .insert(0, Parameter::new("AvailabilityZone", "us-east-1b"));
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::accept(ZONE, "not-ascii", |d, _| {
        zone(d, "z\u{F6}ne-\u{1F310}", Encoding::Canonical)
    })
    .until(ApiVersion::V2013_08_15),
    Deviation::accept(ZONE, "form", |d, _| {
        zone(d, "us-east-1a", Encoding::Canonical);
        d.form = Form::Post;
    })
    .until(ApiVersion::V2013_08_15),
];

fn turn(draft: &mut Draft, by: usize) {
    let by = by.min(draft.parameters.len());
    draft.parameters.rotate_left(by);
}

fn swap(draft: &mut Draft, a: usize, b: usize) {
    if a.max(b) < draft.parameters.len() {
        draft.parameters.swap(a, b);
    }
}

fn encode(draft: &mut Draft, names: Option<Encoding>, values: Option<Encoding>) {
    for parameter in &mut draft.parameters {
        parameter.name_encoding = names.unwrap_or(parameter.name_encoding);
        parameter.encoding = values.unwrap_or(parameter.encoding);
    }
}

fn zone(draft: &mut Draft, value: &str, encoding: Encoding) {
    draft.parameters.push(Parameter {
        encoding,
        ..Parameter::new("AvailabilityZone", value)
    });
}

//! Edits that several rules use.

use crate::request::{Draft, Encoding, Parameter};

pub(crate) fn zone(draft: &mut Draft, value: &str, encoding: Encoding) {
    draft.parameters.push(Parameter {
        encoding,
        ..Parameter::new("AvailabilityZone", value)
    });
}

//! Edits of parameters that several rules use.

use crate::request::{Draft, Parameter};

/// Sets `Type`.
pub(crate) fn kind(draft: &mut Draft, value: &str) {
    draft.set("Type", value);
}

/// Appends a parameter.
pub(crate) fn add(draft: &mut Draft, name: &str, value: &str) {
    draft.parameters.push(Parameter::new(name, value));
}

/// Gives the parameter with this name another one.
pub(crate) fn rename(draft: &mut Draft, from: &str, to: &str) {
    for parameter in &mut draft.parameters {
        if parameter.name == from.as_bytes() {
            parameter.name = to.as_bytes().to_vec();
        }
    }
}

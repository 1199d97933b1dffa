//! Checks of what is accepted and what is refused.

mod form;
mod gateway;
mod generated;
mod name;
mod survival;
mod unsaid;
mod value;

use crate::rule::Check;

/// The checks of this family.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    form::CHECKS
        .iter()
        .chain(&value::CHECKS)
        .chain(&gateway::CHECKS)
        .chain(&name::CHECKS)
        .chain(&generated::CHECKS)
        .chain(&unsaid::CHECKS)
        .chain(&survival::CHECKS)
}

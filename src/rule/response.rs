//! Checks of the outer document: `CreateVpnConnectionResponse`.

mod echo;
mod envelope;
mod identity;
mod markup;
mod schema;
mod telemetry;
mod transport;
mod tree;

pub(super) use envelope::rule;
pub(super) use markup::{injected, markup};
pub(super) use transport::content_type;

use crate::rule::Check;

/// The checks of this family.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    envelope::CHECKS
        .iter()
        .chain(&schema::CHECKS)
        .chain(&telemetry::CHECKS)
        .chain(&identity::CHECKS)
        .chain(&echo::CHECKS)
        .chain(&transport::CHECKS)
        .chain(&markup::CHECKS)
}

#[cfg(test)]
mod tests;

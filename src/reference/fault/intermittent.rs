//! Changes that the faults of several rules make.

use crate::reference::hook::Context;

/// So many connections apart.
pub(crate) const EVERY: usize = 3;

pub(crate) fn is_due(context: &Context<'_>) -> bool {
    context.lock().connections.len().is_multiple_of(EVERY)
}

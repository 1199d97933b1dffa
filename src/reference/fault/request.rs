//! Changes that the faults of several rules make.

use crate::exchange::TransportError;

pub(crate) fn closed() -> TransportError {
    TransportError::Closed("nothing was sent back".to_owned())
}

//! Text that a terminal shows as it stands.

pub use crate::untrusted::{is_direction, printable, printable_text};

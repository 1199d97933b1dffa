//! Text that a terminal shows as it stands.

pub use crate::untrusted::{Commands, is_direction, printable, printable_text};

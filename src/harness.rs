//! Test runners for `cargo test`: one trial per rule.

#[doc(hidden)]
pub mod parser_trial;
#[doc(hidden)]
pub mod trial;

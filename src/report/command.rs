//! Commands and code that send a recorded request again.

pub mod curl;
pub mod rust_test;

//! HTML in one file: what a person reads.

pub mod page;

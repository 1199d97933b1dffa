//! The API reference and the protocol notes as data: clauses, parameters, value grammars, and which check rests on which clause.

pub mod clause;
pub mod grammar;
pub mod option;
pub mod parameter;
pub mod version;

pub use clause::{Clause, Grade, Source};

//! The page and the wire facts as data: clauses, parameters, value grammars, and which check rests on which clause.

pub mod clause;
pub mod coverage;
pub mod grammar;
pub mod parameter;

pub use clause::Grade;
pub use clause::Clause;
pub use clause::Source;
pub use coverage::Coverage;

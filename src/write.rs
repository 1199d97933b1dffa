//! Writing: requests, and the documents of a server.

pub mod query;

//! Generation of requests, responses and configurations.
pub mod coverage;
pub mod document;
pub mod request;

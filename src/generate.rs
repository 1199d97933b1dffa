//! Generation of requests, responses and configurations.
pub mod document;
pub mod request;

//! This project beside the libraries of others: HTTP clients, services, signatures and schemas.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may"
)]

mod formats;
mod http_client;
mod reqwest_client;
mod service;
mod signatures;

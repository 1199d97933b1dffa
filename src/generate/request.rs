//! Requests out of bytes, valid or with one named deviation.

pub mod deviation;

//! Sending: sessions, fixtures, ledger, clean-up, health of the target, retries.

mod absent;
mod authenticate;
mod backoff;
pub(crate) mod cleanup;
pub(crate) mod context;
mod describe;
pub mod extract;
pub(crate) mod fixture;
mod guard;
mod health;
pub mod ledger;
pub mod options;
pub mod probe;
mod reconcile;
pub mod replay;
mod retry;
pub mod session;
mod sieve;
pub mod stored;

pub use options::Options;
pub use probe::Probe;
pub use session::Session;

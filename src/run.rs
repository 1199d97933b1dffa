//! Running the catalogue against an endpoint: plan, probes, evidence, ledger.

pub mod evidence;
pub mod probe;
pub mod saved;
pub mod session;

pub use evidence::Evidence;
pub use probe::Probe;
pub use session::Session;

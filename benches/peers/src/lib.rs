//! The same work with other libraries: both documents into typed fields.

#![allow(missing_docs)]

pub mod events;
pub mod fill;
pub mod ours;
pub mod owned;
#[path = "../../../src/document/model/schema.rs"]
mod schema;
pub mod serde_quick;
pub mod smithy;
pub mod tokens;
pub mod tree;

/// A way to read a body. It gives the number of tunnels, so that the work cannot be left out.
pub type Peer = fn(&str) -> Result<usize, String>;

/// The two of this project and their peers: both documents into typed fields.
pub const READERS: [(&str, Peer); 11] = [
    ("vpnconform", ours::typed),
    ("vpnconform owned", ours::typed_owned),
    ("vpnconform tree", ours::tree),
    ("quick-xml + serde", serde_quick::read),
    ("quick-xml events", events::read),
    ("quick-xml tuned", events::read_tuned),
    ("roxmltree", tree::roxmltree),
    ("minidom", tree::minidom),
    ("xml", tokens::xml),
    ("xmlparser", tokens::xmlparser),
    ("aws-smithy-xml", smithy::read),
];

/// Both documents as trees and no more, every element visited.
pub const TREES: [(&str, Peer); 2] = [
    ("trees: vpnconform", ours::visit),
    ("trees: roxmltree", tree::visit),
];

pub(crate) fn said(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

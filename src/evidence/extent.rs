//! How much of an exchange is known. Of a run everything; of what was saved often less.

use serde::{Deserialize, Serialize};

/// What is known of an exchange, and which part of its response is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Extent {
    /// What is judged.
    pub part: Part,
    /// Whether the request is known.
    pub request: bool,
    /// Whether status and header fields of the response are known.
    pub head: bool,
    /// Whether the API version is known, and not only the nearest one.
    pub version: bool,
}

/// Which part of a response is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The whole.
    Response,
    /// This item of `vpnConnectionSet` in the response to DescribeVpnConnections, from 0.
    Item(usize),
    /// The body is an inner document alone.
    Configuration,
}

impl Extent {
    /// Everything, as in a run.
    pub const WHOLE: Self = Self {
        part: Part::Response,
        request: true,
        head: true,
        version: true,
    };

    /// Whether it is everything.
    pub fn is_whole(&self) -> bool {
        *self == Self::WHOLE
    }

    /// Whether it is [`Extent::WHOLE`].
    pub(super) fn whole() -> Self {
        Self::WHOLE
    }
}

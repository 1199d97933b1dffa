//! How large a document may be.

/// Bounds of a document. A document beyond them is refused before it costs more than a valid one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Levels of elements. A response has at most 10.
    pub depth: usize,
    /// Attributes of one element, namespace declarations included. A response has at most 1.
    pub attributes: usize,
    /// Declarations of namespaces in scope at one place. A response has at most 1.
    pub namespaces: usize,
    /// Bytes of the body. A response has about 6 kB.
    pub body: usize,
}

impl Default for Limits {
    /// Depth 64, 64 attributes, 64 namespaces, 16 MiB.
    fn default() -> Self {
        Self {
            depth: 64,
            attributes: 64,
            namespaces: 64,
            body: 16 << 20,
        }
    }
}

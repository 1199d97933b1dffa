//! What the response is at all: XML, the right root element, in the namespace of the version.

/// The rule that is broken, without the bytes that break it.
pub(in crate::rule) fn broken_rule(error: &crate::xml::Error) -> String {
    format!("{:?}", error.kind)
}

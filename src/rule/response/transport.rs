//! The headers of a response against its body.

use crate::exchange::HttpResponse;
use crate::rule::findings::{Scribe, quote};

/// The media type is an XML one. For any response; errors are judged by the same rule.
pub(in crate::rule) fn content_type(scribe: &mut Scribe<'_, '_>, response: &HttpResponse) {
    let Some(value) = response.header("content-type") else {
        scribe.whole("no Content-Type", "text/xml", "no Content-Type");
        return;
    };
    let value = String::from_utf8_lossy(value);
    let media = value.split(';').next().unwrap_or_default().trim();
    if !["text/xml", "application/xml"]
        .iter()
        .any(|xml| media.eq_ignore_ascii_case(xml))
    {
        scribe.whole("another Content-Type", "text/xml", quote(&value));
    }
}
